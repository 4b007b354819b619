"""Catalogues of power: servers, regions, plants, what people know, and measured answers, each figure with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.catalogue import Row, load
from formulas.shared import shared


@dataclass(frozen=True, kw_only=True)
class Server(Row):
    """A server as its maker rates it, and what it was measured at, if it was; ``cards`` are the accelerators that come in it."""

    year: int
    cards: tuple[str, ...]
    boards: int
    board_power_w: float
    server_power_w: float
    measured_power_w: float | None


@dataclass(frozen=True, kw_only=True)
class Region(Row):
    """Where a site may stand: its grid's mean intensity, the price of industrial customers, and the wait for a connection."""

    year: int
    kgco2e_per_kwh: float
    price_usd_per_kwh: float
    queue_years: float | None
    supply: str


@dataclass(frozen=True, kw_only=True)
class Plant(Row):
    """A kind of power plant over its life: what it emits and how much water it consumes for each kilowatt-hour."""

    year: int
    kgco2e_per_kwh: float
    water_l_per_kwh: float | None
    firm: bool


@dataclass(frozen=True, kw_only=True)
class Landmark(Row):
    """Something of known power that a site may be held against."""

    year: int
    kind: str
    power_w: float
    cards: int | None


@dataclass(frozen=True, kw_only=True)
class Answer(Row):
    """A model that wrote answers while the energy of its boards was measured."""

    year: int
    model: str
    active_parameters: float
    total_parameters: float
    card: str
    cards: int
    batch: float
    tokens_per_s: float
    boards_w: float
    answer_tokens: float
    answer_j: float


@shared
def servers() -> Mapping[str, Server]:
    """Every server by id."""
    return load("servers", Server)


@shared
def regions() -> Mapping[str, Region]:
    """Every region by id."""
    return load("regions", Region)


@shared
def plants() -> Mapping[str, Plant]:
    """Every kind of plant by id; the mean margin of the United States first."""
    return load("plants", Plant)


@shared
def landmarks() -> Mapping[str, Landmark]:
    """Every landmark by id."""
    return load("landmarks", Landmark)


@shared
def answers() -> Mapping[str, Answer]:
    """Every measurement by id."""
    return load("answers", Answer)
