"""Reliability as one reactive object: a machine and its failures in, one frozen outlook out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from formulas.reliability import checkpoints, data, failures, goodput, intervals, silent, spares
from formulas.steps import Chain
from instruments.frame.model import Model
from instruments.frame.relevance import effective
from instruments.quantities.text import Shown
from instruments.reliability.inputs import Inputs
from instruments.reliability.parts import parts
from instruments.reliability.presets import presets
from instruments.reliability.result import Outlook
from instruments.reliability.taken import from_forge

_HOUR, _DAY, _MINUTE = 3600.0, 86400.0, 60.0


class Reliability(Inputs):
    """A run on a machine that fails.

    Examples
    --------
    >>> run = Reliability(cards=16384, days=54, spares=24)
    >>> round(run.result.figures["mtbf"].value / 3600, 2), round(run.result.figures["failures"].value)
    (3.09, 419)
    """

    def evaluate(self, values: Mapping[str, object]) -> Outlook:
        """What becomes of the time."""
        taken = effective(type(self), values)
        chain = Chain()
        _failures(chain, taken)
        _writes(chain, taken)
        pause, lag = {
            "remote": (chain.remote_write, 0.0),
            "peer": (chain.peer_write, 0.0),
            "local": (chain.local_write, chain.remote_write),
        }[taken["storage"]]
        _intervals(chain, taken, pause, lag)
        _goodput(chain, taken, pause, lag)
        _rest(chain, taken)
        return Outlook(values, chain, float(pause), float(lag))

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Fleet, duration, size and text of the Forge's design."""
        return from_forge(design) if lender == "forge" else {}

    @classmethod
    def examples(cls) -> Mapping[str, Mapping[str, object]]:
        """Return the default and every published run."""
        return super().examples() | {name: entry.values for name, entry in presets().items()}

    @property
    def strata(self) -> Mapping[str, Shown]:
        """Its goodput, for the stack."""
        return {"infrastructure": replace(self.result.figures["goodput"].shown, noun="% goodput")}


def _failures(c: Chain, v: Mapping[str, object]) -> None:
    """Parts to the whole."""
    servers = math.ceil(v["cards"] / v["cards_per_server"])
    c.carry("servers", servers)
    for name, typed, count in (
        ("accelerators", "accelerator", v["cards"]), ("hosts", "host", servers), ("network", "network", v["cards"]),
        ("software", "software", v["cards"]),
    ):  # fmt: skip
        c.step(f"{name}_mtbf", failures.cluster_mtbf, component_mtbf=v[f"{typed}_mtbf"] * _HOUR, components=count)
    c.step("mtbf", failures.combined_mtbf, cards_mtbf=c.accelerators_mtbf, hosts_mtbf=c.hosts_mtbf, network_mtbf=c.network_mtbf,
           software_mtbf=c.software_mtbf)
    c.step("quiet_day", failures.survival, duration=_DAY, mtbf=c.mtbf)
    _spares(c, v)
    c.step("running_time", goodput.running_time, duration=v["days"] * _DAY, waiting=c.waiting)
    c.step("failures", failures.expected_failures, duration=c.running_time, mtbf=c.mtbf)


def _spares(c: Chain, v: Mapping[str, object]) -> None:
    """Broken servers, and how long the run waits for them."""
    breaking = 1 / (1 / c.accelerators_mtbf + 1 / c.hosts_mtbf)
    c.step("in_repair", spares.machines_in_repair, repair=v["repair"] * _HOUR, mtbf=breaking)
    c.step("waiting", spares.waiting_share, load=c.in_repair, spares=v["spares"])
    c.step("spares_needed", spares.spares_needed, load=c.in_repair, confidence=0.99)


def _writes(c: Chain, v: Mapping[str, object]) -> None:
    """What a checkpoint holds, and how long it takes to each place."""
    held = parts(v)
    c.step("checkpoint", checkpoints.checkpoint_bytes, parameters=v["parameters"], per_weight=held.weights, per_master=held.master,
           per_optimizer=held.optimizer)
    for name, writers, rate, shared in (
        ("local", c.servers, v["local_bandwidth"], math.inf), ("peer", v["cards"], v["peer_bandwidth"], math.inf),
        ("remote", v["cards"], v["peer_bandwidth"], v["remote_bandwidth"]),
    ):  # fmt: skip
        c.step(f"{name}_write", checkpoints.write_time, checkpoint=c.checkpoint, writers=writers, writer_bandwidth=rate,
               shared_bandwidth=shared, fixed_time=v["fixed_time"])


def _intervals(c: Chain, v: Mapping[str, object], pause: float, lag: float) -> None:
    """How much work between two checkpoints."""
    c.step("young", intervals.young_interval, pause=pause, mtbf=c.mtbf)
    c.step("daly", intervals.daly_interval, pause=pause, mtbf=c.mtbf)
    wanted = {"daly": c.daly, "young": c.young, "own": v["interval"] * _MINUTE}[v["rule"]]
    c.step("interval", intervals.checkpoint_interval, wanted=wanted, lag=lag)
    c.step("overhead", checkpoints.checkpoint_overhead, pause=pause, interval=c.interval)


def _goodput(c: Chain, v: Mapping[str, object], pause: float, lag: float) -> None:
    """What is left, with the wait for servers and without."""
    restart = v["restart"] * _MINUTE
    c.step("waste", intervals.first_order_waste, interval=c.interval, pause=pause, restart=restart, mtbf=c.mtbf)
    c.step("goodput_running", goodput.goodput, interval=c.interval, pause=pause, restart=restart, mtbf=c.mtbf, lag=lag)
    c.step("goodput", goodput.run_goodput, share=c.goodput_running, waiting=c.waiting)
    c.step("writing", goodput.writing_share, run_share=c.goodput, overhead=c.overhead)
    c.step("restarting", goodput.restarting_share, restart=restart, mtbf=c.mtbf, waiting=c.waiting)
    c.step("lost", goodput.lost_share, run_share=c.goodput, overhead=c.overhead, restarting=c.restarting, waiting=c.waiting)
    c.step("useful_time", goodput.useful_time, run_share=c.goodput, duration=v["days"] * _DAY)
    c.step("paid_goodput", goodput.paid_goodput, run_share=c.goodput, working=c.servers, spares=v["spares"])


def _rest(c: Chain, v: Mapping[str, object]) -> None:
    """Silent errors, and the data."""
    c.step("silent_mtbf", failures.cluster_mtbf, component_mtbf=v["silent_mtbf"] * _HOUR, components=v["cards"])
    c.step("silent_errors", failures.expected_failures, duration=c.running_time, mtbf=c.silent_mtbf)
    c.step("clean_run", failures.survival, duration=c.running_time, mtbf=c.silent_mtbf)
    check_time = v["check_time"] * _MINUTE
    c.step("check_interval", silent.best_check_interval, check_time=check_time, mtbf=c.silent_mtbf)
    c.step("verified", silent.verified_share, between=c.check_interval, check_time=check_time, mtbf=c.silent_mtbf)
    c.step("dataset", data.dataset_bytes, tokens=v["tokens"], token_bytes=v["token_bytes"], copies=v["copies"])
    c.step("loading", data.loading_rate, tokens=v["tokens"], token_bytes=v["token_bytes"], duration=v["days"] * _DAY)
