"""Networks to choose from, and collective operations that somebody measured: catalogues, each figure with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load


@dataclass(frozen=True, kw_only=True)
class Fabric(Row):
    """A kind of network between servers: its ports, and the switch that it is built of.

    ``transceiver_power_w`` is that of one end of a link, ``link_usd`` the price of a link with both.  ``adds`` says whether its
    switches can add what they pass on.
    """

    radix: int
    port_bytes_per_s: float
    switch_power_w: float | None
    transceiver_power_w: float | None
    switch_usd: float | None
    link_usd: float | None
    adds: bool


@dataclass(frozen=True, kw_only=True)
class Rack(Row):
    """How cards stand in servers and racks; ``domain_switches`` are the switch chips that join a scale-up domain."""

    cards: tuple[str, ...]
    cards_per_server: int
    cards_per_rack: int
    domain_switches: int | None


@dataclass(frozen=True, kw_only=True)
class OpticalSwitch(Row):
    """A switch that turns mirrors instead of reading packets."""

    ports: int
    power_w: float


@dataclass(frozen=True, kw_only=True)
class Protocol(Row):
    """How a library sends what it sends: latency of a hop, and the share of what is sent that is data."""

    scale_up_latency_s: float
    port_latency_s: float
    payload_share: float


@dataclass(frozen=True, kw_only=True)
class Measured(Row):
    """A collective operation as it was timed: bus bandwidth in bytes a second by the bytes of the buffer.

    ``explains`` says why it lies where it does beside the formula.
    """

    operation: str
    algorithm: str
    ranks: int
    card: str
    fabric: str
    bus_bytes_per_s: Mapping[str, float]
    explains: str

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Buffer and bus bandwidth, the smallest buffer first."""
        return tuple(sorted((float(size), float(rate)) for size, rate in self.bus_bytes_per_s.items()))


@shared
def fabrics() -> Mapping[str, Fabric]:
    """Every network by id."""
    return load("fabrics", Fabric)


@shared
def racks() -> Mapping[str, Rack]:
    """Every kind of rack by id."""
    return load("racks", Rack)


@shared
def rack_of(card: str) -> Rack | None:
    """Return the rack that a card comes in, where it is known."""
    return next((rack for rack in racks().values() if card in rack.cards), None)


@shared
def optical_switch() -> OpticalSwitch:
    """The one optical circuit switch of which something is published."""
    return load("optical_switches", OpticalSwitch)["palomar"]


@shared
def protocols() -> Mapping[str, Protocol]:
    """Every protocol by id."""
    return load("protocols", Protocol)


@shared
def measured() -> Mapping[str, Measured]:
    """Every measured series by id."""
    return load("collectives", Measured)
