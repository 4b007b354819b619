"""How many switches and links a tree or a torus takes, what they draw and what they cost."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SYMBOLS = {
    "endpoints": "N", "radix": "k", "oversubscription": "r", "down_ports": "d", "leaves": r"\ell", "tiers": "L", "tree_links": "E",
    "dimensions": "D", "switches": "X", "switch_power": "P_{x}", "transceivers": "Z", "transceiver_power": "P_{z}",
    "switch_price": "p_{x}", "tree_link_price": "p_{e}",
}  # fmt: skip


def _least(value: object, least: float) -> np.ndarray:
    array = np.asarray(value)
    return (array >= least) & np.isfinite(array)


@equation(
    symbol="d",
    latex=r"\left\lfloor\frac{«radix» \cdot «oversubscription»}{1 + «oversubscription»}\right\rfloor",
    symbols={"radix": "k", "oversubscription": "r"},
    trust="exact",
    source="alfares2008",
    locator="section 2.1",
    validity="Whole ports: what is left over leads up.",
)
def leaf_down_ports(radix, oversubscription):
    """Ports of a leaf switch that lead down to cards; the others lead up.

    Parameters
    ----------
    radix : array_like [1]
        Ports of a switch.
    oversubscription : array_like [1]
        Ports down over ports up; 1 is full bandwidth.

    Returns
    -------
    down_ports : array [1]
        Ports down.

    Raises
    ------
    ValueError
        If a switch has fewer than two ports, or the oversubscription is below 1.

    Examples
    --------
    >>> [float(leaf_down_ports(64, ratio)) for ratio in (1, 3, 7)]
    [32.0, 48.0, 56.0]

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.1.
    """
    check.require(
        radix=(radix, _least(radix, 2), "must be at least 2"),
        oversubscription=(oversubscription, _least(oversubscription, 1), "must be at least 1 and finite"),
    )
    return np.floor(radix * oversubscription / (1 + oversubscription))


@equation(
    symbol=r"\ell",
    latex=r"\left\lceil\frac{«endpoints»}{«down_ports»}\right\rceil",
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 3",
    validity="Leaves are filled one after the other.",
)
def leaf_switches(endpoints, down_ports):
    """Switches of the lowest tier, which cards are plugged into.

    Parameters
    ----------
    endpoints : array_like [1]
        Ports of cards.
    down_ports : array_like [1]
        Ports of a leaf switch that lead down.

    Returns
    -------
    leaves : array [1]
        Leaf switches.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(leaf_switches(1016, 32))
    32.0

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 3.
    """
    check.positive(endpoints=endpoints, down_ports=down_ports)
    return np.ceil(endpoints / down_ports)


@equation(
    symbol="U",
    latex=(
        r"\left\lceil\frac{(2 \cdot «tiers» - 3) \cdot «leaves» \cdot («radix» - «down_ports»)}{«radix»}\right\rceil "
        r"\text{if } «tiers» > 1 \text{else } 0"
    ),
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 3",
    validity="Above the leaves the tree keeps its full bandwidth: two ports of every tier between for each port at the top.",
)
def upper_switches(leaves, down_ports, radix, tiers):
    """Switches of all tiers above the leaves.

    Parameters
    ----------
    leaves : array_like [1]
        Leaf switches.
    down_ports : array_like [1]
        Ports of a leaf switch that lead down.
    radix : array_like [1]
        Ports of a switch.
    tiers : array_like [1]
        Tiers of switches.

    Returns
    -------
    uppers : array [1]
        Switches above the leaves.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, there is no tier, or more ports lead down than there are.

    Examples
    --------
    >>> float(upper_switches(32, 32, 64, 2)), float(upper_switches(2048, 32, 64, 3)), float(upper_switches(1, 32, 64, 1))
    (16.0, 3072.0, 0.0)

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 3.
    """
    check.together(
        positive={"leaves": leaves, "radix": radix},
        down_ports=(down_ports, (np.asarray(down_ports) > 0) & (np.asarray(down_ports) <= radix), "must be above 0 and at most the radix"),
        tiers=(tiers, _least(tiers, 1), "must be at least 1"),
    )
    return np.where(tiers > 1, np.ceil((2 * tiers - 3) * leaves * (radix - down_ports) / radix), 0.0)[()]


@equation(
    symbol="E",
    latex=r"«endpoints» + («tiers» - 1) \cdot «leaves» \cdot («radix» - «down_ports»)",
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 3",
    validity="As many links between any two tiers as lead up from the leaves.",
)
def tree_link_count(endpoints, leaves, down_ports, radix, tiers):
    """Links of a fat tree: one for each card, and those between tiers.

    Parameters
    ----------
    endpoints : array_like [1]
        Ports of cards.
    leaves : array_like [1]
        Leaf switches.
    down_ports : array_like [1]
        Ports of a leaf switch that lead down.
    radix : array_like [1]
        Ports of a switch.
    tiers : array_like [1]
        Tiers of switches.

    Returns
    -------
    tree_links : array [1]
        Links.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, there is no tier, or more ports lead down than there are.

    Examples
    --------
    >>> float(tree_link_count(1024, 32, 32, 64, 2))
    2048.0

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 3.
    """
    check.together(
        positive={"endpoints": endpoints, "leaves": leaves, "radix": radix},
        down_ports=(down_ports, (np.asarray(down_ports) > 0) & (np.asarray(down_ports) <= radix), "must be above 0 and at most the radix"),
        tiers=(tiers, _least(tiers, 1), "must be at least 1"),
    )
    return endpoints + (tiers - 1) * leaves * (radix - down_ports)


@equation(
    symbol="a",
    latex=r"\left\lceil «endpoints»^{\frac{1}{«dimensions»}} - 10^{-9}\right\rceil",
    symbols=_SYMBOLS,
    trust="exact",
    source="dally2004",
    locator="section 5.1",
    validity="All sides as equal as can be. The small number keeps a full cube from taking one card more.",
)
def torus_side(endpoints, dimensions):
    """Cards along the longest side of a torus.

    Parameters
    ----------
    endpoints : array_like [1]
        Cards.
    dimensions : array_like [1]
        Dimensions of the torus.

    Returns
    -------
    side : array [1]
        Cards along a side.

    Raises
    ------
    ValueError
        If an argument is less than 1.

    Examples
    --------
    >>> float(torus_side(4096, 3)), float(torus_side(4097, 3))
    (16.0, 17.0)

    References
    ----------
    Dally and Towles 2004, section 5.1.
    """
    check.require(
        endpoints=(endpoints, _least(endpoints, 1), "must be at least 1"), dimensions=(dimensions, _least(dimensions, 1), "must be at least 1")
    )
    return np.ceil(endpoints ** (1 / dimensions) - 1e-9)


@equation(
    symbol=r"B_{\mathrm{bis}}",
    latex=r"\frac{2 \cdot «endpoints»}{«side»} \cdot \frac{«scale_up_rate»}{2 \cdot «dimensions»}",
    symbols={"endpoints": "N", "side": "a", "scale_up_rate": "B_{u}", "dimensions": "D"},
    trust="bound",
    source="dally2004",
    locator="section 5.2",
    validity="In one direction. A cut across the longest side meets every row twice, once where it goes round.",
)
def torus_bisection(endpoints, side, scale_up_rate, dimensions):
    """Bisection bandwidth of a torus, in one direction.

    Parameters
    ----------
    endpoints : array_like [1]
        Cards.
    side : array_like [1]
        Cards along the longest side.
    scale_up_rate : array_like [B/s]
        Rate of a card's links together, in one direction.
    dimensions : array_like [1]
        Dimensions of the torus: each card has two links in each.

    Returns
    -------
    bisection : array [B/s]
        Rate across the middle, in one direction.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(torus_bisection(4096, 16, 300e9, 3)) / 1e12
    25.6

    References
    ----------
    Dally and Towles 2004, section 5.2.
    """
    check.positive(endpoints=endpoints, side=side, scale_up_rate=scale_up_rate, dimensions=dimensions)
    return 2 * endpoints / side * (scale_up_rate / (2 * dimensions))


@equation(
    symbol=r"P_{\mathrm{net}}",
    latex=r"«switches» \cdot «switch_power» + «transceivers» \cdot «transceiver_power»",
    symbols=_SYMBOLS,
    trust="estimate",
    source="nvidia-qm9700",
    validity="Switches and the optics at both ends of their links; network cards are counted with their servers.",
)
def network_power(switches, switch_power, transceivers, transceiver_power):
    """Power that switches and optics draw.

    Parameters
    ----------
    switches : array_like [1]
        Switches.
    switch_power : array_like [W]
        Power of a switch without its optics.
    transceivers : array_like [1]
        Ends of links by fibre.
    transceiver_power : array_like [W]
        Power of the optics at one end.

    Returns
    -------
    network_draw : array [W]
        All of it.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(network_power(48, 747, 4096, 8.5)) / 1e3
    70.672

    References
    ----------
    NVIDIA QM9700 user manual.
    """
    check.not_negative(switches=switches, switch_power=switch_power, transceivers=transceivers, transceiver_power=transceiver_power)
    return switches * switch_power + transceivers * transceiver_power


@equation(
    symbol=r"\mathrm{USD}_{\mathrm{net}}",
    latex=r"«switches» \cdot «switch_price» + «tree_links» \cdot «tree_link_price»",
    symbols=_SYMBOLS,
    trust="estimate",
    source="cheah2024",
    validity="Street prices of a day; network cards are part of the price of a server.",
)
def network_price(switches, switch_price, tree_links, tree_link_price):
    """Price of switches and links.

    Parameters
    ----------
    switches : array_like [1]
        Switches.
    switch_price : array_like [USD]
        Price of a switch.
    tree_links : array_like [1]
        Links.
    tree_link_price : array_like [USD]
        Price of a link with the optics at both ends.

    Returns
    -------
    network_cost : array [USD]
        All of it.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(network_price(48, 36_000, 2048, 1280)) / 1e6
    4.34944

    References
    ----------
    Cheah 2024.
    """
    check.not_negative(switches=switches, switch_price=switch_price, tree_links=tree_links, tree_link_price=tree_link_price)
    return switches * switch_price + tree_links * tree_link_price


@equation(
    symbol=r"p_{\mathrm{card}}",
    latex=r"\frac{«network_cost»}{«ranks»}",
    symbols={"network_cost": r"\mathrm{USD}_{\mathrm{net}}", "ranks": "n"},
    trust="exact",
    source="cheah2024",
    validity="Definition.",
)
def network_price_per_card(network_cost, ranks):
    """Price of the network for each card.

    Parameters
    ----------
    network_cost : array_like [USD]
        Price of switches and links.
    ranks : array_like [card]
        Cards that they join.

    Returns
    -------
    network_cost_per_card : array [USD/card]
        Price for each.

    Raises
    ------
    ValueError
        If the price is negative, or there is no card.

    Examples
    --------
    >>> float(network_price_per_card(4_349_440, 1024))
    4247.5

    References
    ----------
    Cheah 2024.
    """
    check.together(positive={"ranks": ranks}, not_negative={"network_cost": network_cost})
    return network_cost / ranks
