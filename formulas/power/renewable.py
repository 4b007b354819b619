"""Sun and wind for a load that never rests: how much has to be built, and how many hours have to be stored."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

HOURS_PER_DAY = 24
CALM_HOURS, CALM_FACTOR = 120.0, 0.1
"""The longest calm of a mean year over Germany: five days with a mean of 10% of what its wind on land is rated for (Ohlendorf 2020)."""


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


@equation(
    symbol=r"E_{\mathrm{calm}}",
    latex=r"«site» \cdot «calm_hours» \cdot \max\!\left(0,\; 1 - \frac{«calm_factor»}{«capacity_factor»}\right)",
    symbols={"site": r"P_{\mathrm{site}}", "calm_hours": "h", "calm_factor": r"\mathrm{CF}_{\mathrm{calm}}",
             "capacity_factor": r"\mathrm{CF}"},
    trust="estimate",
    source="ohlendorf2020",
    locator="abstract",
    band=Band(0.3, 2.0, "Once in ten years a calm over Germany lasts eight days, and the longest of forty years ten; a single farm has "
        "longer ones, and a continent shorter ones."),
    validity="One calm at a time, with wind that makes the year's energy, a full store before it, and a store that loses nothing.",
)
def calm_storage(site, calm_hours, calm_factor, capacity_factor):
    """Energy that has to be stored so that wind alone carries a steady load through a calm.

    Parameters
    ----------
    site : array_like [W]
        Power of the load, day and night.
    calm_hours : array_like [h]
        How long the calm lasts.
    calm_factor : array_like [1]
        Mean over rated power of the plant in the calm; 0 or more.
    capacity_factor : array_like [1]
        The same over the year, above 0 and at most 1.

    Returns
    -------
    calm_stored : array [Wh]
        Energy taken out of the store in one calm.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Five days at a tenth of the rating, in hours of the load:

    >>> round(float(calm_storage(1, 120, 0.1, 0.332)), 1)
    83.9

    References
    ----------
    Ohlendorf and Schill 2020, abstract.
    """
    check.together(
        positive={"site": site, "calm_hours": calm_hours}, not_negative={"calm_factor": calm_factor},
        fraction={"capacity_factor": capacity_factor},
    )  # fmt: skip
    return site * calm_hours * np.maximum(0.0, 1 - calm_factor / capacity_factor)
