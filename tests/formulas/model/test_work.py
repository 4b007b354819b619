"""Arithmetic of described models: published and derived counts, limits, and that parts add up."""

from dataclasses import replace

import numpy as np
import pytest

from formulas import memory, transformer
from formulas.model.attended import cached_values, chunked_pairs, pair_flop, projection_parameters, windowed_pairs
from formulas.model.description import Attention, Description, Group, LightningAttention, Mlp, Recurrence
from formulas.model.parameters import MULTIPLIED, parameters
from formulas.model.work import pass_flop, prompt_flop, step_flop, training_flop_per_token

from . import written

MODELS = [pytest.param(make(), id=make.__name__) for make in written.MODELS]
LONG = 131_072


@pytest.mark.parametrize(("make", "last", "every"), [
    (written.gemma_3_27b, 8.23e15, 8.60e15),
    (written.deepseek_v3, 5.23e16, 5.25e16),
])  # fmt: skip
def test_a_long_prompt(make, last, every):
    """To the digits given: windows see themselves alone, scores of DeepSeek-V3 run over 192 and sums over 128."""
    assert prompt_flop(make(), LONG).total == pytest.approx(last, rel=0.0007)
    assert prompt_flop(make(), LONG, all_logits=True).total == pytest.approx(every, rel=0.0007)


def test_what_an_indexer_saves_of_a_long_prompt():
    """DeepSeek-V3.2 scores all pairs cheaply and attends to 2,048 rows of latents."""
    found, plain = prompt_flop(written.deepseek_v32(), LONG)["scores"], prompt_flop(written.deepseek_v3(), LONG)["scores"]
    picked = 2 * 61 * 128 * (576 + 512) * (2048 * LONG - 2048**2 / 2)
    assert found == picked + 2 * 61 * 64 * 128 * LONG**2 / 2
    assert found < plain
    assert step_flop(written.deepseek_v32(), 1000)["scores"] > step_flop(written.deepseek_v3(), 1000)["scores"]


def test_a_step_over_latents():
    """DeepSeek-V3 decodes with 128 heads over 576 and 512."""
    assert step_flop(written.deepseek_v3(), 4096)["scores"] == 2 * 61 * 128 * (576 + 512) * 4096


def test_a_step_of_deepseek_v4():
    found = step_flop(written.deepseek_v4_flash(), 1 << 20)["scores"]
    rows = 43 * 128 + 21 * 512 + 20 * (1 << 20) / 128
    assert found == 4 * 64 * 512 * rows + 21 * 2 * 64 * 128 * (1 << 20) / 4


def test_states_cost_the_same_at_any_length():
    """The delta rule: 7 FLOP for each of 48 x 128 x 128 numbers in 48 layers of Qwen3.5-27B."""
    model = written.qwen_35_27b()
    assert step_flop(model, 1)["states"] == step_flop(model, 1 << 20)["states"] == 7 * 48 * 48 * 128 * 128
    assert prompt_flop(model, 1000)["states"] == 1000 * step_flop(model, 1)["states"]
    assert step_flop(written.mamba_2(), 1)["states"] == 5 * 64 * 80 * 64 * 128
    assert step_flop(written.jamba(), 1)["states"] == 5 * 28 * 8192 * 16
    blocks = (LightningAttention(heads=2, head_dim=8), Recurrence(weights=1.0, step_flop=100.0))
    assert step_flop(Description(d_model=8, vocabulary=8, groups=(Group(layers=3, blocks=blocks),)), 1)["states"] == 3 * (5 * 128 + 100)


