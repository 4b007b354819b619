"""The wafer's view: the frame's, with what a wafer comes to in sight."""

from __future__ import annotations

from instruments.frame.result import Figure
from instruments.frame.view import View
from instruments.markup import Markup, joined, markup
from instruments.wafer.model import Fab
from instruments.widgets import Fragment

KEYS = {"sold": "sold", "harvested": "of all", "die_cost": "a die", "package_cost": "a package"}
"""Four figures that stay in sight at every width while a decision moves."""


class WaferView(View):
    """Shows a wafer."""

    def prepare(self) -> None:
        """Make the verdict."""
        self.verdict = Fragment(target=self.ids("verdict"), html=verdict(self.model.result))

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The verdict."""
        return (self.verdict,)

    def show(self, result: Fab) -> None:
        """Bring the verdict up to a result."""
        self.verdict.html = verdict(result)

    def verdict_html(self) -> Markup:
        """Return what the wafer comes to, in its place."""
        return markup('<section class="verdict" id="{}" aria-label="In short">{}</section>', self.verdict.target, self.verdict.html)


def verdict(result: Fab) -> Markup:
    """Return in a line what a wafer comes to, and the four figures."""
    figures = result.figures
    cells = joined(_key(figures[name], label) for name, label in KEYS.items())
    return markup(
        '<div class="verdict-card feasible"><div class="verdict-text">'
        '<h2 class="verdict-word"><span data-spoken>{} of {} can be sold</span></h2>'
        '<p class="verdict-why">{} of them are perfect, by {}; the others with dead cores switched off.</p></div>'
        '<dl class="keys">{}</dl></div>',
        figures["sold"].shown.number, figures["placed"].shown, figures["perfect"].shown.number, result.spread.called, cells,
    )  # fmt: skip


def _key(figure: Figure, label: str) -> Markup:
    shown = figure.shown
    return markup(
        '<div title="{}: {}"><dt>{}</dt><dd><span class="value" data-value="{}">{}</span> <span class="unit">{}</span></dd></div>',
        figure.row.label, shown.full, label, shown.full, shown.number, shown.unit,
    )  # fmt: skip
