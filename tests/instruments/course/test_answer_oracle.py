"""The reader of answers against pint, which knows units and nothing of us."""

import math

import pint
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from instruments.course.answer import read
from instruments.course.exercise import NumberPart
from instruments.course.loading import exercises
from instruments.quantities.numbers import AnotherUnitError

TIMES = "\N{MULTIPLICATION SIGN}"
PINT = pint.UnitRegistry()
for line in (
    "FLOP = [operation]", "dollar = [money] = USD", "tok = [text]", "param = [weight]", "gpu = [card]", "tCOe = [carbon]",
    "natunit = [surprise]", "die = [die]", "person = [person]", "netswitch = [netswitch]",
):  # fmt: skip
    PINT.define(line)
# What is asked for, in pint's words, and the same in units that people write instead, in ours and in pint's.
KINDS = {
    "1": ("", {"": "", "%": "percent", "percent": "percent"}),
    "%": ("percent", {"%": "percent", "per cent": "percent"}),
    "B": ("byte", {"B": "byte", "kB": "kilobyte", "MiB": "mebibyte", "bytes": "byte", "bit": "bit"}),
    "GB": ("gigabyte", {
        "B": "byte", "kB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "KiB": "kibibyte", "MiB": "mebibyte",
        "GiB": "gibibyte", "TiB": "tebibyte", "Gbit": "gigabit", "Mbit": "megabit", "gigabytes": "gigabyte", "gibibytes": "gibibyte",
    }),
    "TB": ("terabyte", {"GB": "gigabyte", "PB": "petabyte", "TiB": "tebibyte", "terabytes": "terabyte"}),
    "GB/s": ("gigabyte/second", {
        "GB/s": "gigabyte/second", "Gbit/s": "gigabit/second", "TB/s": "terabyte/second", "MB/ms": "megabyte/millisecond",
    }),
    "TB/s": ("terabyte/second", {
        "TB/s": "terabyte/second", "GB/s": "gigabyte/second", "TB/min": "terabyte/minute", "Gbps": "gigabit/second",
    }),
    "GB/card": ("gigabyte/gpu", {"GB/card": "gigabyte/gpu", "GiB per GPU": "gibibyte/gpu", "MB/card": "megabyte/gpu"}),
    "B/token": ("byte/tok", {"B/token": "byte/tok", "kB/token": "kilobyte/tok", "KiB per token": "kibibyte/tok", "bits/token": "bit/tok"}),
    "bits/parameter": ("bit/param", {"bits/parameter": "bit/param", "bytes per parameter": "byte/param", "bit/weight": "bit/param"}),
    "s": ("second", {
        "s": "second", "ms": "millisecond", "min": "minute", "h": "hour", "days": "day", "weeks": "week", "hours": "hour",
        "microseconds": "microsecond",
    }),
    "ms": ("millisecond", {"ms": "millisecond", "s": "second", "us": "microsecond", "ns": "nanosecond", "milliseconds": "millisecond"}),
    "min": ("minute", {"min": "minute", "s": "second", "h": "hour"}),
    "h": ("hour", {"s": "second", "min": "minute", "h": "hour", "days": "day", "years": "year"}),
    "kWh": ("kilowatt_hour", {
        "kWh": "kilowatt_hour", "MWh": "megawatt_hour", "GWh": "gigawatt_hour", "J": "joule", "MJ": "megajoule", "Wh": "watt_hour",
        "kW days": "kilowatt*day", "kW-min": "kilowatt*minute",
    }),
    "Wh": ("watt_hour", {"Wh": "watt_hour", "kWh": "kilowatt_hour", "J": "joule", "kJ": "kilojoule"}),
    "MWh": ("megawatt_hour", {"MWh": "megawatt_hour", "GJ": "gigajoule", "megawatt-hours": "megawatt_hour", "MW-days": "megawatt*day"}),
    "W": ("watt", {"W": "watt", "mW": "milliwatt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt"}),
    "kW": ("kilowatt", {"W": "watt", "kW": "kilowatt", "MW": "megawatt", "kilowatts": "kilowatt"}),
    "MW": ("megawatt", {"kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt"}),
    "TFLOP/s": ("teraFLOP/second", {
        "FLOP/s": "FLOP/second", "GFLOP/s": "gigaFLOP/second", "TFLOP/s": "teraFLOP/second", "PFLOPS": "petaFLOP/second",
        "TFLOP/ms": "teraFLOP/millisecond",
    }),
    "FLOP": ("FLOP", {
        "FLOP": "FLOP", "TFLOP": "teraFLOP", "EFLOP": "exaFLOP", "ZFLOP": "zettaFLOP", "zettaflop": "zettaFLOP",
        "PFLOP/s-days": "petaFLOP/second*day", "petaflop/s days": "petaFLOP/second*day",
    }),
    "FLOP/B": ("FLOP/byte", {"FLOP/B": "FLOP/byte", "FLOP per byte": "FLOP/byte", "MFLOP/kB": "megaFLOP/kilobyte", "FLOP/bit": "FLOP/bit"}),
    "USD": ("USD", {"USD": "USD", "dollars": "USD", "M USD": "megaUSD", "US dollars": "USD"}),
    "USD/h": ("USD/hour", {"USD/h": "USD/hour", "USD/day": "USD/day", "USD/s": "USD/second"}),
    "tokens/s": ("tok/second", {
        "tok/s": "tok/second", "tok/min": "tok/minute", "tok/h": "tok/hour", "tps": "tok/second", "M tokens/day": "megatok/day",
    }),
    "tokens": ("tok", {"tokens": "tok", "tok": "tok", "T tokens": "teratok", "billion tokens": "gigatok"}),
    "token": ("tok", {"token": "tok", "k tokens": "kilotok"}),
    "tokens/parameter": ("tok/param", {"tokens/parameter": "tok/param", "tokens per parameter": "tok/param", "tok/param": "tok/param"}),
    "nats/token": ("natunit/tok", {"nats/token": "natunit/tok", "nats per token": "natunit/tok", "nat/tok": "natunit/tok"}),
    "parameters": ("param", {"parameters": "param", "B parameters": "gigaparam", "million parameters": "megaparam"}),
    "card-hours": ("gpu*hour", {
        "card-hours": "gpu*hour", "GPU hours": "gpu*hour", "M card-hours": "megagpu*hour", "H100-hours": "gpu*hour", "GPU-days": "gpu*day",
        "million A100 hours": "megagpu*hour",
    }),
    "cards": ("gpu", {"cards": "gpu", "GPUs": "gpu", "k cards": "kilogpu", "H100s": "gpu"}),
    "tCO2e": ("tCOe", {"tCO2e": "tCOe", "t": "tCOe", "kt CO2e": "kilotCOe", "kg CO2e": "millitCOe", "kgCO2": "millitCOe"}),
    "dies": ("die", {"dies": "die", "die": "die", "k dies": "kilodie"}),
    "users": ("person", {"users": "person", "M users": "megaperson"}),
    "switch": ("netswitch", {"switches": "netswitch", "switch": "netswitch", "k switches": "kilonetswitch"}),
}  # fmt: skip


