"""The Chip on the page: the layer as a strip of parts above the pictures, and what was measured beside the rows, and a verdict."""

from __future__ import annotations

from instruments.chip.inputs import OWN
from instruments.chip.levels_html import levels_html
from instruments.chip.measured_html import measured_html
from instruments.chip.placement import Placement
from instruments.chip.strip import strip_html
from instruments.chip.verdict import verdict_html
from instruments.frame.view import View
from instruments.prose.markup import Markup, markup
from instruments.widgets import Fragment


class ChipView(View):
    """The frame's view, with the layer's parts to pick from."""

    acts = (*View.acts, "part")
    noun = "The part and its card"

    def prepare(self) -> None:
        """Make verdict, strip and tables; a mark of the roofline is picked like its part in the strip."""
        self.strip = Fragment(target=self.ids("strip"))
        self.measured = Fragment(target=self.ids("measured"))
        self.levels = Fragment(target=self.ids("levels"))
        self.verdict = Fragment(target=self.ids("verdict"))
        self.pictures[0].on_pick(self._on_part)

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The verdict, the strip and the tables."""
        return self.verdict, self.strip, self.measured, self.levels

    def show(self, result: Placement) -> None:
        """Bring all of them up to a result."""
        self.verdict.html = verdict_html(result)
        self.strip.html = strip_html(result)
        self.measured.html = measured_html(result)
        self.levels.html = levels_html(result)

    def _on_part(self, name: str) -> None:
        if name in {part.kernel.id for part in self.model.result.parts} | {OWN}:
            self.model.assign(part=name)

    def verdict_html(self) -> Markup:
        """Return the verdict in its place."""
        return markup('<section class="verdict" id="{}" aria-label="In short">{}</section>', self.verdict.target, self.verdict.html)

    def note_html(self) -> Markup:
        """Return the strip in its place."""
        return markup(
            '<section class="card layer" id="{}" aria-label="Parts of the layer">{}</section>', self.ids("strip"), self.strip.html,
        )

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """What was measured and the levels of memory, beside the comparison."""
        measured = markup('<div id="{}">{}</div>', self.ids("measured"), self.measured.html)
        levels = markup('<div id="{}">{}</div>', self.ids("levels"), self.levels.html)
        return {"measured": ("Measured kernels", measured), "levels": ("Levels of memory", levels), **super().tabs()}
