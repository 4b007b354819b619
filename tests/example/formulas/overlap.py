"""Whether adding up gradients hides behind computing them."""

from formulas.registry import equation


@equation(symbol="T_c", latex=r"«compute» \,/\, «peak»", symbols={"compute": "C", "peak": "P"}, trust="bound", source="austin2025")
def arithmetic_time(compute, peak):
    """Time that arithmetic takes at its peak.

    Parameters
    ----------
    compute : array_like [FLOP]
        Arithmetic to be done.
    peak : array_like [FLOP/s]
        Dense peak of the device.

    Returns
    -------
    time : array [s]
        Time.
    """
    return compute / peak


@equation(symbol="T_r", latex=r"\frac{2 \cdot (n - 1)}{n} \cdot \frac{«message»}{«bandwidth»}", trust="bound", source="austin2025",
          symbols={"message": "M", "bandwidth": "W", "devices": "n"})  # fmt: skip
def ring_all_reduce_time(message, bandwidth, devices):
    """Time in which a ring of devices adds up what each holds.

    Parameters
    ----------
    message : array_like [B]
        What each device holds.
    bandwidth : array_like [B/s]
        Bandwidth of a link in one direction.
    devices : array_like [card]
        Devices in the ring.

    Returns
    -------
    time : array [s]
        Time.
    """
    return 2 * (devices - 1) / devices * message / bandwidth
