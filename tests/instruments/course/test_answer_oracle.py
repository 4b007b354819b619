"""The reader of answers against pint, which knows units and nothing of us."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from instruments.course.answer import read
from instruments.numbers import AnotherUnitError

pint = pytest.importorskip("pint", reason="the browser's Python has none")

TIMES = "\N{MULTIPLICATION SIGN}"
# What pint calls the same, and the unit that is asked for in our words and in pint's.
PINT = pint.UnitRegistry()
for line in ("FLOP = [operation]", "dollar = [money] = USD", "tok = [text]", "cardhour = 3600 * second", "gCO2e = [carbon]"):
    PINT.define(line)
KINDS = {
    "GB": ("gigabyte", ["B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "bytes", "Gbit", "Mbit"]),
    "s": ("second", ["s", "ms", "min", "h", "days", "weeks", "hours"]),
    "h": ("hour", ["s", "min", "h", "days"]),
    "kWh": ("kilowatt_hour", ["kWh", "MWh", "GWh", "J", "MJ", "GJ", "Wh"]),
    "W": ("watt", ["W", "mW", "kW", "MW", "GW"]),
    "TFLOP/s": ("teraFLOP / second", ["FLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s", "TFLOP/ms"]),
    "FLOP": ("FLOP", ["FLOP", "TFLOP", "EFLOP", "ZFLOP"]),
    "USD/h": ("USD / hour", ["USD/h", "USD/day", "USD/s"]),
    "tokens/s": ("tok / second", ["tok/s", "tok/min", "tok/h"]),
}
IN_PINT = {"Gbit": "gigabit", "Mbit": "megabit", "bytes": "byte", "B": "byte", "days": "day", "weeks": "week", "hours": "hour", "d": "day"}


def in_pint(unit):
    """A unit in pint's words, which takes B for bel."""
    return " / ".join(IN_PINT.get(part) or (f"{part[:-1]}byte" if part.endswith("B") else part) for part in unit.split("/"))


ASKED = st.sampled_from([(asked, written) for asked, (_, several) in KINDS.items() for written in several])
MANTISSAS = st.decimals(min_value="0.001", max_value="999999", allow_nan=False, allow_infinity=False, places=3)


_RAISED = str.maketrans("-0123456789", "".join(map(chr, (0x207B, 0x2070, 0xB9, 0xB2, 0xB3, *range(0x2074, 0x207A)))))
GAPS = st.sampled_from([" ", "  ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"])


def plainly(number, power):
    return f"{number}e{power}" if power else f"{number}"


def with_comma(number, power):
    return plainly(number, power).replace(".", ",")


def as_printed(number, power):
    return f"{number} {TIMES} 10^{power}"


def raised(number, power):
    return f"{number}{TIMES}10{str(power).translate(_RAISED)}"


@given(ASKED, MANTISSAS, st.integers(-12, 12), st.sampled_from([plainly, with_comma, as_printed, raised]), GAPS)
@example(("GB", "GiB"), "48", 0, plainly, " ")
@example(("kWh", "MJ"), "3.6", 0, with_comma, " ")
def test_the_reader_agrees_with_pint(asked, number, power, notation, gap):
    unit, written = asked
    decimals = len(str(number).partition(".")[2])
    # "1,500e3" may be 1.5e6 or 1500e3 and is refused; "1,500" is 1500: the tests of the reader hold both.
    assume(notation is not with_comma or decimals != 3 or float(number) < 1)
    text = f"{notation(number, power)}{gap}{written}"
    expected_number = float(f"{number}e{power}")
    expected = (expected_number * PINT(in_pint(written))).to(KINDS[unit][0]).magnitude
    assert read(text, unit).value == pytest.approx(expected, rel=1e-12)


@given(ASKED, ASKED)
def test_units_are_of_one_kind_where_pint_says_so(one, other):
    unit, written = one[0], other[1]
    assume(written != "B")  # alone it is a billion of anything but bytes
    same = PINT(in_pint(written)).dimensionality == PINT(KINDS[unit][0]).dimensionality
    if same:
        assert math.isfinite(read(f"3 {written}", unit).value)
    else:
        with pytest.raises(AnotherUnitError):
            read(f"3 {written}", unit)
