"""Which algorithms do which collective operation, how they are called, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from formulas.network import doubling, exchange, levels, ring
from formulas.network.schedules import SCHEDULES

OPERATIONS = {
    "All-reduce": "all-reduce", "Reduce-scatter": "reduce-scatter", "All-gather": "all-gather", "Broadcast": "broadcast",
    "All-to-all": "all-to-all",
}  # fmt: skip
ALGORITHMS = {
    "Ring": "ring", "Tree": "tree", "Two trees": "two-trees", "Halving and doubling": "halving", "Two levels": "levels",
    "In the switch": "switch", "All at once": "direct",
}  # fmt: skip
TITLES = {key: title for title, key in (OPERATIONS | ALGORITHMS).items()}
WAYS = {
    "ring": "by a ring", "tree": "by a tree", "two-trees": "by two trees", "halving": "by halving and doubling", "levels": "on two levels",
    "switch": "in the switches", "direct": "to all others at once",
}  # fmt: skip
SAYS = {
    "all-reduce": "everyone ends with the sum of what all had",
    "reduce-scatter": "each ends with its share of the sum",
    "all-gather": "everyone ends with the shares of all",
    "broadcast": "everyone ends with what card 0 had",
    "all-to-all": "everyone ends with what each other had for it",
}
PASSES = {"all-reduce": 2, "reduce-scatter": 1, "all-gather": 1, "all-to-all": 1}
"""How often each part of the buffer passes every card; of a broadcast the bus bandwidth is the algorithm bandwidth."""


@dataclass(frozen=True)
class Path:
    """What an operation meets on its way: cards, rates and latencies.

    ``protocol`` is how it is sent.  ``rate`` is the data that each card passes on where all go round or swap, ``exchange`` what it sends
    where it has something else for every other one; ``ring`` and ``doubling`` are the mean latencies of a hop and of a round, ``hop`` is
    that of one message, or up to a switch, and ``tiers`` those that are passed.
    """

    ranks: float
    domain: float
    rate: float
    ring: float
    doubling: float
    scale_up_rate: float
    scale_up_latency: float
    port_rate: float
    port_latency: float
    hop: float
    tiers: float
    exchange: float
    protocol: str

    @property
    def over_two(self) -> Mapping[str, float]:
        """Arguments of what works on two levels."""
        names = ("ranks", "domain", "scale_up_rate", "scale_up_latency", "port_rate", "port_latency")
        return MappingProxyType({name: getattr(self, name) for name in names})


def taken(operation: str, algorithm: str, path: Path, buffer: object) -> np.ndarray:
    """Return how long an operation takes, by an algorithm and on a path, for each buffer."""
    function, arguments = timing(operation, algorithm, path)
    return function(buffer=buffer, **arguments)


def allowed(operation: str) -> tuple[str, ...]:
    """Return the algorithms that do an operation."""
    return tuple(SCHEDULES[operation])


def timing(operation: str, algorithm: str, path: Path) -> tuple[Callable, Mapping[str, float]]:
    """Return the formula that says how long an operation takes by an algorithm, and all its arguments but the buffer."""
    if algorithm == "switch":
        return levels.switch_reduce_time, {"link_rate": path.rate, "step_latency": path.hop, "tiers": path.tiers}
    if algorithm == "levels":
        return (levels.two_level_reduce_time if operation == "all-reduce" else levels.two_level_pass_time), path.over_two
    rate = path.exchange if operation == "all-to-all" else path.rate
    if algorithm == "direct":
        return exchange.direct_exchange_time, {"ranks": path.ranks, "link_rate": rate, "step_latency": path.hop}
    if algorithm == "ring":
        shared = {"ranks": path.ranks, "link_rate": rate, "step_latency": path.ring}
        if operation == "broadcast":
            return ring.chain_broadcast_time, shared
        return (ring.ring_reduce_time if operation == "all-reduce" else ring.ring_pass_time), shared
    function = {
        ("all-reduce", "tree"): doubling.tree_reduce_time, ("broadcast", "tree"): doubling.tree_broadcast_time,
        ("all-reduce", "two-trees"): doubling.double_tree_time, ("all-reduce", "halving"): doubling.halving_reduce_time,
        ("all-to-all", "halving"): doubling.bruck_exchange_time,
    }.get((operation, algorithm), doubling.halving_pass_time)  # fmt: skip
    return function, {"ranks": path.ranks, "link_rate": rate, "step_latency": path.doubling}
