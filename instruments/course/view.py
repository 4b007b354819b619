"""The course on the page: exercises and their list, a sheet's first page, the making of a sheet, predictions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import panel as pn

from instruments.course import IDS, answer, calibration, sheet
from instruments.course.calibration import Guess
from instruments.course.loading import exercises
from instruments.course.model import GIVEN_UP, NEW, RIGHT, Course
from instruments.course.notebook import now, written
from instruments.course.predict import Revealed as Predicted
from instruments.course.predict import Run, chosen, reveal, suggested
from instruments.course.topics import by_topic, part_ids
from instruments.course.view_answer import Answered
from instruments.course.view_card import Open, card_html
from instruments.course.view_guess import calibration_html, guesses_html
from instruments.course.view_head import head_html, notices_html
from instruments.course.view_list import list_html, unscripted_html
from instruments.course.view_paper import paper_html
from instruments.course.view_sheet import begin_html, builder_html, title_of
from instruments.frame.address import located
from instruments.frame.asked import ACT as CODE
from instruments.frame.asked import equation_html
from instruments.frame.borrowed import Borrowed
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.model import Model
from instruments.frame.pictures import is_later
from instruments.frame.untrusted import read_json
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


class CourseView:
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
        self._answers: Mapping[str, Answered] = {}
        self._of = ""
        """Of which variant the answers are."""
        self._sure, self._guessing, self._leaving, self._said, self._refused = "", "", "", "", ""
        self._turn = 0
        # Every prompt as text is for a page that runs no script: one that opens this within itself runs some.
        self._live = is_later()
        self._run: Run | None = None
        self._predicted: Predicted | None = None
        self._typed = ""
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

    # What was answered.

    def _recall(self) -> None:
        """Have in the fields what was answered last, where another exercise comes on show."""
        place, work = self.model.result, self.model.work
        variant = work.variant(place.exercise)
        of = f"{place.code} {place.exercise} {variant.seed}"
        if of == self._of:
            return
        self._of, self._sure, self._guessing = of, "", ""
        self._answers = {
            part: replace(self._understood(part, typed), judgement=work.last(place.exercise, part))
            for part in variant.parts
            if (typed := work.typed(place.exercise, part)) is not None
        }

    def _part(self, text: str) -> tuple[str, dict[str, object]]:
        """Read what a form of an answer holds; the page is not to be trusted with more than a part that there is."""
        form = _form(text)
        part, place = str(form.get("part", "")), self.model.result
        known = self.model.work is not None and part in part_ids(place.exercise)
        return (part if known else ""), form

    def _on_read(self, text: str) -> None:
        part, form = self._part(text)
        if part and self._is_open(part):
            self._answer(part, self._understood(part, str(form.get("typed", ""))))
            self._show_main()

    def _understood(self, part: str, typed: str) -> Answered:
        asked = self.model.work.variant(self.model.result.exercise).parts[part]
        if asked.kind != "number" or not typed.strip():
            return Answered(typed)
        try:
            return Answered(typed, read=answer.read(typed, asked.unit).understood)
        except ValueError as refusal:
            return Answered(typed, refused=str(refusal))

    def _on_answer(self, text: str) -> None:
        part, form = self._part(text)
        if not part or not self._is_open(part):
            return
        place, work = self.model.result, self.model.work
        asked = work.variant(place.exercise).parts[part]
        typed = str(form.get("typed", form.get(IDS("typed", part), "")))
        if asked.kind == "instrument":
            # The state alone is kept; a link to another instrument is told as that.
            instrument, state = located(typed)
            typed = state if instrument in ("", asked.instrument) else typed
        if not typed.strip():
            return
        returned = form.get("returned")
        judgement = work.variant(place.exercise).judge(part, typed, returned)
        self._answer(part, replace(self._understood(part, typed), judgement=judgement))
        self._say(judgement.sentence)
        if judgement.verdict == "unread":
            # Nobody has tried what could not be read.
            self.update()
            return
        work.attempt(place.exercise, part, typed, now(), returned)
        self._score(part)
        self._worked()

    def _is_open(self, part: str) -> bool:
        return self.model.work.status(self.model.result.exercise, part) not in (RIGHT, GIVEN_UP)

    def _answer(self, part: str, answered: Answered) -> None:
        self._answers = {**self._answers, part: answered}

    def _worked(self) -> None:
        """What was done just now is kept."""
        place = self.model.result
        self.model.notebook.worked(place.code, place.exercise)
        self._did()

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

    def _on_hint(self, part: str) -> None:
        place, work = self.model.result, self.model.work
        if work and part in part_ids(place.exercise) and (hint := work.hint(place.exercise, part)):
            self._say(f"Hint: {hint.plain()}")
            self._worked()

    def _on_sure(self, part: str) -> None:
        self._sure, self._guessing = part, ""
        self._show_main()

    def _on_keep(self, _: str) -> None:
        self._on_sure("")

    def _on_giveup(self, part: str) -> None:
        place, work = self.model.result, self.model.work
        if work and part in part_ids(place.exercise) and self._is_open(part):
            work.give_up(place.exercise, part, now())
            self._score(part)
            self._sure = ""
            self._say(f"Given up. The answer is {work.reveal(place.exercise, part).answer}.")
            self._worked()

    def _on_guess(self, part: str) -> None:
        self._guessing, self._sure = part, ""
        self._show_main()

    def _on_first(self, text: str) -> None:
        part, form = self._part(text)
        place, work = self.model.result, self.model.work
        if not part or work.status(place.exercise, part) != NEW:
            return
        try:
            read = answer.read(str(form.get("guess", "")), work.variant(place.exercise).parts[part].unit)
        except ValueError as refusal:
            self._say(str(refusal))
            self._answer(part, Answered(refused=str(refusal)))
            self._show_head()
        else:
            if read.value > 0:
                self.model.notebook.guess_first(work, place.exercise, part, read.value)
                self._say(f"Your guess: {read.understood}.")
                self._guessing = ""
                self._did()
        self._show_main()

    def _on_code(self, name: str) -> None:
        """Open a step of a working that shows in a cell."""
        place, work = self.model.result, self.model.work
        revealed = [work.reveal(place.exercise, part) for part in part_ids(place.exercise)] if work else []
        steps = {key: step for each in revealed if each for key, step in each.steps.items()}
        if name in steps:
            self._turn += 1
            self.fragments["code"].html = equation_html(steps[name], press=self._turn)

    def _score(self, part: str) -> None:
        """A guess that was made before counts once the answer shows."""
        place, work = self.model.result, self.model.work
        asked, guess = work.variant(place.exercise).parts[part], self.model.notebook.first_guess(work, place.exercise, part)
        if guess is None or (revealed := work.reveal(place.exercise, part)) is None:
            return
        truth = answer.read(revealed.answer, asked.unit).value
        if truth > 0:
            self.model.notebook.guess(Guess(exercises()[place.exercise].title, guess, truth, asked.unit, now()))

    def _on_again(self, _: str) -> None:
        if self.model.result.sheet is None:
            self.model.notebook.again(self.model.result.exercise)
            self._did()

    # A sheet, as a student has it.

    def _on_begin(self, text: str) -> None:
        place = self.model.result
        if place.sheet is None or self.model.work is not None:
            return
        try:
            self.model.notebook.begin(place.code, " ".join(str(_form(text).get("student", "")).split()))
        except ValueError as refusal:
            self._refused = str(refusal)
            self._show_main()
        else:
            self._refused = ""
            self._did()

    def _on_export(self, _: str) -> None:
        place, work = self.model.result, self.model.work
        if place.sheet and work:
            self._save(f"result-{_slug(title_of(place.sheet.title))}-{_slug(work.student)}.json", work.export(now()), "The result")

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

    def _on_leave(self, _: str) -> None:
        self._leaving = "sheet"
        self._show_head()

    def _on_left(self, _: str) -> None:
        self._leaving = ""
        if self.model.result.sheet and self.model.work:
            self.model.notebook.leave(self.model.result.code)
            self.fragments["saved"].html = EMPTY
            self._did()

    def _on_stay(self, _: str) -> None:
        self._leaving = ""
        self.update()

    # A sheet, as a lecturer makes it.

    def _code(self) -> tuple[str, str]:
        try:
            return self.model.notebook.draft.code, ""
        except ValueError as refusal:
            return "", str(refusal)

    def _draw(self, change: Callable) -> None:
        draft = self.model.notebook.draft
        self.model.notebook.pick(change(draft if draft.seed else draft.named({"title": draft.title, "seed": sheet.fresh_seed()})))
        self._did()

    def _on_name(self, text: str) -> None:
        self._draw(lambda draft: draft.named(_form(text)))

    def _on_seed(self, _: str) -> None:
        self._draw(lambda draft: draft.named({"title": draft.title, "seed": sheet.fresh_seed()}))

    def _on_pick(self, exercise: str) -> None:
        if exercise in exercises():
            self._draw(lambda draft: draft.toggled(exercise))

    def _on_pick_all(self, topic: str) -> None:
        for each in by_topic().get(topic, ()):
            if each not in self.model.notebook.draft.picked:
                self._on_pick(each)

    def _on_earlier(self, exercise: str) -> None:
        if exercise in self.model.notebook.draft.picked:
            self._draw(lambda draft: draft.moved(exercise, -1))

    def _on_later(self, exercise: str) -> None:
        if exercise in self.model.notebook.draft.picked:
            self._draw(lambda draft: draft.moved(exercise, 1))

    def _on_paper(self, kind: str) -> None:
        code, _ = self._code()
        if code:
            self._turn += 1
            self.fragments["paper"].html = paper_html(sheet.decode(code), solutions=kind == "solutions", turn=self._turn)

    # Predictions.

    def _present_run(self) -> Run:
        if self._run is None:
            self._run = suggested(self.lender)
        return self._run

    def _on_slider(self, name: str) -> None:
        self._predict_of({"slider": name, "figure": self._present_run().figure})

    def _on_figure(self, name: str) -> None:
        self._predict_of({"slider": self._present_run().slider, "figure": name})

    def _predict_of(self, form: Mapping[str, object]) -> None:
        self._run, self._predicted, self._refused, self._typed = chosen(self.lender, form, self._present_run()), None, "", ""
        self._show_main()

    def _on_another(self, _: str) -> None:
        self._turn += 1
        self._run, self._predicted, self._refused, self._typed = suggested(self.lender, self._turn), None, "", ""
        self._show_main()

    def _on_predict(self, text: str) -> None:
        form, run = _form(text), self._present_run()
        self._typed = str(form.get("guess", ""))
        try:
            self._predicted = reveal(self.lender, chosen(self.lender, form, run), str(form.get("to", "")), self._typed, now())
        except ValueError as refusal:
            self._predicted, self._refused = None, str(refusal)
            self._show_main()
            return
        self._run, self._refused = self._predicted.run, ""
        self.model.notebook.guess(self._predicted.guess)
        self._say(self._predicted.guess.sentence)
        self._did()

    def _on_export_guesses(self, _: str) -> None:
        if self.model.notebook.guesses:
            self._save("predictions.json", calibration.write(self.model.notebook.guesses), "The list of predictions")

    def _on_forget(self, _: str) -> None:
        self._leaving = "guesses"
        self._show_main()

    def _on_forgotten(self, _: str) -> None:
        self._leaving = ""
        self.model.notebook.forget("guesses")
        self._did()

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


def _form(text: str) -> dict[str, object]:
    """Read what a form holds, which may be anything."""
    try:
        found = read_json(text)
    except ValueError:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _slug(text: str) -> str:
    """Return a name as it may stand in that of a file anywhere."""
    return re.sub(r"[^\w]+", "-", text, flags=re.ASCII).strip("-").lower()[:40] or "x"
