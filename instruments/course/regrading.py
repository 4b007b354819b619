"""Result files judged again from what was typed, as a table for a lecturer.

What a file says of right and wrong is held against the engine and never counted.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formulas.version import VERSION as NUMBERS
from instruments.course import result_file
from instruments.course.asked import asked
from instruments.course.exercise import Part
from instruments.course.loading import exercises
from instruments.course.sheet import Sheet, decode, encode, name_of, same_student
from instruments.course.since import since
from instruments.course.variant import Variant

_FIXED = ("file", "student", "sheet", "right", "of", "tries", "hints", "given up", "started", "exported", "changed by hand", "notes")
_MOST_TOLD = 8
_JUDGED = {
    False: "judged by the key of then",
    True: "judged by the key of now, for each student has another one and the numbers of then are not kept",
}
# What a spreadsheet takes for a formula, at the start of a cell.
_FORMULA = tuple("=+-@")
_BLANK = "\N{REPLACEMENT CHARACTER}"
# Controls, and what turns the rest of a line around.
_UNPRINTED = str.maketrans(
    dict.fromkeys((*range(32), *range(127, 160), 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _BLANK)
)


@dataclass(frozen=True)
class Outcome:
    """What became of one part: ``right``, ``wrong``, ``given up`` or ``not tried``."""

    exercise: str
    part: str
    kind: str
    status: str
    tries: int
    hints: int


@dataclass
class Graded:
    """One file, judged again."""

    file: str
    student: str
    work: str
    sheet: Sheet
    outcomes: list[Outcome]
    started: str
    exported: str
    changed: tuple[str, ...]
    notes: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many parts are right."""
        return sum(each.status == "right" for each in self.outcomes)