@pytest.mark.parametrize("model", MODELS)
def test_weights_cost_two_flop_each(model):
    """Nothing is multiplied by embeddings, norms and biases; the head counts whether it is tied or not."""
    found, active = step_flop(model, 1), parameters(model, active=True)
    aside = sum(active[part] for part in ("embedding", "positions", "head", "norms", "biases"))
    head = model.vocabulary * model.d_model
    assert found.total - found["scores"] - found["states"] == pytest.approx(2 * (active.total - aside + head), rel=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_a_prompt_costs_its_logits_once(model):
    last, every = prompt_flop(model, 2000), prompt_flop(model, 2000, all_logits=True)
    assert every["head"] == 2000 * last["head"]
    assert {part: number for part, number in last.items() if part != "head"} == {
        part: number for part, number in every.items() if part != "head"
    }
    assert training_flop_per_token(model, 2000) == 3 * every.total / 2000
    assert last.total == sum(last.values())


@pytest.mark.parametrize("model", MODELS)
def test_longer_costs_more(model):
    lengths = np.array([1, 10, 1000, 1e5, 1e6])
    assert np.all(np.diff(prompt_flop(model, lengths).total) > 0)
    assert np.all(np.diff(np.broadcast_to(step_flop(model, lengths).total, 5)) >= 0)
    assert [float(x) for x in prompt_flop(model, lengths).total] == [float(prompt_flop(model, x).total) for x in lengths]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("every", [False, True])
def test_a_pass_is_one_equation(model, every):
    found, active = prompt_flop(model, 1000, all_logits=every), parameters(model, active=True)
    weights, attention = sum(active[part] for part in MULTIPLIED), found["scores"] + found["states"]
    whole = pass_flop(weights, 1000, attention, model.d_model, model.vocabulary, 1000 if every else 1)
    assert found.total == pytest.approx(whole, rel=1e-12)


def test_projections_of_one_size_are_those_of_the_older_equation():
    assert projection_parameters(4096, 32, 8, 128, 128) == transformer.attention_parameters(4096, 32, 8, 128)
    # Qwen3.5-27B: a gate as wide as the queries.
    assert 16 * projection_parameters(5120, 24, 4, 256, 256, 256) == parameters(written.qwen_35_27b())["attention"]


def test_cached_values_are_those_of_the_older_equations():
    assert cached_values(80, 10, 8, 128, 128) * 2 == 10 * memory.kv_cache_bytes_per_token(80, 8, 128)
    assert cached_values(61, 10, 1, 576, 0) * 2 == 10 * memory.latent_cache_bytes_per_token(61, 576)


def test_a_cache_that_is_shared_saves_no_arithmetic_of_attention():
    attention = Attention(heads=8, kv_heads=2, key_dim=64)
    shared = replace(attention, caches=False, projects_keys=False, projects_values=False)
    first, second = (Description(d_model=64, vocabulary=8, groups=(Group(layers=1, blocks=(each,)),)) for each in (attention, shared))
    assert prompt_flop(first, 100)["scores"] == prompt_flop(second, 100)["scores"]
    assert prompt_flop(first, 100)["attention"] > prompt_flop(second, 100)["attention"]


def test_a_chunk_begins_anew():
    block = Attention(heads=1, kv_heads=1, key_dim=1, chunk=10)
    model = Description(d_model=8, vocabulary=8, groups=(Group(layers=1, blocks=(block, Mlp(width=1))),))
    seen = step_flop(model, np.array([1, 9, 10, 11, 20, 21]))["scores"] / 4
    assert list(seen) == [1, 9, 10, 1, 10, 1]
    # A mask counted token by token, but for half of the diagonal.
    steps = step_flop(model, np.arange(1.0, 38))["scores"]
    assert prompt_flop(model, 37)["scores"] == np.sum(steps) - 37 / 2 * 4


@pytest.mark.parametrize("tokens", [1, 7, 100])
@pytest.mark.parametrize("width", [1, 5, 8, 1000])
def test_pairs_are_those_of_a_mask(tokens, width):
    """But for half of the diagonal, that of whole and half squares."""
    row, column = np.indices((tokens, tokens))
    causal = row >= column
    assert chunked_pairs(tokens, width) == np.sum(causal & (row // width == column // width)) - tokens / 2
    band = np.sum(causal & (row - column < width))
    # The square in the corner loses half of its diagonal, and those beyond it see a whole window.
    assert windowed_pairs(tokens, width) == band - min(tokens, width) / 2


def test_a_window_as_long_as_the_sequence_is_none():
    assert windowed_pairs(1000, 1000) == windowed_pairs(1000) == chunked_pairs(1000, np.inf) == 500_000


def test_sizes_of_keys_and_values_count_apart():
    assert pair_flop(1, 8, 192, 128, 10) == pair_flop(1, 8, 160, 160, 10)


@pytest.mark.parametrize("tokens", [0, -1, float("nan"), float("inf")])
def test_an_impossible_length_is_refused(tokens):
    for count in (prompt_flop, step_flop):
        with pytest.raises(ValueError, match=r"^(tokens|context) is .*: must be positive and finite$"):
            count(written.mamba_2(), tokens)
    for pairs in (windowed_pairs, chunked_pairs):
        with pytest.raises(ValueError, match=r"prompt is .*: must be positive and finite"):
            pairs(tokens, 8)


@pytest.mark.parametrize("width", [0, -1, float("nan")])
def test_an_impossible_window_is_refused(width):
    with pytest.raises(ValueError, match=r"^window is .*: must be positive$"):
        windowed_pairs(8, width)
    with pytest.raises(ValueError, match=r"^chunk is .*: must be positive$"):
        chunked_pairs(8, width)


def test_negative_sizes_are_refused_together():
    with pytest.raises(ValueError, match=r"heads is -1: must be finite and at least 0; pairs is -2: must be finite and at least 0"):
        pair_flop(1, -1, 8, 8, -2)
    with pytest.raises(ValueError, match=r"d_model is 0: must be positive and finite; output_gate is -1: must be finite and at least 0"):
        projection_parameters(0, 8, 8, 8, 8, output_gate=-1)
    with pytest.raises(ValueError, match=r"kept_tokens is -1: must be finite and at least 0"):
        cached_values(1, -1, 8, 8, 8)
    with pytest.raises(ValueError, match=r"prompt is 0: must be positive and finite; logit_positions is -1: must be finite and at least 0"):
        pass_flop(1, 0, 0, 8, 8, logit_positions=-1)
