"""Published runs with their failures, and the causes that one of them counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load

PARTS = {"accelerators": "cards", "hosts": "servers", "network": "network", "software": "software"}
"""What may fail, and what it is called where there is little room."""


@dataclass(frozen=True, kw_only=True)
class PublishedRun(Row):
    """A run of which somebody told how it went; ``at_least`` says that the goodput was no lower."""

    cards: float
    days: float | None
    interruptions: float | None
    goodput: float | None
    at_least: bool

    @property
    def per_card_day(self) -> float | None:
        """Interruptions for each card and day, where both are known."""
        known = self.days is not None and self.interruptions is not None
        return self.interruptions / (self.cards * self.days) if known else None


@dataclass(frozen=True, kw_only=True)
class Cause(Row):
    """Why a run was interrupted, how often, and which part of the machine that is."""

    part: str
    interruptions: float


@shared
def runs() -> Mapping[str, PublishedRun]:
    """Every published run by id."""
    return load("reliability/runs", PublishedRun)


@shared
def causes() -> Mapping[str, Cause]:
    """The causes of the 419 unexpected interruptions of Llama 3 in 54 days on 16,384 cards, by id."""
    return load("reliability/causes", Cause)


def interruptions(part: str) -> float:
    """Interruptions of that run that one part of the machine caused."""
    return sum(cause.interruptions for cause in causes().values() if cause.part == part)
