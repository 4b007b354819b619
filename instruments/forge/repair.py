"""The smallest single change of one decision that lets a design stand.

A design whose depth and width are given is a model that exists, or is to be: its compute, its size and its text are facts.
Then only what a person can still choose is changed: how it is served, and how long the run may take.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from formulas import chain
from formulas.caching import shared
from formulas.catalogue import accelerators, precisions
from formulas.constraints import CONSTRAINTS, loads
from formulas.described import Described
from formulas.design import Design
from formulas.model.stored import kind_bits
from instruments.forge.choices import CACHE_PRECISIONS
from instruments.forge.inputs import Inputs
from instruments.forge.resolve import cache_bits, resolve, serving
from instruments.quantities.text import quantity, ratio, significant

_GRID = 49
_SLIDERS = ("training_compute", "total_to_active", "overtraining", "context", "target_days")
_FACTS = ("training_compute", "total_to_active", "overtraining")
# Which way a slider may move.  The other way can help by accident (a larger model that needs one more
# card has more room for its cache), which would be no advice.
_UPWARD = {"overtraining": ("weights", "cache", "context", "law"), "training_compute": ("law",), "target_days": ("fleet", "power", "time")}
_DOWNWARD = {"overtraining": ("tokens", "law"), "target_days": ()}
# A change by so many powers of ten counts as 1, whatever is changed by it: as far as from the shortest context to the longest.
_WHOLE = 3.3
# A step to another format or card, or to twice as many cards, counts as this.
_SWITCH = 0.15
# A change of more than this is no repair but another design, if a much smaller one mends what broke first.
_FAR = 0.5
# Cards stand in servers of so many: a replica that needs more than one of them takes whole ones.
_SERVER = 8
# So many more cards are tried in any case: one card that was asked for may have to become a dozen.
_MORE_CARDS = 64
# Decisions that are names; they change what the catalogue says of the serving card.
_NAMED = ("precision", "accelerator")


@dataclass(frozen=True)
class Repair:
    """One decision set to one value; ``then`` names what still breaks afterwards, or is empty."""

    decision: str
    value: object
    sentence: str
    then: str


class _Moves(NamedTuple):
    """Values that one decision could take instead, and how far each is from the present one."""

    decision: str
    values: Sequence[object]
    distances: np.ndarray


class _Move(NamedTuple):
    decision: str
    value: object
    distance: float


def smallest_repair(values: Mapping[str, object], broken: str, cards: int) -> Repair | None:
    """Search every decision for the nearest value at which nothing breaks.

    Parameters
    ----------
    values
        The full inputs of an infeasible design.
    broken
        Id of the first broken constraint.
    cards
        Cards of one replica of the design.

    Returns
    -------
    Repair or None
        The nearest change after which the whole design stands; where no single change does that, or only one
        so large that another design comes out, the nearest that repairs ``broken``; else None.
    """
    sliders = (_slider(values, decision, broken) for decision in _SLIDERS if not (decision in _FACTS and is_given(values)))
    formats = [_formats(values, "cache_precision", CACHE_PRECISIONS)]
    if values["start"] == "budget":
        formats.insert(0, _formats(values, "precision", precisions()))
    options = [*sliders, *formats, _accelerators(values), _cards(values, cards)]
    whole, first = (_nearest(options, standing) for standing in _standing(values, options, broken))
    if first is None:
        return None
    mends_all = whole is not None and (whole.distance <= _FAR or first.distance > whole.distance / 2)
    found = _refined(values, whole if mends_all else first, broken, mends_all)
    return Repair(found.decision, found.value, _sentence(found), _next({**values, found.decision: found.value}, broken, mends_all))


def is_given(values: Mapping[str, object]) -> bool:
    """Whether the model is given, and not worked out from a budget."""
    return values["start"] != "budget" or (values["layers"] is not None and values["d_model"] is not None)


def _nearest(options: Sequence[_Moves], standing: np.ndarray) -> _Move | None:
    """The nearest of the moves that stand; ``standing`` goes through all of them in order."""
    distances = np.where(standing, np.concatenate([moves.distances for moves in options]), np.inf)
    at = int(distances.argmin())
    if not standing[at]:
        return None
    place = at
    for decision, offered, _ in options:
        if place < len(offered):
            return _Move(decision, offered[place], float(distances[at]))
        place -= len(offered)
    return None


def _slider(values: Mapping[str, object], decision: str, broken: str) -> _Moves:
    """Values along a slider, evenly spaced in its logarithm, on the side where they are advice."""
    low, high = Inputs.param[decision].softbounds
    if decision == "total_to_active":
        high = min(high, values["experts"] / values["top_k"])
    grid = _grid(low, high)
    up, down = broken in _UPWARD.get(decision, ()), broken in _DOWNWARD.get(decision, (broken,))
    advised = ((grid > values[decision]) & up) | ((grid < values[decision]) & down)
    if decision == "total_to_active" and values["architecture"] != "moe":
        advised[:] = False
    return _along(values, decision, grid[advised].tolist())


@shared
def _grid(low: float, high: float) -> np.ndarray:
    return np.geomspace(low, high, _GRID)


def _along(values: Mapping[str, object], decision: str, offered: Sequence[float]) -> _Moves:
    return _Moves(decision, offered, np.abs(np.log10(np.array(offered, dtype=float) / values[decision])) / _WHOLE)


def _formats(values: Mapping[str, object], decision: str, offered: Iterable[str]) -> _Moves:
    now = values[decision]
    bits = precisions()[now].weight_bits if now in precisions() else cache_bits(values)
    rows = [precisions()[name] for name in offered if name != now]
    distances = [_SWITCH * (1 + abs(math.log2(row.weight_bits / bits))) for row in rows]
    return _Moves(decision, [row.id for row in rows], np.array(distances))


def _accelerators(values: Mapping[str, object]) -> _Moves:
    now = accelerators()[values["accelerator"]]
    rows = [row for row in accelerators().values() if row is not now]
    distances = [_SWITCH * (1 + (row.vendor != now.vendor) + abs(math.log2(row.memory_bytes / now.memory_bytes))) for row in rows]
    return _Moves("accelerator", [row.id for row in rows], np.array(distances))


def _cards(values: Mapping[str, object], now: int) -> _Moves:
    """More cards for one replica, as far as one may span."""
    most = min(serving(values)["largest_replica"], max(2 * now, now + _MORE_CARDS))
    counts = [count for count in range(now + 1, most + 1) if count <= _SERVER or count % _SERVER == 0 or count == most]
    return _Moves("cards", counts, _SWITCH * np.log2(np.array(counts, dtype=float) / now))


def _designs(values: Mapping[str, object], options: Sequence[_Moves]) -> Design:
    """All moves as one design, arrays where they differ: only a name has to be looked up, a number is put in its place."""
    base, size = resolve(values), sum(len(moves.values) for moves in options)
    columns: dict[str, np.ndarray] = {}
    start = 0
    for decision, offered, _ in options:
        part = slice(start, start := start + len(offered))
        if decision in _NAMED:
            rows = [serving({**values, decision: choice}) for choice in offered]
            changes = {name: [row[name] for row in rows] for name in rows[0]}
        elif decision == "cache_precision":
            changes = {"cache_bits": [cache_bits({**values, decision: choice}) for choice in offered]}
            if base.described is not None:
                base = replace(base, described=_kept_in(base.described, offered, size, part))
        else:
            changes = {decision: offered} if len(offered) else {}
        for name, changed in changes.items():
            if name not in columns:
                columns[name] = np.full(size, getattr(base, name), dtype=float)
            columns[name][part] = changed
    if "context" in columns:
        columns["prompt"] = np.minimum(base.prompt, columns["context"])
    return replace(base, **columns)


def _kept_in(described: Described, formats: Sequence[object], size: int, part: slice) -> Described:
    """A model that exists with the bits of its cache as arrays over all moves, of which ``part`` keep it in other formats."""
    bits = {kind: np.full(size, now) for kind, now in described.cache_bits.items()}
    for kind, column in bits.items():
        column[part] = [kind_bits(form)[kind] for form in formats]
    return replace(described, cache_bits=bits)


def _standing(values: Mapping[str, object], options: Sequence[_Moves], broken: str) -> tuple[np.ndarray, np.ndarray]:
    """Which moves repair everything, and which repair ``broken`` without breaking what comes before it."""
    designs, size = _designs(values, options), sum(len(moves.values) for moves in options)
    measured = loads(designs, chain.demands(designs))
    order = [constraint.id for constraint in CONSTRAINTS]
    broken_at = {name: np.broadcast_to(load > 1, size) for name, load in measured.items()}
    whole = ~np.logical_or.reduce(list(broken_at.values()))
    first = ~np.logical_or.reduce([broken_at[name] for name in order[: order.index(broken) + 1]])
    return whole, first


def _refined(values: Mapping[str, object], found: _Move, broken: str, whole: bool) -> _Move:
    """Between a standing grid point and the present value, the nearest value that still stands, rounded to be read."""
    if found.decision not in _SLIDERS:
        return found
    now = values[found.decision]
    between = [_readable(found.decision, value, now) for value in np.geomspace(found.value, now, _GRID).tolist()]
    fine = [_along(values, found.decision, between)]
    return _nearest(fine, _standing(values, fine, broken)[0 if whole else 1]) or found


def _readable(decision: str, value: float, present: float) -> float | int:
    """Round away from the present value, which does not stand."""
    round_to = math.floor if value < present else math.ceil
    if decision == "context":
        return int(max(round_to(value / 1024), 1) * 1024)
    scale = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{round_to(value / scale) * scale:.2g}")


def _sentence(found: _Move) -> str:
    match found.decision:
        case "training_compute":
            return f"Set training compute to {quantity(found.value, 'FLOP')}."
        case "total_to_active":
            return f"Set the total-to-active ratio to {significant(found.value, 2)}."
        case "overtraining":
            return f"Set over-training to {ratio(found.value)} times compute-optimal."
        case "context":
            return f"Set the context to {found.value:,} tokens."
        case "cards":
            return f"Spread each replica over {found.value:,} cards."
        case "target_days":
            return f"Let the run take {significant(found.value, 2)} days."
        case "cache_precision":
            return f"Keep the cache in {precisions()[found.value].name}."
        case "precision":
            return f"Serve the weights in {precisions()[found.value].name}."
        case _:
            return f"Serve it on {accelerators()[found.value].name}."


def _next(values: Mapping[str, object], repaired: str, mends_all: bool) -> str:
    """Return what still breaks after a change, or nothing."""
    if mends_all:
        return ""
    design = resolve(values)
    for name, load in loads(design, chain.demands(design)).items():
        if name != repaired and load > 1:
            return next(c.title for c in CONSTRAINTS if c.id == name)
    return ""
