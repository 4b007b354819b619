"""The course on the page: exercises and their list, a sheet's first page, the making of a sheet, predictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import panel as pn

from instruments.course import IDS
from instruments.course.answering import Answering
from instruments.course.making_sheet import MakingSheet
from instruments.course.model import Course
from instruments.course.notebook import written
from instruments.course.predicting import Predicting
from instruments.course.view_card import Open, card_html
from instruments.course.view_guess import calibration_html, guesses_html
from instruments.course.view_head import head_html, notices_html
from instruments.course.view_list import list_html, unscripted_html
from instruments.course.view_sheet import begin_html, builder_html
from instruments.course.working_sheet import WorkingSheet
from instruments.frame.asked import ACT as CODE
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.model import Model
from instruments.frame.pictures import is_later
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.quantities.text import Shown
from instruments.widgets import Action, Fragment, Kept, LightDom

_SHARE = share_html("The address holds the exercise and the sheet, and nothing of what you have done.")
_PANES = ("head", "notices", "list", "main", "paper", "saved", "code")
_ACTS = (
    "read", "answer", "hint", "sure", "giveup", "keep", "again", "begin", "export", "leave", "left", "stay", "name", "seed", "pick",
    "pick-all", "guess", "first", "earlier", "later", "paper", "predict", "another", "slider", "figure", "export-guesses", "forget", CODE,
    "forgotten",
)  # fmt: skip
_REMEMBERED = (
    "_answers", "_of", "_sure", "_guessing", "_leaving", "_said", "_refused", "_turn", "_run", "_predicted", "_typed", "_before",
)  # fmt: skip
"""Names of what the view keeps for itself, which goes back when a step fails."""
_LONGEST_ANSWER = 40_000
"""Characters of what one press may bring: a function that somebody wrote, and what it returned."""


class CourseView(Answering, WorkingSheet, MakingSheet, Predicting):
    """Shows a :class:`Course`.

    Parameters
    ----------
    model
        The course.
    lenders
        Models of the instruments that it needs, by their ids: the first is what is predicted.
    """

    pictures = ()
    """None of the frame's."""

    def __init__(self, model: Course, **lenders: Model) -> None:
        self.model = model
        self.controls: dict[str, LightDom] = {}
        self.declared, self.lender = next((instruments()[name], lender) for name, lender in lenders.items())
        self.design = Borrowed(IDS, self.declared, self.lender)
        self.fragments = {name: Fragment(target=IDS(name, "pane")) for name in _PANES}
        self.actions = {act: self._action(act) for act in _ACTS}
        self.kept = Kept(target=IDS.section)
        self._leaving, self._said, self._refused = "", "", ""
        self._turn = 0
        # Every prompt as text is for a page that runs no script: one that opens this within itself runs some.
        self._live = is_later()
        self._before: Mapping[str, str] = {}
        self.update()
        model.param.watch(lambda event: self.update(), "result")
        model.param.watch(lambda event: self._show_head(), "problem")
        self.kept.param.watch(lambda event: self._take_up(), "held")
        self.kept.param.watch(lambda event: self._show_head(), "refused")

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        return [*self.fragments.values(), *self.design.components, *self.actions.values(), self.kept]

    @property
    def strata(self) -> dict[str, Shown]:
        """Nothing: it stands beside the stack."""
        return {}

    def in_sight(self, seen: bool) -> None:
        """Hear whether somebody looks: what is predicted is of the design as it is then."""
        if seen and self.model.result.section == "guesses":
            self._show_main()

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and page back to where they are now."""
        own = {name: getattr(self, name) for name in _REMEMBERED}
        asked = (self.fragments[name].checkpoint() for name in ("paper", "saved", "code"))
        ways = [self.model.checkpoint(), *asked, self.kept.checkpoint()]

        def back() -> None:
            vars(self).update(own)
            for way in ways:
                way()
            self.update()

        return back

    def update(self) -> None:
        """Bring everything up to the model, in one message."""
        with pn.io.hold():
            self._show_head()
            self.design.show()
            self.fragments["list"].html = list_html(self.model)
            self._show_main()

    def _show_head(self) -> None:
        self.fragments["head"].html = markup('{}<p class="unseen" data-spoken>{}</p>', head_html(self.model), self._said)
        self.fragments["notices"].html = notices_html(self.model, self.kept.refused, leaving=self._leaving == "sheet")

    def _show_main(self) -> None:
        self.fragments["main"].html = self._main_html()

    def _main_html(self) -> Markup:
        place = self.model.result
        if place.sheet is None and place.section == "sheet":
            code, refused = self._code()
            return builder_html(self.model, code=code, refused=refused)
        if place.sheet is None and place.section == "guesses":
            return guesses_html(
                self.declared, self.lender, self._present_run(), self._predicted, self._refused, self._typed
            ) + calibration_html(self.model.notebook.guesses, leaving=self._leaving == "guesses")
        if self.model.work is None:
            return begin_html(self.model, self._refused)
        self._recall()
        return card_html(self.model, Open(self._answers, self._sure, self._guessing))

    def _did(self) -> None:
        """Show what was done, and have it kept."""
        self.model.did()
        self._keep()

    def _keep(self) -> None:
        texts = self.model.notebook.texts
        self.kept.kept = written(texts, self._before)
        self._before = {**self._before, **texts}

    def _take_up(self) -> None:
        self.model.notebook.take_up(self.kept.held)
        self._before = dict(self.model.notebook.texts)
        self._of = ""
        self.model.did()

    def _save(self, name: str, text: str, what: str) -> None:
        """Have the page save a file; its text stands there too, for where files cannot be saved."""
        self._turn += 1
        ident = IDS("saved", "text")
        self.fragments["saved"].html = markup(
            '<section class="card saved" data-key="saved-{turn}" data-save-now="{name}"><p>{what} is saved as <b>{name}</b>. Where nothing '
            "was saved, copy this text into a file of that name:</p>"
            '<textarea class="entry" id="{ident}" rows="4" readonly aria-label="{what} as text">{text}</textarea>'
            '<p class="buttons"><button type="button" class="button" data-copy="{ident}">Copy</button></p></section>',
            turn=self._turn, name=name, what=what, ident=ident, text=text,
        )

    def _say(self, text: str) -> None:
        self._said = " ".join(text.split())

    # What the buttons do.

    def _action(self, act: str) -> Action:
        action = Action(target=IDS.section, act=act, longest=_LONGEST_ANSWER)
        action.on_click(lambda argument: self._on_press(act, argument))
        return action

    def _on_press(self, act: str, argument: str) -> None:
        with pn.io.hold():
            getattr(self, f"_on_{act.replace('-', '_')}")(argument)

    # The markup that all of this is bound to.

    def html(self) -> Markup:
        """Return the whole markup in its present state."""
        return markup(
            '<div class="course" data-course>{}'
            '<div class="course-bench"><section class="rail" id="{}" aria-label="Exercises"><button type="button" '
            'class="sheet-handle" data-sheet-switch aria-expanded="false" aria-controls="{}"><span class="unseen">Close the '
            'exercises</span></button><div {}>{}</div></section><div class="course-main"><div {} class="course-head">{}</div>'
            '<div {} role="status">{}</div><div {}>{}</div><div {}>{}</div></div></div><div {} class="paper">{}</div>'
            '<div {} data-asked-code hidden>{}</div>{}</div>',
            opening(instruments()[IDS.instrument], share=_SHARE, borrowed=[self.design]), IDS("rail"), IDS("rail"), self._pane("list"),
            self.fragments["list"].html,
            self._pane("head"), self.fragments["head"].html, self._pane("notices"), self.fragments["notices"].html, self._pane("main"),
            self.fragments["main"].html, self._pane("saved"), self.fragments["saved"].html, self._pane("paper"),
            self.fragments["paper"].html, self._pane("code"), self.fragments["code"].html,
            EMPTY if self._live else unscripted_html(self.model),
        )

    def _pane(self, name: str) -> Markup:
        return markup('id="{}" data-pane="{}"', IDS(name, "pane"), name)
