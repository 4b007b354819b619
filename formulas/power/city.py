"""The energy of a run beside a city: a share of its year, and a city that would use as much."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

CITY_KWH = 9_074_062_000.0
"""kWh that the customers of Seattle City Light use in a year."""
CITY_PEOPLE = 906_595.0
"""People who live where it delivers."""
_SITES = Band(0.75, 1.3, "That of the run's energy; the use of a city is metered.")


@equation(
    symbol=r"x_{\mathrm{city}}",
    latex=r"\frac{«energy_kwh»}{«city_kwh»}",
    symbols={"energy_kwh": "E", "city_kwh": r"E_{\mathrm{city}}"},
    trust="estimate",
    source="seattle-city-light",
    band=_SITES,
    validity="Everything that a city takes from its grid: homes, trade and industry.",
)
def share_of_city(energy_kwh, city_kwh=CITY_KWH):
    """Energy over what a city uses in a year.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter.
    city_kwh : array_like [kWh]
        Electricity of the city in a year.

    Returns
    -------
    city_share : array [1]
        The one over the other.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Llama 3.1 405B at 38 GWh, over a year of Seattle:

    >>> round(float(share_of_city(38e6)), 4)
    0.0042

    References
    ----------
    Seattle City Light.
    """
    check.positive(energy_kwh=energy_kwh, city_kwh=city_kwh)
    return energy_kwh / city_kwh


@equation(
    symbol=r"n_{\mathrm{people}}",
    latex=r"\frac{«energy_kwh» \cdot «people»}{«city_kwh»}",
    symbols={"energy_kwh": "E", "people": "m", "city_kwh": r"E_{\mathrm{city}}"},
    trust="estimate",
    source="seattle-city-light",
    band=_SITES,
    validity="At the mean of one city, trade and industry included: a home alone takes about a third of it.",
)
def city_of_as_much(energy_kwh, city_kwh=CITY_KWH, people=CITY_PEOPLE):
    """People of a city that uses as much electricity in a year.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter.
    city_kwh : array_like [kWh]
        Electricity of a known city in a year.
    people : array_like [1]
        People in it.

    Returns
    -------
    residents : array [1]
        People of a city with the same use for each of them.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(city_of_as_much(38e6)))
    3797

    References
    ----------
    Seattle City Light.
    """
    check.positive(energy_kwh=energy_kwh, city_kwh=city_kwh, people=people)
    return energy_kwh * people / city_kwh
