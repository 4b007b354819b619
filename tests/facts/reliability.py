"""Groups G and R, failures and checkpoints: textbooks, clusters and runs against the equations of reliability."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.reliability import checkpoints, failures, goodput, intervals
from formulas.reliability.published import causes, interruptions, runs
from instruments.frame.reading import defaults
from instruments.reliability.inputs import PER_SERVER, Inputs

from .case import Case

_HOUR = 3600.0
_CHRONICLE = {"inputs": {"gpus": 1024, "gpus_per_node": 8, "days": 56}}
"""OPT-175B's run, as its chronicle has it."""


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


def _written(fact: Mapping, per_weight: float = 2.0) -> float:
    """Minutes to write a checkpoint through one connection."""
    i = fact["inputs"]
    size = checkpoints.checkpoint_bytes(i["parameters"], per_weight)
    return float(checkpoints.write_time(size, 1, i["gbps"] / 8 * 1e9)) / 60


def _link(fact: Mapping) -> float:
    """Minutes to the first failure among so many links."""
    return float(failures.cluster_mtbf(fact["inputs"]["years"] * 365 * 24 * 60, fact["inputs"]["links"]))


def _share(fact: Mapping) -> float:
    """What one cause, or all of one part, has in the interruptions of Llama 3."""
    i = fact["inputs"]
    part = causes()[i["cause"]].interruptions if "cause" in i else interruptions(i["part"])
    return part / runs()["llama-3-405b"].interruptions


def _of_llama(part: str, fact: Mapping, days: float, per: float = 1.0) -> float:
    """Failures of one part of a machine in so many days, if each fails as often as Llama 3's did."""
    llama = runs()["llama-3-405b"]
    each = failures.observed_mtbf(llama.cards / per, llama.days, interruptions(part))
    return float(failures.expected_failures(days, failures.cluster_mtbf(each, fact["inputs"]["gpus"] / per)))


def _every_part(fact: Mapping) -> float:
    """Failures by all causes, each with the mean time between failures that an input of Reliability begins with."""
    i, begin = fact["inputs"], defaults(Inputs)
    count = {"accelerator": i["gpus"], "host": i["gpus"] / i["gpus_per_node"], "network": i["gpus"], "software": i["gpus"]}
    parts = [failures.cluster_mtbf(begin[f"{name}_mtbf"] / 24, each) for name, each in count.items()]
    return float(failures.expected_failures(i["days"], failures.combined_mtbf(*parts)))


def _broken_servers(fact: Mapping) -> float:
    """Servers that break in a day."""
    return _of_llama("accelerators", fact, 1.0) + _of_llama("hosts", fact, 1.0, PER_SERVER)


def _kept(fact: Mapping) -> float:
    """Goodput where every failure costs a given time, and a card fails as often as Llama 3's."""
    i, llama = fact["inputs"], runs()["llama-3-405b"]
    each = failures.observed_mtbf(llama.cards, llama.days * 24 * 60, llama.interruptions)
    return 1 - float(goodput.restarting_share(i["recovery_min"], failures.cluster_mtbf(each, i["gpus"])))


def cases() -> list[Case]:
    """Every prediction of these facts."""
    mtbf, counted, written = "reliability.failures.cluster_mtbf", "reliability.published.causes", "reliability.checkpoints.write_time"
    older = "A rented cluster of 2021 failed about four times as often as Llama 3's: a rate carries over to a like machine, not to any."
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
        Case("G037", "reliability.failures.expected_failures", lambda _: _broken_servers(_CHRONICLE), miss=older),
        Case("G038", "reliability.failures.expected_failures", lambda _: _every_part(_CHRONICLE), miss=older),
        Case("G080", "reliability.failures.expected_failures", _every_part, note="By the rates of the parts, each as it is rounded there."),
        Case("G081", "reliability.failures.expected_failures", _every_part, miss=older),
        Case("G083", "reliability.goodput.restarting_share", _kept, note="As often as Llama 3's cards; the times are upper bounds."),
        Case("G084", "reliability.failures.expected_failures", lambda fact: _of_llama("accelerators", fact, 7.0),
             miss="A new cluster: its cards failed nearly twice as often as Llama 3's."),
        Case("E139", "reliability.checkpoints.checkpoint_bytes", lambda _: float(checkpoints.checkpoint_bytes(176.247e9)) / 2**40, "band",
             "The source counts in powers of 1024, as its 329 GB of weights show."),
        Case("R001", "reliability.failures.observed_mtbf", lambda fact: float(failures.observed_mtbf(
            1, fact["inputs"]["days"] * 24, fact["inputs"]["failures"]))),
        Case("R002", mtbf, lambda fact: _nodes(fact, 1 / 24)),
        *(Case(name, mtbf, _link) for name in ("R003", "R004")),
        Case("R005", written, _written, counts=False,
             miss="The paper counts 12 bytes a parameter, without the 16-bit weights that training computes with."),
        Case("R005", "reliability.checkpoints.checkpoint_bytes", lambda fact: _written(fact, 0), counts=False,
             note="Without the 16-bit weights, as the paper counts."),
        Case("R006", "reliability.checkpoints.checkpoint_bytes", lambda fact: float(checkpoints.checkpoint_bytes(
            fact["inputs"]["parameters"])) / 1e12, counts=False,
             miss="That is 6 bytes a parameter: no room for a master copy beside 16-bit weights and two states of the optimiser."),
        Case("R007", counted, _share, counts=False,
             miss="A slip of the table: 148 of 419 are 35.3%. With 126 of them its other sum, 58.7%, comes out."),
        Case("R008", counted, _share),
        Case("R009", counted, _share, counts=False, miss="The same slip: its six rows add up to 268 of 419, which are 64.0%."),
        Case("R010", counted, _share),
    ]  # fmt: skip
