"""Published processes, dies, memory stacks, packaging and failures: data files, read and checked once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from formulas.bibliography import bibliography
from formulas.caching import shared

LARGEST_PRINTED = 1000.0
"""Square millimetres: what is larger is a whole wafer."""
_AMOUNTS = ("_mm2", "_usd", "_s", "_gb", "_cm2", "nanometres", "transistors", "wafers", "value")
STATUSES = ("official", "measured", "derived", "unconfirmed")


@dataclass(frozen=True, kw_only=True)
class Published:
    """What every row says of itself: where it is from, of when, and how far it is confirmed."""

    id: str
    name: str
    source: str
    date: str
    status: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Process(Published):
    """A generation of making chips, with what a processed wafer of it costs."""

    nanometres: float
    wafer_price_usd: float
    defects_per_cm2: float | None
    defects_source: str | None
    defects_date: str | None
    defects_status: str | None


@dataclass(frozen=True, kw_only=True)
class Counted(Published):
    """A die as it was made: its process, its area and its transistors."""

    process: str
    die_area_mm2: float
    transistors: float | None


@dataclass(frozen=True, kw_only=True)
class Die(Counted):
    """The same with its cores, and the package that it stands in."""

    cores: int
    needed_cores: int
    package_dies: int
    stacks: int
    memory: str | None
    stack_gb: float | None
    pins: int
    pin_rate_gbit_per_s: float
    on_die_gb: float | None
    cards: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Stack(Published):
    """A generation of stacked memory: its width, its rate, what a stack of it holds, the commonest capacity first, and its price."""

    pins: int
    pin_rate_gbit_per_s: float
    gb_per_stack: tuple[float, ...]
    price_usd_per_gb: float
    price_source: str
    price_date: str
    price_status: str


@dataclass(frozen=True, kw_only=True)
class Assumption(Published):
    """A number that packaging is reckoned with."""

    value: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Failure(Published):
    """A kind of pattern that failures make on a wafer, and on how many wafers it was seen."""

    wafers: int


@shared
def processes() -> Mapping[str, Process]:
    """Every process by its key, the coarsest first."""
    return _read("processes", Process)


@shared
def dies() -> Mapping[str, Die]:
    """Every die by its key, with what is a whole wafer at the end."""
    return _read("dies", Die)


@shared
def older_dies() -> Mapping[str, Counted]:
    """Dies of processes whose density of defects nobody published: they say how dense those were, and are no chip to begin with."""
    return _read("older_dies", Counted)


@shared
def stacks() -> Mapping[str, Stack]:
    """Every generation of stacked memory by its key."""
    return _read("stacks", Stack)


@shared
def printable() -> Mapping[str, Die]:
    """The dies that a scanner can print: all but whole wafers."""
    return {key: die for key, die in dies().items() if die.die_area_mm2 <= LARGEST_PRINTED}


def of_card(card: str) -> Die | None:
    """Return the die of a card of the catalogue, or nothing where it is not known or no scanner prints it.

    >>> of_card("h100-sxm").id, of_card("tpu-v4")
    ('h100', None)
    """
    return next((die for die in printable().values() if card in die.cards), None)


@shared
def packaging() -> Mapping[str, Assumption]:
    """What packaging is reckoned with, by its key."""
    return _read("packaging", Assumption)


@shared
def failures() -> Mapping[str, Failure]:
    """Patterns of failures by their keys, the commonest first."""
    return _read("failures", Failure)


def _read[R: Published](name: str, kind: type[R]) -> Mapping[str, R]:
    rows = json.loads((files("formulas") / "data" / "wafer" / f"{name}.json").read_text("utf-8"))
    bad = [fault for key, row in rows.items() for fault in faults(key, row)]
    if bad:
        raise ValueError(f"wafer/{name}.json: {'; '.join(bad)}")
    return {key: kind(id=key, **{field: tuple(v) if isinstance(v, list) else v for field, v in row.items()}) for key, row in rows.items()}


def faults(key: str, row: Mapping[str, object]) -> list[str]:
    """Return what is wrong with a row."""
    sources = {name: value for name, value in row.items() if name.endswith("source") and value is not None}
    found = [f"{key}: {name} {value!r} is not in the bibliography" for name, value in sources.items() if value not in bibliography()]
    standing = {name: value for name, value in row.items() if name.endswith("status") and value is not None}
    found += [
        f"{key}: {name} is {value!r}: must be one of {', '.join(STATUSES)}" for name, value in standing.items() if value not in STATUSES
    ]
    sizes = {name: value for name, value in row.items() if name.endswith(_AMOUNTS)}
    return found + [f"{key}: {name} is {value!r}: must be positive" for name, value in sizes.items() if value is not None and not value > 0]
