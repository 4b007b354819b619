"""Which source stands behind each number that comes from a catalogue and was not typed."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.catalogue import accelerators, grids
from formulas.power.catalogue import landmarks, plants, regions, servers
from instruments.citing import Citation, of_row
from instruments.energy.choices import OF_THE_CARD
from instruments.energy.resolve import KNOWN_SITE, REACTOR, REFERENCE, server_of


def cited(values: Mapping[str, object], row: str) -> dict[str, Citation]:
    """Return the source of each argument in the working of a row that nobody typed and no equation made."""
    trainer, writer = accelerators()[values["accelerator"]], accelerators()[values["serving_accelerator"]]
    region = regions().get(values["grid"])
    match row:
        case "board_power" | "boards_energy":
            return {} if values["board_limit"] is not None else {"power": of_row(trainer, "power_w")}
        case "host_power":
            return {"rest": _server(values)} if values["server"] != "boards" else {}
        case "energy_per_flop":
            return {"peak": of_row(trainer, "peak_bf16_flop_per_s")}
        case "bill":
            if values["price"] is not None:
                return {}
            own = of_row(region, "price_usd_per_kwh") if region else Citation("United States, industrial customers, 2023", "eia2024")
            return {"price": own}
        case "carbon":
            if values["carbon_intensity"] is not None:
                return {}
            return {"intensity": of_row(region or grids()[values["grid"]], "kgco2e_per_kwh")}
        case "marginal_carbon":
            return {"marginal": of_row(plants()[values["margin"]], "kgco2e_per_kwh")}
        case "plant_water":
            return {"plant_water": of_row(plants()[values["margin"]], "water_l_per_kwh")}
        case "homes":
            return {"home_kwh": Citation("United States, 2022", "eia-household")}
        case "share_of_site" | "share_of_reactor":
            return {"known": of_row(landmarks()[KNOWN_SITE if row == "share_of_site" else REACTOR], "power_w")}
        case "over_measured":
            return {"measured": Citation("Gemini, median prompt, May 2025", "elsworth2025")}
        case "token_energy":
            return {"card_power": of_row(writer, "power_w")}
        case _:
            return {}


def _server(values: Mapping[str, object]) -> Citation:
    """Cite the server around the boards, and say where it is another card's."""
    card = accelerators()[values["accelerator"]]
    own = server_of(card) if values["server"] == OF_THE_CARD else servers()[values["server"]]
    if own is not None and card.id in own.cards:
        return of_row(own, "server_power_w")
    row = own or servers()[REFERENCE]
    return Citation(row.name, row.source("server_power_w"), "estimated", "Scaled to the power of this card's board.")
