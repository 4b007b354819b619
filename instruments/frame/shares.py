"""A whole divided among its parts: a bar, and a legend that says how much each is.  Its sheet is ``frame/shares``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from instruments.prose.markup import Markup, joined, markup


class Share(NamedTuple):
    """One part: its key, by which an instrument's own sheet colours it, what it is called, how much it is, and that in words."""

    key: str
    label: str
    share: float
    told: str


def shares_html(parts: Iterable[Share]) -> Markup:
    """Return the bar and its legend; the bar by itself says nothing that the legend does not."""
    parts = list(parts)
    pieces = joined(
        markup('<span data-key="{key}" data-share="{key}" style="--share:{share:.5f}"></span>', key=each.key, share=each.share)
        for each in parts
    )
    legend = joined(
        markup(
            '<li data-key="{key}"><span class="swatch" data-share="{key}" aria-hidden="true"></span>{label} '
            '<span class="number">{told}</span></li>',
            key=each.key, label=each.label, told=each.told,
        )
        for each in parts
    )  # fmt: skip
    return markup('<div class="shares" aria-hidden="true">{}</div><ul class="shares-legend">{}</ul>', pieces, legend)
