"""What a search leads to in the course: its exercises."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.course.loading import checked
from instruments.course.model import Course
from instruments.course.variant import Variant
from instruments.frame.address import encode
from instruments.frame.reading import defaults
from instruments.frame.search import Find
from instruments.quantities.text import shortened

_NOTE = 110


def entries() -> Iterator[Find]:
    """Yield every exercise, with how its prompt begins; written when the site is built, which is when all files are checked."""
    for exercise in checked().values():
        told = Variant(exercise, "1").prompt.plain()
        yield Find(
            kind="exercises", title=exercise.title, note=shortened(told, _NOTE), also=(*exercise.topics, exercise.kind),
            route=f"/course?{encode(Course, defaults(Course) | {'exercise': exercise.id})}",
        )  # fmt: skip
