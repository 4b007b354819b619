"""Attention's bytes against attention that is really computed, block by block, with every byte counted."""

import numpy as np
import pytest

from formulas.kernels import flash, scores
from formulas.kernels.products import arithmetic_intensity

BYTES = 2.0


def given(tokens, size):
    rng = np.random.default_rng(tokens * size)
    return [rng.normal(size=(tokens, size)) for _ in range(3)]


def exact(q, k, v):
    weights = np.exp(q @ k.T)
    return weights / weights.sum(axis=-1, keepdims=True) @ v


class Memory:
    """Counts what goes in and out."""

    def __init__(self):
        self.moved = 0.0

    def take(self, array):
        self.moved += array.size * BYTES
        return array


def merged(out, top, total, scores_, values):
    """Take a further block into an unfinished softmax."""
    best = np.maximum(top, scores_.max(axis=-1))
    grown = np.exp(scores_ - best[:, None])
    kept = np.exp(top - best)
    return out * kept[:, None] + grown @ values, best, total * kept + grown.sum(axis=-1)


def keys_outside(q, k, v, block):
    memory, tokens = Memory(), len(q)
    out, top, total = np.zeros_like(q), np.full(tokens, -np.inf), np.zeros(tokens)
    for at in range(0, tokens, block):
        keys, values = memory.take(k[at : at + block]), memory.take(v[at : at + block])
        for row in range(0, tokens, block):
            part = slice(row, row + block)
            queries = memory.take(q[part])
            out[part], top[part], total[part] = merged(memory.take(out[part]), top[part], total[part], queries @ keys.T, values)
            memory.take(out[part])  # written back, unfinished
    return out / total[:, None], memory.moved


def queries_outside(q, k, v, block):
    memory, tokens = Memory(), len(q)
    result = np.zeros_like(q)
    for row in range(0, tokens, block):
        part = slice(row, row + block)
        queries = memory.take(q[part])
        out, top, total = np.zeros_like(queries), np.full(len(queries), -np.inf), np.zeros(len(queries))
        for at in range(0, tokens, block):
            keys, values = memory.take(k[at : at + block]), memory.take(v[at : at + block])
            out, top, total = merged(out, top, total, queries @ keys.T, values)
        result[part] = memory.take(out / total[:, None])
    return result, memory.moved


@pytest.mark.parametrize(("tokens", "size", "block"), [(32, 8, 8), (64, 16, 16), (48, 4, 48), (60, 8, 7)])
@pytest.mark.parametrize(("run", "formula"), [
    (keys_outside, flash.flash_bytes_keys_outside), (queries_outside, flash.flash_bytes_queries_outside),
])  # fmt: skip
def test_blocks_give_attention_itself_and_move_what_the_formula_says(run, formula, tokens, size, block):
    result, moved = run(*given(tokens, size), block)
    np.testing.assert_allclose(result, exact(*given(tokens, size)))
    assert formula(tokens, size, block, BYTES) == moved


def test_queries_outside_move_less_and_a_block_of_everything_moves_all_once():
    blocks = np.array([16.0, 64, 256, 1024])
    inner, outer = (formula(1024, 64, blocks) for formula in (flash.flash_bytes_queries_outside, flash.flash_bytes_keys_outside))
    assert (inner < outer).all()
    assert inner[-1] == scores.attention_bytes_once(1, 1, 1, 1024, 1024, 64, 64)


def test_traffic_falls_as_the_memory_grows_as_the_theorem_has_it():
    """Dao et al. 2022, theorem 2: of the order of n^2 d^2 / M, so that twice the memory halves it while n is many blocks."""
    traffic = [flash.flash_bytes_keys_outside(2**20, 64, flash.flash_block(sram, 64)) for sram in (2**15, 2**16, 2**17)]
    assert traffic[0] / traffic[1] == pytest.approx(2, rel=0.01)
    assert traffic[1] / traffic[2] == pytest.approx(2, rel=0.01)


def test_a_block_never_has_less_than_one_token():
    assert flash.flash_block(1, 128) == 1


@pytest.mark.parametrize(("queries", "past", "window"), [
    (1, 0, np.inf), (7, 0, np.inf), (1, 9, np.inf), (3, 5, np.inf), (9, 0, 4), (4, 0, 9),
])  # fmt: skip
def test_pairs_are_those_that_a_mask_leaves(queries, past, window):
    at = np.arange(queries)
    among = (at[:, None] >= at) & (at[:, None] - at < window)
    assert scores.attended_pairs(queries, past, window) == among.sum() + queries * past


def test_through_memory_every_score_crosses_four_times():
    q, k, v = given(16, 8)
    memory = Memory()
    s = memory.take(memory.take(q) @ memory.take(k).T)
    p = memory.take(np.exp(memory.take(s)) / np.exp(s).sum(axis=-1, keepdims=True))
    memory.take(memory.take(p) @ memory.take(v))
    once = scores.attention_bytes_once(1, 1, 1, 16, 16, 8, 8, BYTES, BYTES)
    assert scores.naive_attention_bytes(once, 1, 1, 16, 16, BYTES) == memory.moved


def test_the_printed_intensity_is_four_times_the_counted_one_for_long_sequences():
    """2d for each number against d/2 for each byte in 16 bits: half of the products, a quarter of the passes, numbers for bytes."""
    tokens, size = 1e7, 128
    once = scores.attention_bytes_once(1, 1, 1, tokens, tokens, size, size)
    counted = arithmetic_intensity(
        scores.attention_kernel_flop(1, 1, tokens**2, size, size), scores.naive_attention_bytes(once, 1, 1, tokens, tokens)
    )
    assert counted == pytest.approx(size / 2, rel=1e-3)
    assert scores.printed_attention_intensity(tokens, size) / counted == pytest.approx(4, rel=1e-3)


def test_the_paper_counts_the_same_arithmetic():
    """Shah et al. 2024, section 4.1: 4 x length^2 x head size x heads; half of it with a causal mask."""
    assert scores.attention_kernel_flop(1, 16, 16384**2, 128, 128) == 4 * 16384**2 * 128 * 16
    assert scores.attended_pairs(16384) == pytest.approx(16384**2 / 2, rel=1e-4)


def test_no_negative_cache_and_no_empty_window():
    with pytest.raises(ValueError, match=r"past is -1: must be finite and at least 0; window is 0: must be at least 1"):
        scores.attended_pairs(1, -1, 0)
