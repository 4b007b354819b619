"""Feasible or not: what breaks first, by how much, and the smallest single change that repairs it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas.constraints import CONSTRAINTS, NATIVE, UNPACKED, Constraint, Limit, loads
from formulas.design import Design
from formulas.steps import Chain
from instruments.forge.repair import Repair, is_given, smallest_repair
from instruments.quantities.apart import apart, multiple
from instruments.quantities.text import Shown, handed_over, quantity, stated

_OF_TRAINING = {"tokens", "fleet", "power", "time", "law"}


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
    given: bool

    @property
    def headline(self) -> str:
        """The verdict in a few words."""
        if self.feasible:
            return "Feasible"
        return f"Not feasible: {self.first.constraint.title[0].lower()}{self.first.constraint.title[1:]}"

    @property
    def advice(self) -> str:
        """What to do about a design that fails, in one or two sentences; nothing about one that stands."""
        if self.feasible:
            return ""
        if self.repair is None:
            what = "of how it is served or how long it trains" if self.given else "of one decision"
            return f"No single change {what} repairs it.{self.scope}"
        return f"{self.repair.sentence}{self.scope}"

    @property
    def scope(self) -> str:
        """What a repair leaves alone, if anything."""
        return " The shape of the model is given, so that it stays as it is." if self.given and not self.feasible else ""

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
    measured = loads(design, chain)
    steps = {name: float(step.value) for name, step in chain.evaluated.items()}
    bindings = tuple(_binding(constraint, float(measured[constraint.id]), design, steps) for constraint in CONSTRAINTS)
    broken = [binding for binding in bindings if binding.load > 1]
    first = broken[0] if broken else max(bindings, key=lambda binding: binding.load)
    repair = smallest_repair(values, first.constraint.id, int(chain.available_cards)) if broken else None
    return Verdict(not broken, first, bindings, repair, is_given(values))


def _binding(constraint: Constraint, load: float, design: Design, steps: Mapping[str, float]) -> Binding:
    return Binding(constraint, load, sentence(constraint, load, design, steps))


def sentence(constraint: Constraint, load: float, design: Design, c: Mapping[str, float]) -> str:
    """Return load and limit of one constraint in one sentence; where one exceeds the other, they look different."""
    times, limits = _times(load), constraint.limits
    if constraint.id in _OF_TRAINING and np.isnan(c["training_compute"]):
        return "How much text it was trained on is not published, so that nothing is known of its run."
    match constraint.id:
        case "precision":
            return _served(float(np.asarray(design.precision_supported)))
        case "weights":
            weights, room = apart(c["weight_bytes"], c["available_cards"] * c["usable_bytes"], unit="B")
            return f"The weights take {weights}; {_cards(c)} {'offers' if c['available_cards'] == 1 else 'offer'} {room}.{times}"
        case "cache" | "context":
            return _cache_sentence(constraint, load, design, c, times)
        case "tokens":
            if design.text_stock > limits["stock"].value:
                tokens, stock = apart(c["training_tokens"], design.text_stock, unit="token")
                return f"Training takes {tokens}; the text stock put in is {stock}.{times}"
            tokens, stock = _beside(c["training_tokens"], limits["stock"])
            return f"Training takes {tokens}; the public stock of human text is put at {stock} ({interval(limits['stock'])}).{times}"
        case "fleet":
            if np.isnan(c["h100_equivalents"]):
                return "The training card's peak at sixteen bits is not published, so its fleet compares with no other."
            limit, cards = limits["fleet"], _count(c["training_fleet"], "card")
            largest = stated(limit.value, limit.unit)
            needed = f"{math.ceil(c['h100_equivalents']):,} {largest.noun}"
            return f"The run needs {cards} at once, {needed}; {_site(limit)} holds {largest.without_noun}.{times}"
        case "power":
            if np.isnan(c["rated_power"]):
                return "The training card's power is not published, so the site's power is unknown."
            power, most = _beside(c["rated_power"], limits["power"])
            held = f" with boards held to {quantity(design.cap, '%')} of their limit" if design.cap < 1 else ""
            return f"Servers{held}, network and storage are rated at {power}; {_site(limits['power'])} has {most} of IT power.{times}"
        case "time":
            least, asked = apart(load * design.target_days * 86_400, design.target_days * 86_400, unit="s")
            return f"With any number of cards the run takes {least} at the very least; it is to end in {asked}.{times}"
        case _:
            return f"{_tested(design, c, limits)}{times}"


def _served(support: float) -> str:
    """How the card serves the format of the weights."""
    if np.isnan(support):
        return "No peak of this card is published, so that its speeds are unknown."
    if support == NATIVE:
        return "The card multiplies this format natively."
    lacking = "The card has no matrix units for this format"
    if support == UNPACKED:
        return f"{lacking}: it stores the weights in it, unpacks them to a wider one and computes at the speed of that."
    return f"{lacking}, and no engine is known to unpack it there; the speeds below are those of a wider one."


def interval(limit: Limit) -> str:
    """Return the interval that the source of a limit states, or nothing."""
    if limit.interval is None:
        return ""
    low, high = (stated(end, limit.unit) for end in limit.interval)
    return f"90% interval {low.without_noun} to {high.without_noun}"


def _site(limit: Limit) -> str:
    """The site that a limit is read from, in words."""
    return f"the largest site documented by {limit.date}"


def _beside(value: float, limit: Limit) -> tuple[Shown, ...]:
    return apart(value, limit.value, unit=limit.unit)


def _tested(design: Design, c: Mapping[str, float], limits: Mapping[str, Limit]) -> str:
    """Of the three ends of what scaling laws were tested on, the one that is nearest or farthest passed."""
    run, most, share = limits["run"], limits["ratio"], limits["share"]
    compute, largest = _beside(design.training_compute, run)
    ratio, highest = _beside(c["tokens_per_parameter"], most)
    least = design.law.fitted_parameters[0] * share.value
    size, smallest = apart(c["active_parameters"], least, unit="parameter")
    part = stated(share.value, share.unit)
    told = {
        f"The run takes {compute}; the largest known by {run.date} took about {largest}.": design.training_compute / run.value,
        f"It reads {ratio}; models have been trained with up to {highest}.": c["tokens_per_parameter"] / most.value,
        f"It has {size}; a law is held to reach down to {smallest}, {part} of its smallest model.": least / c["active_parameters"],
    }
    return max(told, key=told.get)


def _times(load: float) -> str:
    if not 1 < load < np.inf:
        return ""
    told = multiple(load)
    return f" That is {told} times the limit." if load > 2 or float(told) > 1 else " That is just over the limit."


def _cache_sentence(constraint: Constraint, load: float, design: Design, c: Mapping[str, float], times: str) -> str:
    need = c["resident_cache_per_user"]
    if constraint.id == "cache":
        need *= min(constraint.limits["context"].value, design.context) / design.context
    free = c["available_cards"] * c["usable_bytes"] - c["weight_bytes"]
    if free <= 0:
        return f"One user needs {quantity(need, 'B')} of cache, and the weights leave nothing on {_cards(c)}."
    if constraint.id == "context" and load > 1:
        times = f" The longest context that fits is {math.floor(design.context / load):,} tokens."
    needed, left = apart(need, free, unit="B")
    leave = "leaves" if c["available_cards"] == 1 else "leave"
    return f"One user needs {needed} of cache beside the weights; {_cards(c)} {leave} {left}.{times}"


def _cards(c: Mapping[str, float]) -> str:
    return _count(c["available_cards"], "card")


def _count(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}{'' if value == 1 else 's'}"


def _finite(value: float) -> float | None:
    return handed_over(value) if np.isfinite(value) else None
