"""Which places that an equation cites were looked up, and which were not: the list as a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from formulas.bibliography import bibliography
from formulas.registry import equations

_LISTED = Path(__file__).parent / "words" / "locators.json"
_READ = {"own": "in its own text", "others": "as others print it"}
_TRIED = "tried"
_HEAD = """# Places that equations cite, and which were looked up

Made by `make docs` from the registry and `tests/coverage/words/locators.json`. An equation cites a source and, where it can, a place in it.
A place that was found is listed with how. A place that was searched for in stored public pages and repositories and not found is
listed with what was tried, and stands as it was written down with the equation: of most of these papers and books only citations are
open to search. Grids are of 2023, with Ember's latest year by 2026 beside them.
"""


def looked_up() -> dict[tuple[str, str], dict]:
    """What was found of each place, by source and locator."""
    return {(row["source"], row["locator"]): row for row in json.loads(_LISTED.read_text("utf-8"))}


def cited() -> dict[tuple[str, str], list[str]]:
    """Ids of the equations that cite each place of a source."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, entry in equations().items():
        if entry.locator:
            found.setdefault((entry.source, entry.locator), []).append(name)
    return dict(sorted(found.items()))


def locators() -> str:
    """Return the whole document."""
    known, places = looked_up(), cited()
    read = [place for place in places if _how(known, place) in _READ]
    tried = [place for place in places if _how(known, place) == _TRIED]
    rest = [place for place in places if place not in known]
    counted = (
        f"{len(places)} places: {len(read)} were found, {len(tried)} were looked for and not found, {len(rest)} were not looked for.\n"
    )
    found = ["## Found\n", "| Source | Place | How | What stands there |", "| --- | --- | --- | --- |"]
    found += [f"| {_short(place)} | {place[1]} | {_READ[known[place]['read']]} | {known[place]['says']} |" for place in read]
    return "\n".join([_HEAD, counted, *found, *_missing(known, tried, places), *_left(rest, places)]) + "\n"


def _how(known: dict[tuple[str, str], dict], place: tuple[str, str]) -> str | None:
    return known[place]["read"] if place in known else None


def _missing(known: dict, tried: list[tuple[str, str]], places: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    if tried:
        yield from ("\n## Looked for and not found\n", "| Source | Place | What was tried | Equations |", "| --- | --- | --- | --- |")
    for place in tried:
        yield f"| {_short(place)} | {place[1]} | {known[place]['says']} | {_names(places[place])} |"


def _left(rest: list[tuple[str, str]], places: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    if rest:
        yield from ("\n## Not looked for\n", "| Source | Place | Equations |", "| --- | --- | --- |")
    for place in rest:
        yield f"| {_short(place)} | {place[1]} | {_names(places[place])} |"


def _names(ids: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in ids)


def _short(place: tuple[str, str]) -> str:
    return bibliography()[place[0]].short
