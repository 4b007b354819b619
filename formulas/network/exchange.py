"""An all-to-all without turns: each card sends to all others at once."""

from __future__ import annotations

from formulas.network.rules import several
from formulas.registry import equation


@equation(
    symbol="T",
    latex=r"\frac{«ranks» - 1}{«ranks»} \cdot \frac{«buffer»}{«link_rate»} + «step_latency»",
    symbols={"buffer": "S", "ranks": "n", "link_rate": "B", "step_latency": r"\alpha"},
    trust="bound",
    source="deepep2025",
    locator="low-latency kernels",
    validity="Messages to all others leave side by side: their latencies overlap, their bytes share the port.",
)
def direct_exchange_time(buffer, ranks, link_rate, step_latency):
    """Time of an all-to-all in which every card sends to all others at once.

    Parameters
    ----------
    buffer : array_like [B]
        What each card has for all others together.
    ranks : array_like [card]
        Cards that take part.
    link_rate : array_like [B/s]
        Rate at which a card sends, in one direction.
    step_latency : array_like [s]
        Latency of a message.

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
    >>> round(float(direct_exchange_time(7_569_408, 256, 50e9, 2.7e-6)) * 1e6, 1)
    153.5

    References
    ----------
    DeepEP V1, low-latency kernels.
    """
    several(ranks, positive={"link_rate": link_rate}, not_negative={"buffer": buffer, "step_latency": step_latency})
    return (ranks - 1) / ranks * buffer / link_rate + step_latency
