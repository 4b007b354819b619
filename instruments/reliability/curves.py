"""What the pictures draw: the same equations over many intervals, machines and spares."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulas.reliability import checkpoints, goodput, intervals, spares
from formulas.reliability.published import PublishedRun, runs
from instruments.reliability.result import Outlook

type Columns = Mapping[str, np.ndarray]
MOST_CARDS = 1_000_000
MOST_SPARES = 10_000


def over_interval(outlook: Outlook) -> Columns:
    """Time lost over the interval, with spares at hand: all of it, and what writing and lost work are of it."""
    plan, best = outlook.plan, float(outlook.chain.daly)
    low, high = min(best, plan.interval) / 30, max(best, plan.interval) * 30
    interval = np.geomspace(max(low, plan.lag, 1e-3), max(high, plan.lag * 2), 121)
    kept = goodput.goodput(interval, plan.pause, plan.restart, plan.mtbf, plan.lag)
    writing = goodput.writing_share(kept, plan.pause / interval)
    lost = goodput.lost_share(kept, plan.pause / interval, goodput.restarting_share(plan.restart, plan.mtbf), 0.0)
    return {"interval": interval / 60, "wasted": 1 - kept, "writing": writing, "lost": np.maximum(lost, 0.0)}


def over_cards(outlook: Outlook) -> Columns:
    """Goodput over the number of cards, everything else as it is; waiting for servers told apart."""
    plan, values, chain = outlook.plan, outlook.values, outlook.chain
    cards = np.geomspace(64, MOST_CARDS, 97)
    # Servers in whole numbers would make steps on a small machine alone.
    mtbf = plan.mtbf * values["cards"] / cards
    scale = values["cards"] / cards
    local, peer, remote = (
        checkpoints.write_time(chain.checkpoint, writers, values[f"{name}_bandwidth"], shared, values["fixed_time"])
        for writers, name, shared in (
            (float(chain.servers) / scale, "local", np.inf), (cards, "peer", np.inf), (cards, "peer", values["remote_bandwidth"]),
        )
    )  # fmt: skip
    pause, lag = {"remote": (remote, 0.0), "peer": (peer, 0.0), "local": (local, remote)}[values["storage"]]
    rule = {"daly": intervals.daly_interval, "young": intervals.young_interval}.get(values["rule"])
    wanted = rule(pause, mtbf) if rule else values["interval"] * 60.0
    interval = intervals.checkpoint_interval(wanted, lag)
    running = goodput.goodput(interval, pause, plan.restart, mtbf, lag)
    waiting = spares.waiting_share(float(chain.in_repair) / scale, values["spares"])
    return {"cards": cards, "running": running, "goodput": goodput.run_goodput(running, waiting)}


def over_spares(outlook: Outlook) -> Columns:
    """Goodput of the run and of what is paid, over the spares."""
    chain, values = outlook.chain, outlook.values
    most = int(max(8, min(2 * float(chain.spares_needed), MOST_SPARES), 1.25 * values["spares"]))
    kept = np.unique(np.linspace(0, most, min(most + 1, 101)).round())
    share = goodput.run_goodput(chain.goodput_running, spares.waiting_share(chain.in_repair, kept))
    return {"spares": kept, "goodput": share, "paid": goodput.paid_goodput(share, chain.servers, kept)}


def known_runs() -> tuple[PublishedRun, ...]:
    """Published runs of which both cards and goodput are known."""
    return tuple(run for run in runs().values() if run.goodput is not None)


def scaled_runs(outlook: Outlook) -> Mapping[str, float]:
    """Failures a day that this many cards would see at the rate of each published run, by its name."""
    return {run.name: run.per_card_day * outlook.values["cards"] for run in runs().values() if run.per_card_day}
