"""The smallest single change of one decision that lets a design stand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from formulas import chain
from formulas.catalogue import accelerators, precisions
from formulas.chain import Design
from formulas.constraints import CONSTRAINTS, loads
from instruments.forge.inputs import Inputs
from instruments.forge.resolve import resolve, serving
from instruments.text import quantity, significant

_GRID = 49
_SLIDERS = ("training_compute", "total_to_active", "overtraining", "context")
# Which way a slider may move.  The other way can help by accident (a larger model that needs one more
# card has more room for its cache), which would be no advice.
_UPWARD = {"overtraining": ("weights", "cache", "context", "law"), "training_compute": ("law",)}
_DOWNWARD = {"overtraining": ("tokens", "law")}
# A step to another format or card counts as this share of a slider's whole length.
_SWITCH = 0.15
# A change of more of a slider than this is no repair but another design, if a much smaller one mends what broke first.
_FAR = 0.5
# Decisions that are names; they change what the catalogue says of the serving card.
_NAMED = ("precision", "accelerator")


@dataclass(frozen=True)
class Repair:
    """One decision set to one value; ``then`` names what still breaks afterwards, or is empty."""

    decision: str
    value: object
    sentence: str
    then: str


@dataclass(frozen=True)
class _Candidate:
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
    sliders = [c for decision in _SLIDERS for c in _slider(values, decision, broken)]
    candidates = sliders + _formats(values) + _accelerators(values) + _cards(values, cards)
    whole, first = (_nearest(candidates, standing) for standing in _standing(values, candidates, broken))
    if first is None:
        return None
    mends_all = whole is not None and (whole.distance <= _FAR or first.distance > whole.distance / 2)
    found = _refined(values, whole if mends_all else first, broken, mends_all)
    return Repair(found.decision, found.value, _sentence(found), _next({**values, found.decision: found.value}, broken, mends_all))


def _nearest(candidates: Sequence[_Candidate], standing: np.ndarray) -> _Candidate | None:
    return min((c for c, stands in zip(candidates, standing, strict=True) if stands), key=lambda c: c.distance, default=None)


def _slider(values: Mapping[str, object], decision: str, broken: str) -> list[_Candidate]:
    """Values along a slider, evenly spaced in its logarithm, on the side where they are advice."""
    if decision == "total_to_active" and values["architecture"] != "moe":
        return []
    low, high = Inputs.param[decision].softbounds
    if decision == "total_to_active":
        high = min(high, values["experts"] / values["top_k"])
    now, up, down = values[decision], broken in _UPWARD.get(decision, ()), broken in _DOWNWARD.get(decision, (broken,))
    return [_at(values, decision, v) for v in np.geomspace(low, high, _GRID).tolist() if (v > now and up) or (v < now and down)]


def _at(values: Mapping[str, object], decision: str, value: float) -> _Candidate:
    low, high = Inputs.param[decision].softbounds
    return _Candidate(decision, value, abs(math.log(value / values[decision])) / math.log(high / low))


def _formats(values: Mapping[str, object]) -> list[_Candidate]:
    bits = precisions()[values["precision"]].weight_bits
    return [
        _Candidate("precision", row.id, _SWITCH * (1 + abs(math.log2(row.weight_bits / bits))))
        for row in precisions().values() if row.id != values["precision"]
    ]


def _accelerators(values: Mapping[str, object]) -> list[_Candidate]:
    now = accelerators()[values["accelerator"]]
    return [
        _Candidate("accelerator", row.id, _SWITCH * (1 + (row.vendor != now.vendor) + abs(math.log2(row.memory_bytes / now.memory_bytes))))
        for row in accelerators().values() if row.id != values["accelerator"]
    ]


def _cards(values: Mapping[str, object], now: int) -> list[_Candidate]:
    """More cards for one replica, as far as one may span."""
    most = min(serving(values)["largest_replica"], 2 * now)
    return [_Candidate("cards", count, _SWITCH * math.log2(count / now)) for count in range(now + 1, most + 1)]


def _designs(values: Mapping[str, object], candidates: Sequence[_Candidate]) -> Design:
    """All candidates as one design, arrays where they differ: only a name has to be looked up, a number is put in its place."""
    base = resolve(values)
    columns: dict[str, np.ndarray] = {}
    for i, candidate in enumerate(candidates):
        changed = {candidate.decision: candidate.value}
        for name, value in (serving({**values, **changed}) if candidate.decision in _NAMED else changed).items():
            if name not in columns:
                columns[name] = np.full(len(candidates), getattr(base, name), dtype=float)
            columns[name][i] = value
    if "context" in columns:
        columns["prompt"] = np.minimum(base.prompt, columns["context"])
    return replace(base, **columns)


def _standing(values: Mapping[str, object], candidates: Sequence[_Candidate], broken: str) -> tuple[np.ndarray, np.ndarray]:
    """Which candidates repair everything, and which repair ``broken`` without breaking what comes before it."""
    designs = _designs(values, candidates)
    measured = loads(designs, chain.evaluate(designs))
    order = [constraint.id for constraint in CONSTRAINTS]
    broken_at = {name: np.broadcast_to(load > 1, len(candidates)) for name, load in measured.items()}
    whole = ~np.logical_or.reduce(list(broken_at.values()))
    first = ~np.logical_or.reduce([broken_at[name] for name in order[: order.index(broken) + 1]])
    return whole, first


def _refined(values: Mapping[str, object], found: _Candidate, broken: str, whole: bool) -> _Candidate:
    """Between a standing grid point and the present value, the nearest value that still stands, rounded to be read."""
    if found.decision not in _SLIDERS:
        return found
    fine = [_at(values, found.decision, _readable(found.decision, v, values[found.decision]))
            for v in np.geomspace(found.value, values[found.decision], _GRID).tolist()]
    standing = _standing(values, fine, broken)[0 if whole else 1]
    kept = [c for c, stands in zip(fine, standing, strict=True) if stands]
    return min(kept, key=lambda c: c.distance) if kept else found


def _readable(decision: str, value: float, present: float) -> float | int:
    """Round away from the present value, which does not stand."""
    round_to = math.floor if value < present else math.ceil
    if decision == "context":
        return int(max(round_to(value / 1024), 1) * 1024)
    scale = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{round_to(value / scale) * scale:.2g}")


def _sentence(found: _Candidate) -> str:
    match found.decision:
        case "training_compute":
            return f"Set training compute to {quantity(found.value, 'FLOP')}."
        case "total_to_active":
            return f"Set the total-to-active ratio to {significant(found.value, 2)}."
        case "overtraining":
            return f"Set over-training to {significant(found.value, 2)} times compute-optimal."
        case "context":
            return f"Set the context to {found.value:,} tokens."
        case "cards":
            return f"Spread each replica over {found.value:,} cards."
        case "precision":
            return f"Serve the weights in {precisions()[found.value].name}."
        case _:
            return f"Serve it on {accelerators()[found.value].name}."


def _next(values: Mapping[str, object], repaired: str, mends_all: bool) -> str:
    """Return what still breaks after a change, or nothing."""
    if mends_all:
        return ""
    design = resolve(values)
    for name, load in loads(design, chain.evaluate(design)).items():
        if name != repaired and load > 1:
            return next(c.title for c in CONSTRAINTS if c.id == name)
    return ""
