"""One published fact beside what our formulas say about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from formulas.band import Band
from formulas.registry import Equation, get

HERE = Path(__file__).parent
DATA_SHEET = 0.01
# Modules whose functions give what somebody published.
_CATALOGUES = ("catalogue", "published")


@cache
def facts() -> Mapping[str, dict]:
    """Every published fact by id."""
    return {row["id"]: row for row in json.loads((HERE / "facts.json").read_text("utf-8"))}


@dataclass(frozen=True)
class Case:
    """A prediction of one fact.

    ``predict`` takes the fact and answers in the fact's unit.  ``kind`` says what is claimed: ``count`` the very number,
    ``exact`` within 1% or half of the last printed digit, ``band`` within the band that the registry states for the equation,
    ``bound`` not below what was measured.  ``miss`` explains why a prediction is known to fall outside; it is then held to stay there.
    ``part`` picks one number of a fact that prints several; ``digit`` is its last printed digit where zeros hide it.

    ``inverse`` is set where the fact falls as the equation's result rises, so that the band turns over; ``through`` names a further
    equation whose result went in unpublished and whose band comes on top. ``counts`` is false where the published number is a misprint,
    another quantity or a constant of the equation itself, and says nothing about the equation's error.
    """

    fact: str
    equation: str
    predict: Callable[[Mapping], float]
    kind: str = "exact"
    note: str = ""
    miss: str = ""
    part: str = ""
    digit: float | None = None
    inverse: bool = False
    through: str = ""
    counts: bool = True

    @property
    def row(self) -> dict:
        """The fact itself."""
        return facts()[self.fact]

    @property
    def published(self) -> float:
        """The published number."""
        value = self.row["value"]
        return float(value[self.part] if self.part else value)

    @cached_property
    def predicted(self) -> float:
        """Our number, in the fact's unit."""
        return float(self.predict(self.row))

    @property
    def error(self) -> float:
        """Relative error of the prediction."""
        return self.predicted / self.published - 1

    @property
    def registered(self) -> Equation | None:
        """The registry's entry, where the prediction comes from one equation and not from a catalogue or a count."""
        try:
            return get(self.equation)
        except ValueError:
            return None

    @property
    def looked_up(self) -> bool:
        """Whether our number is only read from a catalogue, so that agreement says nothing of an equation."""
        return self.equation.split(".")[-2] in _CATALOGUES

    @property
    def ratio(self) -> float:
        """The published number over ours."""
        return self.published / self.predicted

    @property
    def band(self) -> Band:
        """The band that the registry states, as it holds for this fact."""
        found = self.registered.band
        if self.through:
            other = get(self.through).band
            found = Band(found.low * other.low, found.high * other.high, found.basis)
        return found.inverse if self.inverse else found

    @property
    def tolerance(self) -> float:
        """Largest relative error that still counts as agreement where no band is claimed."""
        if self.kind == "count":
            return 0.0
        return max(DATA_SHEET, 0.5 * (self.digit or _last_digit(self.published)) / abs(self.published))

    @property
    def within(self) -> bool:
        """Whether prediction and fact agree as claimed; a hair is left for binary fractions."""
        if self.kind == "band":
            return self.band.covers(self.ratio)
        return self.error >= 0 if self.kind == "bound" else abs(self.error) <= self.tolerance * (1 + 1e-9)


def _last_digit(value: float) -> float:
    """Worth of the last digit of a number as it is printed."""
    text = repr(value)
    return 1.0 if value == int(value) or "e" in text else 10.0 ** -len(text.partition(".")[2])
