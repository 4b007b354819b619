"""Collective operations on two levels, and in the switches: what stays near, and what the network itself adds up."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.rules import several
from formulas.registry import equation

_SYMBOLS = {
    "buffer": "S", "ranks": "n", "domain": "g", "scale_up_rate": "B_{u}", "scale_up_latency": r"\alpha_{u}", "port_rate": "B_{p}",
    "port_latency": r"\alpha_{p}",
}  # fmt: skip
_ROUND = (
    r"(g - 1) \cdot \left(\frac{«buffer»}{g \cdot «scale_up_rate»} + «scale_up_latency»\right)"
    r" + (m - 1) \cdot \left(\frac{«buffer»}{g \cdot m \cdot «port_rate»} + «port_latency»\right)"
)
_SIZES = r"g = \min(«domain», «ranks»), m = \left\lceil\frac{«ranks»}{g}\right\rceil"


@equation(
    symbol="T",
    latex=rf"{_ROUND}, {_SIZES}",
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="sections 4.1 and 4.2, on each level",
    validity="Every card has a port of its own, and works with those that stand at its place in the other domains.",
)
def two_level_pass_time(buffer, ranks, domain, scale_up_rate, scale_up_latency, port_rate, port_latency):
    """Time of an all-gather or a reduce-scatter that goes round within each domain, and across them with what is left.

    Parameters
    ----------
    buffer : array_like [B]
        The whole array: what each card holds in the end, or at first.
    ranks : array_like [card]
        Cards that take part.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.
    scale_up_latency : array_like [s]
        Latency between two cards of a domain.
    port_rate : array_like [B/s]
        Rate of a card's network port, in one direction.
    port_latency : array_like [s]
        Latency between two cards of different domains.

    Returns
    -------
    collective_time : array [s]
        Until every card has its share.

    Raises
    ------
    ValueError
        If there are fewer than two cards, a rate or a domain is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(two_level_pass_time(1e9, 64, 8, 450e9, 3.4e-6, 50e9, 9.6e-6)) * 1e3, 4)
    4.2229

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, sections 4.1 and 4.2, on each level.
    """
    several(
        ranks,
        positive={"domain": domain, "scale_up_rate": scale_up_rate, "port_rate": port_rate},
        not_negative={"buffer": buffer, "scale_up_latency": scale_up_latency, "port_latency": port_latency},
    )
    near = np.minimum(domain, ranks)
    far = np.ceil(ranks / near)
    within = (near - 1) * (buffer / (near * scale_up_rate) + scale_up_latency)
    return within + (far - 1) * (buffer / (near * far * port_rate) + port_latency)


@equation(
    symbol="T",
    latex=rf"2 \cdot \left({_ROUND}\right), {_SIZES}",
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="section 4.5, on each level",
    validity="Every card has a port of its own, and works with those that stand at its place in the other domains.",
)
def two_level_reduce_time(buffer, ranks, domain, scale_up_rate, scale_up_latency, port_rate, port_latency):
    """Time of an all-reduce on two levels: sums within each domain, then across, and both ways back.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    ranks : array_like [card]
        Cards that take part.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.
    scale_up_latency : array_like [s]
        Latency between two cards of a domain.
    port_rate : array_like [B/s]
        Rate of a card's network port, in one direction.
    port_latency : array_like [s]
        Latency between two cards of different domains.

    Returns
    -------
    collective_time : array [s]
        Until every card holds the sum.

    Raises
    ------
    ValueError
        If there are fewer than two cards, a rate or a domain is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(two_level_reduce_time(1e9, 64, 8, 450e9, 3.4e-6, 50e9, 9.6e-6)) * 1e3, 4)
    8.4459

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.5, on each level.
    """
    return 2 * two_level_pass_time(buffer, ranks, domain, scale_up_rate, scale_up_latency, port_rate, port_latency)


@equation(
    symbol="T",
    latex=r"\frac{«buffer»}{«link_rate»} + 2 \cdot «tiers» \cdot «step_latency»",
    symbols={"buffer": "S", "link_rate": "B", "step_latency": r"\alpha", "tiers": "L"},
    trust="bound",
    source="graham2016",
    locator="section 3",
    validity="Up and down flow at the same time, and the switches add as fast as data arrive.",
)
def switch_reduce_time(buffer, link_rate, step_latency, tiers):
    """Time of an all-reduce that the switches work out: each card sends once and receives once.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    link_rate : array_like [B/s]
        Rate of a card's link to the switch, in one direction.
    step_latency : array_like [s]
        Latency from a card to a switch, or from one to the next.
    tiers : array_like [tier]
        Tiers of switches up to where all meet.

    Returns
    -------
    collective_time : array [s]
        Until every card holds the sum.

    Raises
    ------
    ValueError
        If the rate or the tiers are not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(switch_reduce_time(1e9, 450e9, 3.4e-6, 1)) * 1e3, 4)
    2.229

    References
    ----------
    Graham et al. 2016, section 3.
    """
    check.together(positive={"link_rate": link_rate, "tiers": tiers}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return buffer / link_rate + 2 * tiers * step_latency
