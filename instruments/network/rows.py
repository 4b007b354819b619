"""What the network says of itself: its rows, and where each number of their workings comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from formulas.catalogue import Accelerator, accelerators
from formulas.network.fabrics import Fabric, Protocol, fabrics, optical_switch, protocols, rack_of
from formulas.network.transfer import transfer_time
from instruments.evidence.citing import Citation, of_row
from instruments.evidence.reason import Reason
from instruments.frame.result import Figure, Result, Row, table
from instruments.network.built import server_of_card
from instruments.network.operations import Path
from instruments.network.play import Play, play

# Of each argument that a catalogue may fill: the input that stands in its place when somebody typed one, and the field.
_OF_CARD = {"scale_up_rate": "link_bytes_per_s", "domain": "scale_up_domain"}
_OF_FABRIC = {
    "switch_power": ("switch_power", "switch_power_w"), "transceiver_power": ("transceiver_power", "transceiver_power_w"),
    "switch_price": ("switch_price", "switch_usd"), "tree_link_price": ("link_price", "link_usd"),
}  # fmt: skip
_OF_TREES = ("tiers", "most_endpoints")
_OF_RACKS = ("racks", "rack_draw", "cable", "far_links", "transceivers", "optical_switches")
_OF_SERVERS = ("servers", "rack_draw", "scale_up_switches")
_OF_RACK = {"cards_per_server": "cards_per_server", "rack_cards": "cards_per_rack", "domain_switches": "domain_switches"}
_OF_SERVER = {"server_boards": "boards", "server_power": "server_power_w"}
_OF_MIRRORS = {"mirrors": "ports", "switch_power": "power_w"}
_LATENCIES = ("port_latency", "scale_up_latency")


@dataclass(frozen=True)
class Outcome(Result):
    """How long the operation takes, and what the network is built of."""

    path: Path
    paths: tuple[Path, ...]

    groups: ClassVar = {
        "operation": "The operation", "meets": "What it meets", "domains": "Servers, racks, domains", "built": "Built of",
        "bill": "Power and price",
    }  # fmt: skip
    rows = table(
        Row("collective_time", "Time of the operation", "s", "operation", "By the algorithm, over all cards, with the whole buffer."),
        Row("algorithm_rate", "Algorithm bandwidth", "B/s", "operation", "Buffer over time: what a program sees."),
        Row("bus_rate", "Bus bandwidth", "B/s", "operation", "What each link would carry if cards alone did the work."),
        Row("half_rate", "Half of the rate from", "B", "operation", "Of a ring: below this buffer latency takes more time than bytes."),
        Row("crossing", "Tree faster up to", "B", "operation", "Below this buffer a tree beats a ring at an all-reduce, both sent alike."),
        Row("exchange_bound", "All-to-all at least", "s", "operation", "Half of everything has to cross the middle of the network."),
        Row("link_rate", "Rate of a card", "B/s", "meets", "What each card passes on in one direction, over all that leads out of it."),
        Row("data_rate", "Data of it", "B/s", "meets", "What of that is data, by the protocol: LL and LL128 send flags with them."),
        Row("ring_latency", "Latency of a hop", "s", "meets", "Mean over a ring through all cards."),
        Row("bisection", "Bisection bandwidth", "B/s", "meets", "Across the middle, in one direction."),
        Row("servers", "Servers", "server", "domains", "What cards stand in: of a rack that works as one, its trays."),
        Row("racks", "Racks", "rack", "domains", "Racks of cards; switches and storage stand in others."),
        Row("rack_draw", "Power of a rack", "W", "domains", "As its servers are rated: what it has to be able to deliver."),
        Row("domains", "Scale-up domains", "domain", "domains", "Groups of cards that their makers' own links join."),
        Row("places", "Places for cards", "card", "domains", "Cards, were every domain full."),
        Row("domain_rate", "All links of a domain", "B/s", "domains", "Both directions of every card's links: a sum, and no bisection."),
        Row("domain_bisection", "Bisection of a domain", "B/s", "domains", "Across the middle of one domain, in one direction."),
        Row("scale_up_switches", "Switches of the domains", "switch", "domains", "Chips that join cards by their makers' own links."),
        Row("tiers", "Tiers of switches", "tier", "built", "Fewest that join all ports at full bandwidth."),
        Row("most_endpoints", "Ports that it could have", "port", "built", "Of one tree of so many tiers."),
        Row("switches", "Switches", "switch", "built", "Of all trees and tiers."),
        Row("optical_switches", "Optical circuit switches", "switch", "built", "Mirrors that join the racks of a torus."),
        Row("tree_links", "Links", "link", "built", "To cards and between switches."),
        Row("far_links", "Links by fibre", "link", "built", "Those that leave the rack; within it copper is enough."),
        Row("cable", "Longest cable", "m", "built", "Across the hall to its middle: copper reaches 3 m, multi-mode fibre 50 m."),
        Row("transceivers", "Transceivers", "transceiver", "built", "One at each end of a link by fibre."),
        Row("network_draw", "Power of the network", "W", "bill", "Switches and transceivers; those within servers and domains are theirs."),
        Row("network_cost", "Price of the network", "USD", "bill", "Switches and links with their transceivers."),
        Row("network_cost_per_card", "Network per card", "USD/card", "bill", "Price of the network, for each card."),
    )

    @cached_property
    def play(self) -> Play:
        """The operation among the cards on show, step by step."""
        values = self.values
        return play(str(values["operation"]), str(values["algorithm"]), int(values["shown"]), int(values["numbers"]))

    def elapsed(self, step: int) -> float:
        """Time that the cards on show have taken after some steps, on equal links of the present rate and latency."""
        chunk = self.values["buffer"] / self.play.ranks
        return float(transfer_time(self.play.chunks_in_turn(step) * chunk, self.path.rate, step * self.path.ring))

    @property
    def card(self) -> Accelerator:
        """The card."""
        return accelerators()[self.values["card"]]

    @property
    def protocol(self) -> Protocol:
        """How it is sent."""
        return protocols()[self.path.protocol]

    @property
    def fabric(self) -> Fabric:
        """The network between servers."""
        return fabrics()[self.values["fabric"]]

    def unknown(self, figure: Figure) -> Reason:
        """Say why a figure has no value: there is no such thing here, or not all of it is published."""
        around = self.values["topology"] == "torus"
        if figure.id in _OF_TREES and around:
            return Reason("none", "a torus has no tree of switches")
        if figure.id == "optical_switches" and not around:
            return Reason("none", "mirrors join the racks of a torus alone")
        if figure.id == "crossing":
            return Reason("none", "between two cards a ring and a tree take the same steps")
        if figure.id in _OF_RACKS and np.isnan(self.chain.rack_cards):
            return Reason("not known", f"nobody says here how {self.card.name} stands in racks; put it in under Racks")
        if figure.id in _OF_SERVERS:
            return Reason("not known", f"nobody published it of servers with {self.card.name}")
        if around:
            return Reason("not known", (
                f"nobody published the optics between racks of {self.card.name}; put them in under Switches and links. "
                "Of a TPU v4 pod optics and mirrors are less than 3% of the power and 5% of the cost (Jouppi et al. 2023)"
            ))  # fmt: skip
        return Reason("not known", f"nobody published it of {self.fabric.name}; put it in under Switches and links")

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Return the source of each argument of a row that nobody typed and no equation made."""
        values, found = self.values, {}
        around, rack, server = values["topology"] == "torus", rack_of(values["card"]), server_of_card(values["card"])
        for argument in self.chain[name].arguments:
            typed = _OF_FABRIC.get(argument, (argument, ""))[0]
            if values.get(typed) is not None and argument not in _LATENCIES:
                continue
            if argument in _OF_CARD:
                found[argument] = of_row(self.card, _OF_CARD[argument])
            elif argument in _OF_RACK and rack is not None:
                found[argument] = of_row(rack, _OF_RACK[argument])
            elif argument in _OF_SERVER and server is not None:
                found[argument] = of_row(server, _OF_SERVER[argument])
            elif argument in _OF_MIRRORS and around:
                found[argument] = of_row(optical_switch(), _OF_MIRRORS[argument])
            elif argument in _OF_FABRIC and not around:
                found[argument] = of_row(self.fabric, _OF_FABRIC[argument][1])
            elif argument in _LATENCIES and values[argument] == _AS_COMES[argument]:
                found[argument] = of_row(self.protocol, f"{argument}_s")
            elif argument == "payload_share":
                found[argument] = of_row(self.protocol, argument)
            elif argument in ("port_rate", "radix"):
                found[argument] = of_row(self.fabric, "port_bytes_per_s" if argument == "port_rate" else "radix")
        return found


_AS_COMES = {"port_latency": 9.6e-6, "scale_up_latency": 3.4e-6}
