"""Values drawn from a seed: the same on every machine, in every version of Python and NumPy, one independent of the others.

A digest of the seed and of what is drawn takes the place of a generator: a given that is added later leaves all others as they were.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

_BITS = 53


def share(seed: str, name: str) -> float:
    """Return a number from 0 up to, and without, 1.

    >>> share("a", "tokens") == share("a", "tokens"), 0 <= share("b", "tokens") < 1
    (True, True)
    """
    digest = hashlib.sha256(f"{seed}\n{name}".encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:8]) >> (64 - _BITS)) / 2**_BITS


def pick[T](seed: str, name: str, among: Sequence[T]) -> T:
    """Return one of several, each as likely as the others."""
    return among[int(share(seed, name) * len(among))]


def number(seed: str, name: str, low: float, high: float, *, scale: str = "log", digits: int = 2) -> float:
    """Return a number between two, rounded as a person would state it.

    Parameters
    ----------
    seed, name
        What it is drawn from, and what for.
    low, high
        Between what, ends included.
    scale
        ``"log"`` (each power of ten as likely as the next) or ``"linear"``.
    digits
        Digits that it has.

    >>> number("a", "tokens", 1e12, 9e12) in {n * 1e11 for n in range(10, 91)}
    True
    """
    at = share(seed, name)
    value = math.exp(math.log(low) + at * math.log(high / low)) if scale == "log" else low + at * (high - low)
    return min(max(float(f"{value:.{digits - 1}e}"), low), high)


def shuffled[T](seed: str, name: str, items: Sequence[T]) -> tuple[T, ...]:
    """Return several in an order of their own."""
    return tuple(items[at] for at in sorted(range(len(items)), key=lambda at: share(seed, f"{name}\n{at}")))
