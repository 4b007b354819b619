"""From bits to numbers and back, for every code of every format of single numbers.

A code is the bits of a number read as a whole number.  All of this is exact: codes are int64, numbers float64, which holds every
number of every format here.
"""

from __future__ import annotations

import numpy as np

from formulas.formats.layout import Layout

NO_CODE = -1
"""What :func:`encode` gives for a NaN where the format has none."""
_EXPONENT = np.int64(0x7FF << 52)


def decode(layout: Layout, codes: np.ndarray | int) -> np.ndarray:
    """Return the numbers that codes stand for.

    >>> from formulas.formats.layout import layouts
    >>> decode(layouts()["e2m1"], [0, 1, 7, 15]).tolist()
    [0.0, 0.5, 6.0, -6.0]
    """
    codes = np.asarray(codes, np.int64)
    if layout.kind == "integer":
        signed = codes - np.where(codes > layout.top, np.int64(2**layout.bits), np.int64(0))
        numbers = np.ldexp(signed.astype(np.float64), -layout.mantissa_bits)
    elif layout.kind == "power":
        numbers = np.where(codes > layout.top, np.nan, np.ldexp(1.0, np.minimum(codes, layout.top) - layout.bias))
    else:
        numbers = _decode_float(layout, codes)
    return np.where(codes == NO_CODE, np.nan, numbers)


def _decode_float(layout: Layout, codes: np.ndarray) -> np.ndarray:
    half = 2 ** (layout.bits - 1)
    magnitude = codes % half
    field, mantissa = np.divmod(magnitude, 2**layout.mantissa_bits)
    hidden = np.where(field > 0, np.int64(2**layout.mantissa_bits), np.int64(0))
    exponent = np.maximum(field, 1) - layout.bias - layout.mantissa_bits
    numbers = np.ldexp((mantissa + hidden).astype(np.float64), exponent)
    is_infinite = (magnitude == layout.top + 1) & (layout.specials == "ieee")
    numbers = np.where(magnitude > layout.top, np.where(is_infinite, np.inf, np.nan), numbers)
    return np.where(codes >= half, -numbers, numbers)


def encode(layout: Layout, numbers: np.ndarray | float, *, saturate: bool = False) -> np.ndarray:
    """Return the codes of the numbers of a format that are nearest, of two the one whose last bit is zero.

    Parameters
    ----------
    layout
        The format.
    numbers
        What is to be written in it.
    saturate
        Whether what is too large becomes the largest number where the format has an infinity or a NaN for it.  Where it has neither,
        nothing else can be done.

    >>> from formulas.formats.layout import layouts
    >>> encode(layouts()["e4m3"], [0.1, 448, 500]).tolist(), encode(layouts()["e4m3"], 500, saturate=True).tolist()
    ([29, 126, 127], 126)
    """
    numbers = np.asarray(numbers, np.float64)
    is_nan = np.isnan(numbers)
    known = np.where(is_nan, 0.0, numbers)
    if layout.kind == "integer":
        near = np.clip(known, -2 * layout.largest, 2 * layout.largest)
        codes = np.clip(np.rint(np.ldexp(near, layout.mantissa_bits)), -layout.top - 1, layout.top).astype(np.int64) % 2**layout.bits
    elif layout.kind == "power":
        codes = _encode_power(layout, known)
    else:
        codes = _encode_float(layout, known, saturate=saturate)
    return np.where(is_nan, nan_code(layout), codes)


def _encode_float(layout: Layout, numbers: np.ndarray, *, saturate: bool) -> np.ndarray:
    size = np.minimum(np.abs(numbers), 2.0 * layout.largest)  # twice the largest is beyond it however it is rounded
    above = octave(layout, size) - layout.smallest_exponent
    steps = np.rint(np.ldexp(size, layout.mantissa_bits - layout.smallest_exponent - above)).astype(np.int64)
    # The steps of an octave go on where those of the octave before end, so that a carry needs no care.
    magnitude = above * 2**layout.mantissa_bits + steps
    beyond = layout.top if saturate or layout.specials == "none" else layout.top + 1
    magnitude = np.where(magnitude > layout.top, beyond, magnitude)
    # Not as NumPy's own whole numbers, which have 32 bits in a browser.
    return magnitude + np.where(np.signbit(numbers), np.int64(2 ** (layout.bits - 1)), np.int64(0))


def _encode_power(layout: Layout, numbers: np.ndarray) -> np.ndarray:
    """The nearest power of two on the scale of powers: what a shared exponent is rounded to; nothing is below the smallest."""
    exponent = np.log2(np.maximum(numbers, np.ldexp(1.0, -layout.bias)))
    return np.clip(np.rint(exponent).astype(np.int64) + layout.bias, 0, layout.top)


def octave(layout: Layout, size: np.ndarray) -> np.ndarray:
    """Return the power of two that each number begins with, or that of the smallest normal number where it is smaller."""
    # As int64: where a whole number has 32 bits, the codes made from it would not fit.  Of zero no power is told.
    first = np.where(size == 0, layout.smallest_exponent, np.frexp(size)[1].astype(np.int64) - 1)
    return np.maximum(first, layout.smallest_exponent)


def nan_code(layout: Layout) -> int:
    """Return the code of the NaN that arithmetic gives: the quiet one, or the only one; :data:`NO_CODE` where there is none."""
    if layout.kind == "power":
        return layout.top + 1
    if layout.kind == "integer" or layout.specials == "none":
        return NO_CODE
    return layout.top + 1 if layout.specials == "nan" else layout.top + 1 + 2 ** (layout.mantissa_bits - 1)


def spacing(layout: Layout, numbers: np.ndarray | float) -> np.ndarray:
    """Return the distance of the two numbers of a format between which each number lies; at a power of two the one above it."""
    numbers = np.asarray(numbers, np.float64)
    if layout.kind == "integer":
        return np.float64(2.0**-layout.mantissa_bits)  # everywhere
    # A float64 without its sign and mantissa is the power of two that it begins with: this takes a fifth of the time of asking for it.
    first = (numbers.view(np.int64) & _EXPONENT).view(np.float64)
    return np.maximum(first, np.ldexp(1.0, layout.smallest_exponent)) * np.ldexp(1.0, -layout.mantissa_bits)


def neighbour(layout: Layout, code: int, by: int) -> int:
    """Return the code of the number that comes next, upwards or downwards; at an end the same.

    Both zeros are one number: from either the way leads to the smallest on the other side.

    >>> from formulas.formats.layout import layouts
    >>> neighbour(layouts()["e2m1"], 7, 1), neighbour(layouts()["e2m1"], 0, -1)
    (7, 9)
    """
    if layout.kind == "power":
        return min(max(code + by, 0), layout.top)
    half = 2 ** (layout.bits - 1)
    if layout.kind == "integer":
        return (min(max(code - (2**layout.bits if code > layout.top else 0) + by, -half), layout.top)) % 2**layout.bits
    end = layout.top + (layout.specials == "ieee")
    if code % half > end:
        return code  # from what is no number nothing is next
    place = min(max((code if code < half else half - code) + by, -end), end)
    return place if place >= 0 else half - place
