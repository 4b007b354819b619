"""What the pictures draw, as plain arrays: the present matrix, quantised in other ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from formulas.formats import errors
from formulas.formats.codes import decode
from formulas.formats.layout import integer
from formulas.memory import effective_bits
from instruments.precision.study import Study, overhead, stored

AT_ONCE = 160_000
"""Weights that are quantised while somebody waits, one point of a sweep after the other; the rest is done in slices."""
BITS = np.arange(2, 9)
CLIPS = np.round(np.geomspace(0.05, 1.0, 17), 4)
_BINS = 60
_WITH_LEVELS = 8
"""Bits up to which levels are few enough to be drawn."""
_GROUP = 32
# Each at what it is mostly used with: whole numbers in groups, FP8 under one scale for each channel.
COMPARED = ("int8", "int6", "int4", "int3", "e4m3", "e5m2", "mxfp8-e4m3", "mxfp6-e2m3", "mxfp4", "nvfp4", "bf16")


@dataclass(frozen=True)
class Levels:
    """How many weights lie where, the levels of a middling scale, and which share of the weights becomes zero."""

    edges: np.ndarray
    counts: np.ndarray
    levels: np.ndarray
    zeros: float


def levels(study: Study) -> Levels:
    """Count the weights, and lay the levels of one scale over them."""
    q, layout = study.quantised, study.recipe.layout
    counts, edges = np.histogram(study.weights, bins=_BINS)
    scale = float(np.median(q.scales))
    element = layout.element_layout()
    found = np.empty(0)
    if element.bits <= _WITH_LEVELS and scale > 0:
        found = np.unique(decode(element, np.arange(2**element.bits))) * scale
        # Of whole numbers the one that reaches furthest below zero is used without symmetry alone.
        least = -element.largest * scale if study.recipe.symmetric and layout.kind == "integer" else -np.inf
        found = found[np.isfinite(found) & (found >= max(edges[0] - scale / 2, least)) & (found <= edges[-1] + scale / 2)]
    zeros = np.count_nonzero((q.held == 0) & (study.weights != 0)) / study.weights.size
    return Levels(edges, counts, found, zeros)


class Sweep:
    """The present matrix, quantised in one way after the other; what was measured is kept until more than that has changed.

    Parameters
    ----------
    ways
        What each point changes about how the matrix is quantised; all of them change the same.
    measure
        Returns the numbers of a point, from the matrix as it was quantised.
    names
        What those numbers are.
    """

    def __init__(
        self, ways: Sequence[Mapping[str, object]], measure: Callable[[Study], tuple[float, ...]], *names: str
    ) -> None:
        self._ways, self._measure, self._names = ways, measure, names
        self._study: Study | None = None
        self.rows: list[tuple[float, ...]] = []

    def follow(self, study: Study) -> None:
        """Turn to a matrix and how it is quantised; what is not of it is forgotten."""
        first = study.changed(**self._ways[0])
        if self._study is None or self._study != first:
            self._study, self.rows = first, []

    def begin(self, study: Study) -> None:
        """Turn to a matrix, and measure as many points as may be measured while somebody waits."""
        self.follow(study)
        while not self.is_whole and (len(self.rows) + 1) * study.weights.size <= AT_ONCE:
            self.step()

    def step(self) -> None:
        """Measure the next point."""
        self.rows.append(self._measure(self._study.changed(**self._ways[len(self.rows)])))

    @property
    def points(self) -> int:
        """How many points there are."""
        return len(self._ways)

    @property
    def is_whole(self) -> bool:
        """Whether all of them are measured."""
        return len(self.rows) == len(self._ways)

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """Every point's numbers by their names; of points that are not measured yet nan."""
        found = np.full((len(self._ways), len(self._names)), np.nan)
        found[: len(self.rows)] = np.reshape(self.rows, (-1, len(self._names)))
        return dict(zip(self._names, found.T, strict=True))


def by_bits() -> Sweep:
    """Rounding error of whole numbers of 2 to 8 bits: measured, expected and at most."""

    def measure(study: Study) -> tuple[float, ...]:
        expected, bound = (
            (errors.nearest_error_expected, errors.nearest_error_bound) if study.is_nearest
            else (errors.stochastic_error_expected, errors.stochastic_error_bound)
        )  # fmt: skip
        q = study.quantised
        step = q.step
        return (
            float(errors.error_norm(q.rounding_square, q.weights.size)), float(expected(step, q.rounded_count)),
            float(bound(step, q.rounded_count)),
        )  # fmt: skip

    return Sweep([{"layout": integer(bits)} for bits in BITS.tolist()], measure, "measured", "expected", "bound")


def by_clip() -> Sweep:
    """Errors over the share of the range that is kept: of rounding, of clipping, and of both."""

    def measure(study: Study) -> tuple[float, ...]:
        q = study.quantised
        rounding, clipping = np.sqrt(q.weights.size * np.array([q.rounding_square, q.clipping_square]))
        return float(rounding), float(clipping), float(np.hypot(rounding, clipping))

    return Sweep([{"clip": float(clip)} for clip in CLIPS], measure, "rounding", "clipping", "both")


def by_format() -> Sweep:
    """Effective bits and relative error of the formats in use, on this matrix, rounded to the nearest and not clipped."""

    def measure(study: Study) -> tuple[float, ...]:
        return float(effective_bits(**overhead(study.recipe))), float(np.sqrt(study.quantised.squares.sum()) / study.norm)

    alike = {"symmetric": True, "rounding": "nearest", "clip": 1.0}
    return Sweep([
        {"layout": layout, "group": _GROUP if layout.kind == "integer" else -1} | alike for layout in (stored()[name] for name in COMPARED)
    ], measure, "bits", "error")  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """How many points of all sweeps are measured."""

    done: int
    of: int

    @property
    def share(self) -> float:
        """The same as a share."""
        return self.done / self.of


def measured(sweeps: Iterable[Sweep]) -> Measured:
    """Count what is measured."""
    return Measured(sum(len(each.rows) for each in sweeps), sum(each.points for each in sweeps))


def rest(sweeps: Sequence[Sweep]) -> Iterator[Measured]:
    """Measure the points that are missing, one at a step."""
    for sweep in sweeps:
        while not sweep.is_whole:
            sweep.step()
            yield measured(sweeps)
