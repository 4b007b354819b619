"""What a network is built of: how many cards a tree of switches joins, with how many switches and links, and what crosses its middle."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.rules import least
from formulas.registry import equation

_ONE = "must be at least 1"


@equation(
    symbol=r"G_{\mathrm{total}}",
    latex=r"«servers» \cdot «cards_per_server»",
    symbols={"servers": r"N_{\mathrm{nodes}}", "cards_per_server": r"G_{\mathrm{node}}"},
    trust="exact",
    source="nvidia-superpod",
    validity="Definition.",
)
def cluster_cards(servers, cards_per_server):
    """Cards of a cluster.

    Parameters
    ----------
    servers : array_like [server]
        Servers of the cluster.
    cards_per_server : array_like [card/server]
        Cards in each.

    Returns
    -------
    cluster : array [card]
        All cards.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(cluster_cards(3072, 8))
    24576.0

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.positive(servers=servers, cards_per_server=cards_per_server)
    return servers * cards_per_server


@equation(
    symbol="B",
    latex=r"«lane_rate» \cdot «lanes» \cdot «bundles» \cdot «coding»",
    symbols={"lane_rate": r"B_{\ell}", "lanes": r"n_{\ell}", "bundles": "n_{b}", "coding": r"\eta"},
    trust="exact",
    source="bekman2025network",
    validity="In one direction. Vendors often add both.",
)
def lanes_rate(lane_rate, lanes, bundles, coding):
    """Rate of a port that is made of lanes, in one direction.

    Parameters
    ----------
    lane_rate : array_like [B/s]
        Raw rate of a lane, in one direction.
    lanes : array_like [1]
        Lanes of a link.
    bundles : array_like [1]
        Links that work as one.
    coding : array_like [1]
        Share of what is sent that is data, where the code of the line takes the rest.

    Returns
    -------
    link_rate : array [B/s]
        Rate of all together.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or more than all is data.

    Examples
    --------
    >>> float(lanes_rate(12.5e9, 2, 18, 1)) / 1e9, round(float(lanes_rate(4e9, 16, 1, 128 / 130)) / 1e9, 1)
    (450.0, 63.0)

    References
    ----------
    Bekman 2025, network.
    """
    check.together(positive={"lane_rate": lane_rate, "lanes": lanes, "bundles": bundles}, fraction={"coding": coding})
    return lane_rate * lanes * bundles * coding


