"""What a network is built of: trees of switches, rails, or a torus; its middle, its power and its price."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from formulas.caching import shared
from formulas.network import bill, optical, racks, switches, topology, torus
from formulas.network.fabrics import Fabric, fabrics, optical_switch, rack_of
from formulas.power.catalogue import Server, servers
from formulas.steps import Chain, Step
from instruments.network.rates import Links, links

_UP = 2.0
"""Metres from a rack up to the cable trays, about its height."""


@shared
def server_of_card(card: str) -> Server | None:
    """Return the server that is rated with a card in it, where there is one."""
    return next((server for server in servers().values() if card in server.cards), None)


def built(chain: Chain, values: Mapping[str, object]) -> None:
    """Work out what the network is built of, its racks, its bisection, its power and its price."""
    fabric, owned, ranks = fabrics()[values["fabric"]], links(values), float(values["cards"])
    _racks(chain, values, ranks, owned)
    if values["topology"] == "torus":
        _torus(chain, ranks, owned, float(values["dimensions"]))
    else:
        # One domain alone has no other places to be joined with.
        planes = owned.domain if values["topology"] == "rails" and ranks > owned.domain else 1.0
        _trees(chain, ranks, planes, fabric, float(values["oversubscription"]), owned)
        copper = ranks if values["copper"] else 0.0
        chain.step("far_links", bill.fibre_links, tree_links=chain.tree_links, copper_links=copper)
        nothing(chain, "optical_switches", optical.optical_switch_count, racks=math.nan)
    chain.step_if_known(
        "transceivers", bill.transceiver_count, "copper_links", tree_links=chain.tree_links,
        copper_links=float(chain.tree_links - chain.far_links),
    )  # fmt: skip
    _bill(chain, values, fabric, ranks)


def _racks(chain: Chain, values: Mapping[str, object], ranks: float, owned: Links) -> None:
    """Servers, racks, and how far a cable runs; where nobody says how the cards stand in racks, none of it is known."""
    card = str(values["card"])
    found, server = rack_of(card), server_of_card(card)
    per_rack = _known(values["rack_cards"], found and found.cards_per_rack)
    nodes, chips = (_known(None, found and getattr(found, name)) for name in ("cards_per_server", "domain_switches"))
    chain.step_if_known("servers", racks.servers_needed, "cards_per_server", ranks=ranks, cards_per_server=nodes)
    chain.step_if_known("racks", racks.racks_needed, "rack_cards", ranks=ranks, rack_cards=per_rack)
    chain.step_if_known(
        "rack_draw", racks.rack_power, "rack_cards", "server_boards", "server_power", rack_cards=per_rack,
        server_boards=_known(None, server and server.boards), server_power=_known(None, server and server.server_power_w),
    )  # fmt: skip
    switched = values["topology"] != "torus"
    chain.step_if_known(
        "scale_up_switches", racks.scale_up_switch_count, "domain_switches", domains=np.ceil(ranks / owned.domain),
        domain_switches=chips if switched else 0.0,
    )  # fmt: skip
    floor = {"rack_floor": float(values["rack_floor"]), "rack_height": _UP}
    chain.step_if_known("cable", racks.longest_cable, "racks", racks=chain.racks, **floor)
    chain.carry("rack_cards", np.float64(per_rack))


def _trees(chain: Chain, ranks: float, planes: float, fabric: Fabric, oversubscription: float, owned: Links) -> None:
    """One tree for all cards, or one for each place in a domain."""
    endpoints, radix = math.ceil(ranks / planes), float(fabric.radix)
    chain.step("tiers", topology.tiers_needed, endpoints=endpoints, radix=radix)
    chain.step("most_endpoints", topology.tree_endpoints, radix=radix, tiers=chain.tiers)
    chain.step("down_ports", switches.leaf_down_ports, radix=radix, oversubscription=oversubscription)
    down = chain.down_ports if chain.tiers > 1 else radix
    chain.step("leaves", switches.leaf_switches, endpoints=endpoints, down_ports=down)
    chain.step("uppers", switches.upper_switches, leaves=chain.leaves, down_ports=down, radix=radix, tiers=chain.tiers)
    chain.step("switches", switches.switch_count, planes=planes, leaves=chain.leaves, uppers=chain.uppers)
    shape = {"endpoints": endpoints, "leaves": chain.leaves, "down_ports": down, "radix": radix, "tiers": chain.tiers}
    chain.step("plane_links", switches.tree_link_count, **shape)
    chain.step("tree_links", switches.link_count, planes=planes, plane_links=chain.plane_links)
    chain.step("domain_bisection", topology.domain_bisection, domain=owned.domain, scale_up_rate=owned.scale_up_rate)
    if ranks <= owned.domain:
        chain.step("bisection", topology.domain_bisection, domain=ranks, scale_up_rate=owned.scale_up_rate)
        return
    over = oversubscription if chain.tiers > 1 else 1.0
    chain.step("bisection", topology.tree_bisection, endpoints=ranks, link_rate=fabric.port_bytes_per_s, oversubscription=over)


def _torus(chain: Chain, ranks: float, owned: Links, dimensions: float) -> None:
    """Every card joined to its neighbours by its own links."""
    nothing(chain, "tiers", topology.tiers_needed, endpoints=math.nan, radix=math.nan)
    nothing(chain, "most_endpoints", topology.tree_endpoints, radix=math.nan, tiers=math.nan)
    chain.step("switches", switches.switch_count, planes=0.0, leaves=0.0, uppers=0.0)
    chain.step("side", torus.torus_side, endpoints=ranks, dimensions=dimensions)
    chain.step("tree_links", torus.torus_link_count, endpoints=ranks, dimensions=dimensions)
    cube = {"racks": chain.racks, "rack_cards": np.minimum(chain.rack_cards, ranks), "dimensions": dimensions}
    unknown = ("racks", "rack_cards")
    chain.step_if_known("far_links", optical.links_between_racks, *unknown, tree_links=chain.tree_links, **cube)
    chain.step_if_known("optical_switches", optical.optical_switch_count, *unknown, mirrors=float(optical_switch().ports), **cube)
    across = {"endpoints": ranks, "side": chain.side, "scale_up_rate": owned.scale_up_rate, "dimensions": dimensions}
    chain.step("bisection", torus.torus_bisection, **across)
    chain.step("domain_bisection", torus.torus_bisection, **across)


def _bill(chain: Chain, values: Mapping[str, object], fabric: Fabric, ranks: float) -> None:
    """Power and price; what nobody typed and no catalogue knows is not guessed.

    The optics of a torus are its maker's own: none of those of the network between servers.
    """
    around = values["topology"] == "torus"
    switches = chain.optical_switches if around else chain.switches
    of_switch, of_optics = (optical_switch().power_w, None) if around else (fabric.switch_power_w, fabric.transceiver_power_w)
    prices = (None, None) if around else (fabric.switch_usd, fabric.link_usd)
    chain.step_if_known(
        "network_draw", bill.switches_and_optics_power, "switches", "switch_power", "transceivers", "transceiver_power",
        switches=switches, switch_power=_known(values["switch_power"], of_switch),
        transceivers=chain.transceivers, transceiver_power=_known(values["transceiver_power"], of_optics),
    )  # fmt: skip
    chain.step_if_known(
        "network_cost", bill.network_price, "switches", "switch_price", "tree_link_price",
        switches=switches, switch_price=_known(values["switch_price"], prices[0]),
        tree_links=chain.tree_links, tree_link_price=_known(values["link_price"], prices[1]),
    )  # fmt: skip
    chain.step_if_known("network_cost_per_card", bill.network_price_per_card, "network_cost", network_cost=chain.network_cost, ranks=ranks)


def nothing(chain: Chain, name: str, function: Callable, **arguments: float) -> None:
    """Keep under a name that an equation has nothing to say here."""
    chain[name] = Step(function.equation, arguments, np.float64(math.nan))


def _known(typed: object, found: float | None) -> float:
    """What somebody typed, or else what a catalogue knows; unknown is ``nan``."""
    return float(typed) if typed is not None else math.nan if found is None else float(found)
