"""Defects that fall on dies: one wafer to look at, or many to count.

Every die of a wafer has a density of its own, drawn from the spread that the yield model stands for.  On the wafer that is looked at,
high densities lie together, as clusters do: which die has which density follows a smooth field, how many have which does not.  So the
mean yield is that of the model whatever the field looks like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.draws import Draws
from formulas.wafer.placement import DieGrid
from formulas.wafer.spreads import Spread
from formulas.wafer.substrates import Substrate, square_centimetres
from formulas.wafer.yields import killing_defects

PERFECT, HARVESTED, DEAD = 0, 1, 2
_BUMPS = 7
_BANDS = 24
_MOST = 200_000
_DEAD_ANYWAY = 40.0  # killing defects, of which e^-40 of the dies have none


@dataclass(frozen=True)
class Fate:
    """What decides over a die.

    Parameters
    ----------
    density
        Defects per square centimetre, in the mean.
    critical_share
        Share of them that kill.
    core_share, cores, needed_cores
        Share of the die that its cores fill, how many there are, and how many have to work.
    """

    density: float
    critical_share: float
    core_share: float
    cores: int
    needed_cores: int

    @property
    def most(self) -> float:
        """Killing defects of a die, in the mean, from which on it is dead in all but some 10^-17 of the cases.

        Some spreads put any number of defects on a few dies: what lies beyond this changes nothing and is left out.
        """
        return _DEAD_ANYWAY + 2 * (self.cores - self.needed_cores)


@dataclass(frozen=True)
class Wafer:
    """One wafer: where its defects are, on which die (-1: on none), whether they kill, and what became of each die."""

    x: np.ndarray
    y: np.ndarray
    die: np.ndarray
    kills: np.ndarray
    states: np.ndarray


def one(grid: DieGrid, spread: Spread, shape: float, fate: Fate, seed: int) -> Wafer:
    """Return a wafer whose defects stay where they are when the density changes: more come, or some go.

    The defects are points of a process over the wafer and a further axis, a height; those below the density of their die are there.
    """
    left, low, whole = grid.sites()
    left, low = left[whole], low[whole]
    drawn = np.minimum(spread.draw(Draws(seed, 2), shape, len(left)), fate.most / killing(fate, grid.width * grid.height))
    relative = _arranged(Draws(seed, 1), drawn, left, low, max(grid.substrate.size))
    highest = fate.density * max(1.0, float(relative.max(initial=1.0)))
    x, y, height = _points(seed, highest, grid.substrate)
    die = _die_of(grid, x, y, left, low)
    there = height < fate.density * np.where(die >= 0, relative[die], 1.0)
    x, y, die = x[there], y[there], die[there]
    marks = Draws(seed, 3).uniform(3 * len(there)).reshape(-1, 3)[there]
    kills = (marks[:, 0] < fate.critical_share) & (die >= 0)
    return Wafer(x, y, die, kills, states(len(left), die[kills], marks[kills, 1:], fate))


def many(draws: Draws, dies: int, area: float, spread: Spread, shape: float, fate: Fate) -> np.ndarray:
    """Return what becomes of so many dies of an area in square millimetres; where each lies does not matter."""
    mean = np.minimum(killing(fate, area) * spread.draw(draws, shape, dies), fate.most)
    die = np.repeat(np.arange(dies), draws.poisson(mean))
    return states(dies, die, draws.uniform(2 * len(die)).reshape(-1, 2), fate)


def killing(fate: Fate, area: float) -> float:
    """Return how many killing defects a die of an area in square millimetres has where the density is the mean."""
    return float(killing_defects(fate.density, fate.critical_share, area))


def states(dies: int, die: np.ndarray, marks: np.ndarray, fate: Fate) -> np.ndarray:
    """Return what became of each die, from its killing defects: the die of each, and two random numbers.

    The first number says whether it fell on a core, the second on which.
    """
    on_core = marks[:, 0] < fate.core_share
    core = np.minimum((marks[:, 1] * fate.cores).astype(np.int64), fate.cores - 1)
    # Two defects on one core kill it once.
    dead = np.unique(die[on_core].astype(np.int64) * fate.cores + core[on_core]) // fate.cores
    lost = np.zeros(dies)
    np.add.at(lost, dead, 1)
    found = np.where(lost > 0, HARVESTED, PERFECT)
    found[lost > fate.cores - fate.needed_cores] = DEAD
    found[die[~on_core]] = DEAD
    return found


def interval(hits: int, tries: int, deviations: float = 1.96) -> tuple[float, float]:
    """Return where a share lies that was counted, by Wilson's score: with 1.96 deviations in 95 of 100 cases.

    >>> [round(each, 3) for each in interval(50, 100)]
    [0.404, 0.596]
    """
    share, square = hits / tries, deviations**2 / tries
    middle = (share + square / 2) / (1 + square)
    half = deviations / (1 + square) * (share * (1 - share) / tries + square / (4 * tries)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _arranged(draws: Draws, densities: np.ndarray, left: np.ndarray, low: np.ndarray, diameter: float) -> np.ndarray:
    """The densities in an order in which large ones lie beside each other."""
    at = diameter * (draws.uniform(2 * _BUMPS).reshape(-1, 2) - 0.5)
    size, sign = diameter * (0.08 + 0.12 * draws.uniform(_BUMPS)), np.where(draws.uniform(_BUMPS) < 1 / 3, -1.0, 1.0)
    square = (left[:, None] - at[:, 0]) ** 2 + (low[:, None] - at[:, 1]) ** 2
    field = np.sum(sign * np.exp(-square / (2 * size**2)), axis=1) + 1e-9 * np.arange(len(left))
    arranged = np.empty_like(densities)
    arranged[np.argsort(field)] = np.sort(densities)
    return arranged


def _points(seed: int, highest: float, substrate: Substrate) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points on a substrate with heights up to ``highest``, in defects per square centimetre: the same below any lower limit."""
    area = square_centimetres(substrate)
    found, bottom, top = [], 0.0, 2.0**-_BANDS
    for band in range(2 * _BANDS):
        draws = Draws(seed, 4, band)
        count = min(int(draws.poisson((top - bottom) * area)[0]), _MOST)
        x, y = substrate.points(draws.uniform(count), draws.uniform(count))
        found.append((x, y, bottom + (top - bottom) * draws.uniform(count)))
        if top >= highest:
            break
        bottom, top = top, 2 * top
    return tuple(np.concatenate(each) for each in zip(*found, strict=True))


def _die_of(grid: DieGrid, x: np.ndarray, y: np.ndarray, left: np.ndarray, low: np.ndarray) -> np.ndarray:
    """On which whole die each point lies, or -1."""
    across, along = grid.pitch
    column, row = np.floor((x - grid.offset_x) / across), np.floor((y - grid.offset_y) / along)
    inside = (x - grid.offset_x - column * across <= grid.width) & (y - grid.offset_y - row * along <= grid.height)
    columns, rows = np.rint((left - grid.offset_x) / across), np.rint((low - grid.offset_y) / along)
    if not len(left):
        return np.full(len(x), -1, np.int64)
    # One number for each site of a frame around all dies, and which die stands there.
    wide, high = np.ptp(columns) + 1, np.ptp(rows) + 1
    within = inside & (column >= columns.min()) & (column <= columns.max()) & (row >= rows.min()) & (row <= rows.max())
    stands = np.full(int(wide * high), -1, np.int64)
    stands[((columns - columns.min()) * high + rows - rows.min()).astype(np.int64)] = np.arange(len(left))
    place = np.where(within, (column - columns.min()) * high + row - rows.min(), 0).astype(np.int64)
    return np.where(within, stands[place], -1)
