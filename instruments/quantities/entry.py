"""What a number may be, as its parameter declares it: one rule for a field, a link, the command line and a library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

import param

from .numbers import read_number, two_readings, write_number
from .text import power
from .units import unit as named_unit

_EMPTY = ("", "auto", "none", "rule")
_LEAST = 1e-30
"""What is above zero and no less is above zero in every equation too, whatever it divides."""


@dataclass(frozen=True)
class Rule:
    """Bounds, wholeness, unit and name of a number that a person gives."""

    label: str
    low: float | None = None
    high: float | None = None
    inclusive: tuple[bool, bool] = (True, True)
    whole: bool = False
    optional: bool = False
    binary: bool = False
    unit: str = ""
    example: str = ""

    @classmethod
    def of(cls, declared: param.Number, *, unit: str = "", binary: bool = False) -> Rule:
        """Return the rule that a parameter declares.

        A refusal names ``unit``; one that :mod:`instruments.quantities.units` knows may be typed with the number.  ``binary`` has k and M
        count in powers of 1024, as contexts are counted.
        """
        low, high = declared.bounds or (None, None)
        typed = unit if named_unit(unit) else ""
        label = declared.label if unit in ("", declared.label.lower()) else f"{declared.label} ({unit})"
        return cls(
            label, low, high, declared.inclusive_bounds,
            isinstance(declared, param.Integer), bool(declared.allow_None), binary, typed, _example(declared, typed, binary=binary),
        )  # fmt: skip

    def read(self, given: object) -> float | int | None:
        """Return the value that was given as a text or as a number.

        Raises
        ------
        ValueError
            If it is none, or not a possible one; the sentence names the input, what was given and the rule.
        """
        if given is None or (isinstance(given, str) and given.strip().lower() in _EMPTY):
            if self.optional:
                return None
            if not given or not given.strip():
                raise ValueError(f"{self.label} is empty: a number is needed")
        if isinstance(given, str):
            try:
                number = read_number(given, self.unit, binary=self.binary, words=self.label, example=self.example)
            except ValueError as fault:
                raise ValueError(f"{self.label}: {fault}") from None
            return self._held(number, given.strip()[:40])
        kind = type(given)
        if kind is bool or not issubclass(kind, Real):
            raise ValueError(f"{self.label} is {str(given)[:40]!r}: must be a number")
        try:
            return self._held(float(given), "")
        except OverflowError:
            return self._held(math.inf if given > 0 else -math.inf, "")

    def _held(self, number: float, typed: str) -> float | int:
        """Hold a number against the rule."""
        broken = self._broken(number)
        if broken:
            told = self.told(number) if math.isfinite(number) else f"{typed or number}"
            raise ValueError(f"{self.label} is {told}: must be {broken}{self._meant(number, typed)}")
        return int(number) if self.whole else number

    def _broken(self, number: float) -> str:
        """Which part of the rule a number breaks, or nothing."""
        low, high = self.low, self.high
        within = (
            math.isfinite(number)
            and (low is None or number > low or (number == low and self.inclusive[0]))
            # What is shared out among so little is no number any more.
            and (low != 0 or self.inclusive[0] or number >= _LEAST)
            and (high is None or number < high or (number == high and self.inclusive[1]))
        )
        if not within:
            tiny = low == 0 and not self.inclusive[0] and 0 < number < _LEAST
            lowest = f"at least {self.told(_LEAST)}" if tiny else f"{'at least' if self.inclusive[0] else 'above'} {self.told(low or 0)}"
            least = [] if low is None else [lowest]
            most = [] if high is None else [f"{'at most' if self.inclusive[1] else 'below'} {self.told(high)}"]
            return " and ".join(least + most) or "a finite number"
        return "a whole number" if self.whole and number != int(number) else ""

    def _meant(self, number: float, typed: str) -> str:
        """What a person who typed this may have meant, where it is possible."""
        readings = two_readings(typed)
        if readings and not self._broken(float(readings[1])):
            return f"; if {'the comma is the decimal mark' if ',' in typed else 'the point parts thousands'}, type {readings[1]}"
        if typed and not self.unit and (self.low, self.high) == (0, 1) and 1 < number <= 100:
            return f"; for {number:.6g} per cent type {number:.6g}%"
        return ""

    def told(self, value: float) -> str:
        """Return a value as a refusal names it: in full where it is whole."""
        if value and not 1e-3 <= abs(value) < 1e6:
            return f"{value:,.0f}" if self.whole and abs(value) < 1e15 and value == int(value) else power(value, 6)
        short = f"{value:,.6g}"
        return short if float(short.replace(",", "")) == value else f"{value:,.15g}"


def _example(declared: param.Number, unit: str, *, binary: bool) -> str:
    """What can be typed for a parameter: a value that is possible, alone and as people write such ones."""
    if binary:
        return "131072, 128k or 1M"
    ends = [end for bounds in (declared.softbounds, declared.bounds) for end in bounds or ()]
    value = next((end for end in ends if end), 1) if declared.default is None else declared.default
    text = write_number(value)
    if unit:
        return f"{text} or {text} {unit}"
    return f"{text} or {100 * value:g}%" if declared.bounds == (0, 1) else text
