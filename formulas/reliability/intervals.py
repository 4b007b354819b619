"""How much work to do between two checkpoints."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"\tau_{Y}",
    latex=r"\sqrt{2\,«pause»\,«mtbf»}",
    symbols={"pause": r"\delta", "mtbf": "M"},
    trust="estimate",
    source="young1974",
    validity="First order: for a pause that is short against the time between failures.",
    slips="A text gives 35 hours for a pause of half a minute and 6,250 hours between failures: it is 10.2 hours.",
)
def young_interval(pause, mtbf):
    """Work between two checkpoints that wastes least, by Young's first-order rule.

    Parameters
    ----------
    pause : array_like [s]
        Time that training stands still for one checkpoint.
    mtbf : array_like [s]
        Mean time between failures.

    Returns
    -------
    interval : array [s]
        Work between two checkpoints.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(young_interval(30, 6250 * 3600)) / 60)
    612

    References
    ----------
    Young 1974.
    """
    check.positive(pause=pause, mtbf=mtbf)
    return np.sqrt(2 * pause * mtbf)


@equation(
    symbol=r"\tau_{D}",
    latex=r"\sqrt{2\,«pause»\,«mtbf»} \left(1 + \frac{1}{3} \sqrt{\frac{«pause»}{2\,«mtbf»}}"
    r" + \frac{1}{9} \cdot \frac{«pause»}{2\,«mtbf»}\right) - «pause» \text{ if } «pause» < 2\,«mtbf» \text{ else } «mtbf»",
    symbols={"pause": r"\delta", "mtbf": "M"},
    trust="estimate",
    source="daly2006",
    locator="eq. 37",
    validity="Failures at a constant rate; within a fraction of a per cent of the least waste for any pause below half the time between "
    "failures.",
)
def daly_interval(pause, mtbf):
    """Work between two checkpoints that wastes least, by Daly's higher-order rule.

    Parameters
    ----------
    pause : array_like [s]
        Time that training stands still for one checkpoint.
    mtbf : array_like [s]
        Mean time between failures.

    Returns
    -------
    interval : array [s]
        Work between two checkpoints.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    A pause of two minutes with three hours between failures; Young's rule gives 26.8 minutes.

    >>> round(float(daly_interval(120, 3 * 3600)) / 60, 1)
    25.5

    References
    ----------
    Daly 2006, equation 37.
    """
    check.positive(pause=pause, mtbf=mtbf)
    half = np.minimum(pause / (2 * mtbf), 1)
    short = np.sqrt(2 * pause * mtbf) * (1 + np.sqrt(half) / 3 + half / 9) - pause
    return np.where(pause < 2 * mtbf, short, mtbf)[()]


@equation(
    symbol=r"h_{1}",
    latex=r"\frac{«pause»}{«interval»} + \frac{«interval»}{2\,«mtbf»} + \frac{«restart»}{«mtbf»}",
    symbols={"interval": r"\tau", "pause": r"\delta", "restart": "R", "mtbf": "M"},
    trust="estimate",
    source="young1974",
    validity="First order: writing, half an interval of lost work for each failure, and the restart. Above about a fifth it overstates.",
)
def first_order_waste(interval, pause, restart, mtbf):
    """Time wasted for each unit of work, to first order.

    Parameters
    ----------
    interval : array_like [s]
        Work between two checkpoints.
    pause : array_like [s]
        Time that training stands still for one checkpoint.
    restart : array_like [s]
        Time from a failure until work goes on.
    mtbf : array_like [s]
        Mean time between failures.

    Returns
    -------
    waste : array [1]
        Wasted over useful time.

    Raises
    ------
    ValueError
        If interval or mean time are not positive, or pause or restart are negative.

    Examples
    --------
    At Young's interval, without a restart, it is the root of twice the pause over the mean time: 14.9%.

    >>> round(float(first_order_waste(young_interval(120, 10800), 120, 0, 10800)), 3)
    0.149

    References
    ----------
    Young 1974.
    """
    check.together(positive={"interval": interval, "mtbf": mtbf}, not_negative={"pause": pause, "restart": restart})
    return pause / interval + interval / (2 * mtbf) + restart / mtbf


@equation(
    symbol=r"\tau",
    latex=r"\max(«wanted», «lag»)",
    symbols={"wanted": r"\tau_{w}", "lag": r"\ell"},
    trust="exact",
    source="grattafiori2024",
    locator="section 3.3.1",
    validity="One checkpoint is under way at a time.",
)
def checkpoint_interval(wanted, lag=0.0):
    """Work between two checkpoints, none of which begins before the last one is safe.

    Parameters
    ----------
    wanted : array_like [s]
        Work between two checkpoints as a rule or a person wants it.
    lag : array_like [s]
        Time after the pause until a checkpoint is safe.

    Returns
    -------
    interval : array [s]
        Work between two checkpoints.

    Raises
    ------
    ValueError
        If it is wanted at no interval, or the lag is negative.

    Examples
    --------
    >>> float(checkpoint_interval(600, 40)), float(checkpoint_interval(20, 40))
    (600.0, 40.0)

    References
    ----------
    Grattafiori et al. 2024, section 3.3.1.
    """
    check.together(positive={"wanted": wanted}, not_negative={"lag": lag})
    return np.maximum(wanted, lag)
