"""The levels of memory: what the ones on the chip deliver together, how long a reading takes, and what a joule calculates."""

from __future__ import annotations

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"B_{\mathrm{chip}}",
    latex=r"«units» \cdot «bytes_per_cycle» \cdot «clock»",
    symbols={"units": r"n_{\mathrm{SM}}", "bytes_per_cycle": "q", "clock": "f"},
    trust="bound",
    source="nvidia-h100-architecture",
    validity="Every multiprocessor reads in every cycle, without conflicts, at the highest clock.",
)
def on_chip_bandwidth(units, bytes_per_cycle, clock):
    """Bandwidth of a memory that every multiprocessor has of its own, all of them together.

    Parameters
    ----------
    units : array_like [1]
        Multiprocessors of the chip.
    bytes_per_cycle : array_like [B]
        Bytes that one of them reads in a cycle.
    clock : array_like [Hz]
        Cycles in a second.

    Returns
    -------
    supply : array [B/s]
        Bytes in a second.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(on_chip_bandwidth(108, 128, 1.41e9)) / 1e12, 1)
    19.5

    References
    ----------
    NVIDIA H100 Tensor Core GPU Architecture, 2022.
    """
    check.positive(units=units, bytes_per_cycle=bytes_per_cycle, clock=clock)
    return units * bytes_per_cycle * clock


@equation(
    symbol=r"t_{\mathrm{read}}",
    latex=r"\frac{«size»}{«bandwidth»}",
    symbols={"size": "S", "bandwidth": r"B_{\mathrm{mem}}"},
    trust="bound",
    source="williams2009",
    validity="Read in one go; where a level cannot hold it all, it is what that level would take to deliver as many bytes.",
    slips="Memory on the chip is often said to answer in a single cycle. Registers do; below them shared memory takes some tens of cycles"
    " and the second-level cache some hundreds, as Luo et al. 2024 measured on Hopper (their table was not open to be read here).",
)
def read_time(size, bandwidth):
    """Shortest time in which a level of memory delivers so many bytes.

    Parameters
    ----------
    size : array_like [B]
        What is read.
    bandwidth : array_like [B/s]
        Bandwidth of the level.

    Returns
    -------
    time : array [s]
        Time.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(read_time(16e9, 3.35e12)) * 1e3, 2)
    4.78

    References
    ----------
    Williams et al. 2009.
    """
    check.positive(size=size, bandwidth=bandwidth)
    return size / bandwidth


@equation(
    symbol=r"\eta",
    latex=r"\frac{«performance»}{«power»}",
    symbols={"performance": r"P_{\mathrm{attainable}}", "power": "P"},
    trust="exact",
    source="jouppi2017",
    validity="Definition; FLOP/s for each watt are FLOP for each joule. With the board's limit for its power it is what the data sheet"
    " promises, not what a run draws.",
    slips="The source course asks of inference chips more than 1,000 TOPS per watt at INT8. The best boards of the catalogue give 4"
    " to 5, more than 200 times less: the figure fits TOPS per chip.",
)
def energy_efficiency(performance, power):
    """FLOP per second for each watt.

    Parameters
    ----------
    performance : array_like [FLOP/s]
        What the chip computes.
    power : array_like [W]
        What the board draws, or may draw at most.

    Returns
    -------
    flop_per_joule : array [FLOP/J]
        FLOP for each joule.

    Raises
    ------
    ValueError
        If the power is not positive, or the performance is negative.

    Examples
    --------
    >>> round(float(energy_efficiency(989e12, 700)) / 1e12, 2)
    1.41

    References
    ----------
    Jouppi et al. 2017, section 5, which compares chips by performance per watt.
    """
    check.together(positive={"power": power}, not_negative={"performance": performance})
    return performance / power
