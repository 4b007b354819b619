"""Collective operations in a number of rounds that grows with the logarithm of the cards: trees, halving and doubling."""

from __future__ import annotations

import numpy as np

from formulas.network.rules import several
from formulas.registry import equation

_SYMBOLS = {"buffer": "S", "ranks": "n", "link_rate": "B", "step_latency": r"\alpha"}
_ROUNDS = r"\left\lceil\log_2 «ranks»\right\rceil"


def rounds(ranks):
    """Rounds in which each card can have heard of all others."""
    return np.ceil(np.log2(ranks))


@equation(
    symbol="T",
    latex=rf"2 \cdot {_ROUNDS} \cdot \left(\frac{{«buffer»}}{{«link_rate»}} + «step_latency»\right)",
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="section 4.4",
    validity="A binomial tree, up and down, with the whole buffer in each round.",
)
def tree_reduce_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-reduce by a binomial tree: sums go up to one card, and the result down again.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    ranks : array_like [card]
        Cards of the tree.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a round.

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
    >>> round(float(tree_reduce_time(4096, 8, 450e9, 3.4e-6)) * 1e6, 2)
    20.45

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.4.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return 2 * rounds(ranks) * (buffer / link_rate + step_latency)


@equation(
    symbol="T",
    latex=rf"{_ROUNDS} \cdot \left(\frac{{«buffer»}}{{«link_rate»}} + «step_latency»\right)",
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="section 4.3",
    validity="A binomial tree with the whole buffer in each round.",
)
def tree_broadcast_time(buffer, ranks, link_rate, step_latency):
    """Time of a broadcast by a binomial tree: who has the buffer hands it on, so that they double in each round.

    Parameters
    ----------
    buffer : array_like [B]
        What one card sends to all others.
    ranks : array_like [card]
        Cards of the tree.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a round.

    Returns
    -------
    collective_time : array [s]
        Until every card has the buffer.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(tree_broadcast_time(4096, 8, 450e9, 3.4e-6)) * 1e6, 3)
    10.227

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.3.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return rounds(ranks) * (buffer / link_rate + step_latency)


@equation(
    symbol="T",
    latex=rf"2 \cdot \frac{{«buffer»}}{{«link_rate»}} + 2 \cdot {_ROUNDS} \cdot «step_latency»",
    symbols=_SYMBOLS,
    trust="bound",
    source="sanders2009",
    locator="section 2",
    validity="Two trees, each for half of the buffer, every card a leaf in one of them; chunks follow each other without a gap.",
)
def double_tree_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-reduce by two binary trees at once, pipelined: what NCCL calls its tree.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    ranks : array_like [card]
        Cards of the trees.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a level.

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
    >>> round(float(double_tree_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    4.4648

    References
    ----------
    Sanders, Speck and Träff 2009, section 2.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return 2 * buffer / link_rate + 2 * rounds(ranks) * step_latency


@equation(
    symbol="T",
    latex=(
        rf"\frac{{2 \cdot («ranks» - 1)}}{{«ranks»}} \cdot \frac{{«buffer»}}{{«link_rate»}} + 2 \cdot {_ROUNDS} \cdot «step_latency»"
    ),
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="section 4.5",
    validity="Partners at any distance reach each other at the full rate, whatever else is on the way.",
)
def halving_reduce_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-reduce by recursive halving and doubling: as few bytes as a ring, as few rounds as a tree.

    Parameters
    ----------
    buffer : array_like [B]
        What each card hands in.
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a round.

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
    >>> round(float(halving_reduce_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    3.9093

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, section 4.5.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return 2 * (ranks - 1) / ranks * buffer / link_rate + 2 * rounds(ranks) * step_latency


@equation(
    symbol="T",
    latex=(
        rf"\frac{{«ranks» - 1}}{{«ranks»}} \cdot \frac{{«buffer»}}{{«link_rate»}} + {_ROUNDS} \cdot «step_latency»"
    ),
    symbols=_SYMBOLS,
    trust="bound",
    source="thakur2005",
    locator="sections 4.1 and 4.2",
    validity="Partners at any distance reach each other at the full rate, whatever else is on the way.",
)
def halving_pass_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-gather by recursive doubling, or of a reduce-scatter by recursive halving.

    Parameters
    ----------
    buffer : array_like [B]
        The whole array: what each card holds in the end, or at first.
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a round.

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
    >>> round(float(halving_pass_time(1e9, 8, 450e9, 3.4e-6)) * 1e3, 4)
    1.9546

    References
    ----------
    Thakur, Rabenseifner and Gropp 2005, sections 4.1 and 4.2.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return (ranks - 1) / ranks * buffer / link_rate + rounds(ranks) * step_latency


@equation(
    symbol="T",
    latex=rf"{_ROUNDS} \cdot \left(\frac{{«buffer»}}{{2 \cdot «link_rate»}} + «step_latency»\right)",
    symbols=_SYMBOLS,
    trust="bound",
    source="bruck1997",
    locator="section 3",
    validity="Half of the buffer moves in each round; of a number of cards that is no power of two, somewhat less in the last one.",
)
def bruck_exchange_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-to-all in rounds of doubling distance: few rounds, but what is far travels several times.

    Parameters
    ----------
    buffer : array_like [B]
        What each card has for all others together.
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a round.

    Returns
    -------
    collective_time : array [s]
        Until every card has what the others had for it.

    Raises
    ------
    ValueError
        If there are fewer than two cards, the rate is not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(bruck_exchange_time(4096, 8, 450e9, 3.4e-6)) * 1e6, 3)
    10.214

    References
    ----------
    Bruck et al. 1997, section 3.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return rounds(ranks) * (buffer / (2 * link_rate) + step_latency)
