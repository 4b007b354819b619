"""Random numbers that are the same everywhere: SplitMix64 in plain Python.

``numpy.random`` would cost the browser its start-up time, and the lesson needs only one
uniform number per token.  SplitMix64 is a counter passed through a mixing function, so the
number of any draw follows from the seed and the draw's index alone: history can go back and
forward, and nothing has to be stored.
"""

from __future__ import annotations

from collections.abc import Iterator

_MASK = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, made odd


def splitmix64(seed: int, index: int) -> int:
    """Return output number ``index`` of the SplitMix64 generator started at ``seed``.

    Parameters
    ----------
    seed : int [1]
        Starting state; taken modulo 2**64.
    index : int [1]
        0 for the first output.

    Returns
    -------
    bits : int [1]
        A number from 0 to 2**64 - 1.

    Examples
    --------
    >>> splitmix64(1234567, 0)
    6457827717110365317

    References
    ----------
    Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA.
    """
    z = (seed + (index + 1) * _GAMMA) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def uniform(seed: int, index: int) -> float:
    """Return the uniform number in [0, 1) of draw ``index`` under ``seed``.

    The upper 53 bits become the fraction, so that every value is exact in a double.

    Parameters
    ----------
    seed : int [1]
        Starting state.
    index : int [1]
        0 for the first draw.

    Returns
    -------
    u : float [1]
        At least 0 and below 1.

    Examples
    --------
    >>> 0.0 <= uniform(7, 0) < 1.0
    True
    """
    return (splitmix64(seed, index) >> 11) * 2.0**-53


def uniforms(seed: int) -> Iterator[float]:
    """Yield :func:`uniform` for indices 0, 1, 2 ... under one seed."""
    index = 0
    while True:
        yield uniform(seed, index)
        index += 1
