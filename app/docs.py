"""What is written from the registry and the instruments: equations as Markdown and as lines of Python, and what the search finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from app import equation_code, fingerprints
from formulas.bibliography import bibliography
from formulas.equation_code import FILE
from formulas.registry import TRUST, Equation, Quantity, equations
from instruments.evidence.validity import holds
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import instruments
from instruments.frame.glossary import LAYERS, Term, glossary
from instruments.frame.search import KINDS, Find

FOLDER = Path("docs")
STATIC = Path("static")
FINDS = "search-index.json"
DATA = Path("formulas/data")
TERMS = "terms.json"
_NAMED = 3
_HEAD = """# Equations

Made by `make docs` from the registry of the formulas; a test fails when this page is out of date.

Every equation is one function in `formulas`; its id is its module and name. How far to trust it:
"""


def write(folder: Path = FOLDER, static: Path = STATIC, data: Path = DATA) -> list[Path]:
    """Write everything that is made from the registry, and return where."""
    folder.mkdir(exist_ok=True)
    page = folder / "equations.md"
    page.write_text(index(), "utf-8")
    finds = static / FINDS
    finds.write_text(found(), "utf-8")
    lines = data / FILE
    lines.write_text(equation_code.written(), "utf-8")
    terms = static / TERMS
    terms.write_text(defined(), "utf-8")
    records = [path for each in instruments().values() for path in each.record(folder)]
    return [page, finds, terms, lines, fingerprints.write(folder), *records]


def defined() -> str:
    """What the page shows beside a term, as JSON: one term a line."""
    lines = [f"{json.dumps(term.id)}: {json.dumps(_shown(term), ensure_ascii=False)}" for term in glossary()]
    return f'{{"layers": {json.dumps(LAYERS)}, "terms": {{\n{",\n".join(lines)}\n}}}}\n'


def _shown(term: Term) -> dict[str, object]:
    """What a reader needs of a term where it stands: of its other names those that say more than its name does."""
    every = {"name": term.name, "also": term.also[:_NAMED], "says": term.says, "layer": term.layer, "unit": term.unit}
    return {key: value for key, value in every.items() if value}


def found() -> str:
    """What the page's search finds, as JSON: one entry a line, in the order of their kinds."""
    entries = [*_instruments(), *_claimed()]
    lines = [json.dumps(_lean(entry), ensure_ascii=False) for kind in KINDS for entry in entries if entry.kind == kind]
    return f'{{"kinds": {json.dumps(KINDS)}, "finds": [\n{",\n".join(lines)}\n]}}\n'


def _instruments() -> list[Find]:
    return [
        Find(
            kind="instruments", title=entry.title, note=entry.question, also=(STRATA.get(entry.stratum, ""), entry.description),
            route=entry.route,
        )
        for entry in instruments().values()
    ]  # fmt: skip


def _claimed() -> list[Find]:
    """What the instruments lead to; an equation that none of them does opens by itself."""
    own = [entry for instrument in instruments().values() for entry in instrument.entries()]
    leads = {entry.equation: entry for entry in reversed(own) if entry.equation}
    every = [
        Find(
            kind="equations", title=entry.title, note=leads[name].note if name in leads else "", equation=name,
            also=(name.replace(".", " ").replace("_", " "), *(leads[name].also if name in leads else ())),
            route=leads[name].route if name in leads else "", opens=leads[name].opens if name in leads else "",
        )
        for name, entry in equations().items()
    ]  # fmt: skip
    return [*every, *(entry for entry in own if not entry.equation)]


def _lean(entry: Find) -> dict[str, str]:
    """An entry without what is empty, and of its other names only the words that its title and note lack."""
    known = set(_words(f"{entry.title} {entry.note}"))
    also = [word for word in dict.fromkeys(_words(" ".join(entry.also))) if word not in known]
    return {key: value for key, value in (asdict(entry) | {"also": " ".join(also)}).items() if value}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:\.[^\W_]+)*", text.lower())


def index() -> str:
    """The whole page: contents, then every equation by module."""
    entries = list(equations().values())
    trust = [f"- **{name}**: {meaning}" for name, meaning in TRUST.items()]
    return "\n".join([_HEAD, *trust, "", f"{len(entries)} equations:", "", *_contents(entries), "", *map(_equation, entries)])


def _contents(entries: Iterable[Equation]) -> list[str]:
    """One line for each module with links to its equations."""
    lines = []
    for module, group in groupby(entries, lambda entry: entry.id.rpartition(".")[0]):
        links = ", ".join(f"[{entry.function.__name__}](#{anchor(entry.id)})" for entry in group)
        lines.append(f"- {module}: {links}")
    return lines


def anchor(equation: str) -> str:
    """The heading's anchor as Markdown renderers make it."""
    return equation.replace(".", "").lower()


def _equation(entry: Equation) -> str:
    source = bibliography()[entry.source]
    cited = f"[{source.short}]({source.url})" if source.url else source.short
    facts = [
        f"- trust: {entry.trust}",
        *_band(entry),
        f"- source: {cited}" + (f", {entry.locator}" if entry.locator else "") + (f"; course {entry.seed}" if entry.seed else ""),
        *([f"- holds: {told}"] if (told := holds(entry)) else []),
        *([f"- often wrong: {entry.slips}"] if entry.slips else []),
    ]
    table = ["| symbol | name | unit | meaning |", "| --- | --- | --- | --- |", *map(_row, (*entry.arguments, entry.result))]
    return "\n".join([f"## {entry.id}", "", f"{entry.title}.", "", f"$${entry.formula}$$", "", *facts, "", *table, ""])


def _band(entry: Equation) -> list[str]:
    """How far published values lie from it, and where that was read."""
    lines = []
    if entry.band is not None:
        at = "".join(f" at a {name.replace('_', ' ')} of {value:g}" for name, value in entry.band.at.items())
        lines.append(f"- band: expect published values of {entry.band.low:g} to {entry.band.high:g} times it{at}. {entry.band.basis}")
    if entry.rests_on:
        lines.append(f"- rests on: [{entry.rests_on}](#{anchor(entry.rests_on)}), whose band comes on top")
    return lines


def _row(quantity: Quantity) -> str:
    symbol = f"${quantity.symbol}$" if quantity.symbol else ""
    return f"| {symbol.replace('|', r'\vert ')} | {quantity.name} | {quantity.unit} | {quantity.meaning.replace('|', r'\|')} |"
