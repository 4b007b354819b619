"""Draws: even, human, the same everywhere, and one independent of the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.course.draw import number, pick, share, shuffled


def test_draws_are_the_same_for_ever():
    """Results of last year's sheets are judged by the values of last year: these must not change with any library."""
    assert share("k7m2/ada/six-per-token", "tokens") == pytest.approx(0.351074267663387, abs=1e-15)
    assert number("k7m2/ada/six-per-token", "tokens", 3e11, 2e13, digits=1) == 1e12
    assert shuffled("k7m2/ada/x", "which", "abcd") == ("a", "b", "d", "c")


def test_shares_are_even():
    shares = np.array([share(str(seed), "x") for seed in range(4000)])
    assert np.histogram(shares, 10, (0, 1))[0] == pytest.approx(400, abs=100)
    beside = np.array([share(str(seed), "y") for seed in range(4000)])
    assert abs(np.corrcoef(shares, beside)[0, 1]) < 0.05


@given(st.text(max_size=20), st.floats(1e-3, 1e20), st.floats(1.001, 1e6), st.sampled_from(["log", "linear"]), st.integers(1, 4))
def test_numbers_are_within_their_ends_and_human(seed, low, factor, scale, digits):
    value = number(seed, "x", low, low * factor, scale=scale, digits=digits)
    assert low <= value <= low * factor
    assert value in (low, low * factor, float(f"{value:.{digits - 1}e}"))


def test_everything_there_is_to_pick_is_picked():
    assert {pick(str(seed), "x", "abcde") for seed in range(100)} == set("abcde")


@given(st.text(max_size=8), st.lists(st.integers(), max_size=8))
def test_a_shuffle_loses_nothing(seed, items):
    assert sorted(shuffled(seed, "x", items)) == sorted(items)