def test_every_unit_that_an_exercise_asks_for_is_here():
    asked = {part.unit for each in exercises().values() for part in each.parts if isinstance(part, NumberPart)}
    assert len(asked) > 30
    assert asked - KINDS.keys() == set()


def in_pint(unit, written):
    """What one of a unit is in pint, by any of the names that it is written by."""
    return PINT(KINDS[unit][1][written] or "dimensionless")


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
    expected = (expected_number * in_pint(unit, written)).to(KINDS[unit][0] or "dimensionless").magnitude
    assert read(text, unit).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("unit", "written"), [(unit, written) for unit, (_, several) in KINDS.items() for written in several])
def test_every_way_to_write_a_unit_is_read_as_pint_has_it(unit, written):
    """Each for certain, whatever is drawn."""
    expected = (12.5 * in_pint(unit, written)).to(KINDS[unit][0] or "dimensionless").magnitude
    assert read(f"12.5 {written}", unit).value == pytest.approx(expected, rel=1e-12)


@given(ASKED, ASKED)
def test_units_are_of_one_kind_where_pint_says_so(one, other):
    unit, (of, written) = one[0], other
    # Alone it is a billion of anything but bytes; a share or a bare number is of anything; t may be tonnes or tokens.
    assume(written not in ("B", "t", "") and "1" not in (unit, of))
    same = in_pint(of, written).dimensionality == PINT(KINDS[unit][0]).dimensionality
    if same:
        assert math.isfinite(read(f"3 {written}", unit).value)
    elif not _may_be_left_out(unit, written):
        with pytest.raises(AnotherUnitError):
            read(f"3 {written}", unit)


def _may_be_left_out(unit, written):
    """"120 GB" where GB per card are asked for, and hours of a card where card-hours are: what is counted is understood."""
    of_one = "/" in unit and "/" not in written and " per " not in written and written not in ("tps", "Gbps", "PFLOPS")
    return of_one or (unit == "card-hours" and _dimension(written) == PINT("hour").dimensionality)


def _dimension(written):
    return next(in_pint(of, written).dimensionality for of, (_, several) in KINDS.items() if written in several)
