"""Serving: the source course's problem, limits that must meet, and refusals; measured speeds are in tests/facts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import serving
from formulas.catalogue import models
from formulas.model.catalogued import described
from formulas.model.work import prompt_flop

BYTES, RATE = st.floats(1e6, 1e13), st.floats(1e9, 1e13)


def test_the_courses_second_problem():
    """100 billion parameters in one byte each on an H100: 33.5 tokens per second."""
    assert float(serving.decode_ceiling_one_card(3.35e12, 100e9)) == pytest.approx(33.5)


@given(RATE, st.integers(1, 640), BYTES, st.floats(0, 1e13))
def test_a_group_is_as_many_cards_and_a_cache_slows_it(bandwidth, cards, weights, cache):
    one = float(serving.decode_ceiling_one_card(bandwidth, weights))
    assert float(serving.decode_ceiling_sharded(bandwidth, cards, weights, 0)) == pytest.approx(cards * one)
    assert float(serving.decode_ceiling_sharded(bandwidth, cards, weights, cache)) <= cards * one * (1 + 1e-12)


@given(RATE, st.integers(1, 64), BYTES, st.floats(0, 1e13), st.floats(1e12, 1e16))
def test_one_sequence_decodes_no_faster_than_its_ceiling(bandwidth, cards, weights, cache, peak):
    """The step of a batch of one is the ceiling's inverse where bandwidth binds, and longer where compute does."""
    step = float(serving.decode_step_time(1, weights, weights, cache, cards, peak, bandwidth))
    ceiling = float(serving.decode_ceiling_sharded(bandwidth, cards, weights, cache))
    assert step >= (1 - 1e-12) / ceiling
    if 2 / peak < 1 / bandwidth:
        assert step == pytest.approx(1 / ceiling)


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_a_larger_batch_is_slower_per_step_and_faster_per_token(batch, more):
    def step(b):
        return float(serving.decode_step_time(b, 70e9, 70e9, 1e9, 8, 1979e12, 3.35e12))

    assert step(batch + more) > step(batch)
    assert step(batch + more) / (batch + more) <= step(batch) / batch * (1 + 1e-12)


@pytest.mark.parametrize(("experts", "top_k"), [(256, 8), (8, 2), (64, 6), (128, 128), (1, 1)])
def test_experts_touched_against_drawing_them(experts, top_k):
    """Routers drawn at random, against the closed form; within four standard errors of 400 draws."""
    rng = np.random.default_rng(1)
    for batch in (1, 5, 40):
        drawn = [
            len(np.unique(np.concatenate([rng.permutation(experts)[:top_k] for _ in range(batch)]))) for _ in range(400)
        ]  # fmt: skip
        error = 4 * np.std(drawn) / 20 + 1e-4 * experts
        assert float(serving.experts_touched(experts, top_k, batch)) == pytest.approx(np.mean(drawn), abs=error)


@given(st.integers(1, 1000), BYTES, BYTES, BYTES)
def test_users_fit_and_one_more_would_not(cards, usable, weights, cache):
    users = float(serving.concurrent_users(cards, usable, weights, cache))
    room = cards * usable - weights
    assert users == int(users) >= 0
    assert users * cache <= max(room, 0) * (1 + 1e-9)
    assert (users + 1) * cache > room * (1 - 1e-9)


def test_prefill_is_two_flop_per_parameter_and_a_square():
    """At short prompts 2N per token; doubling a long one costs up to four times."""
    assert float(serving.prefill_flop(70e9, 1, 80, 8192)) == pytest.approx(140e9, rel=1e-4)
    ratio = serving.prefill_flop(70e9, 2e8, 80, 8192) / serving.prefill_flop(70e9, 1e8, 80, 8192)
    assert float(ratio) == pytest.approx(4, rel=0.01)


def test_prefill_attention_is_the_sum_over_tokens():
    """Each token's forward attention to those before it, added up one by one."""
    tokens = np.arange(1, 2001)
    by_token = np.sum(4.0 * 80 * 8192 * tokens)
    ours = serving.prefill_flop(70e9, 2000, 80, 8192) - 2 * 70e9 * 2000
    assert float(ours) == pytest.approx(by_token, rel=1e-3)


