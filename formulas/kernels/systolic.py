"""Systolic arrays: how long a square grid of multipliers takes for a product, and how much of it works meanwhile."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SHAPE = {"rows": "m", "columns": "n", "depth": "k", "side": "s"}
_FOLDS = r"\left\lceil \frac{«depth»}{«side»} \right\rceil \left\lceil \frac{«columns»}{«side»} \right\rceil"


@equation(
    symbol=r"u_{\mathrm{turn}}",
    latex=rf"\frac{{«rows» \cdot «columns» \cdot «depth»}}{{«side»^{{2}} \left(3 \cdot «side» + «rows» - 2\right) {_FOLDS}}}",
    symbols=_SHAPE,
    trust="exact",
    source="samajdar2020",
    locator="eq. 3",
    validity="Weights stand still in a square array. A block of weights is loaded, the rows flow through, the array drains, and only"
    " then comes the next block.",
)
def array_utilisation(rows, columns, depth, side):
    """Share of a systolic array's multipliers that work when loading, streaming and draining follow each other.

    Parameters
    ----------
    rows : array_like [1]
        Rows that flow through the array: tokens, in a layer.
    columns : array_like [1]
        Columns of the weights.
    depth : array_like [1]
        Rows of the weights.
    side : array_like [1]
        Multipliers along a side of the array.

    Returns
    -------
    utilisation : array [1]
        From nothing to 1.

    Raises
    ------
    ValueError
        If an argument is not positive, or a size is below 1.

    Examples
    --------
    >>> round(float(array_utilisation(1024, 4096, 4096, 128)), 3)
    0.728

    References
    ----------
    Samajdar et al. 2020, eq. 3, with the mapping of table III for weights that stand still.
    """
    _check(rows, columns, depth, side)
    cycles = (3 * side + rows - 2) * np.ceil(depth / side) * np.ceil(columns / side)
    return rows * columns * depth / (side * side * cycles)


@equation(
    symbol=r"u_{\mathrm{stream}}",
    latex=rf"\frac{{«rows» \cdot «columns» \cdot «depth»}}{{«side»^{{2}} \left(\max\!\left(«rows»,\; «side»\right) {_FOLDS}"
    r" + 3 \cdot «side» - 2\right)}",
    symbols=_SHAPE,
    trust="bound",
    source="jouppi2017",
    locator="section 2",
    validity="A second set of registers takes up the next block of weights while rows flow through the present one, so that a block"
    " takes as long as its rows or as its loading, and filling and draining are paid once.",
)
def array_utilisation_overlapped(rows, columns, depth, side):
    """Share of a systolic array's multipliers that work when the next weights load behind the present ones.

    Parameters
    ----------
    rows : array_like [1]
        Rows that flow through the array: tokens, in a layer.
    columns : array_like [1]
        Columns of the weights.
    depth : array_like [1]
        Rows of the weights.
    side : array_like [1]
        Multipliers along a side of the array.

    Returns
    -------
    utilisation : array [1]
        From nothing to 1.

    Raises
    ------
    ValueError
        If an argument is not positive, or a size is below 1.

    Examples
    --------
    >>> round(float(array_utilisation_overlapped(1024, 4096, 4096, 128)), 3)
    1.0
    >>> round(float(array_utilisation_overlapped(8, 4096, 4096, 128)), 3)
    0.062

    References
    ----------
    Jouppi et al. 2017, section 2: weights are double-buffered, and a block of 256 rows takes 256 cycles to load.
    """
    _check(rows, columns, depth, side)
    folds = np.ceil(depth / side) * np.ceil(columns / side)
    return rows * columns * depth / (side * side * (np.maximum(rows, side) * folds + 3 * side - 2))


def _check(rows: object, columns: object, depth: object, side: object) -> None:
    sizes = {"rows": rows, "columns": columns, "depth": depth, "side": side}
    check.require(**{name: (value, np.isfinite(value) & (np.asarray(value) >= 1), "must be at least 1") for name, value in sizes.items()})
