"""Which source stands behind each number that comes from a catalogue and was not typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formulas.catalogue import accelerators, grids
from formulas.power.catalogue import LIFE_CYCLE, REFERENCE, Region, landmarks, plants, server_of, servers
from instruments.energy.choices import BOARDS_ALONE
from instruments.energy.place import boundary_of, foreign_price, region_of
from instruments.energy.resolve import KNOWN_SITE, REACTOR
from instruments.evidence.citing import Citation, of_row


def cited(values: Mapping[str, object], row: str) -> dict[str, Citation]:
    """Return the source of each argument in the working of a row that nobody typed and no equation made."""
    trainer, writer = accelerators()[values["accelerator"]], accelerators()[values["serving_accelerator"]]
    match row:
        case "board_power" | "boards_energy":
            return {} if values["board_limit"] is not None else {"power": of_row(trainer, "power_w")}
        case "host_power":
            return {"rest": _server(values)} if values["server"] != BOARDS_ALONE else {}
        case "peak_site" | "rack_power":
            return {"server": _server(values)} if row == "rack_power" and values["rack_power"] is None else {}
        case "energy_per_flop":
            return {"peak": of_row(trainer, "peak_bf16_flop_per_s")}
        case "bill" | "peak_bill":
            return {"price": _price(values)} if values["price"] is None else {}
        case "carbon" | "market_carbon":
            return {"intensity": _mean(values)} if values["carbon_intensity"] is None else {}
        case "marginal_carbon":
            return {"marginal": _margin(values)}
        case "plant_water":
            return {"plant_water": of_row(plants()[values["margin"]], "water_l_per_kwh")}
        case "homes":
            return {"home_kwh": Citation("United States, 2022", "eia-household")}
        case "share_of_city" | "city":
            return {"city_kwh": Citation("Seattle City Light, a year", "seattle-city-light")}
        case "share_of_site" | "share_of_reactor":
            return {"known": of_row(landmarks()[KNOWN_SITE if row == "share_of_site" else REACTOR], "power_w")}
        case "over_measured":
            return {"measured": Citation("Gemini, median prompt, May 2025", "elsworth2025")}
        case "token_energy":
            return {"card_power": of_row(writer, "power_w")}
        case _:
            return {}


def _price(values: Mapping[str, object]) -> Citation:
    region = region_of(values)
    if region is None or region.price_usd_per_kwh is None:
        why = "No price of this grid is known here." if foreign_price(values) else ""
        return Citation("United States, industrial customers, 2023", "eia2024", note=why)
    return _noted(region, "price_usd_per_kwh")


def _mean(values: Mapping[str, object]) -> Citation:
    """Cite the mean of the grid with its boundary, which decides what may be held beside it."""
    region, boundary = region_of(values), boundary_of(values["grid"])
    row = region if region and region.kgco2e_per_kwh is not None else grids()[values["grid"]]
    cite = of_row(row, "kgco2e_per_kwh")
    return replace(cite, note=f"{boundary.capitalize()}{', from mining to taking down' if boundary == LIFE_CYCLE else ' emissions alone'}.")


def _margin(values: Mapping[str, object]) -> Citation:
    plant, boundary = plants()[values["margin"]], boundary_of(values["grid"])
    field = "kgco2e_per_kwh" if boundary == LIFE_CYCLE else "stack_kgco2e_per_kwh"
    # A plant that rests at night carries no steady load by itself: something else runs then.
    rests = "" if plant.firm else " It does not run day and night: alone it answers no steady load."
    return replace(of_row(plant, field), note=f"{boundary.capitalize()}, as the mean of the grid that is chosen.{rests}")


def _noted(row: Region, field: str) -> Citation:
    return replace(of_row(row, field), note=row.note)


def _server(values: Mapping[str, object]) -> Citation:
    """Cite the server around the boards, and say where it is another card's."""
    card = accelerators()[values["accelerator"]]
    own = servers().get(values["server"]) or server_of(card.id)
    if own is not None and card.id in own.cards:
        return of_row(own, "server_power_w")
    row = own or servers()[REFERENCE]
    return Citation(row.name, row.source("server_power_w"), "estimated", "Scaled to the power of this card's board.")
