"""Bits and numbers: the published ends of every format, both ways over all codes, and the nearest number always."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.formats.codes import NO_CODE, decode, encode, nan_code, neighbour, spacing
from formulas.formats.layout import integer, layouts

SINGLE = [name for name, each in layouts().items() if each.kind in ("float", "integer")]
SMALL = [name for name in SINGLE if layouts()[name].bits <= 16]


def codes(name):
    return np.arange(2 ** layouts()[name].bits)


@pytest.mark.parametrize(
    ("name", "largest", "normal", "least"),
    [
        # IEEE 754-2019, table 3.5, and Kalamkar et al. 2019, table 1.
        ("fp32", 3.4028234663852886e38, 2.0**-126, 2.0**-149),
        ("fp16", 65504.0, 2.0**-14, 2.0**-24),
        ("bf16", 3.3895313892515355e38, 2.0**-126, 2.0**-133),
        # Micikevicius et al. 2022, table 1.
        ("e4m3", 448.0, 2.0**-6, 2.0**-9),
        ("e5m2", 57344.0, 2.0**-14, 2.0**-16),
        # Open Compute Project 2023, tables 4 and 5.
        ("e3m2", 28.0, 0.25, 0.0625),
        ("e2m3", 7.5, 1.0, 0.125),
        ("e2m1", 6.0, 1.0, 0.5),
    ],
)
def test_the_ends_are_the_published_ones(name, largest, normal, least):
    layout = layouts()[name]
    assert layout.largest == decode(layout, layout.top) == largest
    assert decode(layout, 2**layout.mantissa_bits) == 2.0**layout.smallest_exponent == normal
    assert decode(layout, 1) == least


@pytest.mark.parametrize(("name", "least", "largest"), [("int8", -128, 127), ("int4", -8, 7), ("mx-int8", -2.0, 127 / 64)])
def test_whole_numbers_reach_one_further_below_zero(name, least, largest):
    numbers = decode(layouts()[name], codes(name))
    assert (numbers.min(), numbers.max()) == (least, largest)


def test_specials_are_where_their_formats_have_them():
    counts = {name: (np.isinf(n := decode(layouts()[name], codes(name))).sum(), np.isnan(n).sum()) for name in SMALL}
    # Micikevicius et al. 2022, table 1: E5M2 has three NaN of either sign, E4M3 one; OCP 2023: FP6 and FP4 have none.
    assert counts == {
        "bf16": (2, 254), "fp16": (2, 2046), "e5m2": (2, 6), "e4m3": (0, 2), "e3m2": (0, 0), "e2m3": (0, 0), "e2m1": (0, 0),
        "int8": (0, 0), "int4": (0, 0), "mx-int8": (0, 0),
    }  # fmt: skip


def test_a_shared_exponent_is_a_power_of_two():
    scale = layouts()["e8m0"]
    assert decode(scale, [0, 127, 254]).tolist() == [2.0**-127, 1.0, 2.0**127]
    assert math.isnan(decode(scale, 255))
    assert encode(scale, [1.0, 0.25, 1e-300, 1e300]).tolist() == [127, 125, 0, 254]


@pytest.mark.parametrize("name", SMALL)
def test_every_code_comes_back(name):
    layout, every = layouts()[name], codes(name)
    numbers = decode(layout, every)
    known = ~np.isnan(numbers)
    assert np.array_equal(encode(layout, numbers[known]), every[known])
    assert set(encode(layout, numbers[~known]).tolist()) <= {nan_code(layout)}


@pytest.mark.parametrize("name", SINGLE)
def test_a_nan_is_the_formats_own_or_told_to_have_no_code(name):
    code = int(encode(layouts()[name], np.nan))
    assert code == nan_code(layouts()[name])
    assert math.isnan(decode(layouts()[name], code))
    assert (code == NO_CODE) == (layouts()[name].specials == "none")


@pytest.mark.parametrize("name", SINGLE)
@given(number=st.floats(allow_nan=False, width=64))
def test_it_is_the_nearest_number_that_the_format_has(name, number):
    layout = layouts()[name]
    held = float(decode(layout, encode(layout, number)))
    if abs(number) <= layout.largest:
        assert abs(held - number) <= float(spacing(layout, number)) / 2
        assert math.copysign(1.0, held) == math.copysign(1.0, number) or layout.kind == "integer"
    elif layout.specials == "none":
        assert abs(held) >= layout.largest
    kept = float(decode(layout, encode(layout, number, saturate=True)))
    assert abs(kept) <= layout.largest + (layout.kind == "integer")


@pytest.mark.parametrize("name", SINGLE)
@given(one=st.floats(-1e6, 1e6), other=st.floats(-1e6, 1e6))
def test_rounding_keeps_the_order(name, one, other):
    layout = layouts()[name]
    low, high = decode(layout, encode(layout, np.sort([one, other]), saturate=True))
    assert low <= high


@pytest.mark.parametrize("name", ["e5m2", "e4m3", "e3m2", "e2m3", "e2m1", "int8", "int4", "mx-int8"])
def test_spacing_is_the_distance_of_neighbours(name):
    layout = layouts()[name]
    numbers = np.unique(decode(layout, codes(name))[np.isfinite(decode(layout, codes(name)))])
    between = (numbers[1:] + numbers[:-1]) / 2
    assert np.array_equal(np.broadcast_to(spacing(layout, between), between.shape), np.diff(numbers))


@pytest.mark.parametrize("name", [*SMALL, "e8m0"])
def test_neighbours_lead_through_all_numbers_and_stop_at_the_ends(name):
    layout = layouts()[name]
    numbers = decode(layout, codes(name))
    start = int(codes(name)[np.nanargmin(numbers)])
    seen = [start]
    while (after := neighbour(layout, seen[-1], 1)) != seen[-1]:
        seen.append(after)
    assert np.array_equal(numbers[seen], np.unique(numbers[~np.isnan(numbers)]))
    assert [neighbour(layout, code, -1) for code in seen[1:]] == [code if numbers[code] else 0 for code in seen[:-1]]
    assert neighbour(layout, start, -1) == start


def test_from_what_is_no_number_nothing_is_next():
    assert neighbour(layouts()["fp16"], 0x7E00, 1) == 0x7E00


def test_whole_numbers_come_in_any_width():
    assert [integer(bits).largest for bits in (2, 3, 6)] == [1.0, 3.0, 31.0]


def test_codes_of_32_bits_fit_where_whole_numbers_have_as_many():
    code = encode(layouts()["fp32"], np.float32(-1.0))
    assert code.dtype == np.int64
    assert int(code) == 0xBF800000
