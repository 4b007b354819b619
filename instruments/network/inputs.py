"""What a reader decides of a collective operation and of the network that carries it."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.catalogue import accelerators
from formulas.names import Names
from formulas.network.fabrics import fabrics, protocols
from instruments.frame.inputs import About, Amount, Count, OneOf, OnlyIf, Switch
from instruments.frame.model import Model
from instruments.network.operations import ALGORITHMS, OPERATIONS
from instruments.network.rates import AS_NCCL

TOPOLOGIES = {"Fat tree": "tree", "Rails": "rails", "Torus": "torus"}
STEPS = 1000
_PROTOCOLS = {"The fastest, as NCCL picks": AS_NCCL, **{row.name: key for key, row in protocols().items()}}
_TREES = ("tree", "rails")
_PARTS = "Switches and links"


def _cards() -> Mapping[str, Names]:
    return {key: card.names for key, card in accelerators().items()}


def _by_vendor() -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for card in accelerators().values():
        groups.setdefault(card.vendor, []).append(card.id)
    return groups


def _fabrics() -> Mapping[str, Names]:
    return {key: fabric.names for key, fabric in fabrics().items()}


class Inputs(Model):
    """The operation on show, the cards and what they hold, the network between them."""

    called = "the network"
    __abstract = True

    operation = OneOf(
        default="all-reduce", objects=OPERATIONS, label="Collective operation", doc="What everyone is to hold in the end.",
        about=About(shown=False),
    )  # fmt: skip
    algorithm = OneOf(
        default="ring", objects=ALGORITHMS, label="Algorithm", doc="Few bytes or few rounds: who sends what to whom.",
        about=About(shown=False),
    )  # fmt: skip
    cards = Count(
        default=2890, bounds=(2, 10_000_000), softbounds=(2, 131_072), label="Cards",
        doc="All that take part; more cards take more rounds and more network.",
        about=About(unit="cards", scale="log2", landmarks={"server": 8, "NVL72": 72, "TPU v4 pod": 4096, "Llama 3": 24_576}),
    )  # fmt: skip
    buffer = Amount(
        default=312067559152.0, bounds=(1, 1e16), softbounds=(1e3, 1e12), label="Buffer",
        doc="What each card hands in, as the gradients of a model; small buffers are ruled by latency.",
        about=About(unit="B", scale="log", landmarks={"1 MB": 1e6, "1 GB": 1e9}),
    )  # fmt: skip
    card = OneOf(
        default="h100-sxm", objects={card.name: key for key, card in accelerators().items()}, label="Card",
        doc="Its links, and how many cards they join.", about=About(named=_cards, groups=_by_vendor),
    )  # fmt: skip
    fabric = OneOf(
        default="ndr", objects={fabric.name: key for key, fabric in fabrics().items()}, label="Network between servers",
        doc="Rate of a port, and ports of a switch.", about=About(named=_fabrics),
    )  # fmt: skip
    topology = OneOf(
        default="tree", objects=TOPOLOGIES, label="Topology", doc="Any to any, equal places only, or neighbours only.",
        about=About(segmented=True),
    )  # fmt: skip
    oversubscription = Amount(
        default=1.0, bounds=(1, 64), softbounds=(1, 8), label="Oversubscription",
        doc="Ports down over ports up at a leaf: saves switches, costs bisection.",
        about=About(scale="linear", fine=0.5, coarse=1, landmarks={"full": 1, "Llama 3": 7}, only_if=OnlyIf("topology", _TREES, 1.0)),
    )  # fmt: skip
    dimensions = Count(
        default=3, bounds=(1, 6), label="Dimensions", doc="Of the torus: two links of each card in every one.",
        about=About(scale="linear", fine=1, coarse=1, only_if=OnlyIf("topology", ("torus",), 3)),
    )  # fmt: skip
    shown = Count(
        default=8, bounds=(2, 16), label="Cards on show", doc="Those of the picture, with a chunk of the buffer for each.",
        about=About(scale="linear", fine=1, coarse=4),
    )  # fmt: skip
    step = Count(default=0, bounds=(0, STEPS), label="Step", doc="Steps that the cards on show have done.", about=About(shown=False))
    numbers = Count(
        default=1, bounds=(0, 9999), label="Numbers", doc="Which numbers the cards on show begin with.", about=About(shown=False)
    )
    protocol = OneOf(
        default=AS_NCCL, objects=_PROTOCOLS, label="Protocol", doc="Little latency or all of the rate; a library picks by the buffer.",
        about=About(group="Latency", folded=True),
    )  # fmt: skip
    port_latency = Amount(
        default=9.6e-6, bounds=(0, 1), softbounds=(1e-6, 1e-4), label="Latency between servers",
        doc="Of one hop over the network by the protocol Simple; the others have less in proportion.",
        about=About(unit="s", scale="log", group="Latency", folded=True, landmarks={"NCCL": 9.6e-6}),
    )  # fmt: skip
    scale_up_latency = Amount(
        default=3.4e-6, bounds=(0, 1), softbounds=(1e-7, 1e-4), label="Latency within a domain",
        doc="Of one hop over the cards' own links by the protocol Simple.",
        about=About(unit="s", scale="log", group="Latency", folded=True, landmarks={"NCCL": 3.4e-6}),
    )  # fmt: skip
    domain = Count(
        default=None, allow_None=True, bounds=(1, 100_000), label="Scale-up domain", doc="Empty: as many as the card's own links join.",
        about=About(unit="cards", group="Links", folded=True),
    )  # fmt: skip
    scale_up_rate = Amount(
        default=None, allow_None=True, bounds=(1e3, 1e15), label="Scale-up rate", doc="In one direction. Empty: that of the card.",
        about=About(unit="B/s", group="Links", folded=True),
    )  # fmt: skip
    rack_cards = Count(
        default=None, allow_None=True, bounds=(1, 100_000), label="Cards in a rack", doc="Empty: as the card comes.",
        about=About(unit="cards", group="Racks", folded=True),
    )  # fmt: skip
    rack_floor = Amount(
        default=3.0, bounds=(0.5, 100), softbounds=(1, 10), label="Floor of a rack", doc="With its share of the aisles, in square metres.",
        about=About(group="Racks", folded=True),
    )  # fmt: skip
    copper = Switch(
        default=False, label="Copper to the cards",
        doc="The leaf switch stands in the rack of its cards: their links need no optics. In a torus links within a rack never do.",
        about=About(group=_PARTS, folded=True, only_if=OnlyIf("topology", _TREES, otherwise=False)),
    )  # fmt: skip
    switch_power = Amount(
        default=None, allow_None=True, bounds=(0, 1e6), label="Power of a switch", doc="Without optics. Empty: as known.",
        about=About(unit="W", group=_PARTS, folded=True),
    )  # fmt: skip
    transceiver_power = Amount(
        default=None, allow_None=True, bounds=(0, 1e4), label="Power of a transceiver", doc="At one end of a link. Empty: as known.",
        about=About(unit="W", group=_PARTS, folded=True),
    )  # fmt: skip
    switch_price = Amount(
        default=None, allow_None=True, bounds=(0, 1e8), label="Price of a switch", doc="Empty: as known.",
        about=About(unit="USD", group=_PARTS, folded=True),
    )  # fmt: skip
    link_price = Amount(
        default=None, allow_None=True, bounds=(0, 1e7), label="Price of a link", doc="With both transceivers. Empty: as known.",
        about=About(unit="USD", group=_PARTS, folded=True),
    )  # fmt: skip
