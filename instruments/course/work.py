"""One student's way through a sheet: what was typed, how it was judged, and what may show by now."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Mapping

from formulas.version import VERSION as NUMBERS
from instruments.course import result_file
from instruments.course.asked import asked
from instruments.course.judging import Judgement, Revealed
from instruments.course.prose import Prose
from instruments.course.sheet import LONGEST_STUDENT, Sheet, decode, encode
from instruments.course.variant import Variant

STATUS = ("new", "tried", "right", "given up")
"""How far a part is."""


class Work:
    """What a student has done on a sheet.

    It holds the keys back: :meth:`reveal` gives nothing before a part is right or given up.  ``now`` is always the caller's clock, as
    an ISO 8601 text with a zone.

    Raises
    ------
    ValueError
        If a sheet with a title is begun without a name, or ``now`` is no time.
    """

    def __init__(self, sheet: Sheet, student: str, now: str) -> None:
        result_file.moment(now)
        self.sheet, self.student = sheet, " ".join(student.split())[:LONGEST_STUDENT]
        if sheet.title and not self.student:
            raise ValueError("A name or a number is needed: the values of this sheet are drawn from it")
        self._started, self._numbers, self._work = now, NUMBERS, secrets.token_hex(4)
        self._answers: dict[str, dict] = {}
        self._variants: dict[str, Variant] = {}

    def variant(self, exercise: str) -> Variant:
        """Return an exercise of the sheet with this student's values.

        Raises
        ------
        ValueError
            If the sheet has no such exercise.
        """
        if exercise not in self._variants:
            if exercise not in self.sheet.exercises:
                raise ValueError(f"exercise is {exercise[:40]!r}: not on this sheet")
            self._variants[exercise] = asked(self.sheet, self.student, exercise)
        return self._variants[exercise]

    def attempt(self, exercise: str, part: str, typed: str, now: str, returned: object = None) -> Judgement:
        """Judge an answer and keep it, unless the part is right or given up already."""
        result_file.moment(now)
        typed = typed[: result_file.LONGEST_TYPED]
        # Judged as it is kept, so that it is judged alike again.
        returned = None if returned is None else _plain(returned)
        judgement = self.variant(exercise).judge(part, typed, returned)
        kept = self._kept(exercise, part)
        if self.status(exercise, part) in ("new", "tried") and len(kept["tries"]) < result_file.MOST_TRIES:
            came_back = {} if returned is None else {"returned": returned}
            kept["tries"].append({"typed": typed, "at": now, "verdict": judgement.verdict, **came_back})
        return judgement

    def hint(self, exercise: str, part: str) -> Prose | None:
        """Tell the next hint; None when all are told."""
        hints = self.variant(exercise).parts[part].hints
        kept = self._kept(exercise, part)
        if kept["hints"] >= len(hints):
            return None
        kept["hints"] += 1
        return hints[kept["hints"] - 1]

    def hints(self, exercise: str, part: str) -> tuple[Prose, ...]:
        """Return the hints that were told."""
        return self.variant(exercise).parts[part].hints[: self._kept(exercise, part)["hints"]]

    def give_up(self, exercise: str, part: str, now: str) -> None:
        """Give a part up, which shows its solution and ends its tries; a part that is right stays so."""
        result_file.moment(now)
        if self.status(exercise, part) in ("new", "tried"):
            self._kept(exercise, part)["given_up"] = now

    def reveal(self, exercise: str, part: str) -> Revealed | None:
        """Return the answer and its working, or nothing as long as the part is neither right nor given up."""
        return self.variant(exercise).reveal(part) if self.status(exercise, part) in ("right", "given up") else None

    def status(self, exercise: str, part: str) -> str:
        """Return how far a part is, one of :data:`STATUS`."""
        kept = self._kept(exercise, part)
        if any(each["verdict"] == "right" for each in kept["tries"]):
            return "right"
        return "given up" if kept["given_up"] else "tried" if kept["tries"] else "new"

    def typed(self, exercise: str, part: str) -> str | None:
        """Return what was typed last, if anything was."""
        tries = self._kept(exercise, part)["tries"]
        return tries[-1]["typed"] if tries else None

    def last(self, exercise: str, part: str) -> Judgement | None:
        """Return the judgement of what was typed last."""
        tries = self._kept(exercise, part)["tries"]
        return self.variant(exercise).judge(part, tries[-1]["typed"], tries[-1].get("returned")) if tries else None

    def is_of_another_version(self, exercise: str) -> bool:
        """Whether an exercise was worked on before its file was changed."""
        revision = self.variant(exercise).exercise.revision
        return self._answers.get(exercise, {"revision": revision})["revision"] != revision

    def export(self, now: str) -> str:
        """Return the result file."""
        result_file.moment(now)
        return result_file.write(
            {
                "format": result_file.FORMAT,
                "work": self._work,
                "sheet": encode(self.sheet),
                "student": self.student,
                "numbers": self._numbers,
                "started": self._started,
                "exported": now,
                "answers": self._answers,
            }
        )

    @classmethod
    def restore(cls, text: str) -> Work:
        """Return the work that a result file holds, to go on with it.

        Raises
        ------
        ValueError
            If it is no result file, was changed by hand, or its sheet is not of this version of the site.
        """
        found = result_file.read(text)
        if found.changed:
            raise ValueError(f"the file was changed by hand ({', '.join(found.changed[:3])}): it cannot be gone on with")
        data = found.data
        work = cls(decode(data["sheet"]), data["student"], data["started"])
        work._work, work._numbers = data["work"], data["numbers"]
        for exercise, answered in data["answers"].items():
            parts = work.variant(exercise).parts
            # What was answered stays the answer to what was asked then; a part that is asked no more is let go.
            work._answers[exercise] = {"revision": answered["revision"], "parts": {}}
            for part, kept in answered["parts"].items():
                if part in parts:
                    work._kept(exercise, part).update(json.loads(json.dumps(kept)))
        return work

    def _kept(self, exercise: str, part: str) -> dict:
        variant = self.variant(exercise)
        if part not in variant.parts:
            raise ValueError(f"part is {part[:40]!r}: {exercise} has {', '.join(variant.parts)}")
        fresh = {"revision": variant.exercise.revision, "parts": {}}
        parts: Mapping = self._answers.setdefault(exercise, fresh)["parts"]
        return parts.setdefault(part, {"hints": 0, "given_up": None, "tries": []})


def _plain(returned: object) -> list:
    """What a function returned, as a file may hold it: what is no number that JSON knows is kept as text."""
    values = returned if isinstance(returned, list | tuple) else [returned]
    return [value if _holds(value) else ascii(value)[:80] for value in values[:100]]


def _holds(value: object) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 10**300
    return value is None or isinstance(value, bool) or (isinstance(value, float) and math.isfinite(value))
