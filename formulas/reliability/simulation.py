"""A run with failures, drawn: what each stretch of its time was spent on.

The assumptions are those of the equations, so that long runs converge to them: every cause fails at a constant rate, also while a
checkpoint is written and while the run restarts, and nothing fails while the run waits for a machine.  A failure takes all work
since the last checkpoint that was safe.  One that breaks a machine takes a spare, and where there is none the run waits for the
first machine that comes back from repair.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from formulas.draws import Draws

PHASES = ("useful", "paused", "lost", "restarting", "waiting")
"""What time is spent on, in the order in which it is told."""
BREAKING = 2
"""Of the causes, the first so many break a machine: cards and servers."""
_BATCH = 400
"""Failures that are drawn at a time."""


@dataclass(frozen=True)
class Plan:
    """What a run is: all times in seconds.

    Parameters
    ----------
    duration
        How long it runs.
    mtbfs
        Mean time between failures of each cause; the first :data:`BREAKING` break a machine.
    interval, pause, lag
        Work between two checkpoints, how long training stands still for one, and how long after that it takes until it is safe.
    restart
        Time from a failure until work goes on.
    spares
        Machines that wait.
    repair
        Time that a broken machine is away.
    """

    duration: float
    mtbfs: tuple[float, ...]
    interval: float
    pause: float
    lag: float
    restart: float
    spares: int
    repair: float

    @property
    def mtbf(self) -> float:
        """Mean time between failures of any cause."""
        return 1 / sum(1 / each for each in self.mtbfs)


@dataclass(frozen=True)
class Drawn:
    """Stretches of a run, one for each time that it came up: arrays of one length, in seconds from its start.

    The run comes up at ``up``, works from ``work`` on, has its last safe state at ``safe``, fails at ``failed`` of the cause with the
    index ``cause`` and is ready to come up again at ``ready``; between the last two it waits for a machine.  What ends with the run
    and not with a failure has the cause -1, and all of its work counts.
    """

    up: np.ndarray
    work: np.ndarray
    safe: np.ndarray
    failed: np.ndarray
    ready: np.ndarray
    cause: np.ndarray
    spent: np.ndarray
    """Seconds of each of :data:`PHASES`."""

    @property
    def failures(self) -> int:
        """Failures that were drawn."""
        return int(np.count_nonzero(self.cause >= 0))

    @property
    def until(self) -> float:
        """How far the run was drawn."""
        return float(self.ready[-1]) if self.ready.size else 0.0

    @property
    def goodput(self) -> float:
        """Lasting work over all time so far."""
        return float(self.spent[0] / self.spent.sum())


def draw(plan: Plan, seed: int | tuple[int, ...], most: int | None = None) -> Drawn:
    """Draw one run, to its end or to so many failures.

    Parameters
    ----------
    plan
        What the run is.
    seed
        The same gives the same run.
    most
        Failures after which it stops.
    """
    pieces = []
    drawn = 0
    for piece in stretches(plan, seed):
        pieces.append(piece)
        drawn += piece.failures
        if most is not None and drawn >= most:
            break
    return joined(pieces)


def stretches(plan: Plan, seed: int | tuple[int, ...]) -> Iterator[Drawn]:
    """Draw one run piece by piece, so that something else can be done between them."""
    draws = Draws(*(seed if isinstance(seed, tuple) else (seed,)))
    rates = np.array([1 / each for each in plan.mtbfs])
    shares = np.cumsum(rates / rates.sum())
    now, away, first = 0.0, deque(), True
    while now < plan.duration:
        gaps = -plan.mtbf * np.log1p(-draws.uniform(_BATCH))
        kinds = np.searchsorted(shares[:-1], draws.uniform(_BATCH), side="right")
        up, failed, ready = _clock(plan, now, gaps.tolist(), kinds.tolist(), away)
        now = ready[-1]
        yield _piece(plan, np.array(up), np.array(failed), np.array(ready), kinds[: len(up)], first=first)
        first = False


def joined(pieces: list[Drawn]) -> Drawn:
    """Return pieces of one run as one."""
    arrays = (np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("up", "work", "safe", "failed", "ready", "cause"))
    return Drawn(*arrays, spent=np.sum([piece.spent for piece in pieces], axis=0))


def _clock(plan: Plan, now: float, gaps: list[float], kinds: list[int], away: deque) -> tuple[list[float], list[float], list[float]]:
    """When the run comes up, fails and is ready again, as long as it lasts; ``away`` is when machines in repair come back."""
    up, failed, ready = [], [], []
    for gap, kind in zip(gaps, kinds, strict=True):
        up.append(now)
        now += gap
        failed.append(now)
        if kind < BREAKING:
            while away and away[0] <= now:
                away.popleft()
            away.append(now + plan.repair)
            if len(away) > plan.spares:
                now = max(now, away[len(away) - 1 - plan.spares])
        ready.append(now)
        if now >= plan.duration:
            break
    return up, failed, ready


def _piece(plan: Plan, up: np.ndarray, failed: np.ndarray, ready: np.ndarray, kinds: np.ndarray, *, first: bool) -> Drawn:
    """Work out what the time between was spent on; the run's end cuts the last stretch."""
    end = plan.duration
    cause = np.where(failed < end, kinds, -1)
    failed, ready = np.minimum(failed, end), np.minimum(ready, end)
    restart = np.full(up.size, plan.restart)
    if first:
        restart[0] = 0.0  # nothing has failed yet
    work = np.minimum(up + restart, failed)
    step = plan.interval + plan.pause
    whole = np.maximum(np.floor((failed - work - plan.lag) / step), 0.0)
    useful, paused = whole * plan.interval, whole * plan.pause
    ended = cause < 0
    if ended[-1]:
        # What was not saved when the run ended is its result.
        at = (failed[-1] - work[-1]) / step
        useful[-1] = np.floor(at) * plan.interval + min((at - np.floor(at)) * step, plan.interval)
        paused[-1] = failed[-1] - work[-1] - useful[-1]
    safe = np.where(ended, failed, work + whole * step)
    spent = np.array([useful.sum(), paused.sum(), (failed - safe).sum(), (work - up).sum(), (ready - failed).sum()])
    return Drawn(up, work, safe, failed, ready, cause, spent)
