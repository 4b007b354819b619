"""The result file that a student exports: what was typed, with times, and a checksum for every field.

A checksum without a server shows accidents and casual edits.  It does not show determined cheating: whoever reads this file can make
one.  That is why nothing that is stored about right and wrong is trusted: grading judges every answer again, from what was typed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from formulas.untrusted import read_json
from instruments.course.judging import VERDICTS
from instruments.course.shapes import Among, Between, Each, at, faults, told

FORMAT = "forge-course-result-1"
LARGEST = 2_000_000
LONGEST_TYPED = 20_000
MOST_TRIES = 500
_DIGITS = 8
_MOST_FAULTS = 6

_RETURNED = [(float, str, bool, None)]
_TRY = {"typed": str, "at": str, "verdict": Among(tuple(VERDICTS)), "returned?": _RETURNED}
_PART = {"hints": Between(0, 100, whole=True), "given_up": (str, None), "tries": [_TRY]}
_SHAPE = {
    "format": Among((FORMAT,)),
    "work": str,
    "sheet": str,
    "student": str,
    "numbers": str,
    "started": str,
    "exported": str,
    "answers": Each({"revision": str, "parts": Each(_PART)}),
    "checksum": {"whole": str, "fields": Each(str)},
}


@dataclass(frozen=True)
class ResultFile:
    """A result file that could be read; ``changed`` are the fields that do not fit their checksum."""

    data: Mapping
    changed: tuple[str, ...]


def write(data: Mapping) -> str:
    """Return a result file: data without a checksum, signed."""
    fields = {where: _digest(data["work"], where, value) for where, value in _leaves(data)}
    return json.dumps({**data, "checksum": {"whole": _whole(data["work"], fields), "fields": fields}}, indent=1, ensure_ascii=True)


def read(content: str | bytes) -> ResultFile:
    """Read a result file.

    Raises
    ------
    ValueError
        If it is none; one sentence with what is wrong, of many faults the first few.
    """
    data = _parsed(_decoded(content))
    found = faults(data, _SHAPE)
    if not found:
        found = list(_beyond_shape(data))
    if found:
        more = [f"and {len(found) - _MOST_FAULTS} more faults"] if len(found) > _MOST_FAULTS else []
        raise ValueError("; ".join([*found[:_MOST_FAULTS], *more]))
    return ResultFile(data, tuple(_changed(data)))


def moment(text: str) -> datetime:
    """Return a time with its zone.

    Raises
    ------
    ValueError
        If it is none.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text[:40]!r} names no time zone")
    return found


def _decoded(content: str | bytes) -> str:
    if len(content) > LARGEST:
        raise ValueError(f"it has {len(content):,} bytes, and a result file has at most {LARGEST:,}")
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8") from None


def _parsed(text: str) -> object:
    try:
        return read_json(text, strict=True)
    except ValueError as fault:
        raise ValueError(f"it is no JSON of ours ({str(fault)[:80]})") from None


def _beyond_shape(data: Mapping) -> Iterator[str]:
    """What no shape says: times that are none, texts longer than any answer."""
    for where, text in _times(data):
        try:
            moment(text)
        except ValueError:
            yield f"{where} is {told(text)}: must be a time with its zone"
    for where, part in _parts(data):
        if len(part["tries"]) > MOST_TRIES:
            yield f"{where}.tries has {len(part['tries'])} entries: at most {MOST_TRIES}"
        for place, each in enumerate(part["tries"]):
            if len(each["typed"]) > LONGEST_TYPED:
                yield f"{where}.tries.{place}.typed has {len(each['typed']):,} characters: at most {LONGEST_TYPED:,}"


def _times(data: Mapping) -> Iterator[tuple[str, str]]:
    yield "started", data["started"]
    yield "exported", data["exported"]
    for where, part in _parts(data):
        if part["given_up"] is not None:
            yield f"{where}.given_up", part["given_up"]
        yield from ((f"{where}.tries.{place}.at", each["at"]) for place, each in enumerate(part["tries"]))


def _parts(data: Mapping) -> Iterator[tuple[str, Mapping]]:
    for exercise, answered in data["answers"].items():
        for part, kept in answered["parts"].items():
            yield f"answers.{exercise[:40]}.parts.{part[:40]}", kept


def _changed(data: Mapping) -> Iterator[str]:
    """Which fields do not fit: changed, added, or taken away; nothing where the file is as it was exported."""
    stated = data["checksum"]["fields"]
    work = data["work"]
    if stated.get("work") != _digest(work, "work", work):
        yield "work (the checksums belong to another file)"
        return
    present = {where: _digest(work, where, value) for where, value in _leaves(data)}
    for where in dict.fromkeys([*present, *stated]):
        if where not in present:
            yield f"{where} (taken away)"
        elif where not in stated:
            yield f"{where} (added)"
        elif present[where] != stated[where]:
            yield where
    if data["checksum"]["whole"] != _whole(work, stated):
        yield "checksum"


def _leaves(value: object, where: str = "") -> Iterator[tuple[str, object]]:
    """Every value that is no table and no list of tables, with its place."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if where or key != "checksum":
                yield from _leaves(each, at(where, key))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for place, each in enumerate(value):
            yield from _leaves(each, at(where, place))
    else:
        yield where, value


def _digest(work: str, where: str, value: object) -> str:
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)  # a program that reads and writes JSON may drop the ".0"
    return _sha(f"{work}\n{where}\n{json.dumps(value, sort_keys=True)}")[:_DIGITS]


def _whole(work: str, fields: Mapping[str, str]) -> str:
    return _sha("\n".join([work, *(f"{where}={digest}" for where, digest in sorted(fields.items()))]))[: 2 * _DIGITS]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
