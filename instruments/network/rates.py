"""What an operation meets between its cards: rates and latencies of the way that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.catalogue import accelerators
from formulas.network import topology, transfer
from formulas.network.fabrics import fabrics, protocols
from formulas.steps import Chain
from instruments.network.operations import Path, taken

AS_NCCL = "auto"
SIMPLE = "simple"


class Links(NamedTuple):
    """The links of a card: how many cards its own ones join, their rate, and that of its port."""

    domain: float
    scale_up_rate: float
    port_rate: float


def links(values: Mapping[str, object]) -> Links:
    """Return the links of a card, as somebody typed them or as the catalogues know them.

    Cards without links of their own have their port alone.  In a torus every card is joined to its neighbours by its own links.
    """
    card, port = accelerators()[values["card"]], fabrics()[values["fabric"]].port_bytes_per_s
    rate = values["scale_up_rate"] or card.link_bytes_per_s or port
    domain = values["domain"] or (card.scale_up_domain if card.link_bytes_per_s or values["scale_up_rate"] else 1)
    return Links(float(values["cards"] if values["topology"] == "torus" else domain), float(rate), port)


def met(chain: Chain, values: Mapping[str, object]) -> tuple[Path, tuple[Path, ...]]:
    """Work out what the operation meets in the network that the chain has built.

    Returns
    -------
    path
        By the protocol that was chosen, or by that which takes the least time.
    paths
        By every protocol that may be taken.

    Raises
    ------
    ValueError
        If the switches on the way are to add and cannot.
    """
    ranks, (domain, rate, port) = float(values["cards"]), links(values)
    rates = {"ranks": ranks, "domain": domain, "scale_up_rate": rate, "port_rate": port}
    chain.step("link_rate", transfer.path_rate, **rates)
    chain.step("exchange_rate", transfer.exchange_rate, **rates, bisection=chain.bisection)
    chain.step("domains", topology.domain_count, ranks=ranks, domain=domain)
    chain.step("places", topology.cluster_cards, servers=chain.domains, cards_per_server=domain)
    chain.step("domain_rate", topology.domain_bandwidth, domain=domain, scale_up_rate=rate)
    fabric = fabrics()[values["fabric"]]
    if values["algorithm"] == "switch" and ranks > domain and not fabric.adds:
        raise ValueError(f"Algorithm is In the switch: the switches of {fabric.name} do not add what they pass on")
    chosen = values["protocol"]
    paths = tuple(_path(chain, values, each) for each in (protocols() if chosen == AS_NCCL else (chosen,)))
    operation, algorithm = str(values["operation"]), str(values["algorithm"])
    path = min(paths, key=lambda each: float(taken(operation, algorithm, each, values["buffer"])))
    chain.step("data_rate", transfer.payload_rate, link_rate=chain.link_rate, payload_share=protocols()[path.protocol].payload_share)
    latencies = {"ranks": ranks, "domain": domain, "scale_up_latency": path.scale_up_latency, "port_latency": path.port_latency}
    chain.step("ring_latency", transfer.ring_step_latency, **latencies)
    chain.step("doubling_latency", transfer.doubling_step_latency, **latencies)
    return path, paths


def _path(chain: Chain, values: Mapping[str, object], protocol: str) -> Path:
    """The way by a protocol: the latencies that were put in are those of Simple, and stand to its own as the published ones do."""
    ranks, (domain, rate, port) = float(values["cards"]), links(values)
    way, simple = protocols()[protocol], protocols()[SIMPLE]
    near = values["scale_up_latency"] * (way.scale_up_latency_s / simple.scale_up_latency_s)
    far = values["port_latency"] * (way.port_latency_s / simple.port_latency_s)
    latencies = {"ranks": ranks, "domain": domain, "scale_up_latency": near, "port_latency": far}
    leaves, share = ranks > domain, way.payload_share
    tiers = float(topology.tiers_needed(ranks / domain, fabrics()[values["fabric"]].radix)) if leaves else 1.0
    return Path(
        ranks, domain, float(chain.link_rate) * share, float(transfer.ring_step_latency(**latencies)),
        float(transfer.doubling_step_latency(**latencies)), rate * share, near, port * share, far, far if leaves else near, tiers,
        float(chain.exchange_rate) * share, protocol,
    )  # fmt: skip
