"""What others say that a card is rented for: by contract, each with its month, its spread and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load


@dataclass(frozen=True, kw_only=True)
class Rent(Row):
    """Rent of one card for an hour under one kind of contract: what is usual, and the least and the most that were printed."""

    card: str
    contract: str
    usd_per_h: float
    low_usd_per_h: float | None
    high_usd_per_h: float | None
    month: str


@shared
def rents() -> Mapping[str, Rent]:
    """Every rent by id."""
    return load("rents", Rent)


def rents_of(card: str) -> tuple[Rent, ...]:
    """Return what is known of the rent of a card, which for most is nothing beside the catalogue's own price.

    >>> [(rent.contract, rent.usd_per_h, rent.month) for rent in rents_of("h100-sxm")][0]
    ('on demand', 2.95, '2026-05')
    """
    return tuple(rent for rent in rents().values() if rent.card == card)
