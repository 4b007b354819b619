"""Stored form against computing form: where an engine keeps weights in a format that the card does not multiply, and unpacks them.

What the weights take is what they are stored in; how fast the card computes is what it unpacks them to
(:func:`formulas.kernels.chips.multiplied`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Accelerator, Row, load


@dataclass(frozen=True, kw_only=True)
class Unpacking(Row):
    """An ``engine`` that unpacks formats on cards; of no ``makers`` and no ``cards``, on any."""

    precisions: tuple[str, ...]
    makers: tuple[str, ...]
    cards: tuple[str, ...]
    engine: str

    def covers(self, card: Accelerator, precision: str) -> bool:
        """Whether the engine unpacks a format on a card."""
        anywhere = not self.makers and not self.cards
        return precision in self.precisions and (anywhere or card.vendor in self.makers or card.id in self.cards)


@shared
def unpackings() -> Mapping[str, Unpacking]:
    """Every engine that is known to unpack a format, by id."""
    return load("unpackings", Unpacking)


def unpacked_by(card: Accelerator, precision: str) -> Unpacking | None:
    """Return how ``card`` serves weights of a format that it does not multiply, or nothing where no engine is known to.

    Examples
    --------
    >>> from formulas.catalogue import accelerators
    >>> unpacked_by(accelerators()["a100-80gb"], "fp8").engine, unpacked_by(accelerators()["mi250x"], "fp8")
    ('vLLM, by its Marlin kernels', None)
    """
    return next((row for row in unpackings().values() if row.covers(card, precision)), None)
