"""The flow of power from the grid to a FLOP, as nodes and links: what the picture draws and the list tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.steps import Chain, Step
from instruments.quantities.text import quantity

NODES = {
    "grid": ("From the grid", "Grid", "site_power", "trunk"),
    "overhead": ("Cooling and conversion", "Cooling", "overhead_power", "loss"),
    "it": ("Machines", "Machines", "it_power", "trunk"),
    "network": ("Switches", "Switches", "network_power", "loss"),
    "storage": ("Storage", "Storage", "storage_power", "loss"),
    "hosts": ("Hosts, fans, links", "Hosts", "host_power", "loss"),
    "boards": ("Boards", "Boards", "board_power", "trunk"),
    "waiting": ("Boards that wait", "Waiting", "waiting_power", "loss"),
    "useful": ("Useful arithmetic", "Useful", "useful_power", "useful"),
}
"""By id: what a node is called, and where there is little room, the step that makes its power, and whether it is on the way, lost, or
what all is for."""
LINKS = (
    ("grid", "it"), ("grid", "overhead"), ("it", "boards"), ("it", "hosts"), ("it", "network"), ("it", "storage"),
    ("boards", "useful"), ("boards", "waiting"),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One node: its power, its share of all, and between which shares others of its kind lie."""

    id: str
    name: str
    short: str
    row: str
    kind: str
    watts: float
    share: float
    low: float
    high: float

    @property
    def shown(self) -> str:
        """Its power as it is read."""
        return str(quantity(self.watts, "W"))


@dataclass(frozen=True)
class Flow:
    """All nodes by id, in the order from the grid on."""

    parts: Mapping[str, Part]

    @property
    def links(self) -> list[tuple[str, str, float]]:
        """From, to, and the watts that go there; what is nothing is no link."""
        return [(source, target, self.parts[target].watts) for source, target in LINKS if self.parts[target].watts > 0]

    @property
    def ends(self) -> list[Part]:
        """Where power ends, what is useful first: together they are all that came from the grid."""
        return sorted((part for part in self.parts.values() if part.kind != "trunk"), key=lambda part: part.kind != "useful")


def flow(chain: Chain) -> Flow:
    """Read the flow off a chain."""
    total = float(chain.site_power)
    return Flow({key: _part(key, chain, total) for key in NODES})


def _part(key: str, chain: Chain, total: float) -> Part:
    name, short, step, kind = NODES[key]
    watts = float(chain[step].value)
    low, high = _band(chain[step])
    return Part(key, name, short, step, kind, watts, watts / total, low * watts, high * watts)


def _band(step: Step) -> tuple[float, float]:
    return step.equation.expected(step.arguments) if step.equation.band else (1.0, 1.0)
