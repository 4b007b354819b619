"""The wafer's view: the frame's, with what a wafer comes to in sight."""

from __future__ import annotations

from instruments.frame.keys import keys_html
from instruments.frame.view import View
from instruments.prose.markup import Markup, markup
from instruments.wafer.model import Fab
from instruments.wafer.steps import FIELDS
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
    """Return in a line what a wafer comes to, and the four figures; a die that no exposure prints is told first."""
    word, why = _stitched(result) if result.stitched else _sold(result)
    return markup(
        '<div class="verdict-card {}"><div class="verdict-text">'
        '<h2 class="verdict-word"><span data-spoken>{}</span></h2><p class="verdict-why">{}</p></div>{}</div>',
        "fails" if result.stitched else "feasible", word, why, keys_html(result.figures, KEYS),
    )  # fmt: skip


def _sold(result: Fab) -> tuple[str, str]:
    figures = result.figures
    return (
        f"{figures['sold'].shown.number} of {figures['placed'].shown} can be sold",
        f"{figures['perfect'].shown.number} of them are perfect, by {result.spread.called}; the others with dead cores switched off.",
    )


def _stitched(result: Fab) -> tuple[str, str]:
    wide, high = FIELDS[result.taken["field"]]
    width, height = float(result.chain.die_width), float(result.chain.die_height)
    return (
        "Larger than an exposure",
        f"{width:.1f} mm by {height:.1f} mm does not fit {wide:g} mm by {high:g} mm: each die would be stitched from "
        f"{float(result.chain.stitches):.0f} exposures, as wafer-scale chips are. All below holds only if that is done.",
    )
