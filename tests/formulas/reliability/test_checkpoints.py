"""Checkpoints and the work between them: published sizes, times and intervals, and where the least waste lies."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.reliability import checkpoints, goodput, intervals

pauses, mtbfs = st.floats(0.01, 600), st.floats(3600, 1e6)


def test_blooms_checkpoint_and_its_weights_count_in_powers_of_1024():
    """BigScience 2022 prints 329 GB of BF16 weights and 2.3 TB in all for 176.247 billion parameters."""
    weights = checkpoints.checkpoint_bytes(176.247e9, 2, 0, 0)
    assert float(weights) / 2**30 == pytest.approx(329, abs=1)
    whole = float(checkpoints.checkpoint_bytes(176.247e9))
    band = checkpoints.checkpoint_bytes.equation.band
    assert band.covers(2.3 * 2**40 / whole)
    assert whole == 14 * 176.247e9


def test_bloom_wrote_it_in_forty_seconds_for_a_third_of_a_per_cent():
    """Bekman 2023: 2.3 TB in 40 s from 384 processes, every three hours: 0.37% of the time."""
    assert float(checkpoints.write_time(2.3e12, 384, 12.5e9, 57.5e9)) == 40
    assert float(checkpoints.checkpoint_overhead(40, 3 * 3600)) == pytest.approx(0.0037, abs=5e-5)


@given(st.floats(1, 1e13), st.floats(1, 1e5), st.floats(1e6, 1e12), st.floats(1e6, 1e12), st.floats(0, 100))
def test_neither_the_writers_nor_what_they_share_can_be_beaten(size, writers, each, shared, fixed):
    time = float(checkpoints.write_time(size, writers, each, shared, fixed))
    assert time >= fixed + max(size / (writers * each), size / shared) * (1 - 1e-12)
    assert float(checkpoints.write_time(size, writers, each)) == pytest.approx(size / (writers * each))


def test_young_s_interval_of_a_pod_is_ten_hours_and_not_thirty_five():
    """Janapa Reddi et al. 2025: half a minute, 6,250 h: 612 min; elsewhere in the same text 35 hours."""
    assert float(intervals.young_interval(30, 6250 * 3600)) / 60 == pytest.approx(612, abs=0.5)
    assert "10.2" in intervals.young_interval.equation.slips


def test_least_first_order_waste_is_the_published_one():
    """The same: two minutes against 180 waste 14.9% at the optimum."""
    best = intervals.young_interval(120, 180 * 60)
    assert float(intervals.first_order_waste(best, 120, 0, 180 * 60)) == pytest.approx(0.149, abs=5e-4)


@given(pauses, mtbfs)
def test_young_is_the_least_of_the_first_order(pause, mtbf):
    best = float(intervals.young_interval(pause, mtbf))
    least = float(intervals.first_order_waste(best, pause, 0, mtbf))
    assert least == pytest.approx(math.sqrt(2 * pause / mtbf))
    assert all(float(intervals.first_order_waste(best * off, pause, 0, mtbf)) > least for off in (0.5, 0.9, 1.1, 2))


@given(pauses, mtbfs)
def test_daly_is_within_a_part_in_a_thousand_of_the_best_of_the_exact_goodput(pause, mtbf):
    """Daly 2006: the optimum lies on a curve of its own; the rule approximates it."""
    daly = float(intervals.daly_interval(pause, mtbf))
    tried = daly * np.geomspace(0.2, 5, 2001)
    best = float(goodput.goodput(tried, pause, 0, mtbf).max())
    assert float(goodput.goodput(daly, pause, 0, mtbf)) >= best * (1 - 1e-3)


def test_daly_beats_young_where_the_pause_is_long_and_is_the_mean_time_where_it_is_longer_than_that():
    pause, mtbf = 1800.0, 3600.0
    by = {rule: float(goodput.goodput(rule(pause, mtbf), pause, 0, mtbf)) for rule in (intervals.young_interval, intervals.daly_interval)}
    assert by[intervals.daly_interval] > by[intervals.young_interval]
    assert float(intervals.daly_interval(10_000, 3600)) == 3600


def test_a_checkpoint_waits_for_the_last_to_be_safe():
    assert np.array_equal(intervals.checkpoint_interval([10, 100], 50), [50, 100])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: checkpoints.checkpoint_bytes(0, per_master=-4), "parameters is 0: must be positive and finite; per_master is -4"),
        (lambda: checkpoints.write_time(1, 1, 1, 0), "shared_bandwidth is 0: must be positive"),
        (lambda: checkpoints.write_time(1, 1, 1, fixed_time=-1), "fixed_time is -1: must be finite and at least 0"),
        (lambda: checkpoints.checkpoint_overhead(-1, 0), "interval is 0: must be positive and finite; pause is -1"),
        (lambda: intervals.young_interval(0, float("nan")), "pause is 0: must be positive and finite; mtbf is nan"),
        (lambda: intervals.daly_interval(-1, 1), "pause is -1: must be positive and finite"),
        (lambda: intervals.first_order_waste(1, 1, -1, 1), "restart is -1: must be finite and at least 0"),
        (lambda: intervals.checkpoint_interval(0, -1), "wanted is 0: must be positive and finite; lag is -1"),
    ],
)
def test_impossible_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
