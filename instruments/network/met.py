"""What an operation meets between its cards: rates and latencies of the way that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.catalogue import accelerators
from formulas.network import topology, transfer
from formulas.network.fabrics import fabrics
from formulas.steps import Chain
from instruments.network.operations import Path


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


def met(chain: Chain, values: Mapping[str, object]) -> Path:
    """Work out what the operation meets in the network that the chain has built.

    Raises
    ------
    ValueError
        If the switches on the way are to add and cannot.
    """
    ranks, (domain, rate, port) = float(values["cards"]), links(values)
    chain.step("link_rate", transfer.path_rate, ranks=ranks, domain=domain, scale_up_rate=rate, port_rate=port)
    chain.step(
        "exchange_rate", transfer.exchange_rate, ranks=ranks, domain=domain, scale_up_rate=rate, port_rate=port, bisection=chain.bisection
    )
    near, far = values["scale_up_latency"], values["port_latency"]
    latencies = {"ranks": ranks, "domain": domain, "scale_up_latency": near, "port_latency": far}
    chain.step("ring_latency", transfer.ring_step_latency, **latencies)
    chain.step("doubling_latency", transfer.doubling_step_latency, **latencies)
    chain.step("domains", topology.domain_count, ranks=ranks, domain=domain)
    chain.step("places", topology.cluster_cards, servers=chain.domains, cards_per_server=domain)
    chain.step("domain_rate", topology.domain_bandwidth, domain=domain, scale_up_rate=rate)
    leaves = ranks > domain
    fabric = fabrics()[values["fabric"]]
    if values["algorithm"] == "switch" and leaves and not fabric.adds:
        raise ValueError(f"Algorithm is In the switch: the switches of {fabric.name} do not add what they pass on")
    tiers = float(topology.tiers_needed(ranks / domain, fabric.radix)) if leaves else 1.0
    return Path(
        ranks, domain, float(chain.link_rate), float(chain.ring_latency), float(chain.doubling_latency), rate, near, port, far,
        far if leaves else near, tiers, float(chain.exchange_rate),
    )  # fmt: skip
