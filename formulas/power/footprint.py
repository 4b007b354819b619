"""What a run leaves behind: emissions beyond the mean of its grid, on paper and in making its cards, and water."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation


@equation(
    symbol=r"m_{\mathrm{marginal}}",
    latex=r"«energy_kwh» \cdot «marginal»",
    symbols={"energy_kwh": "E", "marginal": r"c_{\mathrm{marginal}}"},
    trust="estimate",
    source="epa-equivalencies",
    locator="electricity reductions",
    band=Band(0.6, 1.4, "A judgement: which plant answers differs by region and hour, from clean power that would be cut off to coal."),
    validity="What the grid emits because of this load: the plants that run more for it, not the mean of all. No certificate changes it.",
)
def marginal_carbon_kg(energy_kwh, marginal):
    """Emissions that a load causes: those of the plants that run more because of it.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter; 0 or more.
    marginal : array_like [kgCO2e/kWh]
        Emissions of the plants that answer a further load; 0 or more.

    Returns
    -------
    marginal_carbon : array [kgCO2e]
        Emissions that would not be without the load.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    A GWh on the United States' grid, in tonnes: twice the mean.

    >>> round(float(marginal_carbon_kg(1e6, 0.699)) / 1000)
    699

    References
    ----------
    EPA, Greenhouse Gas Equivalencies Calculator, from the AVERT model.
    """
    check.not_negative(energy_kwh=energy_kwh, marginal=marginal)
    return energy_kwh * marginal


@equation(
    symbol=r"m_{\mathrm{market}}",
    latex=r"«energy_kwh» \cdot «intensity» \cdot \left(1 - «contracted»\right)",
    symbols={"energy_kwh": "E", "intensity": "c", "contracted": "q"},
    trust="estimate",
    source="ghg-scope2",
    locator="chapter 4",
    band=Band(0.8, 1.5, "A judgement: what no contract covers is to be counted at the residual mix, which is dirtier than the mean where "
        "others have bought the clean part, and is published for few grids."),
    validity="A way of reporting, no physics: contracts and certificates say whose power counts as clean, and change no plant. What they "
    "cover counts as nothing, as wind, sun, water and nuclear power do there.",
)
def market_based_carbon_kg(energy_kwh, intensity, contracted):
    """Emissions as a company reports them that has contracts for clean power.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter; 0 or more.
    intensity : array_like [kgCO2e/kWh]
        Mean carbon intensity of the grid, for what no contract covers; 0 or more.
    contracted : array_like [1]
        Share of the energy that contracts or certificates cover, from 0 to 1.

    Returns
    -------
    market_carbon : array [kgCO2e]
        Market-based emissions.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    All of it under contract, on any grid:

    >>> float(market_based_carbon_kg(1e6, 0.37, 1))
    0.0

    References
    ----------
    GHG Protocol, Scope 2 Guidance, chapter 4.
    """
    check.together(
        not_negative={"energy_kwh": energy_kwh, "intensity": intensity},
        contracted=(contracted, (np.asarray(contracted) >= 0) & (np.asarray(contracted) <= 1), "must be from 0 to 1"),
    )
    return energy_kwh * intensity * (1 - contracted)


@equation(
    symbol=r"m_{\mathrm{embodied}}",
    latex=r"«embodied» \cdot \frac{«accelerator_hours»}{«life»}",
    symbols={"embodied": r"m_{\mathrm{card}}", "accelerator_hours": "H", "life": "L"},
    trust="estimate",
    source="chien2023",
    band=Band(0.4, 2.0, "NVIDIA and others publish from 150 kg for a board alone to above 300 kg with its share of the server."),
    validity="The run carries as much of what making the cards emitted as it uses of their lives.",
)
def embodied_carbon_kg(embodied, accelerator_hours, life):
    """A run's share of the emissions of making its cards and their servers.

    Parameters
    ----------
    embodied : array_like [kgCO2e]
        Emissions of making one card and its share of the server; 0 or more.
    accelerator_hours : array_like [h]
        Accelerator-hours of the run.
    life : array_like [h]
        Hours that a card works in its life.

    Returns
    -------
    embodied_carbon : array [kgCO2e]
        The run's share.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    A million card-hours, of cards that work four years, in tonnes:

    >>> round(float(embodied_carbon_kg(318, 1e6, 4 * 8766)) / 1000, 1)
    9.1

    References
    ----------
    Chien et al. 2023.
    """
    check.together(positive={"accelerator_hours": accelerator_hours, "life": life}, not_negative={"embodied": embodied})
    return embodied * accelerator_hours / life


@equation(
    symbol=r"V_{\mathrm{site}}",
    latex=r"\frac{«energy_kwh»}{«pue»} \cdot «water_use»",
    symbols={"energy_kwh": "E", "pue": r"\mathrm{PUE}", "water_use": r"\mathrm{WUE}"},
    trust="estimate",
    source="elsworth2025",
    band=Band(0.2, 1.6, "Sites publish from none, where coolers are dry, to above 1.8 L/kWh, where water evaporates in a hot summer."),
    validity="Consumed for cooling at the site, over the energy of the machines.",
)
def site_water(energy_kwh, pue, water_use):
    """Water that cooling a site consumes.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter; 0 or more.
    pue : array_like [1]
        Power usage effectiveness; at least 1.
    water_use : array_like [L/kWh]
        Water usage effectiveness: water over energy of the machines; 0 or more.

    Returns
    -------
    water : array [L]
        Water consumed at the site.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Google's median prompt of 0.24 Wh at a PUE of 1.09 and 1.15 L/kWh, in millilitres; 0.26 are published:

    >>> round(float(site_water(0.24e-3, 1.09, 1.15)) * 1000, 2)
    0.25

    References
    ----------
    Elsworth et al. 2025.
    """
    check.together(
        not_negative={"energy_kwh": energy_kwh, "water_use": water_use},
        pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"),
    )
    return energy_kwh / pue * water_use


@equation(
    symbol=r"V_{\mathrm{plants}}",
    latex=r"«energy_kwh» \cdot «plant_water»",
    symbols={"energy_kwh": "E", "plant_water": "w"},
    trust="estimate",
    source="meldrum2013",
    band=Band(0.3, 1.7, "The spread that the review gives for one kind of plant, by its cooling."),
    validity="Consumed where the electricity is made, with cooling towers; a dry-cooled plant takes next to none.",
)
def water_of_plants(energy_kwh, plant_water):
    """Water that making the electricity consumes, far from the site.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy at the meter; 0 or more.
    plant_water : array_like [L/kWh]
        Water that the plants consume for each kilowatt-hour; 0 or more.

    Returns
    -------
    water : array [L]
        Water consumed at the plants.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    A GWh of gas power, in megalitres:

    >>> round(float(water_of_plants(1e6, 0.795)) / 1e6, 3)
    0.795

    References
    ----------
    Meldrum et al. 2013.
    """
    check.not_negative(energy_kwh=energy_kwh, plant_water=plant_water)
    return energy_kwh * plant_water
