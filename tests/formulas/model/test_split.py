"""Heads over cards: what engines allow, and what a card then keeps."""

import numpy as np
import pytest

from formulas import memory
from formulas.catalogue import models
from formulas.model.cache import held
from formulas.model.catalogued import described
from formulas.model.description import Attention, Description, Group, Mamba1, Mlp, Recurrence
from formulas.model.split import divides, head_copies, held_per_card, widest

from . import written


def cards_of(model: Description) -> list[int]:
    return [cards for cards in range(1, 65) if divides(model, cards)]


@pytest.mark.parametrize(("name", "cards"), [
    ("llama-3-70b", [1, 2, 4, 8, 16, 32, 64]),
    ("qwen2.5-7b", [1, 2, 4, 28]),  # 28 heads, 4 of the cache
    ("qwen2.5-32b", [1, 2, 4, 8, 40]),
    ("gpt-2-xl", [1, 5, 25]),
    ("deepseek-v3", [1, 2, 4, 8, 16, 32, 64]),
])  # fmt: skip
def test_cards_that_divide_public_models(name, cards):
    assert cards_of(described(models()[name])) == cards


def test_every_mixer_must_be_divided():
    """Qwen3.5-27B attends with 24 heads and 4 of the cache, and its delta nets have 16 heads of keys."""
    assert cards_of(written.qwen_35_27b()) == [1, 2, 4, 8]
    assert cards_of(written.mamba_2()) == [1, 2, 4, 5, 8, 10, 16, 20, 40]
    assert not divides(written.mamba_2(), 1.5)


def test_the_widest_split_is_one_that_divides():
    assert widest(described(models()["qwen2.5-7b"]), 8) == 4
    assert widest(described(models()["gpt-2-xl"]), 8) == 5
    assert widest(written.deepseek_v3(), 100) == 64
    assert widest(Description(d_model=8, vocabulary=8, groups=(Group(layers=1, blocks=(Mlp(width=8),)),)), 7) == 7


@pytest.mark.parametrize("cards", [1, 2, 4, 8, 16, 64])
def test_where_cards_divide_or_are_divided_copies_are_those_of_the_even_split(cards):
    assert head_copies(cards, 8) == memory.cache_copies(cards, 8)


def test_whole_heads_take_the_room_of_the_fullest_card():
    assert head_copies(4, 10) == 12 / 10
    assert head_copies(3, 8) == 9 / 8
    assert np.all(head_copies(np.arange(1, 100), 7) >= 1)


def test_latents_are_on_every_card_and_heads_on_one():
    tokens = 1000
    model = written.deepseek_v32()
    assert held_per_card(model, tokens, 8) == held(model, tokens)
    grouped = described(models()["llama-3-70b"])
    assert held_per_card(grouped, tokens, 8).total * 8 == held(grouped, tokens).total
    assert held_per_card(grouped, tokens, 16).total * 8 == held(grouped, tokens).total
    assert list(held_per_card(grouped, tokens, np.array([1, 2])).total) == [held(grouped, tokens).total / cards for cards in (1, 2)]


def test_states_are_split_with_their_heads():
    model = written.qwen_35_27b()
    alone, four = held_per_card(model, 10, 1), held_per_card(model, 10, 4)
    assert alone == held(model, 10)
    assert all(four[kind] == number / 4 for kind, number in alone.items())


def test_other_states():
    blocks = (Mamba1(inner=64, state=16, rank=4), Recurrence(weights=1.0, state_values=100.0))
    model = Description(d_model=8, vocabulary=8, groups=(Group(layers=1, blocks=blocks),))
    assert held_per_card(model, 1, 4)["state"] == 64 * 16 / 4 + 100


@pytest.mark.parametrize("cards", [0, -1, float("nan"), float("inf")])
def test_impossible_numbers_of_cards_are_refused(cards):
    model = Description(d_model=8, vocabulary=8, groups=(Group(layers=1, blocks=(Attention(heads=8, kv_heads=8, key_dim=8),)),))
    for count in (lambda: divides(model, cards), lambda: held_per_card(model, 1, cards), lambda: head_copies(cards, 8)):
        with pytest.raises(ValueError, match=r"^cards is .*: must be positive"):
            count()


def test_no_card_is_no_split():
    with pytest.raises(ValueError, match=r"^limit is 0: must be at least 1$"):
        widest(written.deepseek_v3(), 0)
