"""From a person's inputs (names of cards, grids, servers) to the numbers that the chain computes with."""

from __future__ import annotations

import math
from collections.abc import Mapping

from formulas.catalogue import Accelerator, accelerators
from formulas.power.catalogue import REFERENCE, landmarks, server_of, servers
from formulas.power.catalogue import housing as housed
from formulas.power.chain import Load
from formulas.power.city import CITY_KWH, CITY_PEOPLE
from formulas.power.site import HOURS_PER_YEAR
from instruments.energy.choices import BOARDS_ALONE, OF_THE_CARD
from instruments.energy.place import intensity, margin_of, price

KNOWN_SITE, REACTOR = "colossus", "reactor"
HOME_KWH = 10_791.0
"""kWh that a residential customer in the United States used in 2022 (EIA)."""
MEASURED_ANSWER = 0.24
"""Wh of the median prompt to Gemini in May 2025 (Elsworth 2025)."""
_EIGHT_BIT = 8.6
_UNKNOWN = float("nan")


def resolve(values: Mapping[str, object]) -> Load:
    """Look up every name and fill what is left to a rule.

    Raises
    ------
    ValueError
        If no board power of a card is published and none was put in.
    """
    trainer, writer = accelerators()[values["accelerator"]], accelerators()[values["serving_accelerator"]]
    limit, serving_limit = board_limit(trainer, values["board_limit"]), board_limit(writer, None)
    server, boards = housing(values["server"], trainer, limit)
    serving_server, serving_boards = housing(values["server"], writer, serving_limit)
    margin, marginal = margin_of(values)
    same = (
        "accelerator_hours", "host_draw", "network_share", "storage_share", "contracted", "draw", "cap", "utilisation", "pue", "water_use",
        "embodied", "units", "unit_availability", "plant_price", "interest", "plant_life", "solar_factor", "wind_factor", "day_length",
        "calm_hours", "calm_factor", "active_parameters", "total_to_active", "top_k", "weight_bits", "replica", "cache_per_token",
        "context_in_use", "batch", "efficiency", "serving_draw", "idle", "answer_tokens", "served",
    )  # fmt: skip
    return Load(
        **{name: float(values[name]) for name in same},
        accelerators=float(values["cards"]),
        # A mixture has at least as many experts as its parameters fill beside those that a token is sent to.
        experts=max(float(values["experts"]), math.ceil(values["total_to_active"] * values["top_k"])),
        power=limit, server=server, boards_per_server=boards,
        peak=_known(trainer.peak("bf16") or trainer.peak("fp16")),
        price=price(values), rent=_known(trainer.price_usd_per_h if values["rent"] is None else values["rent"]),
        intensity=intensity(values), marginal=marginal, plant_water=_known(margin.water_l_per_kwh),
        card_life=values["card_life"] * HOURS_PER_YEAR,
        servers_per_rack=servers_per_rack(values, trainer, server), air_limit=values["air_limit"] * 1e3,
        home_kwh=HOME_KWH, city_kwh=CITY_KWH, city_people=CITY_PEOPLE,
        known_site=landmarks()[KNOWN_SITE].power_w, reactor=landmarks()[REACTOR].power_w,
        serving_power=serving_limit, serving_server=serving_server, serving_boards=serving_boards,
        serving_peak=serving_peak(writer, values["weight_bits"]), serving_bandwidth=writer.bandwidth_bytes_per_s,
        measured_answer=MEASURED_ANSWER,
    )  # fmt: skip


def board_limit(card: Accelerator, typed: float | None) -> float:
    """The power limit of a board, as typed or as published.

    Raises
    ------
    ValueError
        If neither is known; the sentence says what to do.
    """
    if typed is not None:
        return float(typed)
    if card.power_w is None:
        raise ValueError(
            f"Card is {card.name}: its board power is not published; choose another, or put in a board power limit "
            "for training"
        )
    return card.power_w


def housing(choice: str, card: Accelerator, limit: float) -> tuple[float, float]:
    """Power that a server is rated for, and its boards; of another card's server, scaled to the power of this one's boards."""
    if choice == BOARDS_ALONE:
        return limit, 1.0
    return housed(server_of(card.id) if choice == OF_THE_CARD else servers()[choice], limit)


def servers_per_rack(values: Mapping[str, object], card: Accelerator, server: float) -> float:
    """Servers in a rack: as many as a typed power feeds, or as the maker's reference design puts there.

    Boards alone stand in the racks of the card's server.
    """
    if values["rack_power"] is not None:
        return values["rack_power"] * 1e3 / server
    chosen = servers().get(values["server"]) or server_of(card.id) or servers()[REFERENCE]
    each = chosen.boards if values["server"] == BOARDS_ALONE else 1
    return float(chosen.servers_per_rack * each)


def serving_peak(card: Accelerator, weight_bits: float) -> float:
    """Peak at which answers are computed: that of 8 bits where weights have no more and the card can."""
    narrow = card.peak("fp8") if weight_bits <= _EIGHT_BIT else None
    found = narrow or card.peak("bf16") or card.peak("fp16")
    if found is None:
        raise ValueError(f"Serving accelerator is {card.name}: its peak is not published; choose another")
    return found


def _known(value: float | None) -> float:
    return _UNKNOWN if value is None else float(value)
