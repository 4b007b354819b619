"""Random numbers from a seed: the same on every machine, and without a library that a page would have to fetch.

A counter is mixed until nothing of it can be seen (Steele et al. 2014, SplitMix64), so that the numbers of a seed are there in any
order and no state has to be carried along.  Not for secrets.
"""

from __future__ import annotations

import numpy as np

_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_MASK = (1 << 64) - 1
_NOTHING = 1e-18  # what is rounded on the way adds up to more
_PIECE = 12.0  # means above this are drawn in pieces: a sum of Poisson numbers is one


class Draws:
    """A stream of random numbers, named by whole numbers.

    Parameters
    ----------
    *seed
        What names the stream: another name is another stream.
    skip
        How many of its uniform numbers come before the first that is wanted.

    Examples
    --------
    >>> bool(np.array_equal(Draws(1, 2).uniform(3), Draws(1, 2).uniform(3))), bool(Draws(1).uniform(1) == Draws(2).uniform(1))
    (True, False)
    """

    def __init__(self, *seed: int, skip: int = 0) -> None:
        key = 0
        for part in seed:
            key = int(_mixed(np.array([(key + part * _STEP + 1) & _MASK], np.uint64))[0])
        self._key, self._at = key, skip

    def uniform(self, count: int) -> np.ndarray:
        """Return numbers from 0 to 1, 1 left out, all 53 bits of them random."""
        counters = np.arange(self._at + 1, self._at + count + 1, dtype=np.uint64)
        self._at += count
        return (_mixed(np.uint64(self._key) + counters * np.uint64(_STEP)) >> np.uint64(11)) * 2.0**-53

    def normal(self, count: int) -> np.ndarray:
        """Return numbers of the normal distribution, by Box and Muller."""
        # One less than a uniform number is above nothing, so that its logarithm is finite.
        return np.sqrt(-2 * np.log1p(-self.uniform(count))) * np.cos(2 * np.pi * self.uniform(count))

    def gamma(self, shape: float, count: int) -> np.ndarray:
        """Return numbers of a gamma distribution of scale 1, by Marsaglia and Tsang."""
        if shape < 1:
            # One more, times a power of another number.
            return self.gamma(shape + 1, count) * (1 - self.uniform(count)) ** (1 / shape)
        d = shape - 1 / 3
        found = np.empty(count)
        left = np.arange(count)
        while len(left):
            x, u = self.normal(len(left)), 1 - self.uniform(len(left))
            v = np.maximum(1 + x / np.sqrt(9 * d), 0) ** 3
            taken = (v > 0) & (np.log(u) < x**2 / 2 + d - d * v + d * np.log(np.where(v > 0, v, 1)))
            found[left[taken]] = d * v[taken]
            left = left[~taken]
        return found

    def poisson(self, mean: np.ndarray) -> np.ndarray:
        """Return how many events happen, one number for each mean, by inverting the distribution.

        >>> float(np.mean(Draws(3).poisson(np.full(10_000, 100.0))).round())
        100.0
        """
        mean = np.atleast_1d(np.asarray(mean, np.float64))
        # As wide as NumPy's own indices are: it repeats by nothing wider, and on a Python of 32 bits they are narrow.
        pieces = np.maximum(1, np.ceil(mean / _PIECE)).astype(np.intp)
        each = np.repeat(mean / pieces, pieces)
        left = self.uniform(len(each))
        chance, count = np.exp(-each), np.zeros(len(each), np.intp)
        at = np.arange(len(each))
        # Of each the chances are taken away one after the other, until what is left of it is less than the next.
        while len(at := at[(left[at] >= chance[at]) & (chance[at] > _NOTHING)]):
            left[at] -= chance[at]
            count[at] += 1
            chance[at] *= each[at] / count[at]
        return np.add.reduceat(count, np.concatenate([[0], np.cumsum(pieces)[:-1]])) if len(mean) else count


def _mixed(z: np.ndarray) -> np.ndarray:
    """Whole numbers of 64 bits, mixed; products wrap around, as is meant."""
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
