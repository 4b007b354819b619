"""The course on the page, without the page: which exercise of which sheet is on show, and what was done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from instruments.course import sheet
from instruments.course.notebook import Notebook
from instruments.course.sheet import Sheet
from instruments.course.topics import in_order, part_ids
from instruments.course.work import Work
from instruments.frame.inputs import About, OneOf, Text
from instruments.frame.model import Model

PARTS = {"exercises": "Exercises", "sheet": "Make a sheet", "guesses": "Predictions"}
NEW, TRIED, RIGHT, GIVEN_UP = "new", "tried", "right", "given up"


@dataclass(frozen=True)
class Place:
    """Where the course is: what a view shows, and nothing of what it may not show yet."""

    section: str
    exercise: str
    """Id of the exercise on show."""
    order: tuple[str, ...]
    """Ids of the exercises that there are here: those of the sheet, or all."""
    code: str
    sheet: Sheet | None
    turn: int
    """How often something was done here."""


class Course(Model):
    """Which part of the course is on show; what a visitor did stands in its notebook."""

    section = OneOf(
        default="exercises", objects={title: key for key, title in PARTS.items()}, label="Part",
        doc="Exercises to answer, a sheet to hand out, or predictions to make.",
    )  # fmt: skip
    sheet = Text(
        default="", label="Sheet", about=About(shown=False),
        doc="The sheet that is worked on, as its link holds it; all exercises without one.",
    )  # fmt: skip
    exercise = Text(default="", label="Exercise", about=About(shown=False), doc="Id of the exercise on show; the first without one.")

    called: ClassVar[str] = "the course"
    fresh: ClassVar[str] = "these are all exercises"

    def __init__(self, **raw: object) -> None:
        self.notebook = Notebook()
        self._turns = 0
        super().__init__(**raw)

    def evaluate(self, values: Mapping[str, str]) -> Place:
        """Return where the inputs lead.

        Raises
        ------
        ValueError
            If there is no such sheet or no such exercise in it.
        """
        code, exercise = values["sheet"], values["exercise"]
        given = sheet.decode(code) if code else None
        order = given.exercises if given else in_order()
        if exercise and exercise not in order:
            raise ValueError(f"Exercise is {exercise[:40]!r}: {'not one of this sheet' if given else 'there is none of this name'}")
        return Place(values["section"], exercise or order[0], order, code, given, self._turns)

    @property
    def work(self) -> Work | None:
        """The work on the exercise on show; nothing while nobody has begun the sheet."""
        return self.work_on(self.result.exercise)

    def work_on(self, exercise: str) -> Work | None:
        """Return the work that an exercise is part of."""
        place = self.result
        return self.notebook.on_sheet(place.code) if place.sheet else self.notebook.practice(exercise)

    def status(self, exercise: str) -> str:
        """Return how far an exercise is: right once all its parts are, given up once none is open and one was."""
        if not self.result.sheet and not self.notebook.has_practised(exercise):
            return NEW
        work = self.work_on(exercise)
        if work is None:
            return NEW
        parts = {work.status(exercise, part) for part in part_ids(exercise)}
        open_ones = parts - {RIGHT, GIVEN_UP}
        if not open_ones:
            return GIVEN_UP if GIVEN_UP in parts else RIGHT
        return NEW if parts == {NEW} else TRIED

    def did(self) -> None:
        """Tell who shows it that something was done to the notebook."""
        self._turns += 1
        self.result = self.evaluate(self.values)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings model and notebook back to what they are now."""
        ways = [super().checkpoint(), self.notebook.checkpoint()]

        def back() -> None:
            for way in reversed(ways):
                way()

        return back
