"""What a checkpoint holds and how long it takes to write."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation


@equation(
    symbol=r"S",
    latex=r"«parameters» \left(«per_weight» + «per_master» + «per_optimizer»\right)",
    symbols={"parameters": "N", "per_weight": r"b_{w}", "per_master": r"b_{m}", "per_optimizer": r"b_{o}"},
    trust="estimate",
    source="rajbhandari2020",
    locator="section 3.1",
    band=Band(0.97, 1.07, "BLOOM's checkpoint is printed as 2.3 TB: 2.5 TB if that counts in powers of 1024, as its 329 GB of weights do."),
    validity="Everything that training needs to go on, each part once: no gradients, no activations, no copies. Step counter, data "
    "position and random state are too small to count.",
)
def checkpoint_bytes(parameters, per_weight=2.0, per_master=4.0, per_optimizer=8.0):
    """Bytes of a checkpoint from which training goes on.

    Parameters
    ----------
    parameters : array_like [parameter]
        Total parameters, every expert among them.
    per_weight : array_like [B/parameter]
        Weights as they are multiplied with; 2 in BF16, 0 where they are made from the master copy.
    per_master : array_like [B/parameter]
        Master copy of the weights; 4 in FP32.
    per_optimizer : array_like [B/parameter]
        State of the optimizer; 8 for Adam's two moments in FP32.

    Returns
    -------
    checkpoint : array [B]
        Bytes to be written.

    Raises
    ------
    ValueError
        If there are no parameters, or a part is negative.

    Examples
    --------
    BLOOM's 176 billion parameters, in powers of 1024 as its authors print them:

    >>> round(float(checkpoint_bytes(176.247e9)) / 2**40, 2)
    2.24

    References
    ----------
    Rajbhandari et al. 2020, section 3.1; BigScience 2022.
    """
    check.together(
        positive={"parameters": parameters},
        not_negative={"per_weight": per_weight, "per_master": per_master, "per_optimizer": per_optimizer},
    )
    return parameters * (per_weight + per_master + per_optimizer)


@equation(
    symbol=r"T_{w}",
    latex=r"«fixed_time» + \frac{«checkpoint»}{\min(«writers» \cdot «writer_bandwidth», «shared_bandwidth»)}",
    symbols={"fixed_time": "T_{0}", "checkpoint": "S", "writers": "w", "writer_bandwidth": r"\beta_{1}", "shared_bandwidth": r"\beta"},
    trust="estimate",
    source="grattafiori2024",
    locator="section 3.3.1",
    validity="Every writer holds an equal part and all write at once: the sum of their rates, or what the storage "
    "takes, whichever is less.",
)
def write_time(checkpoint, writers, writer_bandwidth, shared_bandwidth=np.inf, fixed_time=0.0):
    """Time to write a checkpoint from many writers at once.

    Parameters
    ----------
    checkpoint : array_like [B]
        Bytes of the whole.
    writers : array_like [1]
        Cards or servers that write a part each.
    writer_bandwidth : array_like [B/s]
        Rate of one of them.
    shared_bandwidth : array_like [B/s]
        Rate of what they share; inf where they share nothing.
    fixed_time : array_like [s]
        Time that a checkpoint takes however small it is: all cards come to rest, and agree that it is whole.

    Returns
    -------
    time : array [s]
        From the first byte to the last.

    Raises
    ------
    ValueError
        If a size or a rate is not positive, or the fixed time is negative.

    Examples
    --------
    BLOOM's 2.3 TB onto a file system that takes 57.5 GB/s:

    >>> float(write_time(2.3e12, 384, 12.5e9, 57.5e9))
    40.0

    References
    ----------
    Grattafiori et al. 2024, section 3.3.1; Bekman 2023.
    """
    check.together(
        positive={"checkpoint": checkpoint, "writers": writers, "writer_bandwidth": writer_bandwidth},
        not_negative={"fixed_time": fixed_time},
        shared_bandwidth=(shared_bandwidth, shared_bandwidth > 0, "must be positive"),
    )
    return fixed_time + checkpoint / np.minimum(writers * writer_bandwidth, shared_bandwidth)


@equation(
    symbol=r"h",
    latex=r"\frac{«pause»}{«interval»}",
    symbols={"pause": r"\delta", "interval": r"\tau"},
    trust="exact",
    source="forge-seed",
    seed="Layer 3, reliability engineering",
    validity="Writing alone: what a failure costs comes on top.",
)
def checkpoint_overhead(pause, interval):
    """Time that writing checkpoints adds to the time of the work.

    Parameters
    ----------
    pause : array_like [s]
        Time that training stands still for one checkpoint.
    interval : array_like [s]
        Work between two checkpoints.

    Returns
    -------
    overhead : array [1]
        Share of the work's time.

    Raises
    ------
    ValueError
        If the interval is not positive or the pause is negative.

    Examples
    --------
    BLOOM: 40 seconds every three hours.

    >>> round(float(checkpoint_overhead(40, 3 * 3600)), 4)
    0.0037

    References
    ----------
    The Full Stack 2026, layer 3; Bekman 2023.
    """
    check.together(positive={"interval": interval}, not_negative={"pause": pause})
    return pause / interval
