"""Energy and carbon of running accelerators."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_BOARDS = Band(
    0.7, 2.25,
    "Published energies are reproduced within 1% where they were made like this, from hours, board power and PUE. Boards draw less than"
    " their limit on average, which lowers it; hosts, network and storage add 0.3 to 1.2 times as much, which raises it: Colossus is "
    "built for 1.95 times this.",
)
# USD per kWh: mean of industrial customers in the United States in 2023 (EIA, Electric Power Annual 2023, table 2.4).
US_INDUSTRIAL_PRICE = 0.0804


@equation(
    symbol=r"E_{\mathrm{facility}}",
    latex=r"«accelerator_hours» \cdot «power» \cdot «draw» \cdot «pue» \,/\, 1000",
    symbols={"accelerator_hours": "H", "power": "P", "draw": "u", "pue": r"\mathrm{PUE}"},
    trust="estimate",
    source="patterson2021",
    locator="section 2",
    band=_BOARDS,
    rests_on="training.accelerator_hours",
    validity="Board power only: hosts, network and storage add 0.3 to 1.2 times as much. "
    "With a draw of 1 it is the upper bound for the boards.",
)
def training_energy_kwh(accelerator_hours, power, draw=1.0, pue=1.0):
    """Electricity that a data centre takes in for a number of accelerator-hours.

    Parameters
    ----------
    accelerator_hours : array_like [h]
        Accelerator-hours.
    power : array_like [W]
        Board power limit of one accelerator.
    draw : array_like [1]
        Measured mean power over the limit, above 0 and at most 1.
    pue : array_like [1]
        Power usage effectiveness, facility over IT energy; at least 1.

    Returns
    -------
    energy_kwh : array [kWh]
        Facility energy.

    Raises
    ------
    ValueError
        If hours or power are not positive, draw is outside (0, 1] or pue is below 1.

    Examples
    --------
    LLaMA 7B as its authors count it, 36 MWh:

    >>> round(float(training_energy_kwh(82432, 400, pue=1.1)) / 1000, 1)
    36.3

    References
    ----------
    Patterson et al. 2021, section 2; Touvron et al. 2023, table 15.
    """
    check.together(
        positive={"accelerator_hours": accelerator_hours, "power": power},
        fraction={"draw": draw},
        pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"),
    )
    return accelerator_hours * power * draw * pue / 1000


@equation(
    symbol=r"m_{\mathrm{CO_2e}}",
    latex=r"«energy_kwh» \cdot «intensity»",
    symbols={"energy_kwh": "E", "intensity": "c"},
    trust="estimate",
    source="patterson2021",
    locator="section 2",
    band=Band(
        0.7, 1.3,
        "Published figures are reproduced within 10% from the hours that they name, with a country's mean where they name no grid;"
        " one site's power may be cleaner or dirtier than its country's.",
    ),
    rests_on="training.accelerator_hours",
    validity="Operational and location-based: no embodied carbon, no certificates.",
)
def training_carbon_kg(energy_kwh, intensity):
    """Operational carbon of an amount of electricity on a grid.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Facility energy.
    intensity : array_like [kgCO2e/kWh]
        Mean carbon intensity of the grid; 0 or more.

    Returns
    -------
    carbon_kg : array [kgCO2e]
        Location-based emissions.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    GPT-3 as Patterson counts it, 552 t:

    >>> round(float(training_carbon_kg(1_287_000, 0.429)) / 1000)
    552

    References
    ----------
    Patterson et al. 2021, section 2 and table 4.
    """
    check.not_negative(energy_kwh=energy_kwh, intensity=intensity)
    return energy_kwh * intensity


@equation(
    symbol=r"\mathrm{USD}_{\mathrm{power}}",
    latex=r"«energy_kwh» \cdot «price»",
    symbols={"energy_kwh": "E", "price": "p"},
    trust="estimate",
    source="eia2024",
    locator="table 2.4",
    band=Band(0.7, 1.3, "A judgement: no published bill is held against it. It is as good as the price put in."),
    rests_on="training.accelerator_hours",
    validity="Energy alone, at one mean price: no demand charges, no connection, no cooling beyond the PUE. Who rents cards by "
    "the hour mostly pays for their power with the rent: then this is a part of the training cost and does not come on top.",
)
def electricity_cost(energy_kwh, price=US_INDUSTRIAL_PRICE):
    """Bill for an amount of electricity.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Facility energy.
    price : array_like [USD/kWh]
        Mean price of electricity; 0 or more.

    Returns
    -------
    cost : array [USD]
        What the electricity costs.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    GPT-3's 1,287 MWh at the price of an industrial customer in the United States:

    >>> round(float(electricity_cost(1_287_000)))
    103475

    References
    ----------
    U.S. Energy Information Administration, Electric Power Annual 2023, table 2.4.
    """
    check.not_negative(energy_kwh=energy_kwh, price=price)
    return energy_kwh * price


@equation(
    symbol=r"P_{\mathrm{site}}",
    latex=r"«accelerators» \cdot «power» \cdot «draw» \cdot «pue»",
    symbols={"accelerators": "n", "power": "P", "draw": "u", "pue": r"\mathrm{PUE}"},
    trust="estimate",
    source="patterson2021",
    band=_BOARDS,
    rests_on="training.accelerator_hours",
    validity="Boards only, at the stated draw.",
)
def site_power(accelerators, power, draw=1.0, pue=1.0):
    """Power that a fleet takes from the grid while it runs.

    Parameters
    ----------
    accelerators : array_like [card]
        Accelerators running at once.
    power : array_like [W]
        Board power limit of one accelerator.
    draw : array_like [1]
        Mean power over the limit, above 0 and at most 1.
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    site : array [W]
        Facility power.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(site_power(16384, 700, pue=1.1)) / 1e6, 1)
    12.6

    References
    ----------
    Patterson et al. 2021, section 2.
    """
    check.together(
        positive={"accelerators": accelerators, "power": power},
        fraction={"draw": draw},
        pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"),
    )
    return accelerators * power * draw * pue
