"""A figure that a reader may guess before it shows: what it is called, its unit, and its value once it is known."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.prose.markup import Markup, markup
from instruments.quantities.text import Shown, gap, quantity


@dataclass(frozen=True)
class Told:
    """One figure by itself; ``value`` is in ``unit``, one of the formulas or words of its own, and nothing until it is known."""

    label: str
    unit: str
    value: float | None

    @property
    def shown(self) -> Shown:
        """The figure as the page shows it."""
        return quantity(self.value, self.unit)

    @property
    def counts(self) -> str:
        """What a number without a unit counts: the unit that the figure shows in now, or else its own."""
        return self.shown.unit if self.value is not None else quantity(1.0, self.unit).unit

    def html(self, name: str) -> Markup:
        """Return the figure for the page, under the name by which an instrument declares it to be predicted."""
        return markup(
            '<span class="number" data-told="{}" data-value="{!r}" title="{}">{}</span>{}{}',
            name, float(self.value), self.shown.full, self.shown.number, gap(self.shown.unit), self.shown.unit,
        )  # fmt: skip
