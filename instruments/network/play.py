"""A collective operation among few cards, step by step: what everyone holds, who sends what, and what each link has carried."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from formulas.caching import frozen, shared
from formulas.draws import Draws
from formulas.network.schedule import Schedule, State, Transfer, begin, longest, run
from formulas.network.schedules import SCHEDULES, server_of

_LARGEST = 9


@dataclass(frozen=True, eq=False)
class Play:
    """An operation carried out: its schedule, and the states before, between and after its steps."""

    operation: str
    algorithm: str
    ranks: int
    schedule: Schedule
    states: tuple[State, ...]

    @property
    def steps(self) -> int:
        """Steps from beginning to end."""
        return len(self.schedule)

    @property
    def server(self) -> int:
        """Cards of a server, where there are levels; else none."""
        return server_of(self.ranks) if self.algorithm == "levels" else 0

    @property
    def everyone(self) -> int:
        """The mask of a sum in which the numbers of all cards are."""
        return (1 << self.ranks) - 1

    @property
    def sums(self) -> np.ndarray:
        """What the numbers of each chunk come to, added up in the order of the cards."""
        return frozen(self.states[0].values[: self.ranks].sum(axis=0))

    def now(self, step: int) -> tuple[Transfer, ...]:
        """What was sent in the step that led to a state; nothing at the beginning."""
        return self.schedule[step - 1] if step else ()

    def loads(self, step: int) -> list[tuple[int, int]]:
        """Return how many links have carried how many chunks so far, the busiest first."""
        return sorted(((chunks, links) for chunks, links in Counter(self.states[step].traffic.values()).items()), reverse=True)

    def chunks_in_turn(self, step: int) -> int:
        """Chunks that one card after the other has had to send so far: what the time of the bytes goes by."""
        return sum(longest(each) for each in self.schedule[:step])


@shared
def length(operation: str, algorithm: str, ranks: int) -> int:
    """Return how many steps an operation takes."""
    return len(SCHEDULES[operation][algorithm](ranks))


@shared
def play(operation: str, algorithm: str, ranks: int, numbers: int) -> Play:
    """Carry an operation out on numbers that are drawn once and for all by ``numbers``."""
    schedule = SCHEDULES[operation][algorithm](ranks)
    drawn = 1 + np.floor(_LARGEST * Draws(numbers).uniform(ranks * ranks)).astype(np.int64).reshape(ranks, ranks)
    rows = [*drawn.tolist(), *([[0] * ranks] if algorithm == "switch" else [])]
    return Play(operation, algorithm, ranks, schedule, run(begin(rows, _held(operation, ranks)), schedule))


def _held(operation: str, ranks: int) -> list[tuple[int, int]]:
    """Cards and chunks where there is a number at first."""
    every = range(ranks)
    if operation == "all-gather":
        return [(card, card) for card in every]
    if operation == "broadcast":
        return [(0, chunk) for chunk in every]
    return [(card, chunk) for card in every for chunk in every]