def test_windows_count_in_a_prompt_as_in_the_cache():
    full, every = serving.prefill_flop(70e9, 8192, 80, 8192), serving.prefill_flop(70e9, 8192, 80, 8192, window=1024, full_share=0)
    body = 2 * 70e9 * 8192
    assert (every - body) / (full - body) == pytest.approx((2 * 1024 * 8192 - 1024**2) / 8192**2)
    half = serving.prefill_flop(70e9, 8192, 80, 8192, window=1024, full_share=0.5)
    assert half == pytest.approx((full + every) / 2)
    assert serving.prefill_flop(70e9, 8192, 80, 8192, window=8192, full_share=0.5) == full


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in models().items() if not row.chunked])
def test_attention_of_a_prompt_is_the_count_by_part(row):
    width = row.heads * (row.head_dim + (row.qk_rope_head_dim or 0) / 2)
    share = row.full_attention_layers / row.layers
    ours = serving.prefill_flop(1e-9, 20_000, row.layers, width, row.sliding_window or np.inf, share)
    assert ours == pytest.approx(prompt_flop(described(row), 20_000)["scores"], rel=1e-9)


def test_prefill_does_not_overflow_whole_numbers():
    assert float(serving.prefill_flop(np.int64(10**12), np.int64(10**7), np.int64(128), np.int64(16384))) > 1e20


def test_a_short_prompt_still_reads_the_weights():
    assert float(serving.time_to_first_token(1.0, 70e9, 8, 1e15, 3.35e12, 0.5)) == pytest.approx(70e9 / (8 * 3.35e12))


def test_a_perfect_engine_costs_less():
    price = [float(serving.cost_per_million_tokens(8, 2.0, 0.02, 64, efficiency)) for efficiency in (0.5, 1.0)]
    assert price == [pytest.approx(2 * price[1]), pytest.approx(8 * 2 / 3600 * 0.02 / 64 * 1e6)]


def test_arguments_broadcast():
    rows, columns = np.array([[1.0], [2.0]]), np.array([1.0, 2.0, 4.0])
    assert serving.decode_ceiling_one_card(rows, columns).shape == (2, 3)
    assert serving.decode_ceiling_sharded(rows, columns, 1.0, 1.0).shape == (2, 3)
    assert serving.experts_touched(8, rows, columns).shape == (2, 3)
    assert serving.prefill_flop(rows, columns, 1, 1).shape == (2, 3)
    assert serving.time_to_first_token(rows, columns, 1, 1, 1, 0.5).shape == (2, 3)
    assert serving.decode_step_time(rows, columns, 1, 1, 1, 1, 1).shape == (2, 3)
    assert serving.concurrent_users(rows, columns, 1, 1).shape == (2, 3)
    assert serving.cost_per_million_tokens(rows, columns, 1, 1, 1).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: serving.decode_ceiling_one_card(0, float("nan")),
            "bandwidth is 0: must be positive and finite; weight_bytes is nan: must be positive and finite",
        ),
        (
            lambda: serving.decode_ceiling_sharded(1, 0, 1, -1),
            "cards is 0: must be positive and finite; cache_bytes is -1: must be finite and at least 0",
        ),
        (lambda: serving.experts_touched(8, 9, 1), "top_k is 9: must not exceed experts"),
        (lambda: serving.experts_touched(8, 2, float("inf")), "batch is inf: must be positive and finite"),
        (lambda: serving.prefill_flop(1, -1, 1, 1), "prompt is -1: must be positive and finite"),
        (
            lambda: serving.time_to_first_token(1, 1, 1, 0, 1, 2),
            "peak is 0: must be positive and finite; utilisation is 2: must be above 0 and at most 1",
        ),
        (
            lambda: serving.decode_step_time(0, 1, 1, float("nan"), 1, 1, 1),
            "batch is 0: must be positive and finite; cache_bytes is nan: must be finite and at least 0",
        ),
        (lambda: serving.concurrent_users(1, 1, 1, 0), "cache_bytes is 0: must be positive and finite"),
        (
            lambda: serving.cost_per_million_tokens(1, -2, 0, 1, 0),
            "step_time is 0: must be positive and finite; price is -2: must be finite and at least 0; "
            "efficiency is 0: must be above 0 and at most 1",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match="must") as caught:
        call()
    assert str(caught.value) == text
