"""Operations over buffers of every size, by each algorithm, and beside what somebody measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from formulas.caching import shared
from formulas.network import bandwidth, switches, topology
from formulas.network.fabrics import Measured, fabrics, measured
from formulas.steps import Chain
from instruments.frame.reading import defaults
from instruments.network.built import built
from instruments.network.inputs import Inputs
from instruments.network.operations import PASSES, Path, allowed, taken
from instruments.network.rates import links, met

BUFFERS = np.logspace(2, 13, 67)
CARDS = np.unique(np.round(np.logspace(np.log10(128), np.log10(131_072), 160)))


def fastest(operation: str, algorithm: str, paths: Sequence[Path], buffers: np.ndarray) -> np.ndarray:
    """Return how long an operation takes for each buffer, by the protocol that is the fastest for it."""
    return np.minimum.reduce([taken(operation, algorithm, path, buffers) for path in paths])


def times(operation: str, paths: Sequence[Path], adds: bool, buffers: np.ndarray) -> dict[str, np.ndarray]:
    """Return the time of an operation by every algorithm that it can go by here, for each buffer."""
    within = paths[0].ranks <= paths[0].domain
    return {
        algorithm: fastest(operation, algorithm, paths, buffers)
        for algorithm in allowed(operation) if algorithm != "switch" or adds or within
    }  # fmt: skip


def bus_rates(operation: str, algorithm: str, paths: Sequence[Path], buffers: np.ndarray) -> np.ndarray:
    """Return the bus bandwidth of an operation for each buffer."""
    rates = bandwidth.algorithm_bandwidth(buffers, fastest(operation, algorithm, paths, buffers))
    return bandwidth.bus_bandwidth(bandwidth.bus_factor(PASSES[operation], paths[0].ranks), rates) if operation in PASSES else rates


@shared
def paths_of(series: str) -> tuple[Path, ...]:
    """Return what a measured operation met by each protocol: its own cards and network, at the latencies that the inputs come with."""
    row = measured()[series]
    values = defaults(Inputs) | {"algorithm": row.algorithm, "operation": row.operation, "cards": row.ranks, "card": row.card}
    values |= {"fabric": row.fabric} if row.fabric else {}
    chain = Chain()
    built(chain, values)
    return met(chain, values)[1]


@shared
def beside(series: str) -> tuple[tuple[float, float, float], ...]:
    """Return of a measured series each buffer, its bus bandwidth, and what the formula allows."""
    row: Measured = measured()[series]
    sizes = np.array([size for size, _ in row.points])
    said = bus_rates(row.operation, row.algorithm, paths_of(series), sizes)
    return tuple((size, rate, float(most)) for (size, rate), most in zip(row.points, said, strict=True))


def switches_per_thousand(values: Mapping[str, object], topology_of: str) -> np.ndarray:
    """Return how many switches a thousand cards take, in networks from few cards to many."""
    fabric, oversubscription = fabrics()[values["fabric"]], float(values["oversubscription"])
    domain = links({**values, "topology": topology_of}).domain
    planes = np.where(domain < CARDS, domain, 1.0) if topology_of == "rails" else 1.0
    endpoints, radix = np.ceil(CARDS / planes), float(fabric.radix)
    tiers = topology.tiers_needed(endpoints, radix)
    down = np.where(tiers > 1, switches.leaf_down_ports(radix, oversubscription), radix)
    leaves = switches.leaf_switches(endpoints, down)
    all_of_them = switches.switch_count(planes, leaves, switches.upper_switches(leaves, down, radix, tiers))
    return 1000 * all_of_them / CARDS
