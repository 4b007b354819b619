"""Yield models: limits, order, and each against the average over its own spread."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.draws import Draws
from formulas.wafer import older_yields, yields
from formulas.wafer.spreads import SPREADS, gamma_nodes

MEAN = st.floats(0.01, 5)


def by(key, defects, shape=2.0):
    """Yield by a model."""
    spread = SPREADS[key]
    return float(spread.formula(defects, shape) if spread.shape else spread.formula(defects))


@given(MEAN, st.floats(1, 20))
def test_a_model_is_the_average_of_poisson_over_its_spread(defects, shape):
    for key, spread in SPREADS.items():
        densities, weights = spread.nodes(shape)
        assert np.isclose(np.sum(weights), 1)
        assert np.isclose(np.sum(weights * densities), 1) if spread.has_mean else np.sum(weights * densities) > 1e5
        assert np.sum(weights * np.exp(-defects * densities)) == pytest.approx(by(key, defects, shape), abs=1e-7)


@given(MEAN)
def test_more_spread_leaves_more_dies_whole(defects):
    order = [by("poisson", defects), by("murphy", defects), by("rectangular", defects), by("seeds", defects)]
    assert order == sorted(order)
    clustered = [by("negative-binomial", defects, shape) for shape in (100, 5, 2, 1, 0.5)]
    assert clustered == sorted(clustered)


@given(MEAN)
def test_the_negative_binomial_goes_from_seeds_to_poisson(defects):
    assert by("negative-binomial", defects, 1) == pytest.approx(by("seeds", defects))
    assert by("negative-binomial", defects, 1e7) == pytest.approx(by("poisson", defects), rel=1e-5)
    assert by("bose-einstein", defects, 7) == pytest.approx(by("seeds", defects / 7) ** 7)


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(list(SPREADS)), st.floats(0.5, 12), st.integers(0, 10_000))
def test_a_draw_has_the_mean_and_the_yield_of_its_model(key, shape, seed):
    drawn = SPREADS[key].draw(Draws(seed), shape, 40_000)
    whole = np.exp(-drawn)
    assert abs(drawn.mean() - 1) < 5 * drawn.std() / 200 + 1e-12 if SPREADS[key].has_mean else drawn.mean() > 5
    assert abs(whole.mean() - by(key, 1.0, shape)) < 5 * whole.std() / 200 + 1e-12


def test_murphy_by_its_own_integral():
    """The triangle, integrated on a fine grid: nothing of the formula is in it."""
    density = (np.arange(200_000) + 0.5) / 100_000
    weight = 1 - np.abs(density - 1)
    assert np.sum(weight * np.exp(-1.7 * density)) / np.sum(weight) == pytest.approx(by("murphy", 1.7), rel=1e-6)


def test_the_rectangle_by_its_own_integral():
    density = (np.arange(200_000) + 0.5) / 100_000
    assert np.mean(np.exp(-1.7 * density)) == pytest.approx(by("rectangular", 1.7), rel=1e-6)


def test_moore_crosses_poisson_where_a_die_has_one_defect():
    assert by("moore", 1) == pytest.approx(by("poisson", 1))
    assert by("moore", 0.5) < by("poisson", 0.5)
    assert by("moore", 4) > by("seeds", 16)
    assert by("moore", 0) == 1


@pytest.mark.parametrize("shape", [0.3, 0.7, 1.0, 3.3, 40.0])
def test_nodes_of_the_gamma_distribution_have_its_variance(shape):
    densities, weights = gamma_nodes(shape)
    assert np.sum(weights * (densities - 1) ** 2) == pytest.approx(1 / shape, rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.floats(5, 100), st.floats(5, 100), st.floats(0.1, 1))
def test_critical_area_by_integrating_over_the_sizes_of_defects(line, space, share):
    """A defect of size x shorts over (x - s) of every pitch, and everywhere from a pitch more on; sizes above the peak fall as x^-3."""
    peak, pitch = share * space, line + space
    size = np.geomspace(space, 1e5 * pitch, 400_000)
    shorts = np.clip((size - space) / pitch, 0, 1) * peak**2 / size**3
    integral = np.sum((shorts[1:] + shorts[:-1]) / 2 * np.diff(size))
    assert float(yields.critical_share_of_lines(line, space, peak)) == pytest.approx(integral, rel=1e-3)


def test_defect_level_at_its_ends():
    assert yields.defect_level(0.5, 1) == 0
    assert yields.defect_level(0.5, 0) == 0.5
    assert yields.defect_level(1, 0.3) == 0


@pytest.mark.parametrize(
    ("formula", "arguments"),
    [
        (yields.poisson_yield, (-1,)),
        (yields.murphy_yield, (0,)),
        (older_yields.rectangular_yield, (0,)),
        (older_yields.moore_yield, (-1,)),
        (yields.negative_binomial_yield, (1, 0,)),
        (yields.defect_level, (0, 0.5,)),
        (yields.defect_level, (0.5, 1.1,)),
        (yields.killing_defects, (0.1, 0, 100,)),
        (yields.critical_share_of_lines, (10, 10, 11,)),
        (yields.poisson_yield, (math.nan,)),
    ],
)
def test_what_is_impossible_is_refused(formula, arguments):
    with pytest.raises(ValueError, match=r"must"):
        formula(*arguments)


def test_arrays_are_taken_whole():
    assert yields.negative_binomial_yield(np.array([[0.1], [1.0]]), np.array([1.0, 2.0, 3.0])).shape == (2, 3)
