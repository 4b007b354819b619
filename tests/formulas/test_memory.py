"""Weights and caches against published sizes."""

import json
from pathlib import Path

import numpy as np
import pytest

from formulas import memory
from formulas.catalogue import models, precisions

FACTS = {row["id"]: row for row in json.loads((Path(__file__).parents[1] / "facts" / "facts.json").read_text("utf-8"))}
GIB = 2**30


def per_token(key, value_bytes=2.0):
    m = models()[key]
    if m.attention == "mla":
        return memory.latent_cache_bytes_per_token(m.layers, m.kv_lora_rank + m.qk_rope_head_dim, value_bytes)
    return memory.kv_cache_bytes_per_token(m.layers, m.kv_heads, m.head_dim, value_bytes)


@pytest.mark.parametrize(
    ("fact", "key", "value_bytes", "unit"),
    [
        ("E067", "llama-2-7b", 2, 1024),
        ("E069", "llama-3-8b", 2, 1024),
        ("E070", "llama-3-70b", 2, 1024),
        ("E072", "deepseek-v3", 2, 1000),
    ],
)
def test_cache_per_token_is_what_papers_print(fact, key, value_bytes, unit):
    assert per_token(key, value_bytes) == pytest.approx(FACTS[fact]["value"] * unit, rel=1e-12)


def test_cache_per_token_in_int8():
    """The book prints 160 kB for 163,840 bytes: kB is 1,024 there."""
    assert per_token("llama-3-70b", 1) == FACTS["E108"]["value"] * 1024


@pytest.mark.parametrize(
    ("fact", "key", "context"),
    [
        ("E078", "llama-3-8b", 1024),
        ("E079", "llama-3-8b", 16000),
        ("E080", "llama-3-8b", 128000),
        ("E081", "llama-3-70b", 1024),
        ("E082", "llama-3-70b", 16000),
        ("E083", "llama-3-70b", 128000),
    ],
)
def test_cache_of_a_sequence_is_what_the_blog_prints(fact, key, context):
    """GiB under the name of GB, to the last digit that is printed (one row is cut, not rounded)."""
    ours = memory.kv_cache_bytes(per_token(key), context) / GIB
    assert ours == pytest.approx(FACTS[fact]["value"], abs=0.006)


def test_the_course_cache():
    """The source course's fourth problem: 51.5 GB."""
    ours = memory.kv_cache_bytes(memory.kv_cache_bytes_per_token(96, 8, 128), 131072)
    assert ours == pytest.approx(51.5e9, abs=0.05e9)


def test_a_batch_with_its_weights():
    """How To Scale Your Model: 112 GB for 32 sequences of 8,192 in int8; three digits."""
    fact = FACTS["E109"]
    cache = memory.kv_cache_bytes(per_token("llama-3-70b", 1), fact["inputs"]["seq"]) * fact["inputs"]["batch"]
    assert cache + memory.weight_bytes(fact["inputs"]["params"], 8) == pytest.approx(fact["value"] * 1e9, rel=0.01)


@pytest.mark.parametrize("fact", ["E119", "E120", "E121", "E122", "E123", "E124"])
def test_quantised_files(fact):
    """llama.cpp prints GiB to two digits."""
    inputs = FACTS[fact]["inputs"]
    assert memory.weight_bytes(inputs["params"], inputs["bits_per_weight"]) / GIB == pytest.approx(FACTS[fact]["value"], abs=0.006)


@pytest.mark.parametrize(
    ("fact", "key", "precision"),
    [
        ("E087", "llama-3-8b", "fp16"),
        ("E088", "llama-3-8b", "fp8"),
        ("E089", "llama-3-8b", "int4"),
        ("E090", "llama-3-70b", "fp16"),
        ("E091", "llama-3-70b", "fp8"),
        ("E092", "llama-3-70b", "int4"),
    ],
)
def test_weights_are_about_what_the_blog_prints(fact, key, precision):
    """The blog rounds the sizes and leaves out the scales of INT4 (3%): 5% together."""
    ours = memory.weight_bytes(models()[key].total_parameters, precisions()[precision].weight_bits)
    assert ours == pytest.approx(FACTS[fact]["value"] * 1e9, rel=0.05)


def test_a_checkpoint_of_two_formats():
    """gpt-oss-20b: experts in MXFP4, all else in BF16, 12.8 GiB."""
    experts, rest = FACTS["A072"]["value"], FACTS["A070"]["value"] - FACTS["A072"]["value"]
    bits = memory.effective_bits(4, block=32, scale_bits=8)
    ours = memory.weight_bytes(experts, bits) + memory.weight_bytes(rest, 16)
    assert ours / GIB == pytest.approx(FACTS["A074"]["value"], abs=0.05)


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
