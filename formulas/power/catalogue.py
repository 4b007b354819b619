"""Catalogues of power: servers, regions, plants, what people know, and measured answers, each figure with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load

LIFE_CYCLE, STACK = "life cycle", "stack"
"""What is counted of a plant: all from mining its fuel to taking it down, or what leaves its stack."""


@dataclass(frozen=True, kw_only=True)
class Server(Row):
    """A server as its maker rates it, and what it was measured at, if it was; ``cards`` are the accelerators that come in it."""

    year: int
    cards: tuple[str, ...]
    boards: int
    board_power_w: float
    server_power_w: float
    measured_power_w: float | None
    servers_per_rack: int


@dataclass(frozen=True, kw_only=True)
class Region(Row):
    """Where a site may stand: its grid's mean intensity, what large customers pay, what supplies it, and the wait for a connection.

    Where the intensity is null the row is a country of the catalogue of grids, under the same id, and its mean holds.
    """

    year: int
    kgco2e_per_kwh: float | None
    boundary: str | None
    price_usd_per_kwh: float | None
    price_year: int | None
    queue_years: float | None
    queue_year: int | None
    plants: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plant(Row):
    """A kind of power plant: what it emits over its life and at its stack, and how much water it consumes for each kilowatt-hour."""

    year: int
    kgco2e_per_kwh: float
    stack_kgco2e_per_kwh: float
    water_l_per_kwh: float | None
    firm: bool

    def within(self, boundary: str) -> float:
        """What it emits within a boundary, :data:`LIFE_CYCLE` or :data:`STACK`."""
        return self.stack_kgco2e_per_kwh if boundary == STACK else self.kgco2e_per_kwh


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


REFERENCE = "dgx-h100"
"""The server that a card without one of its own is taken to stand in, scaled to its power."""


def server_of(card: str) -> Server | None:
    """The catalogue's server with this card in it, if there is one."""
    return next((row for row in servers().values() if card in row.cards), None)


def housing(server: Server | None, limit: float) -> tuple[float, float]:
    """Power that a server is rated for, and its boards: of another card's server (:data:`REFERENCE` if none), scaled to this board's.

    >>> housing(server_of("b200"), 1000.0), housing(None, 350.0)
    ((14300.0, 8.0), (5100.0, 8.0))
    """
    row = server or servers()[REFERENCE]
    return row.server_power_w * limit / row.board_power_w, float(row.boards)


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
    return load("measured_answers", Answer)
