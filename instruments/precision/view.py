"""Precision on the page: the number line and the bits above the frame's rail, pictures and rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ClassVar

import panel as pn

from instruments.frame.slices import Slices
from instruments.frame.view import View
from instruments.precision import held
from instruments.precision.held import Numbers
from instruments.precision.pictures import SweepPicture
from instruments.precision.result import Findings
from instruments.precision.ruler import Window
from instruments.precision.sayings import sentence
from instruments.precision.study import Study
from instruments.precision.sweeps import AT_ONCE, Measured, rest
from instruments.precision.verdict import verdict_html
from instruments.precision.view_bits import bits_html, steps_html
from instruments.precision.view_line import line_html
from instruments.precision.view_number import NumberText
from instruments.prose.markup import Markup, joined, markup
from instruments.widgets import Control, Fragment, LightDom, button

_LOOKS = {"in": (0.5, 4.0, 0.0), "out": (0.5, 0.25, 0.0), "left": (0.5, 1.0, -0.25), "right": (0.5, 1.0, 0.25)}
_PANES = ("line", "bits", "steps", "sentence")


class PrecisionView(View):
    """The frame's view, with the number line and the bits."""

    acts = (*View.acts, "layout", "flip", "step", "special", "look", "pick", "everything", "here")
    apart: ClassVar[tuple[str, ...]] = ("number", "largest", "saturate", "zoom", "even")
    kinds: ClassVar[dict[str, type[Control]]] = {"number": NumberText}

    def prepare(self) -> None:
        """Make the panes of the line and of the bits."""
        self.panes = {name: Fragment(target=self.ids(name, "pane")) for name in _PANES}
        self.verdict = Fragment(target=self.ids("verdict"))
        self._seen: tuple[Numbers, Window] | None = None
        self._sweeps = [each for each in self.pictures if isinstance(each, SweepPicture)]
        self._studied: Study | None = None
        self.rest = Slices(
            lambda: rest([each.sweep for each in self._sweeps]), self._show_rest, target=self.ids("rest"), starts="Measure the curves",
            wanted=True,
        )  # fmt: skip

    @property
    def further(self) -> tuple[Fragment, ...]:
        """The verdict, and the panes of the line and of the bits."""
        return (self.verdict, *self.panes.values())

    @property
    def components(self) -> list[LightDom]:
        """What measures the rest of the curves besides."""
        return [*super().components, self.rest]

    def checkpoint(self) -> Callable[[], None]:
        """Return what stops that too."""
        back, stop = super().checkpoint(), self.rest.checkpoint()

        def both() -> None:
            stop()
            back()

        return both

    def show(self, result: Findings) -> None:
        """Bring verdict, line, bits and curves up to a result."""
        self.verdict.html = verdict_html(result)
        self._show_number(result)
        if self._studied is not result.study:
            self._studied = result.study
            self._follow(result.study)

    def _follow(self, study: Study) -> None:
        """Have the curves of a matrix measured that is too large to be waited for, and those of another left."""
        for each in self._sweeps:
            each.sweep.follow(study)
        missing = any(study.weights.size * each.sweep.points > AT_ONCE and not each.sweep.is_whole for each in self._sweeps)
        if missing:
            self.rest.anew("The curves of so large a matrix take a while.")
        elif self.rest.running or self.rest.told:
            self.rest.rest()

    def _show_rest(self, reached: Measured) -> str:
        with pn.io.hold():
            for each in self._sweeps:
                each.again()
        return f"{reached.done} of {reached.of} points of the curves are measured."

    def _show_number(self, result: Findings) -> None:
        numbers = result.numbers
        window = self._window()
        before, self._seen = self._seen, (numbers, window)
        # A move of the matrix leaves all of this as it is, and a move of the line the bits.
        if before is None or before[0] is not numbers or before[1] != window:
            self.panes["line"].html = line_html(numbers, window)
        if before is None or before[0] is not numbers:
            self.panes["bits"].html = bits_html(numbers.chosen)
            self.panes["steps"].html = steps_html(numbers.chosen)
            self.panes["sentence"].html = markup("{}", sentence(numbers))

    def _window(self) -> Window:
        return Window.around(self.model.at, self.model.zoom, even=self.model.even)

    # What the buttons do; the page is not to be trusted with more than numbers.

    def _on_layout(self, name: str) -> None:
        if name in held.shown():
            self.model.assign(layout=name)

    def _on_flip(self, argument: str) -> None:
        of, _, bit = argument.partition(",")
        now = self.model.result.numbers.chosen
        form = now.layout.scale_layout() if of == "scale" else now.layout.element_layout()
        if form is None or now.code < 0 or (index := _whole(bit)) is None or index >= form.bits:
            return
        largest, saturate = self.model.largest, self.model.saturate
        try:
            changed = held.rescaled(now, index) if of == "scale" else held.flipped(now, index, largest, saturate=saturate)
        except ValueError as refusal:
            self.model.problem = str(refusal)
        else:
            self.model.assign(**changed)

    def _on_step(self, by: str) -> None:
        now = self.model.result.numbers.chosen
        if by in ("1", "-1") and now.code >= 0:
            self.model.assign(**held.beside(now, int(by), self.model.largest, saturate=self.model.saturate))

    def _on_special(self, code: str) -> None:
        now = self.model.result.numbers.chosen
        if (index := _whole(code)) in held.specials(now.layout).values():
            self.model.assign(**held.special(now, index, self.model.largest, saturate=self.model.saturate))

    def _on_look(self, argument: str) -> None:
        found = _LOOKS.get(argument) or _numbers(argument, 3)
        if found and 0 <= found[0] <= 1 and 2.0**-40 <= found[1] <= 2.0**40 and abs(found[2]) <= 2:
            about, factor, by = found
            at, zoom = self._window().moved(by, factor, about)
            self.model.assign(at=at, zoom=zoom)

    def _on_pick(self, argument: str) -> None:
        """A place on a format's line: the number of the format that lies nearest."""
        name, _, place = argument.partition(",")
        if name not in held.shown() or not (found := _numbers(place, 1)) or not 0 <= found[0] <= 1:
            return
        layout, now = held.shown()[name], self.model.result.numbers.held[name]
        nearest = held.nearest(now, float(self._window().number(found[0])))
        block = held.block_of(now, self.model.largest)
        self.model.assign(layout=name, number=held.text_of(layout, nearest, block, saturate=self.model.saturate), largest=block)

    def _on_everything(self, _: str) -> None:
        self.model.assign(zoom=0.0, at=0.0)

    def _on_here(self, _: str) -> None:
        number = self.model.result.numbers.number
        if math.isfinite(number):
            self.model.assign(at=min(max(number, -3.4e38), 3.4e38))

    # What stands in the frame's places.

    def above_html(self) -> Markup:
        """Return the verdict, which is of the number as well as of the matrix."""
        return markup('<section class="verdict" id="{}" aria-label="In short">{}</section>', self.verdict.target, self.verdict.html)

    def note_html(self) -> Markup:
        """Return number, bits and line, and below them how far the curves are: nothing, where all were measured at once."""
        return self._line_html() + self.rest.html()

    def _line_html(self) -> Markup:
        ids = self.ids
        looks = joined([
            button("look", "+", "in", title="Zoom in"), button("look", "\N{MINUS SIGN}", "out", title="Zoom out"),
            button("look", "\N{LEFTWARDS ARROW}", "left", title="Move to smaller numbers"),
            button("look", "\N{RIGHTWARDS ARROW}", "right", title="Move to larger numbers"),
            button("everything", "All of it"), button("here", "To the number"),
        ])  # fmt: skip
        return markup(
            '<section class="card line-card" aria-label="Number line and bits" data-precision>'
            '<div class="typed-number">{number}<div class="bits-pane" id="{bits_id}">{bits}</div></div>'
            '<div class="steps-pane" id="{steps_id}">{steps}</div>'
            '<p class="caption sentence" id="{sentence_id}" role="status">{sentence}</p>'
            '<div class="looks">{zoom}<span class="look-buttons" role="group" aria-label="Move the window">{looks}</span></div>'
            '<div class="line-pane" id="{line_id}" data-line>{line}</div>'
            '<div class="line-options">{largest}{saturate}{even}</div>'
            '<button type="button" hidden data-look data-act="look" data-argument=""></button>'
            '<button type="button" hidden data-pick data-act="pick" data-argument=""></button></section>',
            number=self.controls["number"].html(),
            largest=self.controls["largest"].html(), saturate=self.controls["saturate"].html(),
            zoom=self.controls["zoom"].html(), even=self.controls["even"].html(), looks=looks,
            bits_id=ids("bits", "pane"), bits=self.panes["bits"].html, steps_id=ids("steps", "pane"), steps=self.panes["steps"].html,
            sentence_id=ids("sentence", "pane"), sentence=self.panes["sentence"].html, line_id=ids("line", "pane"),
            line=self.panes["line"].html,
        )  # fmt: skip


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    try:
        found = tuple(map(float, text.split(",")))
    except ValueError:
        return None
    return found if len(found) == count and all(map(math.isfinite, found)) else None
