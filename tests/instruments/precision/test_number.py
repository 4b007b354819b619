"""What is typed, what it becomes in every format, and that bits lead there and back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.formats.codes import decode
from formulas.formats.layout import layouts
from instruments.precision import held as numbers
from instruments.precision.held import ALONE, BLOCKS, beside, flipped, rescaled, shown, special, specials
from instruments.precision.sayings import error, kind, per_cent, sentence, told
from instruments.precision.typed import read, written
from tests.few import few

NARROW = [name for name, each in shown().items() if each.bits <= 8]


def held_in(name, text="0.1", largest=1.0, saturate=False):
    return numbers.chosen(text, shown()[name], largest, saturate=saturate)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1", 0.1), (" -3e-5 ", -3e-5), ("1/3", 1 / 3), ("pi", math.pi), ("+inf", math.inf), ("-\N{INFINITY}", -math.inf),
        ("\N{MINUS SIGN}2", -2.0), ("1,5", 1.5), ("2^-9", 2.0**-9), ("1e400", math.inf),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, number):
    assert read(text, 8, "FP8").number == number


def test_zero_keeps_its_sign_and_nan_is_none():
    assert math.copysign(1, read("-0", 8, "FP8").number) == -1
    assert math.isnan(read("NaN", 8, "FP8").number)


@pytest.mark.parametrize(("text", "code"), [("0x7e", 126), ("0b0111 1110", 126), ("0X0_1", 1), ("0x" + "0" * 200 + "1", 1)])
def test_bits_are_read(text, code):
    assert read(text, 8, "FP8").code == code


@pytest.mark.parametrize(
    ("text", "told_"),
    [
        ("0x1ff", "has more bits than FP8, which has 8"), ("0xg", "holds no bits"), ("0b2", "holds no bits"), ("0x", "holds no bits"),
        ("0x" + "f" * 5000, "has more bits"), ("one", "is not a number"), ("", "Number: "), ("--1", "is not a number"),
    ],
)  # fmt: skip
def test_what_is_neither_is_refused_in_a_short_sentence(text, told_):
    with pytest.raises(ValueError, match="Number: ") as refusal:
        read(text, 8, "FP8")
    assert told_ in str(refusal.value)
    assert len(str(refusal.value)) < 300


@given(number=st.floats(allow_nan=False))
def test_what_is_written_is_read_as_the_same_number(number):
    back = read(written(number), 32, "FP32").number
    assert back == number
    assert math.copysign(1, back) == math.copysign(1, number)


@pytest.mark.parametrize(
    ("name", "value"),
    # By hand, from the numbers next to 0.1 in each.
    [
        ("fp16", 0.0999755859375), ("bf16", 0.10009765625), ("e5m2", 0.09375), ("e4m3", 0.1015625), ("e2m3", 0.125), ("e2m1", 0.0),
        ("int8", 0.0),
    ],
)  # fmt: skip
def test_a_tenth_in_every_format(name, value):
    assert numbers.numbers("0.1", "fp32", 1.0, saturate=False).held[name].value == value
    assert held_in("fp32").value == float(np.float32(0.1))


def test_a_block_has_the_scale_that_its_largest_number_sets():
    # MXFP4 with 1 as largest: scale 2^(0-2). NVFP4: 1/6 in FP8 is 11/64.
    assert (held_in("mxfp4").scale, held_in("mxfp4").value) == (0.25, 0.125)
    assert (held_in("nvfp4").scale, held_in("nvfp4").value) == (11 / 64, 0.5 * 11 / 64)
    assert held_in("mxfp4", largest=16.0).value == 0, "an outlier makes a zero of it"
    assert held_in("mxfp4", "5", largest=1.0).scale == 1.0, "a larger number is the largest of its block itself"


@pytest.mark.parametrize("name", few(NARROW, *NARROW[::5]))
def test_every_bit_of_every_code_can_be_turned_over(name):
    """To the code that differs in this bit alone: so it leads back as well."""
    layout = shown()[name]
    for code in range(2**layout.bits):
        now = held_in(name, f"0x{code:x}")
        assert now.code == code
        for bit in range(layout.bits):
            there = flipped(now, bit, 1.0, saturate=False)
            then = held_in(name, there["number"], there["largest"])
            assert (then.code, then.scale_code) == (code ^ (1 << bit), now.scale_code)


@pytest.mark.parametrize("name", ["fp16", "e4m3", "nvfp4"])
def test_infinities_and_nan_are_turned_over_where_numbers_saturate(name):
    top = shown()[name].element_layout().top
    for code in range(top - 2, 2 ** (shown()[name].bits - 1)):
        now = held_in(name, f"0x{code:x}", saturate=True)
        there = flipped(now, 0, 1.0, saturate=True)
        assert held_in(name, there["number"], there["largest"], saturate=True).code == code ^ 1


@pytest.mark.parametrize("name", [name for name in shown() if shown()[name].bits > 8])
@given(code=st.integers(0, 2**32 - 1), bit=st.integers(0, 31))
def test_so_can_those_of_wide_formats(name, code, bit):
    bits = shown()[name].bits
    code, bit = code % 2**bits, bit % bits
    now = held_in(name, f"0x{code:x}")
    there = flipped(now, bit, 1.0, saturate=False)
    assert held_in(name, there["number"]).code == code ^ (1 << bit)


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("largest", [1.0, 0.37, 5e4])
def test_every_bit_of_a_scale_can_be_turned_over_and_the_numbers_bits_stay(name, largest):
    now = held_in(name, str(largest / 3), largest)
    form = shown()[name].scale_layout()
    for bit in range(form.bits):
        scale = float(decode(form, now.scale_code ^ (1 << bit)))
        if not (math.isfinite(scale) and scale > 0):
            with pytest.raises(ValueError, match="needs a positive number"):
                rescaled(now, bit)
            continue
        there = rescaled(now, bit)
        then = held_in(name, there["number"], there["largest"])
        assert (then.code, then.scale_code) == (now.code, now.scale_code ^ (1 << bit))


@pytest.mark.parametrize("name", shown())
def test_numbers_of_note_are_what_they_are_called(name):
    layout = shown()[name].element_layout()
    found = {
        called: held_in(name, special(held_in(name), code, 1.0, saturate=False)["number"])
        for called, code in specials(shown()[name]).items()
    }
    assert found["0"].value == 0
    assert found["largest"].value == layout.largest * found["largest"].scale
    assert found["smallest"].value > 0
    below = beside(found["smallest"], -1, 1.0, saturate=False)
    assert held_in(name, below["number"]).value == 0
    if "\N{INFINITY}" in found:
        assert found["\N{INFINITY}"].value == math.inf
    if "NaN" in found:
        assert math.isnan(found["NaN"].value)
    assert {"1"} & set(found) == ({"1"} if layout.kind == "float" else set())


@pytest.mark.parametrize("name", ALONE)
def test_the_next_number_is_the_next(name):
    now = held_in(name, "3.3")
    above, below = (held_in(name, beside(now, by, 1.0, saturate=False)["number"]).value for by in (1, -1))
    assert below < now.value < above


@pytest.mark.parametrize(
    ("name", "text", "saturate", "said", "how"),
    [
        ("fp16", "0.5", False, "exact", "exact"), ("fp16", "70000", False, "overflows", "lost"),
        ("fp16", "70000", True, "6.4%", "near"), ("e4m3", "500", False, "becomes NaN", "lost"),
        ("e2m1", "0.1", False, "becomes 0", "lost"), ("e2m1", "nan", False, "has no NaN", "lost"), ("e2m1", "inf", False, "cut", "lost"),
        ("int4", "100", False, "93%", "far"), ("fp32", "nan", False, "exact", "exact"),
    ],
)  # fmt: skip
def test_what_was_lost_is_said(name, text, saturate, said, how):
    now = held_in(name, text, saturate=saturate)
    assert (error(now), kind(now)) == (said, how)


def test_shares_and_sentences():
    assert per_cent(0.0976e-2) == "0.098%"
    assert told(1e30) == "1e30"
    tenth = numbers.numbers("0.1", "e4m3", 1.0, saturate=False)
    assert sentence(tenth) == "0.1 becomes 0.1015625 in FP8 E4M3, an error of 1.6%; 0 of 20 formats hold it exactly, 3 lose it altogether."
    assert sentence(numbers.numbers("0.5", "fp16", 1.0, saturate=False)).startswith("FP16 holds 0.5 exactly; ")
    assert sentence(numbers.numbers("7e4", "fp16", 1.0, saturate=False)).startswith("70000 becomes \N{INFINITY} in FP16; ")


def test_each_layout_that_is_shown_is_catalogued():
    assert set(shown()) < set(layouts())
