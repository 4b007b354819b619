"""What a visitor of the course has done, by slots of text, as the browser keeps it: the one place of all that is no input.

Slots are ``practice/<exercise>`` and ``sheet/<code>`` (each a :class:`~instruments.course.work.Work` as its result file), ``guesses``
(with the truth beside them), ``first`` (guesses at exercises that are not answered yet) and ``picked`` (a lecturer's draft).  What
comes from a browser may be anything: a slot that cannot be read is let go, and told.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from formulas.untrusted import read_json
from formulas.version import VERSION as NUMBERS
from instruments.course import calibration, sheet
from instruments.course.calibration import Guess
from instruments.course.draft import Draft
from instruments.course.loading import exercises
from instruments.course.sheet import Sheet
from instruments.course.work import Work

FIRST_SEED = ""
"""Of what is practised until other values are asked for: everybody begins with those that the exercise states."""
_PRACTICE, _SHEET, _GUESSES, _FIRST, _PICKED = "practice/", "sheet/", "guesses", "first", "picked"
_MOST_FIRST = 500


def now() -> str:
    """Return the time as it stands in a result file."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Notebook:
    """Works, guesses and a lecturer's draft, each as text and, once it is used, as what it stands for."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.unread: tuple[str, ...] = ()
        """Slots that could not be read, with the reason."""
        self._works: dict[str, Work] = {}

    def practice(self, exercise: str) -> Work:
        """Return the work on one exercise without a sheet."""
        return self._work(f"{_PRACTICE}{exercise}") or self._practise(exercise, FIRST_SEED)

    def has_practised(self, exercise: str) -> bool:
        """Whether anything was done on an exercise without a sheet."""
        return f"{_PRACTICE}{exercise}" in self.texts

    def again(self, exercise: str) -> None:
        """Begin an exercise anew, with other values."""
        self._works[f"{_PRACTICE}{exercise}"] = self._practise(exercise, sheet.fresh_seed())
        self._save(f"{_PRACTICE}{exercise}")

    def on_sheet(self, code: str) -> Work | None:
        """Return the work on a sheet, if somebody has begun it here."""
        return self._work(f"{_SHEET}{code}")

    def begin(self, code: str, student: str) -> None:
        """Begin a sheet under a name.

        Raises
        ------
        ValueError
            If it is no name; the sentence says what would be one.
        """
        if not sheet.same_student(student):
            raise ValueError("a name or a number is needed: your values follow from it")
        self._works[f"{_SHEET}{code}"] = Work(sheet.decode(code), student, now())
        self._save(f"{_SHEET}{code}")

    def leave(self, code: str) -> None:
        """Forget the work on a sheet."""
        self._forget(f"{_SHEET}{code}")

    def worked(self, code: str, exercise: str) -> None:
        """Keep what was done just now."""
        slot = f"{_SHEET}{code}" if code else f"{_PRACTICE}{exercise}"
        self._save(slot)

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """Every guess, the oldest first."""
        return calibration.read(self.texts[_GUESSES]) if _GUESSES in self.texts else ()

    def guess(self, made: Guess) -> None:
        """Keep one guess more."""
        self.texts = self.texts | {_GUESSES: calibration.write((*self.guesses, made))}

    def first_guess(self, work: Work, exercise: str, part: str) -> float | None:
        """Return what was guessed at a part before it was answered, in the unit that is asked for."""
        return _firsts(self.texts.get(_FIRST, "{}")).get(_place(work, exercise, part))

    def guess_first(self, work: Work, exercise: str, part: str, value: float) -> None:
        """Keep a guess at a part, to be scored once the part is right or given up."""
        kept = _firsts(self.texts.get(_FIRST, "{}")) | {_place(work, exercise, part): value}
        self.texts = self.texts | {_FIRST: json.dumps(dict(list(kept.items())[-_MOST_FIRST:]))}

    @property
    def draft(self) -> Draft:
        """The sheet that a lecturer is making."""
        return Draft.read(self.texts[_PICKED]) if _PICKED in self.texts else Draft()

    def pick(self, draft: Draft) -> None:
        """Keep what a lecturer has picked."""
        self.texts = self.texts | {_PICKED: draft.write()}

    def forget(self, what: str) -> None:
        """Let go of the guesses, or of everything."""
        for slot in [slot for slot in self.texts if not what or slot == what]:
            self._forget(slot)

    def take_up(self, held: str) -> None:
        """Hold what a browser has held, in the place of all that is here."""
        texts, unread = _slots(held), []
        for slot in list(texts):
            try:
                _check(slot, texts[slot])
            except ValueError as fault:
                unread.append(f"{slot}: {fault}")
                del texts[slot]
        self.texts, self.unread = texts, tuple(unread)
        self._works = {}

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings everything back to what it is now."""
        texts, unread = self.texts, self.unread

        def back() -> None:
            self.texts, self.unread, self._works = texts, unread, {}

        return back

    def _practise(self, exercise: str, seed: str) -> Work:
        work = self._works[f"{_PRACTICE}{exercise}"] = Work(Sheet("", seed, (exercise,), NUMBERS), "", now())
        return work

    def _work(self, slot: str) -> Work | None:
        if slot not in self._works and slot in self.texts:
            self._works[slot] = Work.restore(self.texts[slot])
        return self._works.get(slot)

    def _save(self, slot: str) -> None:
        # Another mapping, so that an earlier one can be gone back to.
        self.texts = self.texts | {slot: self._works[slot].export(now())}

    def _forget(self, slot: str) -> None:
        self.texts = {name: text for name, text in self.texts.items() if name != slot}
        self._works.pop(slot, None)


def _slots(held: str) -> dict[str, str]:
    try:
        found = read_json(held)
    except ValueError:
        return {}
    return {str(slot): text for slot, text in found.items() if isinstance(text, str)} if isinstance(found, Mapping) else {}


def _check(slot: str, text: str) -> None:
    """Read a slot; refuse what cannot be what its name says."""
    kind, _, name = slot.partition("/")
    if slot == _GUESSES:
        calibration.read(text)
    elif slot == _FIRST:
        _firsts(text)
    elif slot == _PICKED:
        Draft.read(text)
    elif f"{kind}/" == _SHEET:
        if Work.restore(text).sheet != sheet.decode(name):
            raise ValueError("it is the work on another sheet")
    elif f"{kind}/" == _PRACTICE:
        if name not in exercises() or Work.restore(text).sheet.exercises != (name,):
            raise ValueError("it is the work on another exercise")
    else:
        raise ValueError("nothing of this name is kept here")


def _firsts(text: str) -> dict[str, float]:
    found = read_json(text)
    if not isinstance(found, Mapping) or not all(isinstance(each, float | int) and 0 < each < math.inf for each in found.values()):
        raise ValueError("they are no guesses")
    return {str(place): float(value) for place, value in found.items()}


def _place(work: Work, exercise: str, part: str) -> str:
    return f"{work.variant(exercise).seed}/{exercise}/{part}"


def written(texts: Mapping[str, str], before: Mapping[str, str]) -> str:
    """Return as JSON what a browser is to keep and, with null, to let go, given what it held."""
    gone = dict.fromkeys(before, None)
    return json.dumps(gone | dict(texts), ensure_ascii=False)