def grade(paths: Iterable[Path], only: Sheet | None = None) -> tuple[list[Graded], list[str]]:
    """Judge result files again; with ``only``, those of that sheet.

    Returns
    -------
    graded, refused
        Those that could be read, and a sentence for each that could not.
    """
    graded, refused = [], []
    for path in paths:
        try:
            graded.append(_graded(path, only))
        except (ValueError, OSError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
            refused.append(f"{path}: not graded: {reason}")
    _mark_duplicates(graded)
    return graded, refused


def table(graded: Sequence[Graded]) -> str:
    """Return the table as CSV: a row for each file, a column for each part of any sheet in it."""
    # As they stand on the sheets, the first one's first.
    columns = list(dict.fromkeys((each.exercise, each.part) for file in graded for each in file.outcomes))
    stream = io.StringIO()
    write = csv.writer(stream)
    write.writerow([*_FIXED, *(f"{exercise} / {part}" for exercise, part in columns)])
    for file in graded:
        write.writerow([cell(each) for each in _row(file, columns)])
    return stream.getvalue()


def cell(value: object) -> object:
    """Return a value as a cell that no spreadsheet runs: text that looks like a formula gets an apostrophe in front.

    >>> cell("=cmd|'/C calc'!A0"), cell("Ada"), cell(3)
    ("'=cmd|'/C calc'!A0", 'Ada', 3)
    """
    if not isinstance(value, str):
        return value
    plain = printable(value)
    # As a spreadsheet sees it: full-width signs count, and blanks before them do not.
    return f"'{plain}" if unicodedata.normalize("NFKC", plain).lstrip(f"{_BLANK} ").startswith(_FORMULA) else plain


def printable(text: str) -> str:
    """Return text that a terminal and a file can take: no controls, nothing that turns the line around, no halves of characters."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(_UNPRINTED)


def _graded(path: Path, only: Sheet | None) -> Graded:
    if not path.exists():
        raise ValueError("there is no such file")
    if not path.is_file():
        raise ValueError("it is no file but a folder or a device")
    with path.open("rb") as stream:
        # One byte more than is allowed tells of a file that is too large, however large it is.
        found = result_file.read(stream.read(result_file.LARGEST + 1))
    data = found.data
    sheet = decode(data["sheet"])
    if only is not None and (sheet.seed, sheet.exercises) != (only.seed, only.exercises):
        raise ValueError(f"it is of another sheet, {name_of(sheet)}")
    notes: list[str] = []
    if data["numbers"] != NUMBERS:
        notes.append(f"worked on with numbers {data['numbers'][:24]}, graded with {NUMBERS}")
    if changed := since(sheet.numbers, sheet.exercises):
        notes.append(changed.line.rstrip("."))
    other: list[str] = []
    outcomes = [each for name in sheet.exercises for each in _outcomes(sheet, data, name, notes, other)]
    # With another name or sheet every value is another one: that the tries are then judged in another way is no news of theirs.
    moved = [what for what in ("student", "sheet") if what in found.changed]
    if moved and other:
        which = {"student": f"the name in it ({data['student'][:40]})", "sheet": "the sheet in it"}
        named = " and ".join(which[what] for what in moved)
        notes.append(
            f"{named} was changed by hand, and all values are drawn from it: {len(other)} tries are judged by other values than they were "
            "made with; ask for the file as it was exported"
        )
    else:
        notes += other
    beside = [name for name in data["answers"] if name not in sheet.exercises]
    if beside:
        notes.append(f"answers to {len(beside)} exercises that are not on the sheet, not counted: {', '.join(beside[:3])[:80]}")
    if result_file.moment(data["exported"]) < result_file.moment(data["started"]):
        notes.append("exported before it was started")
    return Graded(path.name, data["student"][:80], data["work"], sheet, outcomes, data["started"], data["exported"], found.changed, notes)


def _outcomes(sheet: Sheet, data: Any, name: str, notes: list[str], other: list[str]) -> Iterator[Outcome]:
    """What became of each part; ``other`` takes what is judged in another way than the file says."""
    exercise = exercises()[name]
    answered = data["answers"].get(name, {"revision": exercise.revision, "parts": {}})
    if answered["revision"] != exercise.revision:
        notes.append(f"{name} was another version of the exercise")
    variant = asked(sheet, data["student"], name)
    for part in exercise.parts:
        kept = answered["parts"].get(part.id)
        yield Outcome(name, part.id, part.kind, "not tried", 0, 0) if kept is None else _outcome(variant, part, kept, notes, other)
    unknown = [part for part in answered["parts"] if part not in {each.id for each in exercise.parts}]
    if unknown:
        notes.append(f"{name} has no part {', '.join(unknown[:3])[:60]}: not counted")


def _outcome(variant: Variant, part: Part, kept: Any, notes: list[str], other: list[str]) -> Outcome:
    """Judge every try that counts: until the part is right, and none after it was given up."""
    where, tries, right = f"{variant.exercise.id} / {part.id}", 0, False
    given_up = kept["given_up"] and result_file.moment(kept["given_up"])
    before = None
    for place, each in enumerate(kept["tries"], 1):
        at = result_file.moment(each["at"])
        if before and at < before:
            notes.append(f"{where}: try {place} is earlier than the one before it")
        before = at
        verdict = variant.judge(part.id, each["typed"], each.get("returned")).verdict
        if verdict != each["verdict"]:
            other.append(f"{where}: try {place} is {verdict}, the file says {each['verdict']}")
        if right or (given_up and at > given_up):
            notes.append(f"{where}: try {place} came after the part was over and is not counted")
            continue
        tries += verdict != "unread"
        right = verdict == "right"
    status = "right" if right else "given up" if given_up else "wrong" if tries else "not tried"
    return Outcome(variant.exercise.id, part.id, part.kind, status, tries, kept["hints"])


def _mark_duplicates(graded: Sequence[Graded]) -> None:
    """Say of every file which others are by the same student on the same sheet, and which began as the very same work."""
    _mark(graded, lambda each: (same_student(each.student), each.sheet), "the same student and sheet as")
    _mark(graded, lambda each: each.work, "began as the same work as")


def _mark(graded: Iterable[Graded], by: Callable[[Graded], object], told: str) -> None:
    groups: dict[object, list[Graded]] = {}
    for each in graded:
        groups.setdefault(by(each), []).append(each)
    for group in groups.values():
        for each in group if len(group) > 1 else ():
            others = [other.file for other in group if other is not each]
            each.notes.append(f"{told} {', '.join(others[:3])}{' and more' * (len(others) > 3)}")


def _row(file: Graded, columns: Sequence[tuple[str, str]]) -> list[object]:
    by_part = {(each.exercise, each.part): each.status for each in file.outcomes}
    given_up = sum(each.status == "given up" for each in file.outcomes)
    counts = file.right, len(file.outcomes), sum(each.tries for each in file.outcomes), sum(each.hints for each in file.outcomes), given_up
    words = file.started, file.exported, _few(file.changed), _few(file.notes)
    return [file.file, file.student, name_of(file.sheet), *counts, *words, *(by_part.get(each, "") for each in columns)]


def _few(told: Sequence[str]) -> str:
    more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
    return "; ".join([*told[:_MOST_TOLD], *more])


def said(graded: Sequence[Graded]) -> Iterator[str]:
    """Tell of each file what was changed in it by hand, and what else is to be known of it."""
    for each in graded:
        if each.changed:
            yield f"{each.file}: changed by hand: {_few(each.changed)}"
    for each in graded:
        if each.notes:
            yield f"{each.file}: {_few(each.notes)}"
    for sheet in {encode(each.sheet): each.sheet for each in graded}.values():
        if changed := since(sheet.numbers, sheet.exercises, lambda each: each.told):
            yield f"{name_of(sheet)}: {changed.line}"
            yield from (f"  {each.told}; {_JUDGED[each.pinned is None]}" for each in changed.changes)
    sheets = Counter(name_of(each.sheet) for each in graded)
    if len(sheets) > 1:
        yield f"The files are of {len(sheets)} sheets: {', '.join(f'{name} {count}' for name, count in sheets.most_common(_MOST_TOLD))}"
    if any(outcome.kind == "function" and outcome.tries for each in graded for outcome in each.outcomes):
        yield "Functions were judged by what they returned then: nobody's code was run"
