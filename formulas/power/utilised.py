"""What is built for, and what of it runs."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation


@equation(
    symbol=r"x_{\mathrm{used}}",
    latex=r"\frac{«site»}{«peak_site»}",
    symbols={"site": r"P_{\mathrm{site}}", "peak_site": r"P_{\mathrm{peak,site}}"},
    trust="estimate",
    source="newkirk2025",
    band=Band(0.8, 1.2, "Nodes of H100 that train were measured at 76% of their rating in the mean, one DGX H100 at 82% at the most."),
    validity="What runs over what is built for: the connection, the racks and the cooling are paid by the peak, energy by what runs.",
)
def utilised_over_peak(site, peak_site):
    """Power that a site draws while it runs, over what it is built for.

    Parameters
    ----------
    site : array_like [W]
        Power at the meter while the fleet runs.
    peak_site : array_like [W]
        Power at the meter with every machine at its rating.

    Returns
    -------
    used : array [1]
        The one over the other.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    One DGX H100, 8.4 kW of 10.2 kW:

    >>> round(float(utilised_over_peak(8400, 10_200)), 2)
    0.82

    References
    ----------
    Newkirk et al. 2025.
    """
    check.positive(site=site, peak_site=peak_site)
    return site / peak_site


@equation(
    symbol=r"P_{\mathrm{peak,site}}",
    latex=r"«peak_power» \cdot «pue»",
    symbols={"peak_power": r"P_{\mathrm{peak}}", "pue": r"\mathrm{PUE}"},
    trust="bound",
    source="avelar2012",
    locator="section III",
    validity="Every machine at its rating at once, at the PUE of the year's mean; a hot day may ask for more cooling.",
)
def peak_grid_power(peak_power, pue):
    """Peak power of a whole site: what its connection to the grid is built for.

    Parameters
    ----------
    peak_power : array_like [W]
        Most that the machines draw.
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    peak_site : array [W]
        Power at the meter with every machine at its rating.

    Raises
    ------
    ValueError
        If power is not positive or pue is below 1.

    Examples
    --------
    >>> round(float(peak_grid_power(28.4e6, 1.25)) / 1e6, 1)
    35.5

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.together(positive={"peak_power": peak_power}, pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"))
    return peak_power * pue
