"""An answer as a person writes it, read by the one rule for numbers, and said back before it is judged."""

from __future__ import annotations

import math
from dataclasses import dataclass

from instruments.quantities.numbers import read_measure, write_number
from instruments.quantities.text import quantity, scientific, stated_digits, with_unit
from instruments.quantities.units import Scale, Unit, bare, prefixed
from instruments.quantities.units import unit as named_unit

# What the pages call what is measured; what is not here is told in the very unit that was asked for.
_SPOKEN = {
    "FLOP": "FLOP", "bytes": "B", "bits": "bit", "power": "W", "CO2e": "kgCO2e", "energy": "kWh", "card-hours": "card-hour",
    "USD": "USD", "tokens": "token", "parameters": "parameter", "cards": "card", "users": "user", "layers": "layer",
    "experts": "expert", "heads": "head", "nats": "nat",
}  # fmt: skip
_BELOW = {"tokens": "token", "time": "s", "bytes": "B", "parameters": "parameter"}
_PREFIXED = ("FLOP", "FLOP/s", "B", "B/s", "W", "FLOP/B", "FLOP/token", "B/token")
_LEAST_DIGITS, _MOST_DIGITS = 3, 6
_LARGE = 1e15


@dataclass(frozen=True)
class Read:
    """A number that was understood.

    ``value`` is in the unit that was asked for, ``understood`` says it in words, ``unit`` is what stood behind the number: nothing
    where it was bare.
    """

    value: float
    understood: str
    unit: str


def read(text: str, unit: str, words: str = "") -> Read:
    """Return what a person meant by an answer.

    Parameters
    ----------
    text
        What was typed.
    unit
        The unit that was asked for: of a bare number, and of ``value``.  "1" is none.
    words
        Words that may stand behind a number without a unit, such as those of what is counted.

    Raises
    ------
    ValueError
        If it is no number, or one of something else (:class:`instruments.quantities.numbers.AnotherUnitError`); a sentence says so.

    >>> read("51,5 GB", "GB").understood, read("48 GiB", "GB").understood, read("12.5 million dollars", "USD").understood
    ('51.5 GB', '48 GiB, which is 51.5396 GB', '12.5 M USD')
    """
    measure = read_measure(text, "" if unit == "1" else unit, words=words, example=_example(unit))
    if not math.isfinite(measure.value):
        raise ValueError(f"{text.strip()[:40]!r} is too large to be a number that is meant")
    shown = said(measure.value, unit)
    binary = named_unit(measure.named)
    if binary is not None and binary.scale.ratio >= 1024 and binary.measures == "bytes" and not binary.over:
        shown = f"{measure.value * _ratio(unit, binary):.6g} {measure.named}, which is {shown}"
    return Read(measure.value, shown, measure.named)


def said(value: float, unit: str, digits: int | None = None) -> str:
    """Return a number in a unit as the pages say it; with all its digits, or with as many as asked.

    >>> said(51.5, "GB"), said(6.24e6, "card-hours"), said(45, "%"), said(90.5, "h"), said(0.125, "1")
    ('51.5 GB', '6.24 M card-hours', '45%', '90.5 h', '0.125')
    """
    figures = digits or min(max(stated_digits(value), _LEAST_DIGITS), _MOST_DIGITS)
    known = named_unit(unit)
    spoken = _spoken(known)
    if not spoken:
        number = f"{value:,.{figures}g}" if 1e-4 <= abs(value) < 1e6 and abs(value) < 10.0**figures else _plain(value, figures)
        return number if unit == "1" else with_unit(number, unit)
    base = value * 10.0**known.scale.exponent * known.scale.ratio
    if abs(base) >= _LARGE and spoken == "FLOP":
        return f"{scientific(base, figures)} FLOP"
    return str(quantity(base / 1000 if known.measures in ("energy", "CO2e") else base, spoken, figures))


def interval(low: float, high: float, unit: str) -> str:
    """Return between which numbers an answer is accepted.

    >>> interval(50.5, 52.5, "GB"), interval(3, 3, "cards")
    ('from 50.50 GB to 52.50 GB', 'exactly 3 cards')
    """
    return f"exactly {said(low, unit)}" if low == high else f"from {said(low, unit, 4)} to {said(high, unit, 4)}"


def _spoken(known: Unit | None) -> str:
    """What :func:`instruments.quantities.text.quantity` calls a unit, or nothing where it would tell it in another one."""
    if known is None or known.measures not in _SPOKEN:
        return ""
    if not known.over:
        return _SPOKEN[known.measures]
    name = f"{_SPOKEN[known.measures]}/{_BELOW.get(known.over, '')}"
    return name if known.below == Scale() and name in (*_PREFIXED, "token/s", "token/parameter", "nat/token", "bit/parameter") else ""


def _plain(value: float, figures: int) -> str:
    return write_number(float(f"{value:.{figures}g}"))


def _ratio(unit: str, given: Unit) -> float:
    wanted = named_unit(unit)
    return 10.0**wanted.scale.exponent * wanted.scale.ratio / (10.0**given.scale.exponent * given.scale.ratio)


def _example(unit: str) -> str:
    """What can be typed; a prefix alone only where it means what it says."""
    if unit == "1":
        return "12.5, 1.25e7 or 3/4"
    known = named_unit(unit)
    base = prefixed(known, unit) if known else ""
    return f"12.5 {unit}, 12,5 or {f'1.25e10 {base}' if base else f'12,5 M {unit}' if bare(known, 'M') else f'1.25e1 {unit}'}"
