"""Given values of an exercise: fixed, drawn per student, or out of a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from formulas import catalogue, scaling
from formulas.caching import shared
from formulas.catalogue import Row
from formulas.scaling import Law
from instruments.course import draw
from instruments.quantities.numbers import write_number
from instruments.quantities.text import scientific, stated, stated_digits, with_unit
from instruments.quantities.units import Scale, convert
from instruments.quantities.units import unit as named_unit

CATALOGUES: Mapping[str, Callable[[], Mapping[str, Row | Law]]] = {
    "accelerators": catalogue.accelerators,
    "models": catalogue.models,
    "precisions": catalogue.precisions,
    "grids": catalogue.grids,
    "laws": lambda: scaling.LAWS,
}
"""Whose rows may be given."""

_MILLION, _DIGITS = 1e6, 4

type Value = float | tuple[float, ...] | Row | Law


@dataclass(frozen=True)
class Number:
    """A number, or several in a list; without a seed ``value``, with one drawn from ``among`` or ``between`` where there are such."""

    name: str
    unit: str
    value: float | tuple[float, ...]
    among: tuple[float | tuple[float, ...], ...] = ()
    between: tuple[float, float] | None = None
    scale: str = "log"
    digits: int = 2

    def draw(self, seed: str, values: Mapping[str, Value]) -> float | tuple[float, ...]:
        """Return the value for a seed."""
        del values
        if seed and self.among:
            return draw.pick(seed, self.name, self.among)
        if seed and self.between:
            return draw.number(seed, self.name, *self.between, scale=self.scale, digits=self.digits)
        return self.value

    def told(self, value: float | tuple[float, ...]) -> str:
        """Return a value with its unit, every digit of it, as people read it."""
        if isinstance(value, tuple):
            *most, last = map(write_number, value)
            return f"{', '.join(most)} and {last}"
        return amount(value, self.unit)


@dataclass(frozen=True)
class Entry:
    """A row of a catalogue, told by its name."""

    name: str
    catalogue: str
    value: str
    among: tuple[str, ...] = ()

    unit = ""

    def draw(self, seed: str, values: Mapping[str, Value]) -> Row | Law:
        """Return the row for a seed."""
        del values
        return CATALOGUES[self.catalogue]()[draw.pick(seed, self.name, self.among) if seed and self.among else self.value]

    def told(self, value: Row | Law) -> str:
        """Return the row's name."""
        return value.name


@dataclass(frozen=True)
class Field:
    """A figure of a row that is given."""

    name: str
    row: str
    field: str
    unit: str

    def draw(self, seed: str, values: Mapping[str, Value]) -> float:
        """Return the figure of the row that was drawn."""
        del seed
        return float(getattr(values[self.row], self.field))

    def told(self, value: float) -> str:
        """Return it with its unit; of a size that is known to the last piece, as many digits as anyone would put in."""
        long = abs(value) >= _MILLION and stated_digits(value) > _DIGITS
        return amount(float(f"{value:.{_DIGITS}g}") if long else value, self.unit)


type Given = Number | Entry | Field


def is_drawn(given: Mapping[str, Given]) -> bool:
    """Whether any of some given values is another one for each seed."""
    return any(getattr(each, "among", ()) or getattr(each, "between", None) for each in given.values())


def amount(value: float, unit: str) -> str:
    """Return a number in any unit that a person may type, with every digit that it has.

    >>> amount(20e9, "parameter"), amount(48.0, "GiB"), amount(90.0, "days"), amount(0.45, "%"), amount(8.0, "1")
    ('20 B parameters', '48 GiB', '90 days', '0.45%', '8')
    """
    if unit == "B" and abs(value) < 1000:
        return f"{write_number(value)} byte{'s' * (value != 1)}"
    if unit == "FLOP" and abs(value) >= 1e15:
        return f"{scientific(value, 6)} FLOP"
    if unit == "1":
        return write_number(value) if not 1000 <= abs(value) < 1e12 or value != int(value) else f"{value:,.0f}"
    shown = stated(value, unit)
    # What :func:`stated` has no prefixes for is in the very unit that was given.
    if unit == "%" or (shown.unit == unit and abs(value) < 1e15):
        return with_unit(f"{value:,.15g}", unit)
    return str(shown)


def in_unit(value: float | tuple[float, ...], unit: str, wanted: str) -> float | np.ndarray:
    """Return a given value in the unit that an argument has.

    >>> float(in_unit(90.0, "days", "h")), float(in_unit(45.0, "%", "1"))
    (2160.0, 0.45)
    """
    number = np.array(value) if isinstance(value, tuple) else value
    if unit == wanted or not (scale := factor(unit, wanted)):
        return number
    return number * 10.0**scale.exponent * scale.ratio if scale.exponent >= 0 else number / 10.0**-scale.exponent * scale.ratio


@shared
def factor(unit: str, wanted: str) -> Scale | None:
    """Return how many of the wanted unit one of another is, or nothing where they do not measure the same.

    >>> factor("GiB", "B").ratio, factor("GB", "FLOP") is None
    (1073741824.0, True)
    """
    given, asked = named_unit(unit), named_unit(wanted)
    return convert(given, asked) if given and asked else None
