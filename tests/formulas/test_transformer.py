"""The parts of a transformer: against hand counts, limits and each other."""

import json
from pathlib import Path

import numpy as np
import pytest

from formulas import transformer
from formulas.catalogue import models

FACTS = {row["id"]: row for row in json.loads((Path(__file__).parents[1] / "facts" / "facts.json").read_text("utf-8"))}


def test_llama_3_70b_by_hand():
    """How To Scale Your Model counts 56.3e9 in MLPs, 12e9 in attention, 70.4e9 with both embeddings; three digits."""
    m = models()["llama-3-70b"]
    mlp = m.layers * transformer.mlp_parameters(m.d_model, m.d_ff)
    attention = m.layers * transformer.attention_parameters(m.d_model, m.heads, m.kv_heads, m.head_dim)
    assert mlp == pytest.approx(56.3e9, rel=0.005)
    assert attention == pytest.approx(12e9, rel=0.01)
    assert mlp + attention + 2 * m.vocab * m.d_model == pytest.approx(FACTS["F112"]["value"], rel=0.005)


def test_full_attention_of_the_models_width_is_four_squares():
    assert transformer.attention_parameters(4096, 32, 32, 128) == 4 * 4096**2


def test_latent_attention_without_compressed_queries():
    """DeepSeek-V2-Lite by hand: queries, down-projection, up-projection, output."""
    by_hand = 2048 * 16 * 192 + 2048 * 576 + 512 * 16 * 256 + 16 * 128 * 2048
    assert transformer.latent_attention_parameters(2048, 16, 128, 64, 128, 512) == by_hand


@pytest.mark.parametrize(("fact", "key"), [("A005", "gpt-3-175b"), ("A001", "gpt-2")])
def test_depth_and_width_alone_count_a_gpt(fact, key):
    """Biases, norms and positions are left out: 1% for GPT-2 small, a tenth of that at 175B."""
    m = models()[key]
    assert transformer.approximate_parameters(m.layers, m.d_model, m.vocab) == pytest.approx(FACTS[fact]["value"], rel=0.01)


def test_depth_and_width_alone_miss_relative_positions():
    """12 L d^2 + V d is 7.6% short of Chinchilla 70B, whose attention has five matrices."""
    m = models()["chinchilla-70b"]
    count = transformer.approximate_parameters(m.layers, m.d_model, m.vocab)
    assert count / FACTS["A009"]["value"] - 1 == pytest.approx(-0.076, abs=0.0005)


def test_depth_and_width_alone_stay_within_the_band():
    """Every dense model of the catalogue but Gemma 2 27B, whose gated MLP is eight times its width."""
    band = transformer.approximate_parameters.equation.band
    for m in models().values():
        if not m.experts and m.id != "gemma-2-27b":
            assert band.covers(m.total_parameters / transformer.approximate_parameters(m.layers, m.d_model, m.vocab))


def test_attention_flop_are_palms():
    """Training counts 12 L H Q T per token (Chowdhery et al., appendix B): three forward passes' worth."""
    assert 3 * transformer.attention_flop_per_token(118, 48 * 256, 2048) == 12 * 118 * 48 * 256 * 2048


def test_palm_spends_a_percent_on_attention():
    """MFU is 46.2% with attention and 45.7% without, to three digits; its multi-query heads are narrower than the model."""
    m = models()["palm-540b"]
    share = transformer.attention_flop_per_token(m.layers, m.heads * m.head_dim, m.context)
    share /= transformer.linear_flop_per_token(540e9)
    assert 1 + share == pytest.approx(FACTS["B092"]["value"] / FACTS["B093"]["value"], abs=0.002)


def test_arguments_broadcast():
    widths = np.array([[1024.0], [2048.0]])
    layers = np.array([8.0, 16.0, 32.0])
    assert transformer.approximate_parameters(layers, widths, 32000).shape == (2, 3)
    assert transformer.attention_parameters(widths, 16, np.array([1, 4, 16]), 64).shape == (2, 3)
    assert transformer.latent_attention_parameters(widths, 16, 128, 64, 128, 512, np.array([0, 512, 1536])).shape == (2, 3)
    assert transformer.attention_flop_per_token(layers, widths, 100).shape == (2, 3)


def test_all_bad_arguments_are_named_together():
    with pytest.raises(ValueError, match="d_model") as caught:
        transformer.attention_parameters(-1, 0, float("nan"), float("inf"))
    rule = "must be positive and finite"
    assert str(caught.value) == f"d_model is -1: {rule}; heads is 0: {rule}; kv_heads is nan: {rule}; head_dim is inf: {rule}"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: transformer.attention_parameters(64, 4, 8, 16), "kv_heads is 8: must be at most the number of heads"),
        (lambda: transformer.mlp_parameters(np.array([64, -2]), 4), "d_model is -2: must be positive and finite"),
        (lambda: transformer.approximate_parameters(0, 1, 1), "layers is 0: must be positive and finite"),
        (lambda: transformer.linear_flop_per_token(-1), "parameters is -1: must be finite and at least 0"),
        (lambda: transformer.attention_flop_per_token(1, 1, np.inf), "visible_tokens is inf: must be finite and at least 0"),
        (lambda: transformer.latent_attention_parameters(1, 1, 1, -1, 1, 1), "rope_head_dim is -1: must be finite and at least 0"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match=r"must be") as caught:
        call()
    assert str(caught.value) == text
