"""From logits to one token: each dial reshapes the distribution, then a needle falls on a bar.

Before anything else the logits are rounded to :data:`DECIMALS` places in float64.  Sums come
out differently by about 1e-13 between linear-algebra libraries and WebAssembly; after rounding
the numbers are the same on every machine, and so is the text that a seed leads to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.check import require
from formulas.tiny.layers import softmax
from formulas.tiny.stream import uniform

DECIMALS = 6


@dataclass(frozen=True)
class Dials:
    """How the next token is chosen.

    Parameters
    ----------
    temperature : float [1]
        Logits are divided by it: below 1 sharpens, above 1 flattens.
    top_k : int [1]
        Keep this many of the most probable tokens; 0 keeps all.
    top_p : float [1]
        Keep the fewest tokens that hold this much probability; 1 keeps all.
    min_p : float [1]
        Keep tokens at least this probable relative to the most probable; 0 keeps all.
    greedy : bool [1]
        Take the most probable token, whatever the other dials say.

    Raises
    ------
    ValueError
        If a dial is outside its range; all that are get named.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    greedy: bool = False

    def __post_init__(self) -> None:
        """Refuse impossible dials."""
        require(
            temperature=(self.temperature, 0 < self.temperature < np.inf, "must be positive and finite"),
            top_k=(self.top_k, self.top_k >= 0, "must be at least 0"),
            top_p=(self.top_p, 0 < self.top_p <= 1, "must be above 0 and at most 1"),
            min_p=(self.min_p, 0 <= self.min_p <= 1, "must be from 0 to 1"),
        )


@dataclass(frozen=True)
class Shaping:
    """The distribution after one dial.

    Attributes
    ----------
    dial : str [1]
        ``softmax`` (the logits as they are), ``temperature``, ``top_k``, ``top_p``, ``min_p`` or ``greedy``.
    probabilities : ndarray (V,) [1]
        Sums to 1.
    kept : int [1]
        Tokens that can still be drawn.
    """

    dial: str
    probabilities: np.ndarray
    kept: int


@dataclass(frozen=True)
class Draw:
    """The needle on the cumulative bar.

    Attributes
    ----------
    token : int [1]
        The token that was drawn.
    u : float [1]
        Where the needle fell, in [0, 1).
    order : ndarray (n,) [1]
        Tokens that could be drawn, the most probable first.
    edges : ndarray (n + 1,) [1]
        Where each token's piece of the bar begins and ends, from 0 to 1.
    """

    token: int
    u: float
    order: np.ndarray
    edges: np.ndarray


def rounded(logits: np.ndarray) -> np.ndarray:
    """Return logits in float64, rounded so that every machine goes on from the same numbers."""
    return np.round(np.asarray(logits, np.float64), DECIMALS)


def ranking(logits: np.ndarray) -> np.ndarray:
    """Return token ids from the highest to the lowest rounded logit; equals keep the order of their ids.

    No dial changes this order, so it is settled once and on numbers that are the same everywhere.
    """
    return np.argsort(-rounded(logits), kind="stable")


def reshape(logits: np.ndarray, dials: Dials) -> tuple[Shaping, ...]:
    """Return the distribution as the model gives it and after each dial in turn.

    Parameters
    ----------
    logits : ndarray (V,) [1]
        Scores; minus infinity for what cannot come next.
    dials : Dials [1]
        Settings.

    Returns
    -------
    stages : tuple of Shaping [1]
        ``softmax``, then ``greedy`` alone or ``temperature``, ``top_k``, ``top_p``, ``min_p``.
    """
    order, logits = ranking(logits), rounded(logits)
    p = softmax(logits[order])
    stages = [_shaping("softmax", p, order)]
    if dials.greedy:
        return (*stages, _shaping("greedy", _keep(p, _top_k(p, 1)), order))
    p = softmax(logits[order] / dials.temperature)
    stages.append(_shaping("temperature", p, order))
    for dial, rule in _RULES.items():
        p = _keep(p, rule(p, getattr(dials, dial)))
        stages.append(_shaping(dial, p, order))
    return tuple(stages)


def draw(p: np.ndarray, order: np.ndarray, u: float) -> Draw:
    """Let a needle fall on the cumulative bar of a distribution.

    Parameters
    ----------
    p : ndarray (V,) [1]
        Probability of each token.
    order : ndarray (V,) [1]
        Tokens from the most to the least probable.
    u : float [1]
        Uniform number in [0, 1).

    Returns
    -------
    draw : Draw [1]
        The token whose piece of the bar holds ``u``.

    Raises
    ------
    ValueError
        If ``u`` is not in [0, 1).

    Examples
    --------
    >>> draw(np.array([0.25, 0.75]), np.array([1, 0]), 0.8).token
    0
    """
    require(u=(u, 0 <= u < 1, "must be at least 0 and below 1"))
    order = order[: np.count_nonzero(p)]
    edges = np.concatenate([[0.0], np.cumsum(p[order])])
    edges /= edges[-1]
    place = int(np.searchsorted(edges, u, side="right")) - 1
    return Draw(int(order[place]), u, order, edges)


def sample(logits: np.ndarray, dials: Dials, seed: int, index: int) -> tuple[tuple[Shaping, ...], Draw]:
    """Choose one token: reshape, then draw number ``index`` of ``seed``.

    Parameters
    ----------
    logits : ndarray (V,) [1]
        Scores.
    dials : Dials [1]
        Settings.
    seed : int [1]
        Seed of the generated text.
    index : int [1]
        Which token of the generated text this is.

    Returns
    -------
    stages : tuple of Shaping [1]
        The distribution after each dial.
    draw : Draw [1]
        The needle and the token.
    """
    stages = reshape(logits, dials)
    return stages, draw(stages[-1].probabilities, ranking(logits), uniform(seed, index))


# Each rule is given the probabilities in falling order and tells which tokens stay.
def _top_k(p: np.ndarray, k: int) -> np.ndarray:
    return np.arange(len(p)) < (k or len(p))


def _top_p(p: np.ndarray, mass: float) -> np.ndarray:
    # A token stays while those before it hold less than the mass: the first one always does.
    return (np.cumsum(p) - p < mass) | (mass == 1)


def _min_p(p: np.ndarray, share: float) -> np.ndarray:
    return p >= share * p[0]


_RULES = {"top_k": _top_k, "top_p": _top_p, "min_p": _min_p}


def _keep(p: np.ndarray, stays: np.ndarray) -> np.ndarray:
    kept = np.where(stays, p, 0.0)
    return kept / kept.sum()


def _shaping(dial: str, p: np.ndarray, order: np.ndarray) -> Shaping:
    by_token = np.empty_like(p)
    by_token[order] = p
    return Shaping(dial, by_token, int(np.count_nonzero(p)))
