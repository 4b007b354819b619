"""The roofline: what a card attains at a given number of FLOP per byte."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"P_{\mathrm{attainable}}",
    latex=r"\min\!\left(«peak»,\; «bandwidth» \cdot «intensity»\right)",
    symbols={"peak": r"P_{\mathrm{peak}}", "bandwidth": r"B_{\mathrm{mem}}", "intensity": "I"},
    trust="bound",
    source="williams2009",
    locator="eq. 1",
    seed="chapter 8.1",
    validity="Compute and memory traffic overlap perfectly.",
)
def attainable(intensity, peak, bandwidth):
    """Most FLOP per second that a card attains at an arithmetic intensity.

    Parameters
    ----------
    intensity : array_like [FLOP/B]
        FLOP per byte moved from memory.
    peak : array_like [FLOP/s]
        Dense peak of the card.
    bandwidth : array_like [B/s]
        Memory bandwidth of the card.

    Returns
    -------
    performance : array [FLOP/s]
        Attainable performance.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(attainable(2, 989e12, 3.35e12))
    6700000000000.0

    References
    ----------
    Williams et al. 2009, eq. 1.
    """
    check.positive(intensity=intensity, peak=peak, bandwidth=bandwidth)
    return np.minimum(peak, bandwidth * intensity)


@equation(
    symbol=r"I^{*}",
    latex=r"\frac{«peak»}{«bandwidth»}",
    symbols={"peak": r"P_{\mathrm{peak}}", "bandwidth": r"B_{\mathrm{mem}}"},
    trust="exact",
    source="williams2009",
    validity="Definition.",
)
def ridge_point(peak, bandwidth):
    """Arithmetic intensity from which a card is bound by compute instead of memory.

    Parameters
    ----------
    peak : array_like [FLOP/s]
        Dense peak of the card.
    bandwidth : array_like [B/s]
        Memory bandwidth of the card.

    Returns
    -------
    intensity : array [FLOP/B]
        The ridge of the roofline.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(ridge_point(197e12, 0.82e12)))
    240

    References
    ----------
    Williams et al. 2009.
    """
    check.positive(peak=peak, bandwidth=bandwidth)
    return peak / bandwidth
