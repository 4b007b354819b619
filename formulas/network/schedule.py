"""Collective operations step by step: who sends which chunks to whom, and what everyone holds afterwards.

A schedule is a tuple of steps, and a step a tuple of transfers that happen at the same time.  :func:`run` carries a schedule out on
real numbers: nothing here knows what the result should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formulas.caching import frozen


class Transfer(NamedTuple):
    """What one card sends to another in a step: chunks by number, to be added to what is there, or put in its place."""

    source: int
    target: int
    chunks: tuple[int, ...]
    adds: bool


type Schedule = tuple[tuple[Transfer, ...], ...]


@dataclass(frozen=True)
class State:
    """What everyone holds after some steps; nothing in it is written to.

    Parameters
    ----------
    values
        One row for each card (and one for the switch, where there is one), one column for each chunk.
    parts
        Of each value, the cards whose numbers are in it, as a bit mask; 0 where nothing is held.
    traffic
        Chunks that each link has carried so far, by its source and target.
    """

    values: np.ndarray
    parts: np.ndarray
    traffic: Mapping[tuple[int, int], int]

    def __post_init__(self) -> None:
        for name in ("values", "parts", "traffic"):
            object.__setattr__(self, name, frozen(getattr(self, name)))

    @property
    def held(self) -> np.ndarray:
        """Where there is a value."""
        return frozen(self.parts > 0)


def begin(values: Sequence[Sequence[float]], held: Iterable[tuple[int, int]] | None = None) -> State:
    """Return the state before the first step.

    Parameters
    ----------
    values
        The numbers of each card, one for each chunk.
    held
        Rows and columns where there is a number at first; everywhere, if not given.
    """
    numbers = np.array(values, dtype=np.float64)
    mask = np.ones(numbers.shape, dtype=bool)
    if held is not None:
        mask[:] = False
        for row, column in held:
            mask[row, column] = True
    parts = np.where(mask, (np.int64(1) << np.arange(len(numbers), dtype=np.int64))[:, None], np.int64(0))
    return State(np.where(mask, numbers, 0.0), parts, {})


def run(state: State, schedule: Schedule) -> tuple[State, ...]:
    """Return the states before, between and after the steps.

    Raises
    ------
    ValueError
        If something is sent that is not held, or a number would be counted twice in a sum.
    """
    states = [state]
    for step in schedule:
        states.append(_after(states[-1], step))
    return tuple(states)


def _after(before: State, step: Iterable[Transfer]) -> State:
    values, parts, traffic = before.values.copy(), before.parts.copy(), dict(before.traffic)
    for source, target, chunks, adds in step:
        for chunk in chunks:
            came = before.parts[source, chunk]
            if not came:
                raise ValueError(f"chunk is {chunk}: {source} sends it to {target} and does not hold it")
            if adds and parts[target, chunk] & came:
                raise ValueError(f"chunk is {chunk}: {target} would count a number of {source} twice")
            values[target, chunk] = before.values[source, chunk] + (values[target, chunk] if adds else 0.0)
            parts[target, chunk] = came | (parts[target, chunk] if adds else 0)
        traffic[source, target] = traffic.get((source, target), 0) + len(chunks)
    return State(values, parts, traffic)


def turned(gather: Schedule) -> Schedule:
    """Return a gathering run backwards: what was handed out on a way is added up on the same way back."""
    return tuple(tuple(Transfer(each.target, each.source, each.chunks, adds=True) for each in step) for step in reversed(gather))


def longest(step: Iterable[Transfer]) -> int:
    """Return the most chunks that a card sends in a step; every card sends over one link."""
    sent: dict[int, int] = {}
    for each in step:
        sent[each.source] = sent.get(each.source, 0) + len(each.chunks)
    return max(sent.values(), default=0)
