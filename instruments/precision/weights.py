"""The matrix that is quantised: drawn at random with outliers, or one of the tiny transformer's; and the draws of its rounding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formulas.draws import Draws
from formulas.tiny.weights import shipped

DEVIATION = 0.02
"""Standard deviation that the weights are drawn with, as large models begin their training."""
NORMAL, TINY = "normal", "tiny"
_TINY = "1.query"
NAMES = ("weights", "rows", "columns", "outliers", "outlier_size", "seed")
"""The inputs that it is made of."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """Weights, and what draws a number from 0 to below 1 for each of them where it is wanted."""

    weights: np.ndarray
    draw: Callable[[], np.ndarray]

    @cached_property
    def chances(self) -> np.ndarray:
        """Those numbers."""
        return self.draw()


@dataclass(frozen=True)
class Drawn:
    """What a seed draws for a matrix, before any of its weights becomes an outlier; each of it drawn when it is first wanted."""

    seed: int
    shape: tuple[int, int]

    @cached_property
    def normal(self) -> np.ndarray:
        """Weights without outliers."""
        return DEVIATION * self._after(0).normal(self._size).reshape(self.shape)

    @cached_property
    def chances(self) -> np.ndarray:
        """A number from 0 to below 1 for each weight, which stochastic rounding goes by."""
        return self._after(2).uniform(self._size).reshape(self.shape)

    @cached_property
    def places(self) -> np.ndarray:
        """The same, for who becomes an outlier: drawn whatever their share is, so that a larger share adds to a smaller one."""
        return self._after(3).uniform(self._size).reshape(self.shape)

    @property
    def _size(self) -> int:
        return self.shape[0] * self.shape[1]

    def _after(self, matrices: int) -> Draws:
        """The seed's numbers after those of so many matrices: normal weights take those of two."""
        return Draws(self.seed, skip=matrices * self._size)


class Matrices:
    """Makes the matrix of the inputs, and keeps what was drawn for the last one: its outliers move more often than its seed."""

    def __init__(self) -> None:
        self._drawn: Drawn | None = None
        self._last: tuple[tuple, Matrix] | None = None

    def of(self, values: Mapping[str, object]) -> Matrix:
        """Return the matrix, the same one for the same inputs."""
        key = tuple(values[name] for name in NAMES)
        if self._last is None or self._last[0] != key:
            self._last = key, self._make(values)
        return self._last[1]

    def _make(self, values: Mapping[str, object]) -> Matrix:
        if values["weights"] == TINY:
            weights = shipped()[1][_TINY]
            # Its chances are the first numbers of the seed.
            return Matrix(weights, lambda: Draws(values["seed"]).uniform(weights.size).reshape(weights.shape))
        drawn = Drawn(values["seed"], (values["rows"], values["columns"]))
        drawn = self._drawn = self._drawn if self._drawn == drawn else drawn
        if not values["outliers"]:
            return Matrix(drawn.normal, lambda: drawn.chances)
        outlying = np.copysign(values["outlier_size"] * DEVIATION, drawn.normal)
        return Matrix(np.where(drawn.places < values["outliers"], outlying, drawn.normal), lambda: drawn.chances)
