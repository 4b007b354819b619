"""What the optics, the switches and the links of a network draw and cost."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SYMBOLS = {
    "tree_links": "E", "copper_links": "c", "switches": "X", "switch_power": "P_{x}", "transceivers": "Z", "transceiver_power": "P_{z}",
    "switch_price": "p_{x}", "tree_link_price": "p_{e}",
}  # fmt: skip


@equation(
    symbol="E_{f}",
    latex=r"«tree_links» - «copper_links»",
    symbols=_SYMBOLS,
    trust="exact",
    source="nvidia-mms4x00",
    validity="Definition: what is not short enough for copper goes by fibre.",
)
def fibre_links(tree_links, copper_links):
    """Links of a network that go by fibre.

    Parameters
    ----------
    tree_links : array_like [link]
        All links.
    copper_links : array_like [link]
        Those that are short enough for copper.

    Returns
    -------
    far_links : array [link]
        Links by fibre.

    Raises
    ------
    ValueError
        If an argument is negative or not finite, or there are more links of copper than links.

    Examples
    --------
    >>> float(fibre_links(2048, 1024))
    1024.0

    References
    ----------
    NVIDIA MMS4X00-NS product specifications.
    """
    few = np.asarray(copper_links) <= np.asarray(tree_links)
    check.together(
        not_negative={"tree_links": tree_links, "copper_links": copper_links},
        copper_links=(copper_links, few, "must be at most all links"),
    )
    return tree_links - copper_links


@equation(
    symbol="Z",
    latex=r"2 \cdot («tree_links» - «copper_links»)",
    symbols=_SYMBOLS,
    trust="exact",
    source="nvidia-mms4x00",
    validity="Definition: one at each end of a link by fibre.",
)
def transceiver_count(tree_links, copper_links):
    """Transceivers of a network.

    Parameters
    ----------
    tree_links : array_like [link]
        All links.
    copper_links : array_like [link]
        Those that are short enough for copper.

    Returns
    -------
    transceivers : array [transceiver]
        Ends of links by fibre.

    Raises
    ------
    ValueError
        If an argument is negative or not finite, or there are more links of copper than links.

    Examples
    --------
    >>> float(transceiver_count(2048, 0)), float(transceiver_count(2048, 1024))
    (4096.0, 2048.0)

    References
    ----------
    NVIDIA MMS4X00-NS product specifications.
    """
    few = np.asarray(copper_links) <= np.asarray(tree_links)
    check.together(
        not_negative={"tree_links": tree_links, "copper_links": copper_links},
        copper_links=(copper_links, few, "must be at most all links"),
    )
    return 2 * (tree_links - copper_links)


@equation(
    symbol=r"P_{\mathrm{net}}",
    latex=r"«switches» \cdot «switch_power» + «transceivers» \cdot «transceiver_power»",
    symbols=_SYMBOLS,
    trust="estimate",
    source="nvidia-qm9700",
    validity="Switches and the optics at both ends of their links; network cards are counted with their servers.",
)
def switches_and_optics_power(switches, switch_power, transceivers, transceiver_power):
    """Power that switches and optics draw.

    Parameters
    ----------
    switches : array_like [switch]
        Switches.
    switch_power : array_like [W]
        Power of a switch without its optics.
    transceivers : array_like [transceiver]
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
    >>> float(switches_and_optics_power(48, 747, 4096, 8.5)) / 1e3
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
    switches : array_like [switch]
        Switches.
    switch_price : array_like [USD]
        Price of a switch.
    tree_links : array_like [link]
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
