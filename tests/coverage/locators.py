"""Which places that an equation cites were looked up, and which were not: the list as a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from formulas.bibliography import bibliography
from formulas.registry import equations

_LISTED = Path(__file__).parent / "words" / "locators.json"
_READ = {"own": "in its own text", "others": "as others print it"}
_HEAD = """# Places that equations cite, and which were looked up

Made by `make docs` from the registry and `tests/coverage/words/locators.json`. An equation cites a source and, where it can, a place in it.
A place that was looked up is listed with how; the rest were not, most of them in papers of which only the beginning is open to
search, and stand as they were written down with the equation. Grids are of 2023, with Ember's latest year by 2026 beside them.
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
    read = [place for place in places if place in known]
    rest = [place for place in places if place not in known]
    counted = f"{len(places)} places: {len(read)} were looked up, {len(rest)} were not.\n"
    found = ["## Looked up\n", "| Source | Place | How | What stands there |", "| --- | --- | --- | --- |"]
    found += [f"| {_short(place)} | {place[1]} | {_READ[known[place]['read']]} | {known[place]['says']} |" for place in read]
    left = ["\n## Not looked up\n", "| Source | Place | Equations |", "| --- | --- | --- |", *_left(rest, places)]
    return "\n".join([_HEAD, counted, *found, *left]) + "\n"


def _left(rest: list[tuple[str, str]], places: dict[tuple[str, str], list[str]]) -> Iterator[str]:
    for place in rest:
        yield f"| {_short(place)} | {place[1]} | {', '.join(f'`{name}`' for name in places[place])} |"


def _short(place: tuple[str, str]) -> str:
    return bibliography()[place[0]].short
