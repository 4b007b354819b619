"""Group G, failures and checkpoints: textbooks, clusters and runs against the equations of reliability."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.reliability import checkpoints, failures, intervals

from .case import Case

_HOUR = 3600.0


def _cluster(fact: Mapping) -> float:
    i = fact["inputs"]
    return float(failures.cluster_mtbf(i["gpu_mtbf_h"], i["gpus"]))


def _nodes(fact: Mapping, unit: float = 1.0) -> float:
    """Days between failures of so many nodes, each failing at the cluster's rate, in units of so many days."""
    i = fact["inputs"]
    return float(failures.cluster_mtbf(1 / i["rate_per_node_day"], i["gpus"] / i["gpus_per_node"])) / unit


def _first_order(fact: Mapping) -> float:
    pause, mtbf = fact["inputs"]["write_min"], fact["inputs"]["mtbf_min"]
    return float(intervals.first_order_waste(intervals.young_interval(pause, mtbf), pause, 0, mtbf))


def _survival(fact: Mapping) -> float:
    return float(failures.survival(1, _cluster(fact)))


def cases() -> list[Case]:
    """Every prediction of these facts."""
    shared = "Jobs on a shared cluster also stop for what is no failure of a node: measured times are three to four times shorter."
    return [
        Case("G021", "reliability.intervals.first_order_waste", _first_order),
        Case("G022", "reliability.intervals.young_interval",
             lambda fact: float(intervals.young_interval(fact["inputs"]["write_min"], fact["inputs"]["mtbf_min"]))),
        Case("G023", "reliability.failures.cluster_mtbf", _cluster),
        Case("G024", "reliability.failures.cluster_mtbf", _cluster),
        Case("G025", "reliability.failures.survival", _survival, counts=False,
             miss="A slip of the text: exp(-10,000/50,000) is 0.819."),
        Case("G033", "reliability.failures.cluster_mtbf", lambda fact: _nodes(fact, 1 / 24)),
        Case("G034", "reliability.failures.cluster_mtbf", lambda fact: _nodes(fact, 1 / 24), miss=shared),
        Case("G035", "reliability.failures.cluster_mtbf", _nodes, miss=shared),
        Case("G036", "reliability.checkpoints.checkpoint_overhead", lambda fact: float(checkpoints.checkpoint_overhead(
            fact["inputs"]["write_s"], fact["inputs"]["interval_h"] * _HOUR))),
        Case("E139", "reliability.checkpoints.checkpoint_bytes", lambda _: float(checkpoints.checkpoint_bytes(176.247e9)) / 2**40, "band",
             "The source counts in powers of 1024, as its 329 GB of weights show."),
    ]  # fmt: skip
