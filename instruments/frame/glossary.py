"""The glossary: every term with its definition, read from data files and checked once.

A file holds ``terms`` by id, one a line, and perhaps the ``layer`` of all of them.  An instrument's own file (``terms.json`` in its
folder) may also hold ``uses``: by id the terms of other files that it shows, each with what it adds to their ``also``,
``quantities`` and ``equations``, mostly nothing.  Of a term:

- ``name``: what it is called, as it would stand in a label; ``also``: what else it is called, abbreviations among it.
- ``says``: one or two plain sentences that define it; terms in them link by themselves, so nothing is marked there.
- ``layer``: the stratum of the stack that it belongs to, or ``throughout`` for mathematics, statistics and units.
- ``unit``: what it is measured in, made of the names of units that are terms themselves.
- ``quantities``: the arguments and results of equations that it is the meaning of, by their names in code:
  ``head_dim`` wherever it stands under one symbol, ``memory.kv_cache_bytes.cache`` of one equation alone, which goes before.
- ``equations``: ids of further equations that are about it; ``see``: ids of terms to read next.
- ``symbol``: its LaTeX, where no equation has it.
- ``source``: key of the bibliography behind the figure that a definition states.
- ``ordinary``: true where its names are everyday words too, as "value" is: then other definitions do not link to it by themselves.

What would be wrong in such a file is found at once and told together, each with the file and the id that it stands in.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from formulas.bibliography import bibliography
from formulas.caching import shared
from formulas.registry import Quantity, equations
from instruments.frame.declaration import STRATA
from instruments.prose.speech import Speech
from instruments.prose.words import files, folded, forms

LAYERS = {**STRATA, "throughout": "Throughout"}
"""The strata of the stack, and what belongs to all of them."""
LONGEST_SENTENCE = 230
"""Characters."""
MOST_SENTENCES = 2
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
# A figure, not a digit within a name such as E4M3.
_FIGURE = re.compile(r"(?<![\w.-])\d")
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.I)
_TEXTS = ("name", "says", "layer", "unit", "symbol", "source")
_ADDED = ("also", "quantities", "equations")
_LISTS = ("also", "quantities", "equations", "see")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term of the glossary."""

    id: str
    name: str
    says: str
    layer: str
    also: tuple[str, ...] = ()
    unit: str = ""
    symbol: str = ""
    quantities: tuple[str, ...] = ()
    equations: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    source: str = ""
    ordinary: bool = False
    instruments: tuple[str, ...] = ()
    """Ids of the instruments that bring it or use it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.name, *self.also)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of its definition."""
        return tuple(_SENTENCE_ENDS.split(self.says))


