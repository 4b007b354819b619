"""A quantised matrix: what each scale is, that no weight is further off than its step allows, and that errors meet their formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formulas.formats.errors import (
    nearest_error_bound,
    nearest_error_expected,
    stochastic_error_bound,
    stochastic_error_expected,
)
from formulas.formats.layout import integer, layouts
from formulas.formats.matrix import NEAREST, STOCHASTIC, Recipe, quantise, tensor_scale

STORED = ("int4", "int8", "e4m3", "e5m2", "mxfp4", "mxfp6-e2m3", "mxint8", "nvfp4", "bf16")
MATRICES = arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 40)), elements=st.floats(-10, 10, width=32))


def normal(rows=64, columns=128, seed=3):
    draws = np.random.default_rng(seed)
    return draws.normal(0, 0.02, (rows, columns)), draws.random((rows, columns))


def test_int4_of_one_scale_by_hand():
    weights = np.array([[0.7, -0.34, 0.04], [0.06, -0.7, 0.0]])
    q = quantise(weights, Recipe(layout=layouts()["int4"]))
    assert q.scales.tolist() == [[pytest.approx(0.1)]]
    np.testing.assert_allclose(q.held, [[0.7, -0.3, 0.0], [0.1, -0.7, 0.0]])


def test_asymmetric_by_hand():
    """From -1 to 2 in 15 steps of 0.2, zero being level 5."""
    q = quantise(np.array([[-1.0, 2.0, 0.0, 0.33, 1.09]]), Recipe(layout=layouts()["int4"], symmetric=False))
    np.testing.assert_allclose(q.held, [[-1.0, 2.0, 0.0, 0.4, 1.0]])


def test_scales_belong_to_the_tensor_a_row_or_a_group():
    weights, _ = normal(4, 50)
    shapes = [quantise(weights, Recipe(layout=layouts()["int8"], group=group)).scales.size for group in (0, -1, 16)]
    assert shapes == [1, 4, 4 * 4]  # the last group of a row holds what is left
    assert quantise(weights, Recipe(layout=layouts()["mxfp4"])).scales.size == 4 * 2


def test_finer_scales_err_less_where_there_are_outliers():
    weights, _ = normal()
    weights[5, 7] = 1.0
    norms = [np.linalg.norm(quantise(weights, Recipe(layout=layouts()["int4"], group=g)).held - weights) for g in (0, -1, 64, 16)]
    assert norms == sorted(norms, reverse=True)
    assert norms[0] > 3 * norms[-1]


@pytest.mark.parametrize("group", [0, -1, 16])
@pytest.mark.parametrize("symmetric", [True, False])
@pytest.mark.parametrize("rounding", [NEAREST, STOCHASTIC])
@pytest.mark.parametrize("bits", [3, 4, 8])
def test_measured_errors_keep_the_bound_and_meet_the_expectation(group, symmetric, rounding, bits):
    weights, draws = normal()
    q = quantise(weights, Recipe(layout=integer(bits), group=group, symmetric=symmetric, rounding=rounding), draws)
    bound, expected = (
        (nearest_error_bound, nearest_error_expected) if rounding == NEAREST else (stochastic_error_bound, stochastic_error_expected)
    )
    measured = np.sqrt(q.rounding_square * weights.size)
    assert measured <= bound(q.step, q.rounded_count)
    # The band of the equation, which was read from such weights.
    low, high = expected.equation.band.low, expected.equation.band.high
    assert low <= measured / expected(q.step, q.rounded_count) <= high
    assert 0.96 <= measured / expected(q.step, q.rounded_count) <= 1.02, "what the band says that it was read from"


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("rounding", [NEAREST, STOCHASTIC])
@settings(max_examples=20, deadline=None)
@given(weights=MATRICES, clip=st.floats(0.1, 1.0), seed=st.integers(0, 99))
def test_no_weight_within_the_range_is_further_off_than_its_step_allows(stored, rounding, weights, clip, seed):
    draws = np.random.default_rng(seed).random(weights.shape)
    q = quantise(weights, Recipe(layout=layouts()[stored], group=8, rounding=rounding, clip=clip), draws)
    most = q.steps / (2 if rounding == NEAREST else 1)
    off = np.abs(q.held - weights)
    assert (off[~q.clipped] <= most[~q.clipped] * (1 + 1e-9) + 1e-300).all()
    assert q.held.shape == weights.shape
    if rounding == NEAREST:
        assert np.sqrt(q.rounding_square * weights.size) <= nearest_error_bound(q.step, q.rounded_count) * (1 + 1e-9)


@given(weights=MATRICES)
def test_zero_is_kept_and_signs_are(weights):
    for symmetric in (True, False):
        held = quantise(weights, Recipe(layout=layouts()["int4"], group=8, symmetric=symmetric)).held
        assert (held[weights == 0] == 0).all()
        assert (held * weights >= 0).all()


def test_stochastic_rounding_is_right_on_average():
    weights, _ = normal(8, 32)
    draws = np.random.default_rng(11)
    recipe = Recipe(layout=layouts()["int4"], rounding=STOCHASTIC)
    runs = np.array([quantise(weights, recipe, draws.random(weights.shape)).held for _ in range(400)])
    spread = runs.std(axis=0) / np.sqrt(len(runs))
    assert (np.abs(runs.mean(axis=0) - weights) <= 5.5 * spread + 1e-12).all()


def test_what_is_clipped_is_what_lies_beyond_the_range_by_more_than_half_a_step():
    weights, _ = normal()
    q = quantise(weights, Recipe(layout=layouts()["int8"], clip=0.5))
    edge = np.abs(weights).max() / 2
    assert np.array_equal(q.clipped, np.abs(weights) > edge + edge / 127 / 2)
    assert q.rounding_square + q.clipping_square == pytest.approx(np.mean((q.held - weights) ** 2))


def test_zeros_and_wide_formats_need_no_scale():
    assert quantise(np.zeros((2, 3)), Recipe(layout=layouts()["nvfp4"])).held.tolist() == np.zeros((2, 3)).tolist()
    weights, _ = normal(2, 3)
    assert np.array_equal(quantise(weights, Recipe(layout=layouts()["fp16"])).held, weights.astype(np.float16).astype(float))
    assert tensor_scale(layouts()["mxfp4"], np.array([3.0])) == 1.0


def test_chance_needs_draws():
    with pytest.raises(ValueError, match="draws is None"):
        quantise(np.ones((1, 1)), Recipe(layout=layouts()["int4"], rounding=STOCHASTIC))
