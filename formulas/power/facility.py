"""From the machines to the meter: what conversion, cooling and lighting add."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_SITES = Band(
    0.75, 1.3,
    "Nodes of H100 train at 76% of their rating in the mean (Newkirk 2025), 0.92 of what this gives, and at the rating they draw 1.22 "
    "times as much. What is left on both sides is a judgement on network, storage and the PUE. No site that it is held against made it.",
)  # fmt: skip


def _at_least_one(pue) -> dict[str, tuple[object, object, str]]:
    return {"pue": (pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite")}


@equation(
    symbol=r"\mathrm{PUE}",
    latex=r"\frac{«site»}{«it»}",
    symbols={"site": r"P_{\mathrm{site}}", "it": r"P_{\mathrm{IT}}"},
    trust="exact",
    source="avelar2012",
    locator="section III",
    validity="Definition, over a year and at the meter. At one moment it may be lower, in winter and at night.",
)
def power_usage_effectiveness(site, it):
    """Energy of a whole facility over that of its machines.

    Parameters
    ----------
    site : array_like [W]
        Power that the facility takes from the grid.
    it : array_like [W]
        Power of the machines.

    Returns
    -------
    pue : array [1]
        Power usage effectiveness.

    Raises
    ------
    ValueError
        If an argument is not positive, or the machines take more than the facility.

    Examples
    --------
    >>> float(power_usage_effectiveness(120e6, 100e6))
    1.2

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.positive(site=site, it=it)
    check.require(it=(it, np.asarray(it) <= np.asarray(site), "must be at most what the site takes"))
    return site / it


@equation(
    symbol=r"P_{\mathrm{site}}",
    latex=r"«it» \cdot «pue»",
    symbols={"it": r"P_{\mathrm{IT}}", "pue": r"\mathrm{PUE}"},
    trust="estimate",
    source="avelar2012",
    locator="section III",
    band=_SITES,
    validity="Whole servers, network and storage, at the stated draw.",
)
def grid_power(it, pue):
    """Power that a whole site takes from the grid.

    Parameters
    ----------
    it : array_like [W]
        Power of the machines.
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    site : array [W]
        Power at the meter.

    Raises
    ------
    ValueError
        If power is not positive or pue is below 1.

    Examples
    --------
    20,480 H100 at 80% of 28.4 MW and a PUE of 1.25 draw as much again:

    >>> round(float(grid_power(0.8 * 28.4e6, 1.25)) / 1e6, 1)
    28.4

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.together(positive={"it": it}, **_at_least_one(pue))
    return it * pue


@equation(
    symbol=r"P_{\mathrm{over}}",
    latex=r"«it» \cdot \left(«pue» - 1\right)",
    symbols={"it": r"P_{\mathrm{IT}}", "pue": r"\mathrm{PUE}"},
    trust="estimate",
    source="avelar2012",
    locator="section III",
    band=_SITES,
    validity="Cooling, conversion, lighting together: a PUE does not say which.",
)
def overhead_power(it, pue):
    """Power that cooling, conversion and lighting take beside the machines.

    Parameters
    ----------
    it : array_like [W]
        Power of the machines.
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    overhead : array [W]
        Power that no machine gets.

    Raises
    ------
    ValueError
        If power is not positive or pue is below 1.

    Examples
    --------
    >>> round(float(overhead_power(100e6, 1.1)) / 1e6, 6)
    10.0

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.together(positive={"it": it}, **_at_least_one(pue))
    return it * (pue - 1)


@equation(
    symbol=r"x_{\mathrm{over}}",
    latex=r"1 - \frac{1}{«pue»}",
    symbols={"pue": r"\mathrm{PUE}"},
    trust="exact",
    source="avelar2012",
    locator="section III",
    validity="Of the power at the meter.",
    slips="A PUE of 1.05 to 1.10 is often said to lose 5 to 10%. That is on top of the machines: of the power at the meter, 4.8 to 9.1% "
        "are lost.",
)
def overhead_share(pue):
    """Share of a site's power that no machine gets.

    Parameters
    ----------
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    overhead_share : array [1]
        Cooling, conversion and lighting over all that comes from the grid.

    Raises
    ------
    ValueError
        If pue is below 1 or not finite.

    Examples
    --------
    >>> [round(float(overhead_share(pue)), 3) for pue in (1.05, 1.1, 1.58)]
    [0.048, 0.091, 0.367]

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.require(**_at_least_one(pue))
    return 1 - 1 / pue


@equation(
    symbol=r"f_{\mathrm{whole}}",
    latex=r"\frac{«site»}{«boards»}",
    symbols={"site": r"P_{\mathrm{site}}", "boards": r"P_{\mathrm{boards}}"},
    trust="estimate",
    source="avelar2012",
    band=_SITES,
    validity="What a figure for boards alone is to be multiplied with.",
)
def whole_over_boards(site, boards):
    """How many times what its boards draw a site takes from the grid.

    Parameters
    ----------
    site : array_like [W]
        Power at the meter.
    boards : array_like [W]
        Power of the boards.

    Returns
    -------
    factor : array [1]
        Site over boards.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    A DGX B200 at its rating, before cooling:

    >>> round(float(whole_over_boards(14_300, 8000)), 2)
    1.79

    References
    ----------
    Avelar et al. 2012.
    """
    check.positive(site=site, boards=boards)
    return site / boards
