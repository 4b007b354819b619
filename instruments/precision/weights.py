"""The matrix that is quantised: drawn at random with outliers, or one of the tiny transformer's; and the draws of its rounding."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulas.draws import Draws
from formulas.tiny.weights import shipped

DEVIATION = 0.02
"""Standard deviation that the weights are drawn with, as large models begin their training."""
NORMAL, TINY = "normal", "tiny"
_TINY = "1.query"
NAMES = ("weights", "rows", "columns", "outliers", "outlier_size", "seed")
"""The inputs that it is made of."""


def made(values: Mapping[str, object]) -> tuple[np.ndarray, np.ndarray]:
    """Return a matrix, and a number from 0 to below 1 for each of its weights."""
    draws = Draws(values["seed"])
    if values["weights"] == TINY:
        matrix = shipped()[1][_TINY]
        return matrix, draws.uniform(matrix.size).reshape(matrix.shape)
    shape = values["rows"], values["columns"]
    size = values["rows"] * values["columns"]
    matrix = DEVIATION * draws.normal(size).reshape(shape)
    chances, places = draws.uniform(size).reshape(shape), draws.uniform(size).reshape(shape)
    # The places are drawn whatever share of them becomes outliers, so that a larger share adds to a smaller one.
    is_outlier = places < values["outliers"]
    return np.where(is_outlier, np.copysign(values["outlier_size"] * DEVIATION, matrix), matrix), chances
