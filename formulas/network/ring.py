"""Collective operations by ring: every link works all the time, and every card waits for all others in turn."""

from __future__ import annotations

import numpy as np

from formulas.network.rules import several
from formulas.registry import equation

_SYMBOLS = {"buffer": "S", "ranks": "n", "link_rate": "B", "step_latency": r"\alpha"}


@equation(
    symbol="T",
    latex=r"2 \cdot («ranks» - 1) \cdot \frac{«buffer»}{«ranks» \cdot «link_rate»} + 2 \cdot («ranks» - 1) \cdot «step_latency»",
    symbols=_SYMBOLS,
    trust="bound",
    source="patarasuk2009",
    locator="section 4",
    validity="All links carry a chunk at the same time; the chunks of a buffer are equal.",
)
def ring_reduce_time(buffer, ranks, link_rate, step_latency):
    r"""Time of an all-reduce by ring: first the sums go round, then the results.

    .. math:: T = 2(n-1) \frac{S}{n B} + 2(n-1)\alpha

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    ranks : array_like [card]
        Cards on the ring.
    link_rate : array_like [B/s]
        Rate at which each card passes on, in one direction.
    step_latency : array_like [s]
        Latency of a hop.

    Returns
    -------
    collective_time : array [s]
        Until every card holds the sum.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(ring_reduce_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    3.9365

    References
    ----------
    Patarasuk and Yuan 2009, section 4.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return 2 * (ranks - 1) * (buffer / (ranks * link_rate) + step_latency)


@equation(
    symbol="T",
    latex=r"(«ranks» - 1) \cdot \left(\frac{«buffer»}{«ranks» \cdot «link_rate»} + «step_latency»\right)",
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="sections 4.1 and 4.2",
    validity="The buffer is that of all cards together, as the benchmarks of NCCL count it.",
)
def ring_pass_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-gather or a reduce-scatter by ring, or of an all-to-all in turns.

    Parameters
    ----------
    buffer : array_like [B]
        The whole array: what each card holds in the end, or at first.
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which each card sends, in one direction.
    step_latency : array_like [s]
        Latency of a hop.

    Returns
    -------
    collective_time : array [s]
        Until every card has its share.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(ring_pass_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    1.9682

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, sections 4.1 and 4.2.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return (ranks - 1) * (buffer / (ranks * link_rate) + step_latency)


@equation(
    symbol="T",
    latex=r"(«ranks» - 2 + «chunks») \cdot \left(\frac{«buffer»}{«chunks» \cdot «link_rate»} + «step_latency»\right)",
    symbols=_SYMBOLS | {"chunks": "c"},
    trust="bound",
    source="thakur2005",
    locator="section 4.3",
    validity="The chunks follow each other along the chain without a gap.",
)
def pipelined_broadcast_time(buffer, ranks, link_rate, step_latency, chunks):
    """Time of a broadcast along a chain of cards, in chunks that follow each other.

    Parameters
    ----------
    buffer : array_like [B]
        What the first card sends to all others.
    ranks : array_like [card]
        Cards on the chain.
    link_rate : array_like [B/s]
        Rate at which each card passes on, in one direction.
    step_latency : array_like [s]
        Latency of a hop.
    chunks : array_like [1]
        Equal parts of the buffer.

    Returns
    -------
    collective_time : array [s]
        Until the last card has the last chunk.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate or the chunks are not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(pipelined_broadcast_time(1e9, 8, 450e9, 0, 100)) * 1e3, 4)
    2.3556

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.3.
    """
    several(ranks, positive={"link_rate": link_rate, "chunks": chunks}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return (ranks - 2 + chunks) * (buffer / (chunks * link_rate) + step_latency)


@equation(
    symbol="T",
    latex=(
        r"\left(\sqrt{\frac{«buffer»}{«link_rate»}} + \sqrt{(«ranks» - 2) \cdot «step_latency»}\right)^{2} "
        r"\text{if } («ranks» - 2) \cdot «buffer» > «link_rate» \cdot «step_latency» "
        r"\text{else } («ranks» - 1) \cdot \left(\frac{«buffer»}{«link_rate»} + «step_latency»\right)"
    ),
    symbols=_SYMBOLS,
    trust="bound",
    source="sanders2009",
    locator="section 1",
    validity="In as many chunks as make it shortest; where one is best, the whole buffer goes from card to card.",
)
def chain_broadcast_time(buffer, ranks, link_rate, step_latency):
    """Time of a broadcast along a chain of cards, in the number of chunks that makes it shortest.

    Parameters
    ----------
    buffer : array_like [B]
        What one card sends to all others.
    ranks : array_like [card]
        Cards of the chain.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a hop.

    Returns
    -------
    collective_time : array [s]
        Until the last card has the buffer.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(chain_broadcast_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    2.6685

    References
    ----------
    Sanders, Speck and Träff 2009, section 1.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    ranks = np.asarray(ranks)
    several_chunks = (np.sqrt(buffer / link_rate) + np.sqrt((ranks - 2) * step_latency)) ** 2
    at_once = (ranks - 1) * (buffer / link_rate + step_latency)
    return np.where((ranks - 2) * buffer > link_rate * step_latency, several_chunks, at_once)[()]


@equation(
    symbol=r"S_{1/2}",
    latex=r"«ranks» \cdot «step_latency» \cdot «link_rate»",
    symbols=_SYMBOLS,
    trust="bound",
    source="hockney1994",
    locator="half-performance message length",
    validity="Of a ring: each hop carries one part in n of the buffer.",
)
def half_rate_buffer(ranks, link_rate, step_latency):
    """Buffer at which a ring spends half of its time on latency: below it, bandwidth does not help.

    Parameters
    ----------
    ranks : array_like [card]
        Cards on the ring.
    link_rate : array_like [B/s]
        Rate at which each card passes on, in one direction.
    step_latency : array_like [s]
        Latency of a hop.

    Returns
    -------
    half_rate : array [B]
        Buffer at which half of the rate is reached.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or the latency is negative.

    Examples
    --------
    >>> round(float(half_rate_buffer(8, 450e9, 3.4e-6)) / 1e6, 2)
    12.24

    References
    ----------
    Hockney 1994.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"step_latency": step_latency})
    return ranks * step_latency * link_rate
