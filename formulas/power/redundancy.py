"""Redundancy within redundancy: two whole paths of which each has a spare."""

from __future__ import annotations

from formulas import check
from formulas.power.availability import one_spare
from formulas.registry import equation


@equation(
    symbol=r"A_{2(N+1)}",
    latex=r"1 - \left(1 - «unit_availability»^{«units» + 1} - \left(«units» + 1\right) \cdot «unit_availability»^{«units»} \cdot "
    r"\left(1 - «unit_availability»\right)\right)^{2}",
    symbols={"unit_availability": "a", "units": "N"},
    trust="exact",
    source="treynor2017",
    validity="Two whole paths, each with one unit more than it needs, of which one path is enough. Failures are independent of each other.",
)
def two_spared_paths(unit_availability, units):
    """Availability where two paths are there and each has a spare: 2(N+1).

    Parameters
    ----------
    unit_availability : array_like [1]
        Availability of one unit, above 0 and at most 1.
    units : array_like [1]
        Units that one path needs.

    Returns
    -------
    availability : array [1]
        Share of the time that one path or both have enough units.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Ten units a path and a spare in each, in seconds down in a year:

    >>> round((1 - float(two_spared_paths(0.999, 10))) * 31_557_600, 2)
    0.09

    References
    ----------
    Treynor et al. 2017.
    """
    check.together(fraction={"unit_availability": unit_availability}, positive={"units": units})
    path = one_spare(unit_availability, units)
    return path * (2 - path)
