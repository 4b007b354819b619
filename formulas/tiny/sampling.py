"""From logits to one token: each dial reshapes the distribution, then a needle falls on a bar.

Before anything else the logits are rounded to :data:`DECIMALS` places in float64.  Sums come
out differently by about 1e-13 between linear-algebra libraries and WebAssembly; after rounding
the numbers are the same on every machine, and so is the text that a seed leads to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.check import require
from formulas.registry import equation
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


@equation(
    symbol=r"p_{i}",
    latex=r"\frac{e^{«logits»_{i}/«temperature»}}{\sum_{j} e^{«logits»_{j}/«temperature»}}",
    symbols={"logits": r"\ell", "temperature": r"\tau"},
    trust="exact",
    source="hinton2015",
    locator="eq. 1",
    validity="Positive temperatures. Towards 0 the likeliest token takes all; towards infinity all tokens become alike.",
    as_given=True,
)
def tempered(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Turn logits into probabilities at a temperature.

    Parameters
    ----------
    logits : ndarray (V,) [1]
        Scores.
    temperature : float [1]
        Below 1 sharpens, above 1 flattens.

    Returns
    -------
    p : ndarray (V,) [1]
        Sums to 1.

    Examples
    --------
    >>> tempered(np.log([1.0, 4.0]), 2.0).round(4).tolist()
    [0.3333, 0.6667]

    References
    ----------
    Hinton et al. 2015, eq. 1.
    """
    return softmax(logits / temperature)


@equation(
    symbol=r"\mathcal{V}_{k}",
    latex=r"\left\{\, i \;\middle|\; i \le «k» \lor «k» = 0 \,\right\},\quad «p»_{1} \ge «p»_{2} \ge \dots",
    symbols={"p": "p", "k": "k"},
    trust="exact",
    source="fan2018",
    locator="section 5.4",
    validity="Tokens are counted from the likeliest. What stays is scaled up to 1 again. 0 keeps all.",
    as_given=True,
)
def top_k(p: np.ndarray, k: int) -> np.ndarray:
    """Tell which tokens are among the k likeliest.

    Parameters
    ----------
    p : ndarray (V,) [1]
        Probabilities in falling order.
    k : int [token]
        How many stay; 0 keeps all.

    Returns
    -------
    stays : ndarray (V,) [1]
        True for those that can still be drawn.

    Examples
    --------
    >>> top_k(np.array([0.5, 0.3, 0.2]), 2).tolist()
    [True, True, False]

    References
    ----------
    Fan et al. 2018, section 5.4.
    """
    return np.arange(len(p)) < (k or len(p))


@equation(
    symbol=r"\mathcal{V}_{p}",
    latex=r"\left\{\, i \;\middle|\; \sum_{j < i} «p»_{j} < «mass» \,\right\},\quad «p»_{1} \ge «p»_{2} \ge \dots",
    symbols={"p": "p", "mass": r"p_{\mathrm{top}}"},
    trust="exact",
    source="holtzman2020",
    locator="eq. 2",
    validity="The fewest tokens that hold at least this much together; the likeliest always stays. Then scaled up to 1 again.",
    slips="The token with which the mass is reached stays as well: leaving it out keeps less than was asked for.",
    as_given=True,
)
def top_p(p: np.ndarray, mass: float) -> np.ndarray:
    """Tell which tokens are in the nucleus: the fewest that hold this much probability.

    Parameters
    ----------
    p : ndarray (V,) [1]
        Probabilities in falling order.
    mass : float [1]
        How much probability stays at least; 1 keeps all.

    Returns
    -------
    stays : ndarray (V,) [1]
        True for those that can still be drawn.

    Examples
    --------
    >>> top_p(np.array([0.5, 0.3, 0.2]), 0.6).tolist()
    [True, True, False]

    References
    ----------
    Holtzman et al. 2020, eq. 2.
    """
    # A token stays while those before it hold less than the mass: the first one always does.
    return (np.cumsum(p) - p < mass) | (mass == 1)


@equation(
    symbol=r"\mathcal{V}_{\min}",
    latex=r"\left\{\, i \;\middle|\; «p»_{i} \ge «share» \max_{j} «p»_{j} \,\right\}",
    symbols={"p": "p", "share": r"p_{\mathrm{base}}"},
    trust="exact",
    source="nguyen2024",
    locator="section 3",
    validity="The bar rises and falls with the likeliest token. Then scaled up to 1 again.",
    as_given=True,
)
def min_p(p: np.ndarray, share: float) -> np.ndarray:
    """Tell which tokens are likely enough beside the likeliest.

    Parameters
    ----------
    p : ndarray (V,) [1]
        Probabilities in falling order.
    share : float [1]
        Part of the likeliest token's probability that a token needs; 0 keeps all.

    Returns
    -------
    stays : ndarray (V,) [1]
        True for those that can still be drawn.

    Examples
    --------
    >>> min_p(np.array([0.6, 0.3, 0.1]), 0.5).tolist()
    [True, True, False]

    References
    ----------
    Nguyen et al. 2024, section 3.
    """
    return p >= share * p[0]


_RULES = {"top_k": top_k, "top_p": top_p, "min_p": min_p}


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
        return (*stages, _shaping("greedy", _keep(p, top_k(p, 1)), order))
    p = tempered(logits[order], dials.temperature)
    stages.append(_shaping("temperature", p, order))
    for dial, rule in _RULES.items():
        p = _keep(p, rule(p, getattr(dials, dial)))
        stages.append(_shaping(dial, p, order))
    return tuple(stages)


@equation(
    symbol=r"i",
    latex=r"«order»_{n},\quad n = \min\left\{\, m \;\middle|\; «u» < \sum_{j \le m} «p»_{«order»_{j}} \,\right\}",
    symbols={"p": "p", "order": r"\sigma", "u": "u"},
    trust="exact",
    source="devroye1986",
    locator="section III.2.1",
    validity="Inversion of the cumulative distribution. Any order of the tokens gives the same odds; here the likeliest comes first.",
    as_given=True,
)
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

    References
    ----------
    Devroye 1986, section III.2.1.
    """
    require(u=(u, 0 <= u < 1, "must be at least 0 and below 1"))
    order = order[: np.count_nonzero(p)]
    edges = np.concatenate([[0.0], np.cumsum(p[order])])
    edges /= edges[-1]
    place = int(np.searchsorted(edges, u, side="right")) - 1
    return Draw(int(order[place]), float(u), order, edges)


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


def _keep(p: np.ndarray, stays: np.ndarray) -> np.ndarray:
    kept = np.where(stays, p, 0.0)
    return kept / kept.sum()


def _shaping(dial: str, p: np.ndarray, order: np.ndarray) -> Shaping:
    by_token = np.empty_like(p)
    by_token[order] = p
    return Shaping(dial, by_token, int(np.count_nonzero(p)))
