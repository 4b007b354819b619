"""Weights and caches: the course's problem, windows, copies and refusals; published sizes are in tests/facts."""

import numpy as np
import pytest

from formulas import memory
from formulas.catalogue import models, precisions


def per_token(key, value_bytes=2.0):
    m = models()[key]
    if m.attention == "mla":
        return memory.latent_cache_bytes_per_token(m.layers, m.kv_lora_rank + m.qk_rope_head_dim, value_bytes)
    return memory.kv_cache_bytes_per_token(m.layers, m.kv_heads, m.head_dim, value_bytes)


def test_the_course_cache():
    """The source course's fourth problem: 51.5 GB."""
    ours = memory.kv_cache_bytes(memory.kv_cache_bytes_per_token(96, 8, 128), 131072)
    assert ours == pytest.approx(51.5e9, abs=0.05e9)


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in precisions().items()])
def test_the_catalogue_counts_scales_as_the_formula_does(row):
    assert row.weight_bits == memory.effective_bits(row.storage_bits, row.scale_block or np.inf, row.scale_bits, row.zero_point_bits)


def test_windows_cap_the_cache():
    token = 1000.0
    assert memory.kv_cache_bytes(token, 500, window=1024, full_share=1 / 6) == pytest.approx(token * 500)
    assert memory.kv_cache_bytes(token, 1e6, window=1024, full_share=0) == token * 1024
    assert memory.kv_cache_bytes(token, 1e6, window=1024, full_share=1) == token * 1e6


def test_gemma_3_keeps_a_sixth():
    """Five of six layers keep 1,024 tokens, so that a long cache tends to the full layers' share."""
    m = models()["gemma-3-27b"]
    full = memory.kv_cache_bytes(per_token(m.id), 131072)
    ours = memory.kv_cache_bytes(per_token(m.id), 131072, m.sliding_window, m.full_attention_layers / m.layers)
    assert ours / full == pytest.approx(10 / 62, abs=0.01)


def test_cards_beyond_the_heads_keep_copies():
    assert memory.cache_copies(np.array([1, 8, 16, 64]), 8).tolist() == [1, 1, 2, 8]
    assert memory.cache_copies(8, 1) == 8


def test_arguments_broadcast():
    contexts, shares = np.array([[1e3], [1e5]]), np.array([0, 0.5, 1])
    assert memory.kv_cache_bytes(1000.0, contexts, 4096, shares).shape == (2, 3)
    assert memory.kv_cache_bytes_per_token(contexts, shares + 1, 128).shape == (2, 3)
    assert memory.effective_bits(np.array([4, 8]), np.array([32, np.inf])).tolist() == [4.5, 8]


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: memory.weight_bytes(float("nan"), 0),
            "parameters is nan: must be positive and finite; bits is 0: must be positive and finite",
        ),
        (lambda: memory.effective_bits(4, block=0), "block is 0: must be positive"),
        (lambda: memory.effective_bits(4, block=float("nan")), "block is nan: must be positive"),
        (lambda: memory.kv_cache_bytes_per_token(1, 1, np.inf), "head_dim is inf: must be positive and finite"),
        (lambda: memory.latent_cache_bytes_per_token(1, -576), "latent_width is -576: must be positive and finite"),
        (
            lambda: memory.kv_cache_bytes(1.0, 10, window=0, full_share=1.5),
            "window is 0: must be positive; full_share is 1.5: must be 0 to 1",
        ),
        (lambda: memory.cache_copies(0, 8), "cards is 0: must be positive and finite"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match=r"must be") as caught:
        call()
    assert str(caught.value) == text
