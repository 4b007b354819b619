"""Reliability on the page: the frame's view with a verdict, published runs to start from, and many runs drawn in slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from instruments.frame.slices import Slices
from instruments.frame.view import View
from instruments.prose.markup import Markup, markup
from instruments.reliability import IDS
from instruments.reliability.pictures.many import Found, ManyRuns, many
from instruments.reliability.result import Outlook
from instruments.reliability.verdict import verdict_html
from instruments.widgets import Fragment, LightDom, button

_NOTE = markup('<p class="hint">Every run has the same chances and another fate; the formula is their mean.</p>')


class ReliabilityView(View):
    """Shows a run on a machine that fails."""

    acts = (*View.acts, "draw")
    presets_title = "Published runs"

    def prepare(self) -> None:
        """Make verdict and the runs."""
        self.verdict = Fragment(target=IDS("verdict"))
        (self._many,) = [each for each in self.pictures if isinstance(each, ManyRuns)]
        self.runs = Slices(self._work, self._tell, starts="Draw 200 runs", target=IDS("runs"))

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The verdict."""
        return (self.verdict,)

    @property
    def components(self) -> list[LightDom]:
        """The runs besides."""
        return [*super().components, self.runs]

    def checkpoint(self) -> Callable[[], None]:
        """Return what stops the runs too."""
        back, stop = super().checkpoint(), self.runs.checkpoint()

        def both() -> None:
            stop()
            back()

        return both

    def show(self, result: Outlook) -> None:
        """Bring the verdict up to a result; runs of another one are none of it."""
        self.verdict.html = verdict_html(result)
        self.runs.anew()

    def _work(self) -> Iterator[Found]:
        outlook = self.model.result
        return many(outlook.plan, outlook.values["draw"])

    def _tell(self, found: Found) -> str:
        return self._many.tell(found)

    def _on_draw(self, _: str) -> None:
        self.model.assign(draw=self.model.draw % type(self.model).param.draw.bounds[1] + 1)

    def verdict_html(self) -> Markup:
        """Return the verdict in its place."""
        return markup('<div class="verdict" id="{}">{}</div>', self.verdict.target, self.verdict.html)

    def note_html(self) -> Markup:
        """Return what has more runs drawn, above the pictures."""
        return markup(
            '<div class="runs">{again}{slices}{note}</div>',
            again=button("draw", "Another run", step=True), slices=self.runs.html(), note=_NOTE,
        )  # fmt: skip
