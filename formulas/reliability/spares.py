"""Machines that wait to take the place of broken ones."""

from __future__ import annotations

import math

import numpy as np

from formulas import check
from formulas.registry import equation

_MOST = 100_000
"""Spares that are looked at: more than any cluster keeps."""


@equation(
    symbol=r"a",
    latex=r"\frac{«repair»}{«mtbf»}",
    symbols={"repair": "T_{r}", "mtbf": "M_{r}"},
    trust="exact",
    source="erlang1917",
    validity="Every broken machine is repaired at once, whatever others are.",
)
def machines_in_repair(repair, mtbf):
    """Machines in repair at a time, in the mean.

    Parameters
    ----------
    repair : array_like [s]
        Mean time from a failure until the machine is back.
    mtbf : array_like [s]
        Mean time between failures that take a machine away.

    Returns
    -------
    load : array [server]
        Mean number in repair.

    Raises
    ------
    ValueError
        If the mean time is not positive or the repair time negative.

    Examples
    --------
    OPT-175B: two machines a day, each away for a day.

    >>> float(machines_in_repair(86400, 43200))
    2.0

    References
    ----------
    Erlang 1917.
    """
    check.together(positive={"mtbf": mtbf}, not_negative={"repair": repair})
    return repair / mtbf


@equation(
    symbol=r"B",
    latex=r"\frac{«load»^{«spares» + 1} / («spares» + 1)!}{\sum_{k \le «spares» + 1} «load»^{k} / k!}",
    symbols={"load": "a", "spares": "s"},
    trust="estimate",
    source="erlang1917",
    validity="The run stops when one machine more is in repair than there are spares, and nothing fails while it waits. Exact for any "
    "distribution of repair times, for failures at a constant rate. The sum begins with k = 0.",
)
def waiting_share(load, spares):
    """Share of the time in which a run waits because its spares are used up: Erlang's loss formula for one machine more.

    Parameters
    ----------
    load : array_like [server]
        Machines in repair, in the mean, if the run never waited.
    spares : array_like [server]
        Machines that wait beside the working ones: a whole number.

    Returns
    -------
    waiting : array [1]
        Share of the time, 0 to 1.

    Raises
    ------
    ValueError
        If the load is negative or the spares are no whole number from 0 to 100,000.

    Examples
    --------
    Two in repair and none spare: the run waits two thirds of the time; with four spares it hardly does.

    >>> round(float(waiting_share(2, 0)), 3), round(float(waiting_share(2, 4)), 4)
    (0.667, 0.0367)

    References
    ----------
    Erlang 1917.
    """
    check.together(
        not_negative={"load": load},
        spares=(spares, (spares == np.floor(spares)) & (spares >= 0) & (spares <= _MOST), "must be a whole number from 0 to 100,000"),
    )
    load, spares = np.broadcast_arrays(load, spares)
    terms = _log_terms(load, int(np.max(spares, initial=0.0)) + 1)
    most = spares[..., None] + 1
    k = np.arange(terms.shape[-1])
    within = np.where(k <= most, terms, -np.inf)
    top = np.max(within, axis=-1)
    last = np.sum(np.where(k == most, terms, 0.0), axis=-1)
    return np.exp(last - top) / np.sum(np.exp(within - top[..., None]), axis=-1)


@equation(
    symbol=r"s_{\min}",
    latex=r"\min\left\{s \;\middle|\; \exp(-«load») \sum_{k \le s} «load»^{k} / k! \ge «confidence»\right\}",
    symbols={"load": "a", "confidence": "p"},
    trust="estimate",
    source="erlang1917",
    validity="The number in repair is a Poisson number. The sum begins with k = 0.",
)
def spares_needed(load, confidence=0.99):
    """Fewest spares that suffice at nearly all times.

    Parameters
    ----------
    load : array_like [server]
        Machines in repair, in the mean.
    confidence : array_like [1]
        Share of the time at which they are to suffice, above 0 and below 1.

    Returns
    -------
    spares : array [server]
        A whole number.

    Raises
    ------
    ValueError
        If the load is negative or not finite, or the confidence is not between 0 and 1.

    Examples
    --------
    OPT-175B with two in repair kept a pool of 12; 6 suffice in 99% of the time.

    >>> float(spares_needed(2))
    6.0

    References
    ----------
    Erlang 1917.
    """
    check.require(
        load=(load, (load >= 0) & np.isfinite(load), "must be finite and at least 0"),
        confidence=(confidence, (confidence > 0) & (confidence < 1), "must be between 0 and 1"),
    )
    load, confidence = np.broadcast_arrays(load, confidence)
    # Chernoff: beyond this from the mean not one part in 10^40 is left.
    width = int(15 * np.sqrt(np.max(load, initial=0.0)) + 100)
    first = np.floor(np.maximum(load - width, 0.0))
    # Nobody in repair is as good as hardly anybody, and has a logarithm.
    log_load = np.log(np.maximum(load, np.finfo(float).tiny))
    steps = log_load[..., None] - np.log(first[..., None] + np.arange(1, 2 * width, dtype=float))
    begin = first * log_load - load - np.vectorize(math.lgamma, otypes=[float])(first + 1)
    chances = np.exp(begin[..., None] + np.concatenate([np.zeros((*first.shape, 1)), np.cumsum(steps, axis=-1)], axis=-1))
    reached = np.cumsum(chances, axis=-1)
    # What rounding keeps from reaching a confidence next to 1 is the last.
    enough = reached >= np.minimum(confidence, reached[..., -1])[..., None]
    return first + np.argmax(enough, axis=-1)


def _log_terms(load, most: int) -> np.ndarray:
    """Logarithms of load to the k over k factorial, for k from 0 to ``most``, on a further axis."""
    with np.errstate(divide="ignore"):
        steps = np.log(load[..., None]) - np.log(np.arange(1, most + 1, dtype=float))
    return np.concatenate([np.zeros((*np.shape(load), 1)), np.cumsum(steps, axis=-1)], axis=-1)
