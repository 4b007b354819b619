"""Where a site stands: what its grid emits and within which boundary that was counted, what power costs there, and what is firm."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.catalogue import grids
from formulas.energy import US_INDUSTRIAL_PRICE
from formulas.power.catalogue import LIFE_CYCLE, STACK, Plant, Region, plants, regions

_LIFE_CYCLE = frozenset({"owid-electricity", "ember2024"})
"""Statistics that count each plant's emissions over its life."""


def region_of(values: Mapping[str, object]) -> Region | None:
    """The row of the place that is chosen; of most countries there is none."""
    return regions().get(values["grid"])


def mean_of(grid: str) -> float:
    """Mean emissions of a kilowatt-hour of a grid, in kg: a region's own, or its country's."""
    region = regions().get(grid)
    own = region.kgco2e_per_kwh if region else None
    return grids()[grid].kgco2e_per_kwh if own is None else own


def boundary_of(grid: str) -> str:
    """What the mean of a grid counts: life cycle, or what leaves the stacks."""
    region = regions().get(grid)
    if region:
        return region.boundary
    return LIFE_CYCLE if grids()[grid].source("kgco2e_per_kwh") in _LIFE_CYCLE else STACK


def price(values: Mapping[str, object]) -> float:
    """Price of a kilowatt-hour: as typed, the place's, or the mean of the United States."""
    if values["price"] is not None:
        return float(values["price"])
    region = region_of(values)
    known = region.price_usd_per_kwh if region else None
    return US_INDUSTRIAL_PRICE if known is None else known


def foreign_price(values: Mapping[str, object]) -> bool:
    """Whether the price of the United States stands in for one that is not known."""
    region = region_of(values)
    at_home = values["grid"] in ("usa", "usa-llama", "world")
    return values["price"] is None and not at_home and (region is None or region.price_usd_per_kwh is None)


def intensity(values: Mapping[str, object]) -> float:
    """Mean emissions of a kilowatt-hour: as typed in grams, or the grid's."""
    return mean_of(values["grid"]) if values["carbon_intensity"] is None else values["carbon_intensity"] / 1000


def margin_of(values: Mapping[str, object]) -> tuple[Plant, float]:
    """The plant at the margin, and what it emits within the boundary of the grid's mean: like beside like."""
    plant = plants()[values["margin"]]
    return plant, plant.within(boundary_of(values["grid"]))


def supply(region: Region) -> str:
    """What makes most of a place's power, as words.

    >>> supply(regions()["us-tx"])
    'gas, wind and sun'
    """
    *most, last = (plants()[key].name.partition(",")[0].removesuffix(" on land").lower() for key in region.plants)
    return f"{', '.join(most)} and {last}" if most else last


def firm(region: Region) -> str:
    """Whether that comes day and night.

    >>> firm(regions()["us-tx"]), firm(regions()["us-va"])
    ('in part', 'yes')
    """
    return "yes" if all(plants()[key].firm for key in region.plants) else "in part"
