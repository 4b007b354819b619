"""What an answer that is not right is off by: the slips of unit and size that have a name."""

from __future__ import annotations

import math
from collections.abc import Iterator

from instruments.quantities.text import raised, ratio
from instruments.quantities.units import Unit, prefixed

_TIMES = (
    (60.0, "minutes with seconds, or hours with minutes"),
    (3600.0, "hours with seconds"),
    (24.0, "days with hours"),
    (1440.0, "days with minutes"),
    (86_400.0, "days with seconds"),
    (8766.0, "years with hours"),
    (365.25, "years with days"),
)
_PREFIXES = {1: "k", 2: "M", 3: "G", 4: "T", 5: "P"}
# As near as a ratio must come to a slip's own to be taken for it: wider, and two slips would be one.
_NEAREST, _FARTHEST = 0.004, 0.03
_GREATEST_POWER = 40
_CALLED = {"B": "bytes", "B/s": "bytes per second", "W": "watts", "Wh": "watt-hours"}


def in_the_bare_unit(answer: float, key: float, unit: Unit | None, asked: str, within: float) -> str:
    """Return what to say to a number without a unit that is right in the asked unit without its prefix; nothing where it is not.

    >>> from instruments.quantities.units import unit
    >>> in_the_bare_unit(5.154e10, 51.54, unit("GB"), "GB", 0.02)
    'That is the number of bytes, and a bare number is read in GB: write B behind it, or give the number of GB.'
    """
    base = prefixed(unit, asked) if unit else ""
    if not base or not key or answer / key <= 0 or abs(math.log(answer / key / 10.0**unit.scale.exponent)) > math.log1p(within):
        return ""
    return (
        f"That is the number of {_CALLED.get(base, base)}, and a bare number is read in {asked}: write {base} behind it, "
        f"or give the number of {asked}."
    )


def explained(answer: float, key: float, unit: Unit | None, within: float) -> tuple[str, str] | None:
    """Return which slip makes an answer of the key, as a verdict and a sentence; nothing where none does.

    Parameters
    ----------
    answer, key
        In the unit asked for.
    unit
        That unit.
    within
        How far from the key an answer may be, as a share of it.

    >>> from instruments.quantities.units import unit
    >>> explained(48, 51.54, unit("GB"), 0.02)[0], explained(51.5e3, 51.54, unit("GB"), 0.02)[0], explained(40, 51.54, unit("GB"), 0.02)
    ('unit', 'power', None)
    """
    if not answer or not key or (answer < 0) != (key < 0):
        return None
    off, near = math.log(answer / key), min(max(math.log1p(within), _NEAREST), _FARTHEST)
    for verdict, factor, sentence in _slips(unit):
        if abs(abs(off) - math.log(factor)) <= min(near, math.log(factor) / 3):
            size = f"{factor:,.0f}" if 2 <= factor < 1e6 else ratio(factor, 3)
            return verdict, f"That is {size} times too {'large' if off > 0 else 'small'}: {sentence}."
    power = round(off / math.log(10))
    if 0 < abs(power) <= _GREATEST_POWER and abs(off - power * math.log(10)) <= near:
        size = ratio(10.0 ** abs(power), 1)
        return "power", f"The figures are right and the power of ten is not: that is {size} times too {'large' if off > 0 else 'small'}."
    return None


def _slips(unit: Unit | None) -> Iterator[tuple[str, float, str]]:
    if unit is None:
        return
    if unit.measures == "%":
        yield "percent", 100.0, "a per cent is a hundredth, so that 45% is 0.45"
    if "bytes" in (unit.measures, unit.over) or unit.measures == "bits":
        first = unit.scale.exponent // 3
        for step in sorted(_PREFIXES, key=lambda step: step != first):
            prefix = _PREFIXES[step]
            decimal, binary = f"{prefix}B", f"{prefix.upper()}iB"
            sizes = f"a {decimal} is 10{raised(3 * step)} bytes, a {binary} 2{raised(10 * step)}"
            yield "unit", 1.024**step, f"{decimal} and {binary} are mixed up; {sizes}"
        yield "unit", 8.0, "bits and bytes are mixed up; a byte is 8 bits"
    if {"time", "card-hours"} & {unit.measures, unit.over}:
        yield from (("unit", factor, f"it mixes up {which}") for factor, which in _TIMES)


def of_another_kind(given: Unit, wanted: Unit, asked: str) -> str:
    """Return what to say to a unit that measures something else.

    >>> from instruments.quantities.units import unit
    >>> of_another_kind(unit("TFLOP"), unit("FLOP/s"), "FLOP/s")
    'That is an amount, and what is asked for is how much of it per second: answer in FLOP/s.'
    """
    answer_in = f"answer in {asked}" if asked != "1" else "answer without a unit"
    if given.measures == wanted.measures and given.over and not wanted.over:
        what = "a rate" if given.over == "time" else "a ratio"
        return f"That is {what}, so much per something, and what is asked for is the whole amount: {answer_in}."
    if given.measures == wanted.measures and wanted.over and not given.over:
        per = "second" if wanted.over == "time" else wanted.over.rstrip("s")
        return f"That is an amount, and what is asked for is how much of it per {per}: {answer_in}."
    if (given.over, wanted.over) == (wanted.measures, given.measures):
        return f"That is upside down, one over the other way round: {answer_in}."
    return f"That is a number of something else: {answer_in}."
