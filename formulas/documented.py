"""The largest of each kind that anybody has documented: what a design is held against, each figure with its source and its date.

A newer figure is one more line of ``data/documented.json``; of each kind the largest counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load


@dataclass(frozen=True, kw_only=True)
class Documented(Row):
    """One documented figure: what it is ``of``, as of which ``date``, and the ends of its source's 90% interval, if it states one.

    ``reached`` says that ``name`` is who or what came so far; otherwise nobody has.
    """

    of: str
    value: float
    unit: str
    date: str
    low: float | None
    high: float | None
    reached: bool


@shared
def documented() -> Mapping[str, Documented]:
    """Every documented figure by id."""
    return load("documented", Documented)


@shared
def largest(of: str) -> Documented:
    """Return the largest documented figure of a kind.

    >>> largest("fleet").name, largest("fleet").unit
    ('Meta Prometheus', 'H100e')
    """
    return max((row for row in documented().values() if row.of == of), key=lambda row: row.value)
