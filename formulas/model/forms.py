"""Checkpoint and cache formats: which number format each part of a model is stored in.

A format is a row of ``data/checkpoint_formats.json`` or ``data/cache_formats.json``, one of the catalogue's precisions
(everything in it), or is written out: ``int4-g32@experts,bf16`` stores the experts in INT4 in groups of 32 and the rest in BF16.
Several parts are joined by ``+``; ``linear`` stands for every matrix of a layer but the router; ``~2`` behind them leaves so many
of their layers to the rest; the rest is BF16 where nothing else is said. So a format is one short word that a link can carry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import frozen, shared
from formulas.catalogue import Row, load, lookup, precisions
from formulas.model.cache import KINDS
from formulas.model.description import PARTS
from formulas.model.numbers import multiplied_as, stored_bits, told
from formulas.names import UnknownNameError

LINEAR = ("attention", "recurrence", "indexer", "mlp", "experts", "shared_experts", "prediction")
"""The parts that packing tools take where nothing else is said: the matrices of the layers, but not the router."""
_LONGEST = 200
_CLAUSE = re.compile(r"(?P<number>[a-z0-9_-]+)(?:@(?P<parts>[a-z_+]+)(?:~(?P<left>\d{1,4}))?)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Checkpoint(Row):
    """A format of the catalogue: its ``spec`` as it is written out, or the ``rules`` of a mixture by tensor.

    A mixture (see :mod:`formulas.model.gguf`) stores what no rule names in ``base``, the head in ``head``, the embedding in ``embedding``
    (nothing: ``base``).  ``trust`` and ``band``, a share of the bytes, say how far published files of the format lie from what is counted.
    """

    spec: str = ""
    base: str = ""
    head: str = ""
    embedding: str = ""
    rules: tuple[str, ...] = ()
    trust: str
    band: float = 0.0


@dataclass(frozen=True)
class Form:
    """A format as it is computed with: number formats of the ``packed`` parts, how many of their layers are ``left`` out, and the ``rest``.

    ``mixture`` is the catalogue's row where the format is one by tensor; then the others are empty.
    """

    id: str
    name: str
    packed: Mapping[str, str]
    left: Mapping[str, int]
    rest: str
    mixture: Checkpoint | None = None
    trust: str = "exact"
    band: float = 0.0

    def number(self, part: str) -> str:
        """The number format of a part, but for the layers that are left out."""
        return self.packed.get(part, self.rest)

    @property
    def multiplied(self) -> str:
        """The catalogue's precision as which a card multiplies the packed parts: of several, the narrowest."""
        number = self.mixture.base if self.mixture else min(self.packed.values() or (self.rest,), key=bits_of)
        return number if number in precisions() else multiplied_as(number)


@shared
def checkpoints() -> Mapping[str, Checkpoint]:
    """Every checkpoint format of the catalogue by id."""
    return load("checkpoint_formats", Checkpoint)


@shared
def caches() -> Mapping[str, Checkpoint]:
    """Every cache format of the catalogue by id, beside the precisions, which are cache formats too."""
    return load("cache_formats", Checkpoint)


def checkpoint_form(key: str) -> Form:
    """Return the checkpoint format that ``key`` names or writes out.

    Raises
    ------
    ValueError
        If it names none; the sentence says what is near, or what of it is not understood.

    Examples
    --------
    >>> checkpoint_form("AWQ").number("experts"), checkpoint_form("awq").number("head")
    ('int4-g128z', 'fp16')
    >>> checkpoint_form("int4-g32@experts").name
    'INT4 in groups of 32 of experts, else BF16'
    """
    return _form(key, "checkpoint format", checkpoints(), PARTS)


def cache_form(key: str) -> Form:
    """Return the cache format that ``key`` names or writes out, as :func:`checkpoint_form` does.

    >>> cache_form("fp8-flashmla").number("rotary")
    'bf16'
    """
    return _form(key, "cache format", caches(), KINDS)


def bits_of(name: str) -> float:
    """Bits per value of a number format, or of one of the catalogue's precisions."""
    row = precisions().get(name)
    return row.weight_bits if row is not None else stored_bits(name)


def _form(key: str, what: str, rows: Mapping[str, Checkpoint], parts: tuple[str, ...]) -> Form:
    key = str(key).strip()
    if key not in rows and key not in precisions() and not _written(key):
        key = _named(key, what, rows)
    row = rows.get(key)
    if row is None:
        return _spec(key, key, parts, what)
    if row.spec:
        return _spec(row.id, row.spec, parts, what, row)
    return Form(row.id, row.name, frozen({}), frozen({}), row.base, row, row.trust, row.band)


def _named(key: str, what: str, rows: Mapping[str, Checkpoint]) -> str:
    """The id of the format or, where none is called so, of the precision or the number format that a name means."""
    try:
        return lookup(rows, key, what).id
    except UnknownNameError as refusal:
        try:
            return _number(key, what)
        except ValueError:
            raise refusal from None


def _written(key: str) -> bool:
    """Whether a format is written out rather than named."""
    return "@" in key or "," in key


def _spec(key: str, spec: str, parts: tuple[str, ...], what: str, row: Checkpoint | None = None) -> Form:
    packed: dict[str, str] = {}
    left: dict[str, int] = {}
    rest = None
    said = f"{what} is {spec[:60]!r}"
    if len(spec) > _LONGEST:
        raise ValueError(f"{said}...: at most {_LONGEST} characters")
    for clause in spec.split(","):
        if (found := _CLAUSE.fullmatch(clause)) is None:
            raise ValueError(f"{said}: {clause[:40]!r} is not understood")
        number = _number(found["number"], what)
        if found["parts"] is None:
            if rest is not None:
                raise ValueError(f"{said}: the rest is given twice")
            rest = number
            continue
        named = [each for part in found["parts"].split("+") for each in (LINEAR if part == "linear" else (part,))]
        if unknown := [part for part in named if part not in parts]:
            raise ValueError(f"{said}: {unknown[0]!r} is no part; must be one of {', '.join(parts)}")
        for part in named:
            packed.setdefault(part, number)
            left.setdefault(part, int(found["left"] or 0))
    rest = rest or "bf16"
    name = row.name if row else _told(packed, left, rest)
    trust, band = (row.trust, row.band) if row else ("exact", 0.0)
    return Form(key, name, frozen(packed), frozen({part: count for part, count in left.items() if count}), rest, None, trust, band)


def _number(name: str, what: str) -> str:
    """The id of a precision or a number format, whichever is called so."""
    if name in precisions():
        return name
    try:
        stored_bits(name)
    except ValueError as refusal:
        try:
            return lookup(precisions(), name, what).id
        except UnknownNameError:
            raise refusal from None
    return name


def _told(packed: Mapping[str, str], left: Mapping[str, int], rest: str) -> str:
    alike: dict[tuple[str, int], list[str]] = {}
    for part, number in packed.items():
        alike.setdefault((number, left[part]), []).append(part)
    clauses = [
        f"{_say(number)} of {_listed(named)}" + (f" but {count} layer{'s'[: count != 1]}" if count else "")
        for (number, count), named in alike.items()
    ]
    return f"{'; '.join(clauses)}, else {_say(rest)}" if clauses else _say(rest)


def _listed(parts: list[str]) -> str:
    if set(parts) >= set(LINEAR):
        return "all matrices"
    return ", ".join("MLP" if part == "mlp" else part.replace("_", " ") for part in parts)


def _say(number: str) -> str:
    return precisions()[number].name if number in precisions() else told(number)
