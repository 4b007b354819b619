"""What of the power becomes matrix products: time at the peak over all time, and joules for each FLOP."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_BY_TIME = (
    "Energy is shared out by time: a board that does in a second what its peak does in 0.4 s counts as working for 0.4 s. While it works"
    " it may draw more than its mean, so that less of the rest is really saved by working more."
)
_ATTRIBUTED = Band(0.8, 1.3, "A judgement: busy boards draw up to a quarter more than waiting ones, which moves energy from waiting to "
    "working.")


@equation(
    symbol=r"P_{\mathrm{useful}}",
    latex=r"«boards» \cdot «utilisation»",
    symbols={"boards": r"P_{\mathrm{boards}}", "utilisation": r"\mathrm{MFU}"},
    trust="estimate",
    source="chowdhery2022",
    locator="section 4.1",
    band=_ATTRIBUTED,
    validity=_BY_TIME,
)
def useful_power(boards, utilisation):
    """Power of the boards in the time that their matrix products need at the peak.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards.
    utilisation : array_like [1]
        Model FLOP per second over the dense peak, above 0 and at most 1.

    Returns
    -------
    useful : array [W]
        Power that goes with useful matrix products.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> float(useful_power(5600, 0.4))
    2240.0

    References
    ----------
    Chowdhery et al. 2022, section 4.1, for the utilisation.
    """
    check.together(positive={"boards": boards}, fraction={"utilisation": utilisation})
    return boards * utilisation


@equation(
    symbol=r"P_{\mathrm{waiting}}",
    latex=r"«boards» \cdot \left(1 - «utilisation»\right)",
    symbols={"boards": r"P_{\mathrm{boards}}", "utilisation": r"\mathrm{MFU}"},
    trust="estimate",
    source="chowdhery2022",
    locator="section 4.1",
    band=_ATTRIBUTED,
    validity=_BY_TIME,
)
def waiting_power(boards, utilisation):
    """Power of the boards in all other time: waiting for memory, for other cards, and doing what is no model FLOP.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards.
    utilisation : array_like [1]
        Model FLOP per second over the dense peak, above 0 and at most 1.

    Returns
    -------
    waiting : array [W]
        Power that goes with no useful matrix product.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> float(waiting_power(5600, 0.4))
    3360.0

    References
    ----------
    Chowdhery et al. 2022, section 4.1, for the utilisation.
    """
    check.together(positive={"boards": boards}, fraction={"utilisation": utilisation})
    return boards * (1 - utilisation)


@equation(
    symbol=r"x_{\mathrm{useful}}",
    latex=r"\frac{«useful»}{«site»}",
    symbols={"useful": r"P_{\mathrm{useful}}", "site": r"P_{\mathrm{site}}"},
    trust="estimate",
    source="chowdhery2022",
    locator="section 4.1",
    band=Band(0.65, 1.4, "What is wrong with hosts, with the PUE and with sharing out by time, together."),
    validity=_BY_TIME,
)
def useful_share(useful, site):
    """Share of the power from the grid that goes with useful matrix products.

    Parameters
    ----------
    useful : array_like [W]
        Power that goes with useful matrix products.
    site : array_like [W]
        Power at the meter.

    Returns
    -------
    useful_share : array [1]
        Useful over all.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(useful_share(24e6, 100e6))
    0.24

    References
    ----------
    Chowdhery et al. 2022, section 4.1, for the utilisation.
    """
    check.positive(useful=useful, site=site)
    return useful / site


@equation(
    symbol=r"e_{\mathrm{FLOP}}",
    latex=r"\frac{«site»}{«accelerators» \cdot «peak» \cdot «utilisation»}",
    symbols={"site": r"P_{\mathrm{site}}", "accelerators": "n", "peak": r"P_{\mathrm{peak}}", "utilisation": r"\mathrm{MFU}"},
    trust="estimate",
    source="patterson2021",
    locator="section 2",
    band=Band(0.75, 1.3, "That of the site's power; the arithmetic is counted."),
    validity="Model FLOP: what is computed twice to save memory does not count.",
)
def energy_per_flop(site, accelerators, peak, utilisation):
    """Energy from the grid for each useful FLOP.

    Parameters
    ----------
    site : array_like [W]
        Power at the meter.
    accelerators : array_like [card]
        Accelerators running at once.
    peak : array_like [FLOP/s]
        Dense peak of one.
    utilisation : array_like [1]
        Model FLOP per second over the dense peak, above 0 and at most 1.

    Returns
    -------
    energy : array [J/FLOP]
        Energy at the meter over model FLOP.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    An H100 that takes 1.2 kW from the grid, at 40% of its peak, in picojoules:

    >>> round(float(energy_per_flop(1200, 1, 989e12, 0.4)) * 1e12, 2)
    3.03

    References
    ----------
    Patterson et al. 2021, section 2.
    """
    check.together(positive={"site": site, "accelerators": accelerators, "peak": peak}, fraction={"utilisation": utilisation})
    return site / (accelerators * peak * utilisation)
