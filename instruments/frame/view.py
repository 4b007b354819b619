"""The view of an instrument: controls, pictures, rows and what leads from them elsewhere, built once and then only updated.

An instrument of inputs, pictures and rows needs no view of its own.  One that shows more extends this class: it adds to
``acts``, and writes more into the places of :meth:`View.html`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import panel as pn

from instruments.frame.asked import ACT, ask_html, design_html, equation_html
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.compare import compare_html
from instruments.frame.controls import controls, rail_html
from instruments.frame.discovery import instruments
from instruments.frame.export import FORMATS, KINDS, shared_html
from instruments.frame.handing import handed_html
from instruments.frame.handout import Handout
from instruments.frame.model import Model
from instruments.frame.preset_menu import entry_html, menu_html
from instruments.frame.result import Result
from instruments.frame.rows import rows_html
from instruments.frame.told import Told
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Action, Control, Disclosure, Fragment, LightDom, button


class View:
    """Shows a model; everything that it shows comes from the model's result.

    Parameters
    ----------
    model
        The instrument's model.
    borrowed
        Models of the instruments that it needs, by their ids.
    """

    acts: ClassVar[tuple[str, ...]] = ("pin", "unpin", "swap", "share", "preset", ACT)
    """What its buttons do: ``_on_<act>`` is called with the button's argument."""
    noun: ClassVar[str] = "Result"
    """What its rows are together."""
    remembered: ClassVar[tuple[str, ...]] = ("_pinned",)
    """Names of what it keeps for itself, which goes back when a step fails."""

    apart: ClassVar[tuple[str, ...]] = ()
    """Inputs that no rail shows, whose controls stand in a place of the instrument's own."""
    kinds: ClassVar[Mapping[str, type[Control]]] = {}
    """Controls of the instrument's own, by the input that they are for."""
    presets_title: ClassVar[str] = ""
    """What its presets are together."""

    def __init__(self, model: Model, **borrowed: Model) -> None:
        self.model = model
        self.ids = type(model).ids()
        self.declared = instruments()[self.ids.instrument]
        self.borrowed = [Borrowed(self.ids, instruments()[name], lender, model) for name, lender in borrowed.items()]
        self.controls = controls(model, *self.apart, **self.kinds)
        self.pictures = self.declared.draw()
        self.handout = Handout(self.ids, model, self.controls)
        self.rows = Fragment(target=self.ids("dossier"))
        self.problem = Fragment(target=self.ids("problem"))
        self.handed = Fragment(target=self.ids("handed"))
        self.compare = Fragment(target=self.ids("compare"), html=compare_html(type(model), model.result, None))
        self.shared = Fragment(target=self.ids("shared"))
        self.code = Fragment(target=self.ids("code"))
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
        fragments = (self.handout.pane, self.rows, self.problem, self.handed, self.compare, self.shared, self.code, *self.further)
        drawn = [component for each in (*self.pictures, *self.borrowed) for component in each.components]
        return [*self.controls.values(), *fragments, self.opened, *self.actions.values(), *drawn]

    def in_sight(self, seen: bool) -> None:
        """Hear whether somebody looks: a borrowed design is followed only then."""
        for each in self.borrowed:
            each.in_sight(seen)

    def told(self, name: str) -> Told:
        """Return a figure that the instrument declares to be guessed before it shows."""
        return self.model.result.figures[name].told

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        shown = (self.opened, self.problem, self.compare, self.shared, self.code, *self.further, *self.borrowed)
        return way_back(self, self.remembered, shown)

    def update(self) -> None:
        """Bring everything up to the model's result, in one message."""
        result = self.model.result
        with pn.io.hold():
            self.show(result)
            self.handout.show(result.values)
            self.handed.html = handed_html(self.model)
            self._show_rows()
            for picture in self.pictures:
                picture.show(result)
            if self._pinned is not None:
                self.compare.html = self._compared()

    def show(self, result: Any) -> None:
        """Bring what an instrument of its own shows besides up to a result."""

    def rows_html(self, opened: list[str] | None) -> Markup:
        """Return the rows; ``None`` fills every working."""
        return rows_html(self.model.result, self.ids, opened, handed=self.model.handed)

    def _show_rows(self) -> None:
        self.rows.html = self.rows_html(self.opened.opened)

    def _tell_problem(self) -> None:
        text = self.model.problem
        self.problem.html = markup('<p class="refusal">{}</p>', text) if text else EMPTY

    def _compared(self) -> Markup:
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
            text = write(self.model, self.model.result)
            called, press = f"The {self.noun.lower()}", self.actions["share"].clicks
            self.shared.html = shared_html(self.ids("shared-text"), called, self.ids.instrument, kind, text, press)

    def _on_preset(self, name: str) -> None:
        if (chosen := self.declared.starts().get(name)) is not None:
            self.model.restore(**chosen.values)

    def _on_code(self, row: str) -> None:
        result, press = self.model.result, self.actions[ACT].clicks
        if not row:
            self.code.html = design_html(self.declared.title, self.model, press)
        elif row in result.figures:
            self.code.html = equation_html(result.figures[row].step, result.cited(row), press)

    # The markup that all of this is bound to.

    def html(self) -> Markup:
        """Return the instrument's whole markup in its present state, every working filled in."""
        ids, called = self.ids, self.declared.controls
        return markup(
            '{opening}{above}<div class="bench">'
            '<div class="on-paper" id="{handout_id}">{handout}</div>'
            '<section class="rail" id="{decisions}" aria-label="{called}">'
            '<button type="button" class="sheet-handle" data-sheet-switch aria-expanded="false" aria-controls="{decisions}">'
            '<span class="unseen">Close the {closed}</span></button>'
            '<div class="problem" id="{problem_id}" role="alert">{problem}</div>'
            '<div class="handed" id="{handed_id}">{handed}</div>'
            '{rail}</section>'
            '<div class="findings">{verdict}'
            '<section class="dossier" id="{dossier}" aria-label="{noun}">{rows}</section></div>'
            '<div class="middle">{note}{pictures}{explore}</div></div>',
            opening=opening(self.declared, presets=self.presets_html(), share=self._share_html(), borrowed=self.borrowed),
            above=self.above_html(),
            handout_id=self.handout.pane.target, handout=self.handout.pane.html,
            decisions=ids("decisions"), called=called, closed=called.lower(), problem_id=ids("problem"), problem=self.problem.html,
            handed_id=self.handed.target, handed=self.handed.html,
            rail=rail_html(self.model, self.controls), verdict=self.verdict_html(),
            dossier=ids("dossier"), noun=self.noun, rows=self.rows_html(None), note=self.note_html(), pictures=self._pictures_html(),
            explore=self._explore_html(),
        )

    def _pictures_html(self) -> Markup:
        if not self.pictures:
            return EMPTY
        drawn = joined(picture.html() for picture in self.pictures)
        return markup('<section class="pictures" aria-label="Pictures"><div class="picture-grid">{}</div></section>', drawn)

    def presets_html(self) -> Markup:
        """Return a menu of presets, where there are any."""
        entries = [entry_html(each) for each in self.declared.starts().values()]
        return menu_html({self.presets_title: entries}) if entries else EMPTY

    def above_html(self) -> Markup:
        """Return what stands above rail, pictures and rows, over all their breadth."""
        return EMPTY

    def verdict_html(self) -> Markup:
        """Return what stands above the rows, with the heading of all of it."""
        return markup('<h2 class="unseen">{}</h2>', self.noun)

    def note_html(self) -> Markup:
        """Return what stands above the pictures."""
        return EMPTY

    def tabs(self) -> dict[str, tuple[str, Markup]]:
        """Return what there is to explore: key, title and markup."""
        return {"compare": ("Compare", markup('<div id="{}">{}</div>', self.ids("compare"), self.compare.html))}

    def _share_html(self) -> Markup:
        kinds = joined(button("share", label, kind) for kind, label in KINDS.items())
        texts = markup(
            '<p class="hint">The {} as text, copied, or as a file for a spreadsheet:</p><p class="buttons keep-open">{}</p>'
            '<div id="{}"></div>{}<div id="{}" data-asked-code hidden></div>',
            self.noun.lower(), kinds, self.ids("shared"), ask_html(label="Design as Python in a cell"), self.ids("code"),
        )
        return share_html("The address holds the whole design.", texts)

    def _explore_html(self) -> Markup:
        """What there is to explore, one of it at a time."""
        ids, tabs = self.ids, self.tabs()
        first = next(iter(tabs))
        switches = joined(
            markup(
                '<button type="button" role="tab" class="tab" data-tab aria-controls="{tab}" '
                'aria-selected="{selected}" tabindex="{tabindex}">{title}</button>',
                tab=ids("tab", key), selected=str(key == first).lower(), tabindex=0 if key == first else -1, title=title,
            )
            for key, (title, _) in tabs.items()
        )
        panels = joined(
            markup('<div id="{}" role="tabpanel"{}>{}</div>', ids("tab", key), "" if key == first else " hidden", panel)
            for key, (_, panel) in tabs.items()
        )
        return markup(
            '<section class="card explore" aria-label="Explore">'
            '<div class="tabs" role="tablist" data-roving="tabs">{}</div>{}</section>',
            switches, panels,
        )


def way_back(view: Any, remembered: Iterable[str], shown: Iterable[LightDom | Borrowed]) -> Callable[[], None]:
    """Return what brings a view with a model and controls back to where it is now, should a step fail.

    Parameters
    ----------
    view
        The view; what its ``update`` writes follows from its model.
    remembered
        Names of what it keeps for itself.
    shown
        What of it does not follow from its model.
    """
    own = {name: getattr(view, name) for name in remembered}
    ways = [view.model.checkpoint(), *(component.checkpoint() for component in shown)]

    def back() -> None:
        vars(view).update(own)
        for way in ways:
            way()
        for control in view.controls.values():
            control.follow()
        view.update()

    return back
