"""What a measured time says: algorithm bandwidth, bus bandwidth, and where one algorithm overtakes another."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.doubling import rounds
from formulas.network.rules import several
from formulas.registry import equation


@equation(
    symbol=r"B_{\mathrm{alg}}",
    latex=r"\frac{«buffer»}{«collective_time»}",
    symbols={"buffer": "S", "collective_time": "T"},
    trust="exact",
    source="nccl-tests",
    locator="Algorithm bandwidth",
    validity="Definition.",
)
def algorithm_bandwidth(buffer, collective_time):
    """Bytes of the buffer over the time of the collective operation.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in, or the whole array that is gathered or scattered.
    collective_time : array_like [s]
        Time of the operation.

    Returns
    -------
    algorithm_rate : array [B/s]
        Algorithm bandwidth.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(algorithm_bandwidth(16e9, 0.25))
    64000000000.0

    References
    ----------
    NCCL tests, Performance.
    """
    check.positive(buffer=buffer, collective_time=collective_time)
    return buffer / collective_time


@equation(
    symbol="f",
    latex=r"«passes» \cdot \frac{«ranks» - 1}{«ranks»}",
    symbols={"passes": "p", "ranks": "n"},
    trust="exact",
    source="nccl-tests",
    locator="Bus bandwidth",
    validity="Two passes for an all-reduce; one for an all-gather, a reduce-scatter or an all-to-all. A broadcast has the factor 1.",
)
def bus_factor(passes, ranks):
    """Share of the buffer that each card has to send, however clever the algorithm, where cards alone add.

    Parameters
    ----------
    passes : array_like [1]
        How often each part of the buffer passes every card.
    ranks : array_like [card]
        Cards that take part.

    Returns
    -------
    bus_share : array [1]
        Bytes on a link for each byte of the buffer.

    Raises
    ------
    ValueError
        If there are fewer than two cards, or the passes are not positive.

    Examples
    --------
    >>> float(bus_factor(2, 8)), float(bus_factor(1, 8))
    (1.75, 0.875)

    References
    ----------
    NCCL tests, Performance.
    """
    several(ranks, positive={"passes": passes}, not_negative={})
    return passes * ((ranks - 1) / ranks)


@equation(
    symbol=r"B_{\mathrm{bus}}",
    latex=r"«bus_share» \cdot «algorithm_rate»",
    symbols={"bus_share": "f", "algorithm_rate": r"B_{\mathrm{alg}}"},
    trust="exact",
    source="nccl-tests",
    locator="Bus bandwidth",
    validity="Definition. Where switches add or multiply what they pass on, it is more than any link carries.",
)
def bus_bandwidth(bus_share, algorithm_rate):
    """Rate that each link would have to carry if cards alone did the work: what can be held against the hardware.

    Parameters
    ----------
    bus_share : array_like [1]
        Bytes on a link for each byte of the buffer.
    algorithm_rate : array_like [B/s]
        Algorithm bandwidth.

    Returns
    -------
    bus_rate : array [B/s]
        Bus bandwidth.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(bus_bandwidth(1.9375, 47.32e9)) / 1e9, 2)
    91.68

    References
    ----------
    NCCL tests, Performance.
    """
    check.positive(bus_share=bus_share, algorithm_rate=algorithm_rate)
    return bus_share * algorithm_rate


@equation(
    symbol="S^{*}",
    latex=(
        r"\frac{r \cdot «doubling_latency» - («ranks» - 1) \cdot «ring_latency»}{\frac{«ranks» - 1}{«ranks»} - r} \cdot «link_rate», "
        r"r = \left\lceil\log_2 «ranks»\right\rceil"
    ),
    symbols={"ranks": "n", "link_rate": "B", "ring_latency": r"\alpha_{r}", "doubling_latency": r"\alpha_{t}"},
    trust="bound",
    source="thakur2005",
    locator="section 4.4",
    validity="Of at least three cards: two have the same rounds either way. Nothing or less, where the tree is never the faster one.",
)
def ring_tree_crossing(ranks, link_rate, ring_latency, doubling_latency):
    """Buffer at which a ring and a binomial tree take the same time for an all-reduce; the tree is faster below it.

    Parameters
    ----------
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which each card sends, in one direction.
    ring_latency : array_like [s]
        Latency of a hop on the ring.
    doubling_latency : array_like [s]
        Latency of a round of the tree.

    Returns
    -------
    crossing : array [B]
        The buffer.

    Raises
    ------
    ValueError
        If there are fewer than three cards, the rate is not positive, or a latency is negative.

    Examples
    --------
    >>> round(float(ring_tree_crossing(8, 450e9, 3.4e-6, 3.4e-6)) / 1e6, 2)
    2.88

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.4.
    """
    array = np.asarray(ranks)
    check.together(
        positive={"link_rate": link_rate}, not_negative={"ring_latency": ring_latency, "doubling_latency": doubling_latency},
        ranks=(ranks, (array >= 3) & np.isfinite(array), "must be at least 3 and finite"),
    )  # fmt: skip
    return (rounds(ranks) * doubling_latency - (ranks - 1) * ring_latency) / ((ranks - 1) / ranks - rounds(ranks)) * link_rate


@equation(
    symbol=r"T_{\min}",
    latex=r"\frac{«ranks» \cdot «buffer»}{4 \cdot «bisection»}",
    symbols={"buffer": "S", "ranks": "n", "bisection": r"B_{\mathrm{bis}}"},
    trust="bound",
    source="dally2004",
    locator="section 3.3",
    validity="Half of what half of the cards have is for the other half.",
)
def bisection_bound(buffer, ranks, bisection):
    """Least time of an all-to-all: half of all cards send half of their buffers across the middle of the network.

    Parameters
    ----------
    buffer : array_like [B]
        What each card has for all others together.
    ranks : array_like [card]
        Cards that take part.
    bisection : array_like [B/s]
        Rate across the middle of the network, in one direction.

    Returns
    -------
    least_time : array [s]
        Time in which the middle is crossed.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or the buffer is negative.

    Examples
    --------
    >>> float(bisection_bound(1e9, 72, 32.4e12))
    0.0005555555555555556

    References
    ----------
    Dally and Towles 2004, section 3.3.
    """
    several(ranks, positive={"bisection": bisection}, not_negative={"buffer": buffer})
    return ranks * buffer / (4 * bisection)