@equation(
    symbol="m",
    latex=r"\left\lceil\frac{«ranks»}{«domain»}\right\rceil",
    symbols={"ranks": "n", "domain": "g"},
    trust="exact",
    source="nvidia-superpod",
    validity="Definition.",
)
def domain_count(ranks, domain):
    """Scale-up domains that a number of cards takes.

    Parameters
    ----------
    ranks : array_like [card]
        All cards.
    domain : array_like [card]
        Cards that are joined by their makers' own links.

    Returns
    -------
    domains : array [domain]
        Domains, the last one perhaps not full.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(domain_count(2890, 8)), float(domain_count(2890, 72))
    (362.0, 41.0)

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.positive(ranks=ranks, domain=domain)
    return np.ceil(ranks / domain)


@equation(
    symbol="B_{g}",
    latex=r"2 \cdot «domain» \cdot «scale_up_rate»",
    symbols={"domain": "g", "scale_up_rate": "B_{u}"},
    trust="exact",
    source="nvidia-gb200",
    validity="Definition: both directions of every card's links, added up. It is no bisection.",
    slips="Published as bisection bandwidth: the 130 TB/s of 72 cards are this sum. Their bisection is 32.4 TB/s in each direction.",
)
def domain_bandwidth(domain, scale_up_rate):
    """Rate of all links of a scale-up domain together, both directions.

    Parameters
    ----------
    domain : array_like [card]
        Cards of the domain.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.

    Returns
    -------
    domain_rate : array [B/s]
        Sum over cards and directions.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(domain_bandwidth(72, 900e9)) / 1e12
    129.6

    References
    ----------
    NVIDIA GB200 NVL72 specifications.
    """
    check.positive(domain=domain, scale_up_rate=scale_up_rate)
    return 2 * domain * scale_up_rate


@equation(
    symbol=r"B_{\mathrm{bis}}",
    latex=r"\frac{«domain» \cdot «scale_up_rate»}{2}",
    symbols={"domain": "g", "scale_up_rate": "B_{u}"},
    trust="bound",
    source="nvidia-gb200",
    validity="In one direction, where switches join every card to every other one at its full rate.",
)
def domain_bisection(domain, scale_up_rate):
    """Bisection bandwidth of a scale-up domain, in one direction: half of its cards send to the other half.

    Parameters
    ----------
    domain : array_like [card]
        Cards of the domain.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.

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
    >>> float(domain_bisection(72, 900e9)) / 1e12
    32.4

    References
    ----------
    NVIDIA GB200 NVL72 specifications.
    """
    check.positive(domain=domain, scale_up_rate=scale_up_rate)
    return domain * scale_up_rate / 2


@equation(
    symbol=r"B_{\mathrm{bis}}",
    latex=r"\frac{«endpoints» \cdot «link_rate»}{2 \cdot «oversubscription»}",
    symbols={"endpoints": "N", "link_rate": "B", "oversubscription": "r"},
    trust="bound",
    source="leiserson1985",
    locator="section 3",
    validity="In one direction, between any half of the ports and the other; the middle lies above the leaf switches.",
    slips="As printed without the oversubscription it is that of a tree that has none.",
)
def tree_bisection(endpoints, link_rate, oversubscription):
    """Bisection bandwidth of a fat tree, in one direction: half of all ports talk to the other half.

    Parameters
    ----------
    endpoints : array_like [port]
        Ports of cards.
    link_rate : array_like [B/s]
        Rate of a port, in one direction.
    oversubscription : array_like [1]
        Ports down over ports up at a leaf switch; 1 is full bandwidth.

    Returns
    -------
    bisection : array [B/s]
        Rate across the middle, in one direction.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or the oversubscription is below 1.

    Examples
    --------
    >>> float(tree_bisection(1024, 50e9, 1)) / 1e12, float(tree_bisection(72, 900e9, 1)) / 1e12
    (25.6, 32.4)

    References
    ----------
    Leiserson 1985, section 3.
    """
    check.together(
        positive={"endpoints": endpoints, "link_rate": link_rate},
        oversubscription=(oversubscription, least(oversubscription, 1), "must be at least 1 and finite"),
    )
    return endpoints * link_rate / (2 * oversubscription)


@equation(
    symbol=r"N_{\max}",
    latex=r"2 \cdot \left(\frac{«radix»}{2}\right)^{«tiers»}",
    symbols={"radix": "k", "tiers": "L"},
    trust="exact",
    source="alfares2008",
    locator="section 2.2",
    validity="Full bandwidth: half of the ports of all switches but those at the top lead up.",
)
def tree_endpoints(radix, tiers):
    """Ports that a fat tree of full bandwidth offers.

    Parameters
    ----------
    radix : array_like [port]
        Ports of a switch.
    tiers : array_like [tier]
        Tiers of switches.

    Returns
    -------
    most_endpoints : array [port]
        Ports for cards.

    Raises
    ------
    ValueError
        If a switch has fewer than two ports, or there is no tier.

    Examples
    --------
    >>> [float(tree_endpoints(64, tiers)) for tiers in (1, 2, 3)]
    [64.0, 2048.0, 65536.0]

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.2.
    """
    check.require(radix=(radix, least(radix, 2), "must be at least 2"), tiers=(tiers, least(tiers, 1), _ONE))
    return 2 * (radix / 2) ** tiers


@equation(
    symbol="L",
    latex=r"\max\left(1,\; \left\lceil\frac{\ln \frac{«endpoints»}{2}}{\ln \frac{«radix»}{2}}\right\rceil\right)",
    symbols={"endpoints": "N", "radix": "k"},
    trust="exact",
    source="alfares2008",
    locator="section 2.2",
    validity="Full bandwidth.",
)
def tiers_needed(endpoints, radix):
    """Fewest tiers of switches that join so many ports at full bandwidth.

    Parameters
    ----------
    endpoints : array_like [port]
        Ports of cards.
    radix : array_like [port]
        Ports of a switch.

    Returns
    -------
    tiers : array [tier]
        Tiers.

    Raises
    ------
    ValueError
        If there is no port, or a switch has fewer than four.

    Examples
    --------
    >>> [float(tiers_needed(endpoints, 64)) for endpoints in (64, 65, 2048, 2049, 65536)]
    [1.0, 2.0, 2.0, 3.0, 3.0]

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.2.
    """
    check.require(endpoints=(endpoints, least(endpoints, 1), _ONE), radix=(radix, least(radix, 4), "must be at least 4"))
    # Rounded, so that a tree that fits exactly does not take one tier more.
    return np.maximum(1.0, np.ceil(np.round(np.log(endpoints / 2) / np.log(radix / 2), 9)))
