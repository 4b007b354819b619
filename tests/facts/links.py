"""Group H from H101, links: exchanges, trees, tori, buses and measured collectives of others, against the equations of network."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.catalogue import accelerators
from formulas.network import bandwidth, levels, ring, switches, topology, torus, transfer

from .case import Case
from .network import _SIMPLE, _bus, _switches

_BUFFER = 2**33


def _exchange(fact: Mapping) -> float:
    """Seconds of one exchange, or of all that one token waits for."""
    i = fact["inputs"]
    payload = i["tokens"] * i["experts"] * i["width"] * i["bytes"]
    return i.get("exchanges", 1) * float(transfer.transfer_time(payload, 1e9 * i["GBps"], 0))


def _between(fact: Mapping) -> float:
    """Links of a tree without those to its ends."""
    i = fact["inputs"]
    ends = i["cards"] / i["rails"]
    tiers = topology.tiers_needed(ends, i["radix"])
    down = switches.leaf_down_ports(i["radix"], 1)
    plane = switches.tree_link_count(ends, switches.leaf_switches(ends, down), down, i["radix"], tiers)
    return float(switches.link_count(i["rails"], plane)) - i["cards"]


def _link(fact: Mapping) -> float:
    return accelerators()[fact["inputs"]["card"]].link_bytes_per_s


def _torus(fact: Mapping) -> float:
    i = fact["inputs"]
    return float(torus.torus_bisection(i["chips"], torus.torus_side(i["chips"], i["dimensions"]), _link(fact), i["dimensions"])) / 1e12


def _all_links(fact: Mapping) -> float:
    """All links of a pod, one direction."""
    return float(topology.domain_bandwidth(fact["inputs"]["chips"], _link(fact))) / 2 / 1e12


def _ring(fact: Mapping) -> float:
    """Bus bandwidth of a ring over the links of one server."""
    i, rate = fact["inputs"], _link(fact)
    return _bus(i["ranks"], _BUFFER, float(ring.ring_reduce_time(_BUFFER, i["ranks"], rate, _SIMPLE[0])))


def _switch(fact: Mapping) -> float:
    return _bus(fact["inputs"]["ranks"], _BUFFER, float(levels.switch_reduce_time(_BUFFER, _link(fact), _SIMPLE[0], 1)))


def _port(fact: Mapping) -> float:
    """What a card can send: over its links within a server, else through its port."""
    i = fact["inputs"]
    domain = accelerators()[i["card"]].scale_up_domain
    return float(transfer.exchange_rate(i["ranks"], domain, _link(fact), i["port_GBps"] * 1e9, i["ranks"] * _link(fact))) / 1e9


def cases() -> list[Case]:
    """All cases of this file."""
    sent, rates = "network.transfer.transfer_time", "network.topology.lanes_rate"
    cut, sums = "network.torus.torus_bisection", "network.topology.domain_bandwidth"
    looped, shared = "network.ring.ring_reduce_time", "network.transfer.exchange_rate"
    slower = "Its page prints 300 GB/s for the six links of a chip, and figures of the pod that links of 45 to 47 GB/s give."
    passed = "More than a port carries, so that what stays in the server must be counted as well."
    return [
        *(Case(name, sent, lambda fact: _exchange(fact) * 1e6) for name in ("H101", "H102")),
        *(Case(name, sent, lambda fact: _exchange(fact) * 1e3) for name in ("H103", "H104")),
        Case("H105", "network.switches.switch_count", _switches, kind="count"),
        *(Case(name, "network.switches.tree_link_count", _between, kind="count") for name in ("H106", "H107")),
        Case("H108", "network.topology.tree_endpoints",
             lambda fact: float(topology.tree_endpoints(fact["inputs"]["radix"], fact["inputs"]["tiers"])), kind="count"),
        *(Case(name, "network.topology.tiers_needed",
               lambda fact: float(topology.tiers_needed(fact["inputs"]["ends"], fact["inputs"]["radix"])), kind="count")
          for name in ("H109", "H110")),
        Case("H111", sent, lambda fact: transfer.transfer_time(fact["inputs"]["GB"] * 1e9, fact["inputs"]["gbps"] / 8 * 1e9, 0)),
        *(Case(name, rates, lambda fact: topology.lanes_rate(fact["inputs"]["GTps"] / 8, fact["inputs"]["lanes"], 1, 128 / 130))
          for name in ("H112", "H113")),
        *(Case(name, cut, _torus) for name in ("H114", "H116")),
        Case("H118", cut, _torus, miss=slower),
        *(Case(name, sums, _all_links, note="One direction.") for name in ("H115", "H117")),
        Case("H119", sums, _all_links, note="One direction.", miss=slower),
        Case("H120", "network.topology.domain_bisection",
             lambda fact: 2 * topology.domain_bisection(fact["inputs"]["cards"], _link(fact)) / 1e12, note="Both directions."),
        *(Case(name, "network.bandwidth.algorithm_bandwidth",
               lambda fact: bandwidth.algorithm_bandwidth(fact["inputs"]["bytes"], fact["inputs"]["us"] / 1e6) / 1e9)
          for name in ("H121", "H122", "H123")),
        *(Case(name, looped, _ring, kind="bound") for name in ("H123", "H124")),
        Case("H125", looped, _ring, kind="bound", miss="NVLink's switches add what they pass on: a ring is no bound for that."),
        Case("H125", "network.levels.switch_reduce_time", _switch, kind="bound"),
        *(Case(name, shared, _port, kind="bound") for name in ("H126", "H127")),
        *(Case(name, shared, _port, kind="bound", miss=passed) for name in ("H128", "H129")),
    ]  # fmt: skip
