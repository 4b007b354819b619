"""Figures that stand beside each other: what is said to differ must look different."""

from __future__ import annotations

import math
from collections.abc import Callable

from instruments.quantities.text import MISSING, Shown, power, quantity, ratio, significant

# Beyond nine digits two figures differ by how they were rounded on the way, not by what they mean.
_MOST_DIGITS = 10
# By so much of its distance from the limit may a load be rounded: 1.000005 is not told as 1.00001.
_TOLERANCE = 0.25
_MANY = 1e6
"""From here on a figure is nowhere near its limit, and is told in powers of ten."""


def apart(*values: float | None, unit: str, digits: int = 3) -> tuple[Shown, ...]:
    """Return quantities of one unit with as many digits as it takes for different ones to look different.

    >>> [str(shown) for shown in apart(80.04e9, 80e9, unit="B")]
    ['80.04 GB', '80.00 GB']
    >>> [str(shown) for shown in apart(80e9, 80e9, unit="B")]
    ['80.0 GB', '80.0 GB']
    """
    different = {f"{value:.{_MOST_DIGITS - 2}e}" for value in values if value is not None and math.isfinite(value)}
    for more in range(digits, _MOST_DIGITS + 1):
        shown = tuple(quantity(value, unit, more) for value in values)
        if len({str(each) for each in shown if each.number != MISSING}) >= len(different):
            break
    return shown


def multiple(load: float, digits: int = 2) -> str:
    """Return a load over its limit, never as 1 where it is not.

    >>> multiple(2.07), multiple(1.01), multiple(1.0004), multiple(3.4e8)
    ('2.1', '1.01', '1.0004', '3.4 \N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT}')
    """
    return _off(load, 1.0, lambda more: significant(load, more), digits) if abs(load) < _MANY else ratio(load, digits)


def percent(load: float, digits: int = 3) -> str:
    """Return a load over its limit in percent, never as 100 where it is not.

    >>> percent(0.5), percent(1.0004), percent(0.99996)
    ('50.0%', '100.04%', '99.996%')
    """
    each = 100 * load
    return f"{_off(each, 100.0, lambda more: significant(each, more), digits) if abs(each) < _MANY else ratio(each, digits)}%"


def change(ratio: float) -> str:
    """Return by how much a figure changed, in percent, never as nothing where it did.

    >>> change(1.1), change(0.9999), change(1.0)
    ('+10.0%', '-0.01%', '+0.0%')
    """
    moved = 100 * (ratio - 1)
    return f"{moved:+.1f}%" if abs(moved) >= 0.05 or not moved else f"{moved:+.1g}%"


def difference(now: float | None, before: float | None) -> str:
    """Return by how much a figure changed, as a person says it.

    >>> difference(110, 100), difference(3, 1), difference(5, 5)
    ('+10.0%', '\N{MULTIPLICATION SIGN} 3.00', 'same')
    """
    if now is None or before is None:
        return MISSING
    if now == before:
        return "same"
    if before == 0 or now / before <= 0:
        return f"from {power(before)}"
    times = now / before
    if 0.5 <= times <= 2:
        return change(times)
    return f"\N{MULTIPLICATION SIGN} {ratio(times, 3)}"


def _off(value: float, limit: float, write: Callable[[int], str], digits: int) -> str:
    """``value`` with more digits until what is written is not the limit; as it is, if it is the limit or as good as that."""
    for more in range(digits, _MOST_DIGITS + 1):
        text = write(more)
        if abs(float(text.replace(",", "")) - value) <= _TOLERANCE * abs(value - limit):
            return text
    return write(digits)
