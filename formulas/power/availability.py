"""Nines, the minutes that they leave, and what redundancy buys."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

SECONDS_PER_YEAR = 31_557_600
_INDEPENDENT = "Failures are independent of each other. What fails together (a flood, a wrong command, one maker's fault) makes it worse."


@equation(
    symbol=r"T_{\mathrm{down}}",
    latex=r"\left(1 - «availability»\right) \cdot 31557600",
    symbols={"availability": "A"},
    trust="estimate",
    source="treynor2017",
    band=Band(
        0.5, 10.0, "A judgement on the availability that is put in: that of a unit is known within a factor of two, and what takes all "
        "units down at once, which no count of them knows, makes it worse by several times.",
    ),
    validity="A mean over many years: one outage of a day is what a site with three nines has in three of them.",
)
def downtime_per_year(availability):
    """Time in a year that something is not available.

    Parameters
    ----------
    availability : array_like [1]
        Share of the time that it is, above 0 and at most 1.

    Returns
    -------
    downtime : array [s]
        Mean time down in a year.

    Raises
    ------
    ValueError
        If availability is outside (0, 1].

    Examples
    --------
    Five nines, in minutes:

    >>> round(float(downtime_per_year(0.99999)) / 60, 2)
    5.26

    References
    ----------
    Treynor et al. 2017.
    """
    check.fraction(availability=availability)
    return (1 - availability) * SECONDS_PER_YEAR


@equation(
    symbol=r"A_{N}",
    latex=r"«unit_availability»^{«units»}",
    symbols={"unit_availability": "a", "units": "N"},
    trust="exact",
    source="treynor2017",
    validity=_INDEPENDENT,
)
def all_needed(unit_availability, units):
    """Availability where every unit is needed: N.

    Parameters
    ----------
    unit_availability : array_like [1]
        Availability of one unit, above 0 and at most 1.
    units : array_like [1]
        Units that the load needs.

    Returns
    -------
    availability : array [1]
        Share of the time that all of them work.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Ten units of three nines leave two:

    >>> round(float(all_needed(0.999, 10)), 4)
    0.99

    References
    ----------
    Treynor et al. 2017.
    """
    check.together(fraction={"unit_availability": unit_availability}, positive={"units": units})
    return unit_availability**units


@equation(
    symbol=r"A_{N+1}",
    latex=r"«unit_availability»^{«units» + 1} + \left(«units» + 1\right) \cdot «unit_availability»^{«units»} \cdot \left(1 - "
        r"«unit_availability»\right)",
    symbols={"unit_availability": "a", "units": "N"},
    trust="exact",
    source="treynor2017",
    validity=_INDEPENDENT,
)
def one_spare(unit_availability, units):
    """Availability where one unit more than needed is there: N+1.

    Parameters
    ----------
    unit_availability : array_like [1]
        Availability of one unit, above 0 and at most 1.
    units : array_like [1]
        Units that the load needs.

    Returns
    -------
    availability : array [1]
        Share of the time that at most one of them is down.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(one_spare(0.999, 10)), 6)
    0.999945

    References
    ----------
    Treynor et al. 2017.
    """
    check.together(fraction={"unit_availability": unit_availability}, positive={"units": units})
    a, n = unit_availability, units
    return a ** (n + 1) + (n + 1) * a**n * (1 - a)


@equation(
    symbol=r"A_{2N}",
    latex=r"1 - \left(1 - «unit_availability»^{«units»}\right)^{2}",
    symbols={"unit_availability": "a", "units": "N"},
    trust="exact",
    source="treynor2017",
    validity="Two whole paths, of which one is enough. A path without a spare is down as soon as any of its units is, so that with "
    f"more than one unit to a path one spare does better by this count, and a spare in each path best. {_INDEPENDENT}",
)
def two_paths(unit_availability, units):
    """Availability where everything is there twice, as two paths: 2N.

    Parameters
    ----------
    unit_availability : array_like [1]
        Availability of one unit, above 0 and at most 1.
    units : array_like [1]
        Units of one path.

    Returns
    -------
    availability : array [1]
        Share of the time that one path works as a whole.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    With ten units a path, two paths are worse than one spare:

    >>> round(float(two_paths(0.999, 10)), 6)
    0.999901

    References
    ----------
    Treynor et al. 2017.
    """
    check.together(fraction={"unit_availability": unit_availability}, positive={"units": units})
    path = unit_availability**units
    return path * (2 - path)  # as above, and exact where a path hardly ever works


@equation(
    symbol="k",
    latex=r"-\frac{\ln\!\left(1 - «availability»\right)}{\ln 10}",
    symbols={"availability": "A"},
    trust="exact",
    source="treynor2017",
    validity="A way of speaking: 99.95% are 3.3 nines.",
)
def nines(availability):
    """How many nines an availability has.

    Parameters
    ----------
    availability : array_like [1]
        Share of the time that something works, above 0 and below 1.

    Returns
    -------
    nines : array [1]
        Nines after the point of the percentage and before it.

    Raises
    ------
    ValueError
        If availability is outside (0, 1).

    Examples
    --------
    >>> round(float(nines(0.99999)), 6), round(float(nines(0.9995)), 1)
    (5.0, 3.3)

    References
    ----------
    Treynor et al. 2017.
    """
    check.require(availability=(availability, (np.asarray(availability) > 0) & (np.asarray(availability) < 1),
        "must be above 0 and below 1"))
    return -np.log1p(-availability) / np.log(10)
