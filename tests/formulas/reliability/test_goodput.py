"""What is left of the time: limits, conservation, spares against counted chances, silent errors, data."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.reliability import data, failures, goodput, intervals, silent, spares

mtbfs = st.floats(600, 1e7)
shares = st.floats(0, 1)


@given(st.floats(1, 1e5), st.floats(0, 600), st.floats(0, 7200), mtbfs, st.floats(0, 3600))
def test_goodput_is_a_share_and_every_cost_lowers_it(interval, pause, restart, mtbf, lag):
    found = float(goodput.goodput(interval, pause, restart, mtbf, lag))
    assert 0 <= found <= 1
    for worse in ({"pause": pause + 60}, {"restart": restart + 60}, {"lag": lag + 60}, {"mtbf": mtbf / 2}):
        costs = {"interval": interval, "pause": pause, "restart": restart, "mtbf": mtbf, "lag": lag} | worse
        assert float(goodput.goodput(**costs)) <= found


def test_nothing_is_lost_where_nothing_fails_but_the_writing():
    assert float(goodput.goodput(900, 100, 600, 1e15)) == pytest.approx(0.9)


@given(mtbfs)
def test_it_agrees_with_the_first_order_where_little_is_lost(mtbf):
    pause = mtbf * 1e-6
    interval = float(intervals.young_interval(pause, mtbf))
    waste = float(intervals.first_order_waste(interval, pause, pause, mtbf))
    assert 1 - float(goodput.goodput(interval, pause, pause, mtbf)) == pytest.approx(waste, rel=0.01)


@given(st.floats(10, 1e4), st.floats(0.1, 300), st.floats(0, 3600), mtbfs, shares)
def test_the_parts_of_the_time_make_all_of_it(interval, pause, restart, mtbf, waiting):
    share = goodput.run_goodput(goodput.goodput(interval, pause, restart, mtbf), waiting)
    overhead = pause / interval
    parts = {"overhead": overhead, "restarting": goodput.restarting_share(restart, mtbf, waiting), "waiting": waiting}
    lost = float(goodput.lost_share(share, **parts))
    assert lost >= -1e-9
    whole = float(share) + float(goodput.writing_share(share, overhead)) + lost + float(parts["restarting"]) + waiting
    assert whole == pytest.approx(1)


def test_opt_worked_33_days_of_56():
    """Meta AI 2022: 33 days without a break, from November 11 to January 6."""
    assert float(goodput.useful_time(33 / 56, 56)) == pytest.approx(33)


def test_llama_wasted_less_than_a_tenth():
    """419 interruptions in 54 days and more than 90% effective: each may have cost 18.6 minutes, lost work and restart together."""
    mtbf = 54 * 86_400 / 419
    interval = float(intervals.daly_interval(3, mtbf))
    assert float(goodput.goodput(interval, 3, 600, mtbf)) > 0.9


@given(st.floats(0.01, 20), st.integers(0, 40))
def test_waiting_is_erlangs_by_its_recursion(load, kept):
    """1/B rises by c/a at each server: another way to the same number."""
    inverse = 1.0
    for servers in range(1, kept + 2):
        inverse = 1 + inverse * servers / load
    assert float(spares.waiting_share(load, kept)) == pytest.approx(1 / inverse, rel=1e-9)


def test_erlangs_published_table():
    """Two erlang on five lines: 3.67% of calls are lost, in any table of Erlang B."""
    assert float(spares.waiting_share(2, 4)) == pytest.approx(0.0367, abs=5e-5)


@given(st.floats(0.01, 200), st.floats(0.5, 0.9999))
def test_spares_that_suffice_are_the_fewest(load, confidence):
    """The chances of a Poisson number, added one by one."""
    chance, total, count = math.exp(-load), math.exp(-load), 0
    while total < confidence * (1 - 1e-12):
        count += 1
        chance *= load / count
        total += chance
    assert float(spares.spares_needed(load, confidence)) in (count, count + (abs(total - confidence) < 1e-9))


def test_many_servers_in_repair_need_their_mean_and_some_deviations():
    load = 2e6
    assert float(spares.spares_needed(load)) == pytest.approx(load + 2.326 * math.sqrt(load), rel=1e-6)
    assert float(spares.spares_needed(0)) == 0


def test_arguments_broadcast():
    loads, kept = np.array([[0.5], [3.0]]), np.array([0.0, 2.0, 9.0])
    table = spares.waiting_share(loads, kept)
    assert table.shape == (2, 3)
    assert table[1, 2] == spares.waiting_share(3, 9)
    assert spares.spares_needed(loads, np.array([0.5, 0.9])).shape == (2, 2)
    assert goodput.goodput(np.array([60.0, 600.0]), 10, 0, np.array([[3600.0], [7200.0]])).shape == (2, 2)


def test_paid_goodput_counts_the_spares():
    assert float(goodput.paid_goodput(0.9, 48, 4)) == pytest.approx(0.9 * 48 / 52)
    assert float(goodput.paid_goodput(0.9, 48, 0)) == pytest.approx(0.9)


def test_ten_trillion_tokens_are_sixty_terabytes():
    """The source course prints 60 PB."""
    assert float(data.dataset_bytes(1e13, 2, 3)) == 60e12
    assert "60 TB" in data.dataset_bytes.equation.slips


def test_reading_all_of_it_in_time_is_its_size_over_the_time():
    assert float(data.loading_rate(1e13, 2, 1e6)) * 1e6 == float(data.dataset_bytes(1e13, 2, 1))


@given(st.floats(1, 3600), st.floats(1e4, 1e8))
def test_the_best_time_between_checks_keeps_most(check_time, mtbf):
    best = float(silent.best_check_interval(check_time, mtbf))
    kept = float(silent.verified_share(best, check_time, mtbf))
    assert all(float(silent.verified_share(best * off, check_time, mtbf)) < kept for off in (0.5, 0.9, 1.1, 2))


def test_a_silent_error_loses_the_whole_interval():
    """Blocks of work that are right with exp(-D/M) are tried exp(D/M) times in the mean."""
    between, mtbf = 3600.0, 7200.0
    tries = 1 / float(failures.survival(between, mtbf))
    assert float(silent.verified_share(between, 0, mtbf)) == pytest.approx(1 / tries)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: goodput.goodput(0, -1, 0, 1), "interval is 0: must be positive and finite; pause is -1: must be finite and at least 0"),
        (lambda: goodput.run_goodput(1.1, -0.1), "share is 1.1: must be 0 to 1; waiting is -0.1: must be 0 to 1"),
        (lambda: goodput.paid_goodput(0.5, 0, -1), "working is 0: must be positive and finite; spares is -1"),
        (lambda: goodput.useful_time(2, -1), "duration is -1: must be finite and at least 0; run_share is 2: must be 0 to 1"),
        (lambda: goodput.restarting_share(-1, 0, 2), "mtbf is 0: .*; restart is -1: .*; waiting is 2: must be 0 to 1"),
        (lambda: goodput.lost_share(-1, 0, 0, 0), "run_share is -1: must be finite and at least 0"),
        (lambda: goodput.writing_share(0, float("inf")), "overhead is inf: must be finite and at least 0"),
        (lambda: spares.waiting_share(-1, 0.5), "load is -1: .*; spares is 0.5: must be a whole number"),
        (lambda: spares.spares_needed(float("nan"), 1), "load is nan: .*; confidence is 1: must be between 0 and 1"),
        (lambda: spares.machines_in_repair(-1, 0), "mtbf is 0: .*; repair is -1"),
        (lambda: data.dataset_bytes(0, 2, 3), "tokens is 0: must be positive and finite"),
        (lambda: data.loading_rate(1, 2, 0), "duration is 0: must be positive and finite"),
        (lambda: silent.verified_share(0, -1, 1), "between is 0: .*; check_time is -1"),
        (lambda: silent.best_check_interval(0, 1), "check_time is 0: must be positive and finite"),
    ],
)
def test_impossible_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
