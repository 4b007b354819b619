"""What is said to differ looks different, and takes no more digits than that."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.quantities.apart import apart, change, multiple, percent

UNITS = ("B", "FLOP", "USD", "token", "card", "W", "kWh", "kgCO2e", "s", "%", "1", "token/parameter")
SCALES = st.floats(1e-3, 1e20)
GAPS = st.floats(1e-7, 1e-2)


@given(SCALES, GAPS, st.sampled_from(UNITS))
def test_two_that_differ_look_different(value, gap, unit):
    one, other = apart(value, value * (1 + gap), unit=unit)
    assert str(one) != str(other)


@given(st.floats(0.5, 20), GAPS)
def test_losses_too(value, gap):
    """Told to a thousandth, and further where it takes that."""
    one, other = apart(value, value * (1 + gap), unit="nat/token")
    assert str(one) != str(other)


@given(SCALES, st.sampled_from(UNITS))
def test_two_that_are_the_same_keep_their_three_digits(value, unit):
    one, other = apart(value, value, unit=unit)
    assert str(one) == str(other)
    assert str(one) == str(apart(value, unit=unit)[0])


def test_unknown_figures_are_no_obstacle():
    assert [str(shown) for shown in apart(None, 80.0e9, 80.04e9, unit="B")] == ["\N{EM DASH}", "80.00 GB", "80.04 GB"]
    assert [shown.number for shown in apart(math.inf, math.nan, None, unit="B")] == ["\N{EM DASH}"] * 3


@given(st.floats(1.0000001, 9e3))
def test_a_load_above_its_limit_is_told_above_it(load):
    assert float(multiple(load).replace(",", "")) > 1
    assert float(percent(load).removesuffix("%").replace(",", "")) > 100


@given(st.floats(0.5, 0.9999999))
def test_a_load_below_its_limit_is_told_below_it(load):
    assert float(percent(load, 2).removesuffix("%")) < 100


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (1.01, "1.01"), (1.004, "1.004"), (2.07, "2.1"), (24.59, "25"), (1.0, "1.0"), (1.00004, "1.00004"), (34_000.0, "34,000"),
        (3.4e8, "3.4 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT}"),
    ],
)
def test_as_many_digits_as_it_takes(load, told):
    assert multiple(load) == told


@given(st.floats(0.5, 2))
def test_a_change_is_never_told_as_none(ratio):
    assert (float(change(ratio).removesuffix("%")) == 0) == (ratio == 1)
