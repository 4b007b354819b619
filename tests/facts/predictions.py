"""Every prediction of every fact, from the group files beside this one."""

from functools import cache

from . import (
    checkpoints,
    decoding,
    formats,
    hardware,
    kernels,
    links,
    loads,
    network,
    parameters,
    power,
    reliability,
    rows,
    scaling,
    serving,
    sites,
    training,
    wafer,
)
from .case import Case

GROUPS = (
    parameters,
    training,
    scaling,
    hardware,
    serving,
    decoding,
    wafer,
    network,
    links,
    power,
    sites,
    loads,
    reliability,
    kernels,
    rows,
    formats,
    checkpoints,
)

_KAPLAN = "Kaplan et al.'s own law is not among those the Forge computes with."
_UNNAMED = "The machine is not named, or not in the catalogue: no bandwidth to hold it against."
_MEASURED = "Measured by its makers, with nothing published to compute it from."
_INPUT = "An input of the Forge, not something it predicts."
_RATE = "How often things fail is counted, and put in; nothing predicts it."
_PART = "A part or sum of other rows."

# Facts that no formula answers, and why.
LEFT_OUT = {
    "B021": _PART, "B054": _PART,
    "B083": _MEASURED, "B084": _MEASURED,
    "B094": "Counts a partial recomputation that the paper does not describe closely enough.",
    "B136": "Every activation is recomputed, at a rate that is not published.", "B140": "As for the smaller model.",
    "B137": "The time from which B138 is computed.", "B141": "The time from which B142 is computed.",
    "C032": _KAPLAN, "C033": _KAPLAN, "C035": _KAPLAN, "C051": _KAPLAN,
    "C046": "A test statistic of a fit, which needs the fitted points.",
    "D058": "Doubted by its own source; the catalogue leaves it unknown.",
    "D068": "Doubted by its own source; the catalogue leaves it unknown.",
    "D167": "The catalogue keeps a chip's whole link bandwidth, not one link's.",
    "D169": "The catalogue keeps a chip's whole link bandwidth, not one link's.",
    "D171": "Not in the catalogue.",
    "F050": _UNNAMED, "F051": _UNNAMED, "F052": _UNNAMED, "F053": _UNNAMED, "F057": _UNNAMED,
    "F094": "Revenue at list prices: not a quantity of the Forge.", "F095": "Revenue at list prices: not a quantity of the Forge.",
    "G030": _RATE, "G031": _RATE,
    "G082": "How long the run took is not published: several weeks.",
    "G039": _INPUT, "G042": _INPUT, "G044": _INPUT, "G045": _INPUT,
}  # fmt: skip


# The share of its facts that a band is to cover.
COVERED = 0.9


def banded() -> dict[str, list[Case]]:
    """Facts about the error of each equation that states a band; a bound's distance is not its error."""
    found: dict[str, list[Case]] = {}
    for case in cases():
        if case.registered and case.registered.band and case.kind != "bound" and case.counts:
            found.setdefault(case.equation, []).append(case)
    return dict(sorted(found.items()))


@cache
def cases() -> tuple[Case, ...]:
    """All cases in the order of their facts."""
    found = [case for group in GROUPS for case in group.cases()]
    return tuple(sorted(found, key=lambda case: case.fact))
