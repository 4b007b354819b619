"""Bandwidth of memory that stands in stacks beside the die."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"B_{\mathrm{stacks}}", latex=r"«stacks» \cdot «pins» \cdot «pin_rate» \,/\, 8",
    symbols={"stacks": "s_m", "pins": "n_p", "pin_rate": "r_p"}, trust="bound", source="jedec2022hbm3", seed="section 2.2",
    validity="Every data pin busy all the time; eight bits are a byte.",
)  # fmt: skip
def stacks_bandwidth(stacks, pins, pin_rate):
    """Most bytes per second that the memory stacks of a package deliver.

    Parameters
    ----------
    stacks : array_like [1]
        Memory stacks of a package.
    pins : array_like [1]
        Data pins of a stack.
    pin_rate : array_like [bit/s]
        Bits per second of one pin.

    Returns
    -------
    stacks_bandwidth : array [B/s]
        Bandwidth of all stacks.

    Examples
    --------
    Six stacks of HBM3, each of 819 GB/s:

    >>> float(stacks_bandwidth(6, 1024, 6.4e9)) / 1e12
    4.9152

    References
    ----------
    JEDEC 2022, JESD238.
    """
    check.together(not_negative={"stacks": stacks}, positive={"pins": pins, "pin_rate": pin_rate})
    return stacks * pins * pin_rate / 8
