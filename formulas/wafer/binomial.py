"""The chance of no more than so many failures among many parts, exact for a handful and for a million."""

from __future__ import annotations

import math

import numpy as np

_log_gamma = np.frompyfunc(math.lgamma, 1, 1)
_FARTHEST = 12.0  # standard deviations from the mean, from which on nothing is left of a float64
_MOST_STEPS = 4000
_TINY = 1e-300


def at_most(failures: object, parts: object, chance: object) -> np.ndarray:
    """Probability that at most ``failures`` of ``parts`` fail, each with the same chance by itself.

    It is the regularised incomplete beta function, here by its continued fraction.

    >>> round(float(at_most(1, 3, 0.5)), 12), float(at_most(3, 3, 0.9))
    (0.5, 1.0)
    """
    failures, parts, chance = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (failures, parts, chance)))
    found = np.where(failures >= parts, 1.0, np.where(chance >= 1, 0.0, 1.0))
    distance = (failures + 0.5 - parts * chance) / np.sqrt(np.maximum(parts * chance * (1 - chance), 0.25))
    found = np.where(distance < -_FARTHEST, 0.0, found)
    near = (failures < parts) & (chance > 0) & (chance < 1) & (np.abs(distance) <= _FARTHEST)
    if near.any():
        found[near] = _beta(parts[near] - failures[near], failures[near] + 1, chance[near])
    return found[()]


def _beta(a: np.ndarray, b: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """The function at 1 less ``beside``, which may be too small to be seen beside 1."""
    swapped = 1 - beside > (a + 1) / (a + b + 2)
    first, second, at = np.where(swapped, b, a), np.where(swapped, a, b), np.where(swapped, beside, 1 - beside)
    logs = (_log_gamma(a + b) - _log_gamma(a) - _log_gamma(b)).astype(np.float64)
    front = np.exp(logs + a * np.log1p(-beside) + b * np.log(beside)) / first
    value = front * _fraction(first, second, at)
    return np.clip(np.where(swapped, 1 - value, value), 0.0, 1.0)


def _fraction(a: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The continued fraction by the modified way of Lentz."""
    c, d = np.ones_like(x), 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            value = value * (step := d * c)
        if np.all(np.abs(step - 1) < 1e-15):
            break
    return value


def _away(value: np.ndarray) -> np.ndarray:
    return np.where(np.abs(value) < _TINY, _TINY, value)
