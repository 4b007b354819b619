"""Numbers and errors of the number line in words."""

from __future__ import annotations

import math

from instruments.precision.held import Held, Numbers
from instruments.quantities.text import power

_DIGITS = 7


def told(number: float, digits: int = _DIGITS) -> str:
    """Return a number as it stands beside the line.

    >>> told(0.1015625), told(-0.0), told(float("inf")), told(1.5 * 2**-149)
    ('0.1015625', '\N{MINUS SIGN}0', '\N{INFINITY}', '2.101948e-45')
    """
    if math.isnan(number):
        return "NaN"
    if number == 0 or math.isinf(number):
        text = "0" if number == 0 else "\N{INFINITY}"
        return f"\N{MINUS SIGN}{text}" if math.copysign(1.0, number) < 0 else text
    text = power(number, digits)
    return text.replace("-", "\N{MINUS SIGN}", 1) if number < 0 else text


def per_cent(share: float) -> str:
    """Return a share as per cent, of a small one a power of ten.

    >>> per_cent(0.015625), per_cent(1.49e-8), per_cent(1)
    ('1.6%', '1.5e-6%', '100%')
    """
    percent = 100 * share
    return f"{percent:.0f}%" if percent >= 10 else f"{power(percent, 2)}%"


def error(held: Held) -> str:
    """Return what was lost of a number, in a word or as a share."""
    if held.is_exact:
        return "exact"
    if math.isnan(held.number):
        return "has no NaN"
    if math.isnan(held.value):
        return "becomes NaN"
    if math.isinf(held.value):
        return "overflows"
    if math.isinf(held.number):
        return "cut"
    if held.value == 0:
        return "becomes 0"
    return per_cent(held.relative)


def kind(held: Held) -> str:
    """Return how well a number is held: ``exact``, ``near``, ``far`` or ``lost``."""
    if held.is_exact:
        return "exact"
    if not math.isfinite(held.value) or not math.isfinite(held.number) or held.value == 0:
        return "lost"
    return "near" if held.relative <= 0.07 else "far"


def sentence(numbers: Numbers) -> str:
    """Say what the number becomes in the chosen format, and how many others hold it."""
    held, name = numbers.chosen, numbers.chosen.layout.name
    exact = [each.layout.name for each in numbers.held.values() if each.is_exact]
    lost = [each.layout.name for each in numbers.held.values() if kind(each) == "lost"]
    if held.is_exact:
        first = f"{name} holds {told(held.number)} exactly"
    elif math.isfinite(held.error):
        first = f"{told(held.number)} becomes {told(held.value)} in {name}, an error of {error(held).replace('becomes 0', '100%')}"
    else:
        first = f"{told(held.number)} becomes {told(held.value)} in {name}"
    rest = f"{len(exact)} of {len(numbers.held)} formats hold it exactly"
    gone = f", {len(lost)} lose it altogether" if lost else ""
    return f"{first}; {rest}{gone}."
