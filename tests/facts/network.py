"""Groups G and H: rates of links, factors of collectives, measured collectives under their bounds, switches of clusters."""

from __future__ import annotations

import math
from collections.abc import Mapping

from formulas.network import bandwidth, levels, ring, switches, topology, transfer
from formulas.network.fabrics import protocols

from .case import Case

_SIMPLE = 3.4e-6, 9.6e-6


def _switches(fact: Mapping) -> float:
    """Trees side by side, one for each port of a server."""
    given = fact["inputs"]
    endpoints, radix = math.ceil(given["cards"] / given["rails"]), given["radix"]
    tiers = topology.tiers_needed(endpoints, radix)
    down = switches.leaf_down_ports(radix, 1) if tiers > 1 else radix
    leaves = switches.leaf_switches(endpoints, down)
    return float(switches.switch_count(given["rails"], leaves, switches.upper_switches(leaves, down, radix, tiers)))


def _cluster(fact: Mapping) -> float:
    return float(topology.cluster_cards(fact["inputs"]["servers"], fact["inputs"]["per_server"]))


def _bus(ranks: float, buffer: float, time: float) -> float:
    """Bus bandwidth of an all-reduce in GB/s."""
    return float(bandwidth.bus_bandwidth(bandwidth.bus_factor(2, ranks), bandwidth.algorithm_bandwidth(buffer, time))) / 1e9


def _ring(ranks: int, buffer: float, scale_up: float) -> float:
    """Bus bandwidth of a ring over servers of eight cards with ports of 400 Gbit/s."""
    rate = transfer.path_rate(ranks, 8, scale_up, 50e9)
    return _bus(ranks, buffer, float(ring.ring_reduce_time(buffer, ranks, rate, transfer.ring_step_latency(ranks, 8, *_SIMPLE))))


def _small(ranks: int, buffer: float, scale_up: float) -> float:
    """The same by NCCL's protocol for small messages: half of what is sent is data, and hops are short."""
    way = protocols()["ll"]
    rate = transfer.payload_rate(transfer.path_rate(ranks, 8, scale_up, 50e9), way.payload_share)
    latency = transfer.ring_step_latency(ranks, 8, way.scale_up_latency_s, way.port_latency_s)
    return _bus(ranks, buffer, float(ring.ring_reduce_time(buffer, ranks, rate, latency)))


def _switch(ranks: int, buffer: float, scale_up: float) -> float:
    return _bus(ranks, buffer, float(levels.switch_reduce_time(buffer, scale_up, _SIMPLE[0], 1)))


def _lanes(gigabits: float, lanes: float) -> float:
    return float(topology.lanes_rate(gigabits / 8 * 1e9, lanes, 1, 1)) * 8 / 1e9


def cases() -> list[Case]:
    """All cases of this file."""
    rates, factor, bus = "network.topology.lanes_rate", "network.bandwidth.bus_factor", "network.bandwidth.bus_bandwidth"
    count = "network.switches.switch_count"
    return [
        Case("G013", factor, lambda fact: bandwidth.bus_factor(2, fact["inputs"]["ranks"])),
        Case("G014", factor, lambda fact: bandwidth.bus_factor(1, fact["inputs"]["ranks"])),
        Case("G017", bus, lambda _: bandwidth.bus_bandwidth(1, 1), note="By definition: a broadcast has no factor."),
        Case("G018", bus, lambda fact: bandwidth.bus_bandwidth(bandwidth.bus_factor(2, 32), fact["value"]["algbw"]), part="busbw"),
        Case(
            "G019", "network.ring.ring_reduce_time", lambda _: _ring(8, 2**34, 450e9), kind="bound",
            miss="NVLink's switches add what they pass on: a ring is no bound for that.",
        ),
        Case("G019", "network.levels.switch_reduce_time", lambda _: _switch(8, 2**34, 450e9), kind="bound"),
        Case("G068", rates, lambda fact: _lanes(fact["inputs"]["gbps_lane"], fact["inputs"]["lanes"])),
        Case("G069", rates, lambda fact: _lanes(fact["inputs"]["gbps_lane"], fact["inputs"]["lanes"])),
        Case("G071", rates, lambda _: topology.lanes_rate(4e9, 16, 1, 128 / 130) / 1e9, note="32 GT/s a lane, 128 of 130 bits are data."),
        Case("G072", rates, lambda fact: topology.lanes_rate(fact["inputs"]["gbps"] / 8, 1, fact["inputs"]["nics"], 1)),
        *(Case(f"H{i:03d}", count, _switches, kind="count") for i in range(1, 8)),
        Case("H008", count, _switches, note="Counted there without rounding up to whole switches."),
        Case("H009", "network.topology.cluster_cards", _cluster, kind="count"),
        Case("H010", "network.topology.cluster_cards", _cluster, kind="count"),
        Case("H011", "network.topology.domain_bandwidth", lambda _: topology.domain_bandwidth(72, 900e9) / 1e12),
        Case("H012", "network.ring.ring_reduce_time", lambda _: _ring(8, 2**34, 450e9), kind="bound"),
        Case("H013", "network.levels.switch_reduce_time", lambda _: _switch(8, 2**34, 450e9), kind="bound"),
        Case("H014", bus, lambda fact: fact["inputs"]["busbw"] / bandwidth.bus_factor(2, 8), note="About 480 and about 275."),
        Case("H015", "network.ring.ring_reduce_time", lambda _: _ring(32, 2**34, 900e9), kind="bound"),
        Case("H016", factor, lambda _: bandwidth.bus_factor(2, 32)),
        Case(
            "H017", "network.ring.ring_reduce_time", lambda _: _ring(32, 32_768, 900e9), kind="bound",
            miss="NCCL takes its protocol for small messages there, whose hops are three to seven times as fast.",
        ),
        Case("H017", "network.transfer.payload_rate", lambda _: _small(32, 32_768, 900e9), kind="bound"),
    ]  # fmt: skip
