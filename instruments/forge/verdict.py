"""Feasible or not: what breaks first, by how much, and the smallest single change that repairs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas.chain import Chain, Design
from formulas.constraints import CONSTRAINTS, Constraint, loads
from instruments.forge.repair import Repair, smallest_repair
from instruments.text import quantity, significant

_BY_ID = {constraint.id: constraint for constraint in CONSTRAINTS}


@dataclass(frozen=True)
class Binding:
    """A constraint with its load over limit (above 1 it is broken) and the two told in words."""

    constraint: Constraint
    load: float
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What a person is told about a design."""

    feasible: bool
    first: Binding
    bindings: tuple[Binding, ...]
    repair: Repair | None

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        if self.feasible:
            return "Feasible"
        return f"Not feasible: {self.first.constraint.title[0].lower()}{self.first.constraint.title[1:]}"

    def to_json(self) -> dict:
        """The verdict as plain data; ``binding`` is what breaks, or what would break next."""
        return {
            "feasible": self.feasible,
            "constraint": None if self.feasible else self.first.constraint.id,
            "headline": self.headline,
            "sentence": self.first.sentence,
            "binding": {"constraint": self.first.constraint.id, "load": _finite(self.first.load)},
            "repair": None if self.repair is None else {
                "decision": self.repair.decision, "value": self.repair.value, "sentence": self.repair.sentence,
                "then": self.repair.then,
            },
        }


def judge(values: Mapping[str, object], design: Design, chain: Chain) -> Verdict:
    """Judge one evaluated design."""
    measured = {name: float(load) for name, load in loads(design, chain).items()}
    steps = {name: float(step.value) for name, step in chain.items()}
    bindings = tuple(Binding(_BY_ID[name], load, _sentence(name, load, design, steps)) for name, load in measured.items())
    broken = [binding for binding in bindings if binding.load > 1]
    first = broken[0] if broken else max(bindings, key=lambda binding: binding.load)
    repair = smallest_repair(values, first.constraint.id, int(chain.available_cards)) if broken else None
    return Verdict(not broken, first, bindings, repair)


def _sentence(name: str, load: float, design: Design, c: Mapping[str, float]) -> str:
    """Load and limit of one constraint in one sentence."""
    cards = _count(c["available_cards"], "card")
    free = c["available_cards"] * c["usable_bytes"] - c["weight_bytes"]
    times = f" That is {significant(load, 2)} times the limit." if 1 < load < np.inf else ""
    match name:
        case "precision":
            if load <= 1:
                return "The card multiplies this format natively."
            return "The card has no matrix units for this format, so the speeds below are those of a format it has."
        case "weights":
            room = quantity(c["available_cards"] * c["usable_bytes"], "B")
            offered = f"{cards} {'offers' if c['available_cards'] == 1 else 'offer'} {room}"
            return f"The weights take {quantity(c['weight_bytes'], 'B')}; {offered}.{times}"
        case "cache" | "context":
            need = c["resident_cache_per_user"]
            if name == "cache":
                need *= min(4096, design.context) / design.context
            if free <= 0:
                return f"One user needs {quantity(need, 'B')} of cache, and the weights leave nothing on {cards}."
            need = quantity(need, "B")
            if name == "context" and load > 1:
                times = f" The longest context that fits is {quantity(design.context / load, 'token')}."
            left = f"{cards} {'leaves' if c['available_cards'] == 1 else 'leave'} {quantity(free, 'B')}"
            return f"One user needs {need} of cache beside the weights; {left}.{times}"
        case "tokens":
            return (f"Training takes {quantity(c['training_tokens'], 'token')}; the public stock of human text is put at "
                    f"about 300 T (90% interval 100 T to 1,000 T).{times}")
        case "fleet":
            return f"The run needs {_count(c['training_fleet'], 'card')} at once; the largest documented fleet has 200,000.{times}"
        case "power":
            if np.isnan(c["site_power"]):
                return "The training card's power is not published, so the site's power is unknown."
            return f"The run draws {quantity(c['site_power'], 'W')}; the largest documented site draws 300 MW.{times}"
        case _:
            return (f"{quantity(design.training_compute, 'FLOP')}, {significant(c['tokens_per_parameter'])} tokens per parameter and "
                    f"{quantity(c['active_parameters'], 'parameter')}: models have been trained with up to 500 YFLOP, 60,000 tokens per "
                    f"parameter, and laws fitted from {quantity(design.law.fitted_parameters[0] / 10, 'parameter')}.")


def _count(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}{'' if value == 1 else 's'}"


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
