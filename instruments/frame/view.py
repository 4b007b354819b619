"""The view of an instrument: controls, pictures, rows and what leads from them elsewhere, built once and then only updated.

An instrument of inputs, pictures and rows needs no view of its own.  One that shows more extends this class: it adds to
``acts``, and writes more into the places of :meth:`View.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import panel as pn

from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.compare import compare_html
from instruments.frame.controls import controls, rail_html, told_html
from instruments.frame.export import FORMATS
from instruments.frame.found import instruments
from instruments.frame.model import Model
from instruments.frame.result import Result
from instruments.frame.rows import rows_html
from instruments.text import Shown, escape
from instruments.widgets import Action, Disclosure, Fragment, LightDom, button


class View:
    """Shows a model; everything that it shows comes from the model's result.

    Parameters
    ----------
    model
        The instrument's model.
    borrowed
        Models of the instruments that it needs, by their ids.
    """

    acts: ClassVar[tuple[str, ...]] = ("pin", "unpin", "swap", "share")
    """What its buttons do: ``_on_<act>`` is called with the button's argument."""
    noun: ClassVar[str] = "Result"
    """What its rows are together."""
    remembered: ClassVar[tuple[str, ...]] = ("_pinned",)
    """Names of what it keeps for itself, which goes back when a step fails."""

    def __init__(self, model: Model, **borrowed: Model) -> None:
        self.model = model
        self.ids = type(model).ids()
        self.declared = instruments()[self.ids.instrument]
        self.borrowed = [Borrowed(self.ids, instruments()[name], lender) for name, lender in borrowed.items()]
        self.controls = controls(model)
        self.pictures = self.declared.draw()
        self.handout = Fragment(target=self.ids("handout"))
        self.rows = Fragment(target=self.ids("dossier"))
        self.problem = Fragment(target=self.ids("problem"))
        self.compare = Fragment(target=self.ids("compare"), html=compare_html(type(model), model.result, None))
        self.shared = Fragment(target=self.ids("shared"))
        self.opened = Disclosure(target=self.ids.section)
        self.actions = {act: self._action(act) for act in self.acts}
        self._pinned: Result | None = None
        self.prepare()
        self.update()
        model.param.watch(lambda event: self.update(), "result")
        model.param.watch(lambda event: self._tell_problem(), "problem")
        self.opened.param.watch(lambda event: self._show_rows(), "opened")

    def prepare(self) -> None:
        """Make what an instrument of its own shows besides, before the first update."""

    @property
    def further(self) -> tuple[Fragment, ...]:
        """Fragments of an instrument's own."""
        return ()

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        fragments = (self.handout, self.rows, self.problem, self.compare, self.shared, *self.further)
        drawn = [component for each in (*self.pictures, *self.borrowed) for component in each.components]
        return [*self.controls.values(), *fragments, self.opened, *self.actions.values(), *drawn]

    @property
    def strata(self) -> dict[str, Shown]:
        """One figure for each stratum that the instrument speaks of: of itself, the first row."""
        figures = self.model.result.figures.values()
        return {self.declared.stratum: next(iter(figures)).shown}

    def in_sight(self, seen: bool) -> None:
        """Hear whether somebody looks."""

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        own = {name: getattr(self, name) for name in self.remembered}
        shown = (self.opened, self.problem, self.compare, self.shared, *self.further)
        ways = [self.model.checkpoint(), *(component.checkpoint() for component in shown)]

        def back() -> None:
            vars(self).update(own)
            for way in ways:
                way()
            for control in self.controls.values():
                control.follow()
            self.update()

        return back

    def update(self) -> None:
        """Bring everything up to the model's result, in one message."""
        result = self.model.result
        with pn.io.hold():
            self.show(result)
            self.handout.html = told_html(type(self.model), self.controls, result.values)
            self._show_rows()
            for picture in self.pictures:
                picture.show(result)
            if self._pinned is not None:
                self.compare.html = self._compared()

    def show(self, result: Any) -> None:
        """Bring what an instrument of its own shows besides up to a result."""

    def rows_html(self, opened: list[str] | None) -> str:
        """Return the rows; ``None`` fills every working."""
        return rows_html(self.model.result, self.ids, opened)

    def _show_rows(self) -> None:
        self.rows.html = self.rows_html(self.opened.opened)

    def _tell_problem(self) -> None:
        text = self.model.problem
        self.problem.html = f'<p class="refusal">{escape(text)}</p>' if text else ""

    def _compared(self) -> str:
        return compare_html(type(self.model), self.model.result, self._pinned)

    # What the buttons do.

    def _action(self, act: str) -> Action:
        action = Action(target=self.ids.section, act=act)
        action.on_click(getattr(self, f"_on_{act}"))
        return action

    def _on_pin(self, _: str) -> None:
        self._pinned = self.model.result
        self.compare.html = self._compared()

    def _on_unpin(self, _: str) -> None:
        self._pinned = None
        self.compare.html = self._compared()

    def _on_swap(self, _: str) -> None:
        if self._pinned is not None:
            back, self._pinned = self._pinned, self.model.result
            self.model.restore(**back.values)

    def _on_share(self, kind: str) -> None:
        write = FORMATS.get(kind)
        if write is not None:
            text = escape(write(self.model.result))
            self.shared.html = (
                f'<textarea id="{self.ids("shared-text")}" readonly rows="6" aria-label="The {self.noun.lower()} as {kind}" data-copy-now>'
                f"{text}</textarea>"
            )

    # The markup that all of this is bound to.

    def html(self) -> str:
        """Return the instrument's whole markup in its present state, every working filled in."""
        ids, called = self.ids, self.declared.controls
        pictures = "".join(picture.html() for picture in self.pictures)
        drawn = f'<section class="pictures" aria-label="Pictures"><div class="picture-grid">{pictures}</div></section>' if pictures else ""
        return (
            f'{opening(self.declared, presets=self.presets_html(), share=self._share_html(), borrowed=self.borrowed)}<div class="bench">'
            f'<div class="on-paper" id="{ids("handout")}">{self.handout.html}</div>'
            f'<section class="rail" id="{ids("decisions")}" aria-label="{escape(called)}">'
            f'<button type="button" class="sheet-handle" data-sheet-switch aria-expanded="false" aria-controls="{ids("decisions")}">'
            f'<span class="unseen">Close the {escape(called.lower())}</span></button>'
            f'<div class="problem" id="{ids("problem")}" role="alert">{self.problem.html}</div>'
            f'{rail_html(self.model, self.controls)}</section>'
            f'<div class="findings">{self.verdict_html()}'
            f'<section class="dossier" id="{ids("dossier")}" aria-label="{escape(self.noun)}">{self.rows_html(None)}</section></div>'
            f'<div class="middle">{self.note_html()}{drawn}{self._explore_html()}</div></div>'
        )

    def presets_html(self) -> str:
        """Return a menu of presets, where there are any."""
        return ""

    def verdict_html(self) -> str:
        """Return what stands above the rows, with the heading of all of it."""
        return f'<h2 class="unseen">{escape(self.noun)}</h2>'

    def note_html(self) -> str:
        """Return what stands above the pictures."""
        return ""

    def tabs(self) -> dict[str, tuple[str, str]]:
        """Return what there is to explore: key, title and markup."""
        return {"compare": ("Compare", f'<div id="{self.ids("compare")}">{self.compare.html}</div>')}

    def _share_html(self) -> str:
        kinds = "".join(button("share", label, kind) for kind, label in (("json", "JSON"), ("markdown", "Markdown"), ("csv", "CSV")))
        texts = (
            f'<p class="hint">The {escape(self.noun.lower())} as text, copied:</p><p class="buttons keep-open">{kinds}</p>'
            f'<div id="{self.ids("shared")}"></div>'
        )
        return share_html("The address holds the whole design.", texts)

    def _explore_html(self) -> str:
        """What there is to explore, one of it at a time."""
        ids, tabs = self.ids, self.tabs()
        first = next(iter(tabs))
        switches = "".join(
            f'<button type="button" role="tab" class="tab" data-tab aria-controls="{ids("tab", key)}" '
            f'aria-selected="{str(key == first).lower()}" tabindex="{0 if key == first else -1}">{escape(title)}</button>'
            for key, (title, _) in tabs.items()
        )
        panels = "".join(
            f'<div id="{ids("tab", key)}" role="tabpanel"{"" if key == first else " hidden"}>{markup}</div>'
            for key, (_, markup) in tabs.items()
        )
        return (
            '<section class="card explore" aria-label="Explore">'
            f'<div class="tabs" role="tablist" data-roving="tabs">{switches}</div>{panels}</section>'
        )