class Glossary:
    """Terms by id, in the order of their names, and what follows from all of them together."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = dict(sorted(terms.items(), key=lambda item: (folded(item[1].name), item[0])))
        ordinary = frozenset(key for key, term in terms.items() if term.ordinary)
        self._speech = Speech({key: term.names for key, term in terms.items()}, ordinary)
        self._used: dict[str, tuple[Term, ...]] = {}

    def __getitem__(self, key: str) -> Term:
        return self._terms[key]

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __len__(self) -> int:
        return len(self._terms)

    def named(self, name: str) -> Term | None:
        """Return the term that has a name, in the singular or the plural, if there is one."""
        key = self._speech.named(name)
        return self._terms[key] if key else None

    def spoken(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Yield where a text speaks of a term: from, to, and which; of names within each other, the longer."""
        return ((start, stop, self._terms[key]) for start, stop, key in self._speech.spoken(text))

    def used_by(self, term: Term) -> tuple[Term, ...]:
        """Return the other terms that a definition speaks of, each once."""
        if term.id not in self._used:
            self._used[term.id] = tuple(dict.fromkeys(each for _, _, each in self.spoken(term.says) if each.id != term.id))
        return self._used[term.id]

    def of_quantity(self, equation: str, quantity: str) -> Term | None:
        """Return what an argument or the result of an equation means."""
        key = self._meanings.get(f"{equation}.{quantity}") or self._meanings.get(quantity)
        return self._terms[key] if key else None

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        return {name: key for key, term in self._terms.items() for name in term.quantities}

    @cached_property
    def _where(self) -> Mapping[str, tuple[tuple[str, Quantity], ...]]:
        """Of each term, the quantities of the registry that it is the meaning of, with their equations."""
        found: dict[str, list[tuple[str, Quantity]]] = defaultdict(list)
        for name, equation in equations().items():
            for quantity in (*equation.arguments, equation.result):
                if term := self.of_quantity(name, quantity.name):
                    found[term.id].append((name, quantity))
        return {key: tuple(each) for key, each in found.items()}

    def equations_of(self, term: Term) -> tuple[str, ...]:
        """Return ids of the equations that a term stands in or that are about it."""
        return tuple(dict.fromkeys((*term.equations, *(name for name, _ in self._where.get(term.id, ())))))

    def symbols_of(self, term: Term) -> tuple[str, ...]:
        """Return the LaTeX symbols that stand for a term."""
        used = (quantity.symbol for _, quantity in self._where.get(term.id, ()))
        return tuple(dict.fromkeys(filter(None, (term.symbol, *used))))

    def undefined_units(self, unit: str) -> list[str]:
        """Return the parts of a unit, such as ``B/token``, that no term is called by."""
        if not unit or unit in self._units:
            return []
        return [part for part in re.split("/| per | ", unit) if not self._units & {part, *forms(part)}]

    def faults(self) -> list[str]:
        """Return what is wrong with the terms, each fault in a line."""
        own = [f"{key}: {fault}" for key, term in self._terms.items() for fault in self._wrong(term)]
        return own + self._doubled() + self._mixed() + self._circles()

    def _wrong(self, term: Term) -> Iterator[str]:
        yield from _badly_said(term)
        if not _ID.fullmatch(term.id):
            yield "its id must be small letters and figures with hyphens between"
        if term.layer not in LAYERS:
            yield f"layer is {term.layer!r}: must be one of {', '.join(LAYERS)}"
        for part in self.undefined_units(term.unit):
            yield f"unit is {term.unit!r}: {part!r} is no unit that is a term"
        if term.source and term.source not in bibliography():
            yield f"source is {term.source!r}: the bibliography has no such key"
        for name in term.equations:
            if name not in equations():
                yield f"equation {name!r} is not registered"
        for name in term.quantities:
            if name not in quantities():
                yield f"no equation has an argument or a result {name!r}"
        for name in term.see:
            if name not in self._terms or name == term.id:
                yield f"see {name!r}: {'itself' if name == term.id else 'there is no such term'}"

    @cached_property
    def _units(self) -> frozenset[str]:
        """What a unit may be made of: names of terms as they are written, or without their capital."""
        every = [name for term in self._terms.values() for name in term.names]
        return frozenset(every) | {name[:1].lower() + name[1:] for name in every if len(name) > 1}

    def _doubled(self) -> list[str]:
        called = defaultdict(list)
        meant = defaultdict(list)
        for key, term in self._terms.items():
            for name in term.names:
                called[folded(name)].append(key)
            for name in term.quantities:
                meant[name].append(key)
        return [f"{name!r} names {' and '.join(keys)}" for name, keys in called.items() if len(keys) > 1] + [
            f"quantity {name!r} is claimed by {' and '.join(keys)}" for name, keys in meant.items() if len(keys) > 1
        ]

    def _mixed(self) -> list[str]:
        """Names of quantities that stand for more than one thing, as far as their symbols tell: then each is claimed by itself."""
        known = {name for term in self for name in term.quantities}
        symbols = defaultdict(dict)
        for equation, entry in equations().items():
            for quantity in (*entry.arguments, entry.result):
                if quantity.name in known and f"{equation}.{quantity.name}" not in known:
                    symbols[quantity.name].setdefault(quantity.symbol, f"{equation}.{quantity.name}")
        return [
            f"quantity {name!r} has several symbols: claim it in one equation at a time, as {' and '.join(each.values())}"
            for name, each in symbols.items() if len(each) > 1
        ]  # fmt: skip

    def _circles(self) -> list[str]:
        """Definitions that lead back to where they began: nobody learns anything from them."""
        found, done = {}, set()
        for start in self._terms:
            for circle in self._circle(start, done):
                found[frozenset(circle)] = circle
        return [f"defined in a circle: {' by '.join([*circle, circle[0]])}" for circle in found.values()]

    def _circle(self, start: str, done: set[str]) -> Iterator[list[str]]:
        way, open_ones = [start], [iter(self.used_by(self._terms[start]))] if start not in done else []
        while open_ones:
            following = next(open_ones[-1], None)
            if following is None:
                done.add(way.pop())
                open_ones.pop()
            elif following.id in way:
                yield way[way.index(following.id) :]
            elif following.id not in done:
                way.append(following.id)
                open_ones.append(iter(self.used_by(following)))


