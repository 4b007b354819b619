"""Losses per byte: the definition, the texts of the laws, and how far the laws lie apart."""

import math
from dataclasses import replace

import numpy as np
import pytest

from formulas import chain, per_byte, scaling
from formulas.scaling import LAWS
from instruments.forge.resolve import resolve
from tests.instruments.forge.designs import defaults

# The Gopher paper's table of MassiveText: TB and billions of tokens; and table A1 of Hoffmann 2022: shares of the training text.
GOPHER = {"web": (1.9, 506), "books": (2.1, 560), "c4": (0.75, 182), "news": (2.7, 676), "code": (3.1, 422)}
CHINCHILLA = {"web": 0.45, "books": 0.30, "c4": 0.10, "news": 0.10, "code": 0.04}


def test_gpt_2_on_the_pile():
    """The Pile counts 0.29335 tokens of GPT-2 per byte: 1.0468 bits per byte of the XL model are then 2.473 nats per token."""
    assert float(per_byte.bits_per_byte(1.0468 * math.log(2) / 0.29335, 1 / 0.29335)) == pytest.approx(1.0468)


def test_guessing_a_byte_among_all_takes_eight_bits():
    assert float(per_byte.bits_per_byte(math.log(256), 1.0)) == pytest.approx(8)


def test_massivetext_is_what_its_tables_give():
    """Wikipedia is left out: its bytes are printed with one digit, and it is one in a hundred tokens."""
    mean = sum(CHINCHILLA[part] * 1000 * size / tokens for part, (size, tokens) in GOPHER.items()) / sum(CHINCHILLA.values())
    assert per_byte.law_texts()["massivetext"].bytes_per_token == pytest.approx(mean, abs=0.02)


def test_the_texts_are_what_their_counts_give():
    texts = per_byte.law_texts()
    assert texts["fineweb-edu-gpt2"].bytes_per_token == pytest.approx(4_908_443 / 1_059_062, abs=0.001)
    assert texts["c4-neox"].bytes_per_token == pytest.approx(0.75e12 / 175e9, abs=0.02)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_every_law_has_its_text(law):
    assert law.text in per_byte.law_texts()
    assert 3 < per_byte.law_texts()[law.text].bytes_per_token < 6


def test_the_spread_lies_between_the_lowest_and_the_highest_law():
    found = per_byte.by_law(70e9, 1.4e12, 1.0)
    low, high = per_byte.ends(70e9, 1.4e12, 1.0)
    assert set(found) == set(LAWS)
    assert (float(low), float(high)) == (min(map(float, found.values())), max(map(float, found.values())))
    by_hand = float(scaling.loss(70e9, 1.4e12, **LAWS["seed"].coefficients)) / 3.96 / math.log(2)
    assert float(found["seed"]) == pytest.approx(by_hand)


def test_laws_on_one_text_lie_nearer_than_laws_on_several():
    """What the difference holds of the texts: the two fits to Chinchilla's runs are within 3% where both were fitted."""
    found = per_byte.by_law(10e9, 200e9, 1.0)
    low, high = per_byte.ends(10e9, 200e9, 1.0)
    assert abs(found["hoffmann2022"] / found["besiroglu2024"] - 1) < 0.03 < high / low - 1


def test_the_steps_are_those_of_the_chosen_law():
    for law in LAWS:
        c = chain.evaluate(resolve(defaults() | {"law": law}))
        assert float(c.bits_per_byte) == pytest.approx(float(per_byte.by_law(c.active_parameters, c.effective_tokens, 1.0)[law]))
        assert float(c.law_spread) > 0


def test_many_designs_at_once_are_what_each_is_alone():
    many = resolve(defaults() | {"training_compute": 1e24})
    found = chain.evaluate_fields(
        replace(many, training_compute=np.array([1e23, 1e24])), ("bits_per_byte", "law_spread", "predicted_loss")
    )
    assert found["bits_per_byte"][1] == pytest.approx(float(chain.evaluate(many).bits_per_byte))


def test_arguments_broadcast():
    assert per_byte.bits_per_byte(np.array([[1.0], [2.0]]), np.array([3.0, 4.0])).shape == (2, 2)
    assert per_byte.ends(np.array([[1e9], [1e10]]), np.array([1e10, 1e11]), 1.0)[0].shape == (2, 2)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            lambda: per_byte.bits_per_byte(0.0, -1.0),
            r"loss is 0: must be positive and finite; text_per_token is -1: must be positive and finite",
        ),
        (lambda: per_byte.law_spread(0.5, 0.4), r"highest is 0.4: must be at least lowest and finite"),
    ],
)
def test_refusals_name_the_argument(call, told):
    with pytest.raises(ValueError, match=rf"^{told}$"):
        call()
