"""Numbers as formulas take them: float64, whatever comes in and on whatever machine.

NumPy's whole numbers wrap around in silence, and in the browser, whose Python has 32 bits, they do so
beyond two thousand million: the parameters of a small model.  In float64 every count below 2**53, about
nine thousand million million, is exact.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

_FLOAT64 = np.dtype(np.float64)


def real(value: object) -> object:
    """Return a number as float64, and anything with more than one as an array of them.

    None, for an argument that is left out, and text, which names something, stay as they are.

    >>> real(8), real(np.int32([8, 16]))
    (np.float64(8.0), array([ 8., 16.]))
    """
    # A move of a slider leads through here hundreds of times, nearly always with what is float64 already.
    kind = type(value)
    if kind is np.float64 or (kind is np.ndarray and value.dtype is _FLOAT64) or value is None or kind is str:
        return value
    return np.float64(value) if kind is float or kind is int else np.asarray(value, np.float64)[()]


def floating(value: object) -> np.ndarray:
    """Return an array that computes with fractions: floating point in the precision that it has, anything else as float64.

    >>> floating(np.float32([1, 2])).dtype, floating([1, 2]).dtype
    (dtype('float32'), dtype('float64'))
    """
    array = np.asarray(value)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def in_float64(function: Callable) -> Callable:
    """Make a function see its arguments as :func:`real` gives them.

    >>> in_float64(lambda width, depth: width * width * depth)(np.int32(100_000), depth=np.int32(80))
    np.float64(800000000000.0)
    """

    @functools.wraps(function)
    def called(*arguments: object, **named: object) -> object:
        return function(*map(real, arguments), **{name: real(value) for name, value in named.items()})

    return called
