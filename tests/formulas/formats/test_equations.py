"""The equations of number formats: published values, independent checks, limits, and what they refuse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.formats import errors, scales, values
from formulas.formats.codes import decode, spacing
from formulas.formats.layout import layouts

SIZES = st.floats(1e-30, 1e30)


@pytest.mark.parametrize("name", ["fp16", "bf16", "e5m2", "e4m3", "e3m2", "e2m3", "e2m1"])
def test_fields_stand_for_what_the_code_does(name):
    layout = layouts()[name]
    codes = np.arange(2**layout.bits)
    numbers = decode(layout, codes)
    known = np.isfinite(numbers)
    exponent, mantissa = np.divmod(codes % 2 ** (layout.bits - 1), 2**layout.mantissa_bits)
    found = values.number_of_fields(codes >> (layout.bits - 1), exponent, mantissa, layout.bias, layout.mantissa_bits)
    assert np.array_equal(found[known], numbers[known])


def test_the_ends_of_formats():
    assert values.smallest_normal(15) == 6.103515625e-05  # IEEE 754-2019: 2^-14 of binary16
    assert values.smallest_number(127, 23) == 1.401298464324817e-45  # and 2^-149 of binary32
    assert values.machine_epsilon([23, 10, 7, 3]).tolist() == [2.0**-23, 2.0**-10, 2.0**-7, 0.125]


@pytest.mark.parametrize("name", ["fp16", "e4m3", "e2m1"])
@given(size=st.floats(1e-6, 400))
def test_the_gap_is_the_spacing_of_codes(name, size):
    layout = layouts()[name]
    assert values.gap_at(size, layout.bias, layout.mantissa_bits) == spacing(layout, size)


@given(number=SIZES)
def test_within_the_normal_range_the_relative_error_is_at_most_half_an_epsilon(number):
    held = float(np.float32(number))
    assert values.relative_distance(held, number) <= values.machine_epsilon(23) / 2
    assert values.rounding_distance(held, number) == values.relative_distance(held, -number) * 0 + abs(held - number)


@given(largest=st.floats(1e-20, 1e20), top=st.sampled_from([8, 15, 4, 2, 0]))
def test_a_power_of_two_brings_the_largest_into_the_last_octave(largest, top):
    scale = float(scales.power_of_two_scale(largest, top))
    assert 2.0**top <= largest / scale < 2.0 ** (top + 1)
    assert math.frexp(scale)[0] == 0.5


def test_scales_of_whole_numbers():
    assert scales.symmetric_scale(0.35, 7) == pytest.approx(0.05)
    assert scales.symmetric_scale(0.35, 7, 0.5) == pytest.approx(0.025)
    # Whatever the sign of the weights, zero lies within.
    assert scales.asymmetric_scale(0.5, 1.5, 4) == pytest.approx(0.1)
    assert scales.asymmetric_scale(-1.5, -0.5, 4) == pytest.approx(0.1)
    assert scales.scaled([1, -3], 0.25).tolist() == [0.25, -0.75]


def test_the_bound_is_the_sources_and_the_expectation_58_per_cent_of_it():
    # The Full Stack AI Build, layer 2: half a step times the root of the count.
    assert errors.nearest_error_bound(0.02, 10_000) == pytest.approx(1.0)
    assert errors.nearest_error_expected(0.02, 10_000) / errors.nearest_error_bound(0.02, 10_000) == pytest.approx(1 / math.sqrt(3))
    assert errors.stochastic_error_bound(0.02, 10_000) == 2 * errors.nearest_error_bound(0.02, 10_000)
    assert errors.stochastic_error_expected(0.02, 10_000) / errors.nearest_error_expected(0.02, 10_000) == pytest.approx(math.sqrt(2))


def test_the_expectations_are_what_numbers_anywhere_in_a_step_give():
    """The mean square of many draws, within five standard errors of it."""
    draws = np.random.default_rng(5)
    count, step = 400_000, 0.3
    places, chances = draws.random(count), draws.random(count)
    for held, expected in (
        (np.rint(places), errors.nearest_error_expected), (np.floor(places + chances), errors.stochastic_error_expected),
    ):  # fmt: skip
        squares = np.square(step * (held - places))
        wanted = float(expected(step, 1)) ** 2
        assert abs(squares.mean() - wanted) < 5 * squares.std() / math.sqrt(count)
    # Stochastic rounding has no mean error.
    slips = np.floor(places + chances) - places
    assert abs(slips.mean()) < 5 * slips.std() / math.sqrt(count)


def test_clipping_is_what_normal_draws_lose():
    draws = np.random.default_rng(6).normal(0, 0.02, 400_000)
    for threshold in (0.01, 0.03, 0.05):
        squares = np.square(np.maximum(np.abs(draws) - threshold, 0))
        wanted = float(errors.clipping_error_expected(0.02, threshold, 1)) ** 2
        assert abs(squares.mean() - wanted) < 5 * squares.std() / math.sqrt(draws.size)
    assert errors.clipping_error_expected(0.02, 0, 100) == pytest.approx(0.2)  # all of them
    assert errors.clipping_error_expected(0.02, 1.0, 100) == 0


def test_norms():
    matrix = np.random.default_rng(1).normal(size=(7, 5))
    assert errors.error_norm(np.mean(matrix**2), matrix.size) == pytest.approx(np.linalg.norm(matrix))
    assert errors.whole_error([3.0, 0.0], [4.0, 2.0]).tolist() == [5.0, 2.0]
    assert errors.relative_norm(1, 4) == 0.25


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: values.number_of_fields(2, 0, 0, 7, 3), "sign is 2: must be 0 or 1"),
        (lambda: values.gap_at(0, 7, 3), "size is 0: must be positive and finite"),
        (lambda: values.relative_distance(1, 0), "number is 0: must not be 0"),
        (lambda: scales.symmetric_scale(-1, 0, 2), "top is 0.*largest is -1.*clip is 2"),
        (lambda: scales.asymmetric_scale(1, 0, 4), "low is 1: must not exceed high"),
        (lambda: scales.power_of_two_scale(0, 2), "largest is 0: must be positive and finite"),
        (lambda: errors.nearest_error_bound(-1, math.nan), "step is -1.*count is nan"),
        (lambda: errors.relative_norm(1, 0), "norm is 0"),
        (lambda: errors.clipping_error_expected(0, -1, 1), "deviation is 0.*threshold is -1"),
    ],
)
def test_what_is_impossible_is_refused_all_at_once(call, told):
    with pytest.raises(ValueError, match=told):
        call()
