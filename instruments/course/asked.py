"""An exercise as a student of a sheet is asked it: with this student's values, judged by the numbers that the sheet was made with.

Where those are not known for these values, by the present ones (:mod:`~instruments.course.since` says so).
"""

from __future__ import annotations

from formulas.version import HISTORY, VERSION
from instruments.course.keys import changes
from instruments.course.loading import exercises
from instruments.course.sheet import Sheet, seed_of
from instruments.course.variant import Variant


def asked(sheet: Sheet, student: str, exercise: str) -> Variant:
    """Return an exercise of a sheet as a student has it."""
    changed = changes((exercise,), sheet.numbers) if sheet.numbers in HISTORY and sheet.numbers != VERSION else ()
    pinned = {change.part: change.pinned for change in changed if change.pinned is not None}
    return Variant(exercises()[exercise], seed_of(sheet, student, exercise), pinned)
