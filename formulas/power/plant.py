"""What the plant around the machines costs, and what of it each card-hour has to earn."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

HOURS_PER_YEAR = 8766


@equation(
    symbol=r"C_{\mathrm{plant}}",
    latex=r"«it» \cdot «plant_price»",
    symbols={"it": r"P_{\mathrm{IT}}", "plant_price": "c"},
    trust="estimate",
    source="cushman2025",
    locator="construction costs by market",
    band=Band(0.75, 1.4, "19 markets of the United States cost 9.3 to 15 USD for each watt in 2025; sites for AI cost 7 to 10% more."),
    validity="Building, power and cooling for the machines' power; no land, no machines, no power plant.",
)
def plant_cost(it, plant_price):
    """What the building, its power and its cooling cost.

    Parameters
    ----------
    it : array_like [W]
        Power of the machines that it is built for.
    plant_price : array_like [USD/W]
        Cost of construction for each watt of it; 0 or more.

    Returns
    -------
    cost : array [USD]
        Cost of construction.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(plant_cost(100e6, 11.7)) / 1e9, 2)
    1.17

    References
    ----------
    Cushman & Wakefield 2025, construction costs by market.
    """
    check.together(positive={"it": it}, not_negative={"plant_price": plant_price})
    return it * plant_price


@equation(
    symbol=r"c_{\mathrm{h}}",
    latex=r"\frac{«cost»}{«accelerators» \cdot 8766} \cdot \frac{«interest»}{1 - \left(1 + «interest»\right)^{-«years»}}",
    symbols={"cost": "C", "accelerators": "n", "interest": "i", "years": "y"},
    trust="estimate",
    source="nrel-lcoe",
    band=Band(0.7, 1.5, "That of the cost; hours that stand idle raise it."),
    validity="Equal yearly payments over its life, with interest, and every hour used.",
)
def hourly_share(cost, accelerators, interest, years):
    """What a card-hour has to earn so that a plant is paid off over its life.

    Parameters
    ----------
    cost : array_like [USD]
        Cost of construction; 0 or more.
    accelerators : array_like [card]
        Cards that it houses.
    interest : array_like [1]
        Yearly cost of capital, above 0 and at most 1.
    years : array_like [year]
        Life of the plant.

    Returns
    -------
    hourly : array [USD/h]
        Share of one card-hour.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    11.7 USD/W for 1.25 kW a card, at 8% over 15 years:

    >>> round(float(hourly_share(11.7 * 1250, 1, 0.08, 15)), 3)
    0.195

    References
    ----------
    NREL, simplified levelized cost of energy.
    """
    check.together(
        positive={"accelerators": accelerators, "years": years}, not_negative={"cost": cost}, fraction={"interest": interest},
    )  # fmt: skip
    return cost / (accelerators * HOURS_PER_YEAR) * interest / -np.expm1(-years * np.log1p(interest))


@equation(
    symbol=r"C_{\mathrm{run}}",
    latex=r"«card_cost» + «bill»",
    symbols={"card_cost": r"C_{\mathrm{cards}}", "bill": r"C_{\mathrm{energy}}"},
    trust="estimate",
    source="patterson2021",
    band=Band(0.6, 1.6, "Prices of card-hours differ by provider and month more than those of electricity."),
    validity="The price of a card-hour is taken to be without its power, as where somebody houses cards of his own.",
)
def run_cost(card_cost, bill):
    """Cost of a run to whoever owns the cards: their hours and their electricity.

    Parameters
    ----------
    card_cost : array_like [USD]
        What the card-hours cost; 0 or more.
    bill : array_like [USD]
        What the electricity costs; 0 or more.

    Returns
    -------
    cost : array [USD]
        Both together.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(run_cost(12e6, 1e6))
    13000000.0

    References
    ----------
    Patterson et al. 2021, for the hours.
    """
    check.not_negative(card_cost=card_cost, bill=bill)
    return card_cost + bill


@equation(
    symbol=r"c_{\mathrm{card}}",
    latex=r"\frac{«cost»}{«accelerator_hours»}",
    symbols={"cost": r"C_{\mathrm{run}}", "accelerator_hours": "H"},
    trust="estimate",
    source="patterson2021",
    band=Band(0.6, 1.6, "That of the cost."),
    validity="A mean over the run, its electricity included.",
)
def cost_per_card_hour(cost, accelerator_hours):
    """Cost of a card-hour with its electricity.

    Parameters
    ----------
    cost : array_like [USD]
        Cost of the run, card-hours and electricity; 0 or more.
    accelerator_hours : array_like [h]
        Accelerator-hours of the run.

    Returns
    -------
    card_hour : array [USD/h]
        Cost of one card-hour.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> float(cost_per_card_hour(13e6, 6.5e6))
    2.0

    References
    ----------
    Patterson et al. 2021, for the hours.
    """
    check.together(positive={"accelerator_hours": accelerator_hours}, not_negative={"cost": cost})
    return cost / accelerator_hours
