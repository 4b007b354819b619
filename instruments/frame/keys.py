"""Four figures beside a verdict, in sight at every width while a decision moves."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.result import Figure
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import gap


def keys_html(figures: Mapping[str, Figure], labels: Mapping[str, str], units: Mapping[str, str] | None = None) -> Markup:
    """Return them.

    Parameters
    ----------
    figures
        All figures by id.
    labels
        Which of them, and what each is called where there is little room.
    units
        Shorter nouns of units.
    """
    return markup('<dl class="keys">{}</dl>', joined(_key(figures[name], label, units or {}) for name, label in labels.items()))


def _key(figure: Figure, label: str, units: Mapping[str, str]) -> Markup:
    value = figure.shown
    return markup(
        '<div title="{}"><dt>{}</dt><dd><span class="value" data-value="{}">{}</span>{}<span class="unit">{}</span></dd></div>',
        f"{figure.row.label}: {value.full}", label, value.full, value.number, gap(value.unit), value.unit_as(units),
    )  # fmt: skip
