"""A lot of wafers, sampled in slices: how the share of dies that work comes near to what the model says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from formulas.draws import Draws
from formulas.wafer.sampling import DEAD, PERFECT, interval, many
from instruments.wafer.model import Fab

_DIES = 3000
"""About so many dies are sampled in one step."""


@dataclass(frozen=True)
class Lot:
    """Wafers sampled so far.

    Parameters
    ----------
    wafers, of
        How many, and how many there will be.
    dies, perfect, sold
        Dies on them, those without a defect, and those that can be sold.
    track
        For some numbers of dies on the way: how many, and the share of perfect ones and of sold ones.
    """

    wafers: int
    of: int
    dies: int
    perfect: int
    sold: int
    track: tuple[tuple[int, float, float], ...]

    @property
    def share(self) -> float:
        """How much of the lot is done."""
        return self.wafers / self.of

    @property
    def measured(self) -> float:
        """Share of perfect dies."""
        return self.perfect / self.dies

    @property
    def between(self) -> tuple[float, float]:
        """Where the share of perfect dies lies, in 95 of 100 cases."""
        return interval(self.perfect, self.dies)


def sample(fab: Fab) -> Iterator[Lot]:
    """Yield a lot as it grows, a few wafers at a time."""
    taken = fab.taken
    dies, draws = int(fab.chain.placed), Draws(taken["seed"], 5)
    done = total = perfect = sold = 0
    track: list[tuple[int, float, float]] = []
    while done < taken["wafers"]:
        # The first few singly, for that is where it still swings.
        wafers = min(taken["wafers"] - done, max(1, _DIES // dies) if done >= _SINGLY else 1)
        states = many(draws, wafers * dies, taken["die_area"], fab.spread, fab.shape, fab.fate)
        done, total = done + wafers, total + wafers * dies
        perfect, sold = perfect + int(np.sum(states == PERFECT)), sold + int(np.sum(states != DEAD))
        track.append((total, perfect / total, sold / total))
        yield Lot(done, taken["wafers"], total, perfect, sold, tuple(track))


_SINGLY = 10