@shared
def glossary() -> Glossary:
    """Every term, the shared ones and those of the instruments.

    Raises
    ------
    ValueError
        If anything is wrong with the files; all faults are named together.
    """
    return load(files())


def load(paths: Iterator[Path]) -> Glossary:
    """Read and check the terms of some files; raises as :func:`glossary` does."""
    rows: dict[str, dict] = {}
    users: dict[str, list[str]] = defaultdict(list)
    added: list[tuple[str, str, dict]] = []
    bad: list[str] = []
    for path in paths:
        where = f"{path.parent.name}/{path.name}"
        content = json.loads(path.read_text("utf-8"), object_pairs_hook=_once)
        bad += [f"{where}: {key!r} is no part of such a file" for key in content.keys() - {"layer", "terms", "uses", _TWICE}]
        bad += [f"{where}: {key} stands there twice" for key in content.get("terms", {}).get(_TWICE, ())]
        own = path.parent.name if path.name == "terms.json" else ""
        added += [(own, key, more) for key, more in content.get("uses", {}).items() if key != _TWICE]
        for key, row in content.get("terms", {}).items():
            if key == _TWICE:
                continue
            if wrong := list(_malformed(row)):
                bad += [f"{where}: {key}: {each}" for each in wrong]
            elif key in rows:
                bad.append(f"{where}: {key} is defined elsewhere too")
            else:
                rows[key] = {"layer": content.get("layer", "")} | row
                users[key] += [own] if own else []
    for own, key, more in added:
        if key not in rows or more.keys() - set(_ADDED):
            bad.append(f"{own}/terms.json: uses {key!r}: must be a term, with what is added to its {', '.join(_ADDED)}")
            continue
        users[key].append(own)
        rows[key] |= {name: [*rows[key].get(name, []), *extra] for name, extra in more.items()}
    terms = {
        key: Term(id=key, instruments=tuple(users[key]), **{name: _tupled(value) for name, value in row.items()})
        for key, row in rows.items()
    }
    found = Glossary(terms)
    if bad := bad + found.faults():
        raise ValueError("the glossary: " + "; ".join(bad))
    return found


_TWICE = "\0twice"


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A table of JSON, and what stands in it more than once."""
    twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    return dict(pairs) | ({_TWICE: twice} if twice else {})


def _tupled(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _malformed(row: object) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "must be a table"
        return
    known = {each.name for each in fields(Term)} - {"id", "instruments"}
    for name in sorted(row.keys() - known):
        yield f"{name!r} is no part of a term" if name != _TWICE else f"{', '.join(row[_TWICE])} is given twice"
    for name in ("name", "says"):
        if not row.get(name):
            yield f"{name} is missing"
    for name in _TEXTS:
        if not isinstance(row.get(name, ""), str):
            yield f"{name} is {row[name]!r}: must be a text"
    if not isinstance(row.get("ordinary", False), bool):
        yield f"ordinary is {row['ordinary']!r}: must be true or false"
    for name in _LISTS:
        value = row.get(name, [])
        if not (isinstance(value, list) and all(isinstance(each, str) for each in value)):
            yield f"{name} is {value!r}: must be a list of texts"


def _badly_said(term: Term) -> Iterator[str]:
    said = term.says
    if not said.endswith((".", "!", "?")) or not said[:1].isupper():
        yield "says must be whole sentences"
    if len(term.sentences) > MOST_SENTENCES:
        yield f"says {len(term.sentences)} sentences: must be {MOST_SENTENCES} at most"
    for sentence in term.sentences:
        if len(sentence) > LONGEST_SENTENCE:
            yield f"a sentence has {len(sentence)} characters: must be {LONGEST_SENTENCE} at most"
    start = folded(_ARTICLE.sub("", said))
    for name in term.names:
        if re.match(rf"{re.escape(folded(name))}\b", start):
            yield f"says begins with {name!r}, which is what it defines"
    if _FIGURE.search(said) and not term.source:
        yield "says states a figure and names no source"


@shared
def quantities() -> frozenset[str]:
    """Names that an argument or a result may be called by: its own, and that with its equation's id before it."""
    every = [(name, quantity.name) for name, entry in equations().items() for quantity in (*entry.arguments, entry.result)]
    return {own for _, own in every} | {f"{name}.{own}" for name, own in every}
