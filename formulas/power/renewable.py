"""Sun and wind for a load that never rests: how much has to be built, and how many hours have to be stored."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

HOURS_PER_DAY = 24


@equation(
    symbol=r"P_{\mathrm{built}}",
    latex=r"\frac{«site»}{«capacity_factor»}",
    symbols={"site": r"P_{\mathrm{site}}", "capacity_factor": r"\mathrm{CF}"},
    trust="bound",
    source="eia2024",
    locator="table 4.8.B",
    validity="As much energy over a year as the load takes, whenever it comes: the least that must be built. Ember builds 6 GW of sun "
    "for a steady GW in Las Vegas.",
)
def capacity_for_load(site, capacity_factor):
    """Capacity of sun or wind that makes as much energy in a year as a steady load takes.

    Parameters
    ----------
    site : array_like [W]
        Power of the load, day and night.
    capacity_factor : array_like [1]
        Mean over rated power of the plant, above 0 and at most 1.

    Returns
    -------
    built : array [W]
        Rated power of the plant.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(capacity_for_load(1e9, 0.233)) / 1e9, 1)
    4.3

    References
    ----------
    EIA, Electric Power Annual 2023, table 4.8.B.
    """
    check.together(positive={"site": site}, fraction={"capacity_factor": capacity_factor})
    return site / capacity_factor


@equation(
    symbol=r"E_{\mathrm{night}}",
    latex=r"«site» \cdot \left(24 - «day_length» + 2 \cdot \left(t - \frac{«day_length»}{\pi} \cdot g \cdot "
    r"\left(1 - \cos(\pi \cdot t / «day_length»)\right)\right)\right),"
    r"\quad g = \frac{12 \cdot \pi}{«day_length»},"
    r"\quad t = \frac{«day_length»}{\pi} \cdot \arcsin(1 / g)",
    symbols={"site": r"P_{\mathrm{site}}", "day_length": "D"},
    trust="bound",
    source="ember2025",
    validity="Every day is the mean day, clear, with an output like half a sine from sunrise to sunset, and the store loses nothing. Ember "
    "stores 17 h for 97% of the hours in Las Vegas: clouds and winters add to it.",
)
def night_storage(site, day_length):
    """Energy that has to be stored by day so that the sun alone carries a steady load through the night.

    Parameters
    ----------
    site : array_like [W]
        Power of the load, day and night.
    day_length : array_like [h]
        Hours from sunrise to sunset, above 0 and at most 24.

    Returns
    -------
    stored : array [Wh]
        Energy taken out of the store each day.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    At the equinox, in hours of the load:

    >>> round(float(night_storage(1, 12)), 2)
    13.23

    References
    ----------
    Ember 2025, for what real days need.
    """
    inside = (np.asarray(day_length) > 0) & (np.asarray(day_length) <= HOURS_PER_DAY)
    check.together(positive={"site": site}, day_length=(day_length, inside, "must be above 0 and at most 24"))
    highest = np.pi * HOURS_PER_DAY / 2 / day_length  # of the output, over the load
    rises = day_length / np.pi * np.arcsin(1 / highest)  # when the output reaches the load
    made = day_length / np.pi * highest * (1 - np.cos(np.pi * rises / day_length))
    return site * (HOURS_PER_DAY - day_length + 2 * (rises - made))
