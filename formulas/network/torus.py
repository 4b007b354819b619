"""Cards that are joined to their neighbours in rows that go round, without switches."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.rules import least
from formulas.registry import equation

_SYMBOLS = {
    "endpoints": "N", "dimensions": "D",
}  # fmt: skip


@equation(
    symbol="a",
    latex=r"\left\lceil «endpoints»^{\frac{1}{«dimensions»}}\right\rceil",
    symbols=_SYMBOLS,
    trust="exact",
    source="dally2004",
    locator="section 5.1",
    validity="All sides as equal as can be.",
)
def torus_side(endpoints, dimensions):
    """Cards along the longest side of a torus.

    Parameters
    ----------
    endpoints : array_like [card]
        Cards.
    dimensions : array_like [1]
        Dimensions of the torus.

    Returns
    -------
    side : array [card]
        Cards along a side.

    Raises
    ------
    ValueError
        If an argument is less than 1.

    Examples
    --------
    >>> float(torus_side(4096, 3)), float(torus_side(4097, 3))
    (16.0, 17.0)

    References
    ----------
    Dally and Towles 2004, section 5.1.
    """
    check.require(
        endpoints=(endpoints, least(endpoints, 1), "must be at least 1"),
        dimensions=(dimensions, least(dimensions, 1), "must be at least 1"),
    )
    # Rounded, so that a full cube does not take one card more.
    return np.ceil(np.round(endpoints ** (1 / dimensions), 9))


@equation(
    symbol="E",
    latex=r"«endpoints» \cdot «dimensions»",
    symbols=_SYMBOLS,
    trust="exact",
    source="dally2004",
    locator="section 5.1",
    validity="Every row goes round, and has at least three cards.",
)
def torus_link_count(endpoints, dimensions):
    """Links of a torus: each card has two in each dimension, and shares them.

    Parameters
    ----------
    endpoints : array_like [card]
        Cards.
    dimensions : array_like [1]
        Dimensions of the torus.

    Returns
    -------
    tree_links : array [link]
        Links.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(torus_link_count(4096, 3))
    12288.0

    References
    ----------
    Dally and Towles 2004, section 5.1.
    """
    check.positive(endpoints=endpoints, dimensions=dimensions)
    return endpoints * dimensions


@equation(
    symbol=r"B_{\mathrm{bis}}",
    latex=r"\frac{2 \cdot «endpoints»}{«side»} \cdot \frac{«scale_up_rate»}{2 \cdot «dimensions»}",
    symbols={"endpoints": "N", "side": "a", "scale_up_rate": "B_{u}", "dimensions": "D"},
    trust="bound",
    source="dally2004",
    locator="section 5.2",
    validity="In one direction. A cut across the longest side meets every row twice, once where it goes round.",
)
def torus_bisection(endpoints, side, scale_up_rate, dimensions):
    """Bisection bandwidth of a torus, in one direction.

    Parameters
    ----------
    endpoints : array_like [card]
        Cards.
    side : array_like [card]
        Cards along the longest side.
    scale_up_rate : array_like [B/s]
        Rate of a card's links together, in one direction.
    dimensions : array_like [1]
        Dimensions of the torus: each card has two links in each.

    Returns
    -------
    bisection : array [B/s]
        Rate across the middle, in one direction.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(torus_bisection(4096, 16, 300e9, 3)) / 1e12
    25.6

    References
    ----------
    Dally and Towles 2004, section 5.2.
    """
    check.positive(endpoints=endpoints, side=side, scale_up_rate=scale_up_rate, dimensions=dimensions)
    return 2 * endpoints / side * (scale_up_rate / (2 * dimensions))
