"""One transfer over one link, and the links that a ring or an exchange across servers meets."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol="t",
    latex=r"«step_latency» + \frac{«payload»}{«link_rate»}",
    symbols={"payload": "m", "link_rate": "B", "step_latency": r"\alpha"},
    trust="bound",
    source="hockney1994",
    locator="eq. 1",
    validity="One message at a time on the link, at its full rate once it flows.",
)
def transfer_time(payload, link_rate, step_latency):
    r"""Time that one message takes over one link.

    .. math:: t = \alpha + m / B

    Parameters
    ----------
    payload : array_like [B]
        Bytes of the message.
    link_rate : array_like [B/s]
        Rate of the link in one direction.
    step_latency : array_like [s]
        Time before the first byte arrives.

    Returns
    -------
    transfer : array [s]
        Time from the start to the last byte.

    Raises
    ------
    ValueError
        If the rate is not positive and finite, or another argument negative or not finite.

    Examples
    --------
    >>> float(transfer_time(1e9, 50e9, 10e-6))
    0.02001

    References
    ----------
    Hockney 1994, eq. 1.
    """
    check.together(positive={"link_rate": link_rate}, not_negative={"payload": payload, "step_latency": step_latency})
    return step_latency + payload / link_rate


@equation(
    symbol="B",
    latex=r"\min\left(«scale_up_rate», «domain» \cdot «port_rate»\right) \text{if } «ranks» > «domain» \text{else } «scale_up_rate»",
    symbols={"ranks": "n", "domain": "g", "scale_up_rate": "B_{u}", "port_rate": "B_{p}"},
    trust="bound",
    source="nccl-tests",
    locator="Bus bandwidth",
    validity="Each card of a domain has a port of its own, and as many rings run side by side, each leaving through another port.",
)
def path_rate(ranks, domain, scale_up_rate, port_rate):
    """Rate at which each card can pass on what goes round in rings over all cards.

    A ring enters and leaves each domain once, so the ports of all its cards together carry what every card passes on.

    Parameters
    ----------
    ranks : array_like [card]
        Cards that take part.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.
    port_rate : array_like [B/s]
        Rate of a card's network port, in one direction.

    Returns
    -------
    link_rate : array [B/s]
        What each card passes on in a second.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(path_rate(32, 8, 900e9, 50e9)), float(path_rate(8, 8, 900e9, 50e9))
    (400000000000.0, 900000000000.0)

    References
    ----------
    NCCL tests, Performance.
    """
    check.positive(ranks=ranks, domain=domain, scale_up_rate=scale_up_rate, port_rate=port_rate)
    return np.where(ranks > domain, np.minimum(scale_up_rate, domain * port_rate), scale_up_rate)[()]


@equation(
    symbol="B_{d}",
    latex=r"«link_rate» \cdot «payload_share»",
    symbols={"link_rate": "B", "payload_share": r"\eta"},
    trust="bound",
    source="hu2025nccl",
    locator="section III",
    validity="Flags travel with the data: LL has one half data, LL128 120 bytes of 128, Simple all but nothing besides.",
)
def payload_rate(link_rate, payload_share):
    """Rate of the data alone, where a protocol sends flags with them.

    Parameters
    ----------
    link_rate : array_like [B/s]
        What each card passes on in a second.
    payload_share : array_like [1]
        Share of it that is data.

    Returns
    -------
    data_rate : array [B/s]
        Data in a second.

    Raises
    ------
    ValueError
        If the rate is not positive and finite, or the share is not above 0 and at most 1.

    Examples
    --------
    >>> float(payload_rate(400e9, 120 / 128)) / 1e9
    375.0

    References
    ----------
    Hu et al. 2025, section III.
    """
    check.together(positive={"link_rate": link_rate}, fraction={"payload_share": payload_share})
    return link_rate * payload_share


@equation(
    symbol="B",
    latex=(
        r"\min\left(B_{1},\; \frac{4 \cdot «bisection»}{«ranks»}\right), "
        r"B_{1} = «port_rate» \text{if } «ranks» > «domain» \text{else } «scale_up_rate»"
    ),
    symbols={"ranks": "n", "domain": "g", "scale_up_rate": "B_{u}", "port_rate": "B_{p}", "bisection": r"B_{\mathrm{bis}}"},
    trust="bound",
    source="dally2004",
    locator="section 3.3",
    validity="Of what a card has for others, half has to cross the middle, and nearly all leaves by its own port.",
)
def exchange_rate(ranks, domain, scale_up_rate, port_rate, bisection):
    """Rate at which each card can send where it has something else for every other one.

    Parameters
    ----------
    ranks : array_like [card]
        Cards that take part.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_rate : array_like [B/s]
        Rate of a card's own links together, in one direction.
    port_rate : array_like [B/s]
        Rate of a card's network port, in one direction.
    bisection : array_like [B/s]
        Rate across the middle of the network, in one direction.

    Returns
    -------
    link_rate : array [B/s]
        What each card sends in a second.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(exchange_rate(1024, 8, 450e9, 50e9, 25.6e12)), float(exchange_rate(4096, 4096, 300e9, 50e9, 25.6e12))
    (50000000000.0, 25000000000.0)

    References
    ----------
    Dally and Towles 2004, section 3.3.
    """
    check.positive(ranks=ranks, domain=domain, scale_up_rate=scale_up_rate, port_rate=port_rate, bisection=bisection)
    return np.minimum(np.where(ranks > domain, port_rate, scale_up_rate), 4 * bisection / ranks)[()]


@equation(
    symbol=r"\alpha",
    latex=(
        r"\frac{(«ranks» - m) \cdot «scale_up_latency» + m \cdot «port_latency»}{«ranks»} \text{if } «ranks» > «domain» "
        r"\text{else } «scale_up_latency», m = \left\lceil\frac{«ranks»}{«domain»}\right\rceil"
    ),
    symbols={"ranks": "n", "domain": "g", "scale_up_latency": r"\alpha_{u}", "port_latency": r"\alpha_{p}"},
    trust="estimate",
    source="nccl-tuning",
    locator="latency table",
    validity="Hops follow each other without waiting for the slowest of each round.",
)
def ring_step_latency(ranks, domain, scale_up_latency, port_latency):
    """Mean latency of a hop on a ring that runs through all domains, one after the other.

    Parameters
    ----------
    ranks : array_like [card]
        Cards on the ring.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_latency : array_like [s]
        Latency between two cards of a domain.
    port_latency : array_like [s]
        Latency between two cards of different domains.

    Returns
    -------
    step_latency : array [s]
        Mean over the hops.

    Raises
    ------
    ValueError
        If a number of cards is not positive, or a latency is negative.

    Examples
    --------
    >>> round(float(ring_step_latency(16, 8, 1e-6, 9e-6)) * 1e6, 6)
    2.0

    References
    ----------
    NCCL, tuning model.
    """
    check.together(
        positive={"ranks": ranks, "domain": domain}, not_negative={"scale_up_latency": scale_up_latency, "port_latency": port_latency}
    )
    across = np.ceil(ranks / domain)
    mixed = ((ranks - across) * scale_up_latency + across * port_latency) / ranks
    return np.where(ranks > domain, mixed, scale_up_latency)[()]


@equation(
    symbol=r"\alpha",
    latex=(
        r"\frac{u \cdot «scale_up_latency» + v \cdot «port_latency»}{u + v} \text{if } «ranks» > «domain» "
        r"\text{else } «scale_up_latency», u = \left\lceil\log_2 «domain»\right\rceil, "
        r"v = \left\lceil\log_2 \left\lceil\frac{«ranks»}{«domain»}\right\rceil\right\rceil"
    ),
    symbols={"ranks": "n", "domain": "g", "scale_up_latency": r"\alpha_{u}", "port_latency": r"\alpha_{p}"},
    trust="estimate",
    source="nccl-tuning",
    locator="latency table",
    validity="As many rounds as possible stay within a domain.",
)
def doubling_step_latency(ranks, domain, scale_up_latency, port_latency):
    """Mean latency of a round in which the distance between partners doubles or halves.

    Parameters
    ----------
    ranks : array_like [card]
        Cards that take part.
    domain : array_like [card]
        Cards that are joined by their makers' own links.
    scale_up_latency : array_like [s]
        Latency between two cards of a domain.
    port_latency : array_like [s]
        Latency between two cards of different domains.

    Returns
    -------
    step_latency : array [s]
        Mean over the rounds.

    Raises
    ------
    ValueError
        If a number of cards is less than 1, or a latency is negative.

    Examples
    --------
    >>> round(float(doubling_step_latency(64, 8, 1e-6, 9e-6)) * 1e6, 6)
    5.0

    References
    ----------
    NCCL, tuning model.
    """
    check.together(
        not_negative={"scale_up_latency": scale_up_latency, "port_latency": port_latency},
        ranks=(ranks, np.asarray(ranks) >= 1, "must be at least 1"),
        domain=(domain, np.asarray(domain) >= 1, "must be at least 1"),
    )
    inside = np.ceil(np.log2(domain))
    across = np.ceil(np.log2(np.ceil(ranks / domain)))
    mixed = (inside * scale_up_latency + across * port_latency) / np.maximum(inside + across, 1.0)
    return np.where(ranks > domain, mixed, scale_up_latency)[()]
