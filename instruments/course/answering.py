"""The part of the course's view in which an exercise is answered: what was typed, hints, giving up, guesses before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formulas.caching import frozen
from instruments.course import IDS, answer
from instruments.course.calibration import Guess
from instruments.course.loading import exercises
from instruments.course.model import GIVEN_UP, NEW, RIGHT
from instruments.course.notebook import now
from instruments.course.topics import part_ids
from instruments.course.typed_in import form_of
from instruments.course.view_answer import Answered
from instruments.frame.address import located
from instruments.frame.asked import equation_html


class Answering:
    """What the view does with answers; it keeps those that are on show."""

    _answers: Mapping[str, Answered] = frozen({})
    _of = ""
    """Of which variant the answers are."""
    _sure = _guessing = ""

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
        form = form_of(text)
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
