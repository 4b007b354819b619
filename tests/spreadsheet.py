"""A table as a spreadsheet reads it, in English and in German settings.

The rules are those by which Excel and LibreOffice Calc take a cell of a text file for a number, a date or a text; LibreOffice 7.4 was
seen to keep them in both languages.  A file that says nothing of its separator is parted as the language does it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

SETTINGS = {"en": (",", ".", ","), "de": (";", ",", ".")}
"""Of each language: what parts columns, marks decimals, and groups thousands."""
_POWER = r"(?:[Ee][+-]?\d+)?"


def read(data: bytes, language: str) -> list[list[float | str]]:
    """Return the cells of a ``.csv`` file; a cell that becomes a date or a formula is an error."""
    separator = SETTINGS[language][0]
    # With a first line that says what parts its columns, the code page is the old one whatever the file says of it.
    said, _, rest = data.partition(b"\r\n")
    if stated := re.fullmatch(rb"sep=(.)", said):
        separator, data = stated[1].decode(), rest
    return parted(data.decode("cp1252"), separator, language)


def parted(text: str, separator: str, language: str) -> list[list[float | str]]:
    """Return the cells of a text, as it is pasted or opened."""
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    return [[_cell(cell, language) for cell in row] for row in rows]


def _cell(text: str, language: str) -> float | str:
    _, decimal, thousands = map(re.escape, SETTINGS[language])
    if re.fullmatch(rf"[+-]?(\d+|\d{{1,3}}({thousands}\d{{3}})+)({decimal}\d+)?{_POWER}", text):
        plain = text.replace(SETTINGS[language][2], "")
        return float(plain.replace(SETTINGS[language][1], "."))
    if re.fullmatch(r"\d{1,4}([./-]\d{1,4}){1,2}\.?", text):
        raise AssertionError(f"{text!r} becomes a date")
    if text.startswith(("=", "+", "-", "@")):
        raise AssertionError(f"{text!r} becomes a formula")
    return text


def columns(rows: Sequence[Sequence[float | str]]) -> dict[str, list[float | str]]:
    """Return the columns below their heads; every row must be as wide as the first."""
    head, *body = rows
    assert {len(row) for row in body} == {len(head)}
    return {str(name): [row[place] for row in body] for place, name in enumerate(head)}
