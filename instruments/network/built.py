"""What a network is built of: trees of switches, rails, or a torus; its middle, its power and its price."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from formulas.network import bill, switches, topology, torus
from formulas.network.fabrics import Fabric, fabrics
from formulas.steps import Chain, Step
from instruments.network.met import Links, links


def built(chain: Chain, values: Mapping[str, object]) -> None:
    """Work out what the network is built of, its bisection, its power and its price."""
    fabric, owned, ranks = fabrics()[values["fabric"]], links(values), float(values["cards"])
    copper = 0.0
    if values["topology"] == "torus":
        _torus(chain, ranks, owned, float(values["dimensions"]))
    else:
        # One domain alone has no other places to be joined with.
        planes = owned.domain if values["topology"] == "rails" and ranks > owned.domain else 1.0
        _trees(chain, ranks, planes, fabric, float(values["oversubscription"]), owned)
        copper = ranks if values["copper"] else 0.0
    chain.step("transceivers", bill.transceiver_count, tree_links=chain.tree_links, copper_links=copper)
    _bill(chain, values, fabric, ranks)


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
    across = {"endpoints": ranks, "side": chain.side, "scale_up_rate": owned.scale_up_rate, "dimensions": dimensions}
    chain.step("bisection", torus.torus_bisection, **across)
    chain.step("domain_bisection", torus.torus_bisection, **across)


def _bill(chain: Chain, values: Mapping[str, object], fabric: Fabric, ranks: float) -> None:
    """Power and price; what nobody typed and no catalogue knows is not guessed."""
    chain.step_if_known(
        "network_draw", bill.fabric_power, "switch_power", "transceiver_power",
        switches=chain.switches, switch_power=_known(values["switch_power"], fabric.switch_power_w),
        transceivers=chain.transceivers, transceiver_power=_known(values["transceiver_power"], fabric.transceiver_power_w),
    )  # fmt: skip
    chain.step_if_known(
        "network_cost", bill.network_price, "switch_price", "tree_link_price",
        switches=chain.switches, switch_price=_known(values["switch_price"], fabric.switch_usd),
        tree_links=chain.tree_links, tree_link_price=_known(values["link_price"], fabric.link_usd),
    )  # fmt: skip
    chain.step_if_known("network_cost_per_card", bill.network_price_per_card, "network_cost", network_cost=chain.network_cost, ranks=ranks)


def nothing(chain: Chain, name: str, function: Callable, **arguments: float) -> None:
    """Keep under a name that an equation has nothing to say here."""
    chain[name] = Step(function.equation, arguments, np.float64(math.nan))


def _known(typed: object, found: float | None) -> float:
    """What somebody typed, or else what a catalogue knows; unknown is ``nan``."""
    return float(typed) if typed is not None else math.nan if found is None else float(found)
