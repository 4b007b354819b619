"""The operations that a transformer is made of, each a few lines of NumPy."""

from __future__ import annotations

import numpy as np

from formulas.float64 import floating
from formulas.registry import equation


@equation(
    symbol=r"\hat{x}_{i}",
    latex=r"\frac{«x»_{i}}{\sqrt{\tfrac{1}{d}\sum_{j} «x»_{j}^{2} + «epsilon»}}\, «gain»_{i}",
    symbols={"x": "x", "gain": "g", "epsilon": r"\varepsilon"},
    trust="exact",
    source="zhang2019",
    locator="eq. 4",
    validity="Definition. The small number under the root, which the paper leaves out, keeps a vector of zeros finite.",
    slips="Nothing is subtracted: unlike layer normalisation it leaves the mean where it is.",
    as_given=True,
)
def rms_norm(x: np.ndarray, gain: np.ndarray, epsilon: float) -> np.ndarray:
    """Scale each vector to unit mean square, then each component by its learnt gain.

    Parameters
    ----------
    x : ndarray (..., d) [1]
        Vectors.
    gain : ndarray (d,) [1]
        Learnt gain of each component.
    epsilon : float [1]
        Added to the mean square, so that a vector of zeros stays finite.

    Returns
    -------
    normed : ndarray (..., d) [1]
        Vectors of comparable length.

    Examples
    --------
    >>> rms_norm(np.array([3.0, -4.0]), np.ones(2), 0.0).round(4).tolist()
    [0.8485, -1.1314]

    References
    ----------
    Zhang and Sennrich 2019, eq. 4.
    """
    x = floating(x)
    mean_square = np.mean(x * x, axis=-1, keepdims=True)
    return x / np.sqrt(mean_square + x.dtype.type(epsilon)) * gain


@equation(
    symbol=r"p_{i}",
    latex=r"\frac{e^{«x»_{i}}}{\sum_{j} e^{«x»_{j}}}",
    symbols={"x": "x"},
    trust="exact",
    source="bridle1990",
    seed="EQ 1.2",
    validity="Definition. The largest score is subtracted first: that changes nothing but keeps the exponentials finite.",
    as_given=True,
)
def softmax(x: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities along the last axis.

    Parameters
    ----------
    x : ndarray (..., n) [1]
        Scores; minus infinity gives probability zero.

    Returns
    -------
    p : ndarray (..., n) [1]
        Not negative; sums to 1 along the last axis.

    Examples
    --------
    >>> softmax(np.array([0.0, np.log(3.0), -np.inf])).tolist()
    [0.25, 0.75, 0.0]

    References
    ----------
    Bridle 1990.
    """
    x = floating(x)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@equation(
    symbol=r"(c_{m,i},\, s_{m,i})",
    latex=r"\left(\cos\theta_{m,i},\; \sin\theta_{m,i}\right),\quad \theta_{m,i} = m\, «base»^{-2i/«head_dim»},"
    r"\quad 0 \le m < «positions»,\; 0 \le i < «head_dim»/2",
    symbols={"positions": "T", "head_dim": r"d_{h}", "base": "b"},
    trust="exact",
    source="su2021",
    locator="section 3.2.2",
    validity="Pairs are counted from 0. A larger base turns the last pairs more slowly: long-context models raise it.",
    as_given=True,
)
def rotary_table(positions: int, head_dim: int, base: float, dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """Return cosine and sine of the rotary angle of each position and pair of components.

    Parameters
    ----------
    positions : int [token]
        How many positions.
    head_dim : int [1]
        Size of one head; pair ``i`` turns by ``base ** (-2 i / head_dim)`` per position.
    base : float [1]
        Base of the angles.
    dtype : dtype [1]
        Precision of the table; the angles themselves are computed in float64.

    Returns
    -------
    cosine : ndarray (positions, head_dim / 2) [1]
        Cosine of each angle.
    sine : ndarray (positions, head_dim / 2) [1]
        Sine of each angle.

    Examples
    --------
    >>> cosine, sine = rotary_table(3, 4, 10000.0, np.float64)
    >>> sine.round(4).tolist()
    [[0.0, 0.0], [0.8415, 0.01], [0.9093, 0.02]]

    References
    ----------
    Su et al. 2021, section 3.2.2.
    """
    rate = base ** (-np.arange(0, head_dim, 2) / head_dim)
    angle = np.outer(np.arange(positions), rate)
    return np.cos(angle).astype(dtype), np.sin(angle).astype(dtype)


@equation(
    symbol=r"(x'_{2i},\, x'_{2i+1})",
    latex=r"\left(«x»_{2i}\, «cosine»_{i} - «x»_{2i+1}\, «sine»_{i},\;\; «x»_{2i}\, «sine»_{i} + «x»_{2i+1}\, «cosine»_{i}\right)",
    symbols={"x": "x", "cosine": r"\cos\theta", "sine": r"\sin\theta"},
    trust="exact",
    source="su2021",
    locator="eq. 34",
    validity="Neighbouring components are a pair, as in the paper.",
    slips="Llama's weights as Hugging Face keeps them pair each component with the one half a head further on:"
    " the same rotation after the rows of the query and key matrices are put in another order.",
    as_given=True,
)
def rotate(x: np.ndarray, cosine: np.ndarray, sine: np.ndarray) -> np.ndarray:
    """Turn neighbouring pairs of components, so that dot products depend on distance alone.

    Parameters
    ----------
    x : ndarray (..., T, D) [1]
        Queries or keys.
    cosine : ndarray (T, D / 2) [1]
        Cosine of the angle of each position and pair.
    sine : ndarray (T, D / 2) [1]
        Sine of the same.

    Returns
    -------
    turned : ndarray (..., T, D) [1]
        Vectors of the same length.

    Examples
    --------
    >>> cosine, sine = rotary_table(2, 2, 10000.0, np.float64)
    >>> rotate(np.array([[1.0, 0.0], [1.0, 0.0]]), cosine, sine).round(4).tolist()
    [[1.0, 0.0], [0.5403, 0.8415]]

    References
    ----------
    Su et al. 2021, eq. 34.
    """
    x = floating(x)
    turned = np.empty_like(x)
    even, odd = x[..., 0::2], x[..., 1::2]
    turned[..., 0::2] = even * cosine - odd * sine
    turned[..., 1::2] = even * sine + odd * cosine
    return turned


def attention_scores(query: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Compare each query with each key: dot products, scaled so that they do not grow with the head size.

    Parameters
    ----------
    query : ndarray (H, T, D) [1]
        Queries of the new positions.
    keys : ndarray (G, S, D) [1]
        Keys of all positions; each key head serves the next H / G query heads.

    Returns
    -------
    scores : ndarray (H, T, S) [1]
        Before the mask.
    """
    query, keys = floating(query), floating(keys)
    heads, new, size = query.shape
    grouped = query.reshape(len(keys), heads // len(keys) * new, size)
    return (grouped @ keys.transpose(0, 2, 1)).reshape(heads, new, -1) / query.dtype.type(np.sqrt(size))


def attention_weights(scores: np.ndarray) -> np.ndarray:
    """Turn scores into shares, with nothing for keys in a position's future.

    Parameters
    ----------
    scores : ndarray (H, T, S) [1]
        Scores of the last T of S positions.

    Returns
    -------
    weights : ndarray (H, T, S) [1]
        Sums to 1 along the last axis.
    """
    return softmax(np.where(causal_mask(*scores.shape[1:]), scores, -np.inf))


def read(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Add up the values that each head looks at, in proportion to its attention.

    Parameters
    ----------
    weights : ndarray (H, T, S) [1]
        Attention of each query head.
    values : ndarray (G, S, D) [1]
        Values; each value head serves the next H / G query heads.

    Returns
    -------
    out : ndarray (H, T, D) [1]
        What each head reads out.
    """
    weights, values = floating(weights), floating(values)
    heads, new, total = weights.shape
    return (weights.reshape(len(values), heads // len(values) * new, total) @ values).reshape(heads, new, -1)


@equation(
    symbol=r"\mathrm{head}_{h}",
    latex=r"\mathrm{softmax}\!\left(\frac{«query»_{h}\, «keys»_{g(h)}^{\top}}{\sqrt{d_{h}}} + M\right) «values»_{g(h)},"
    r"\quad g(h) = \left\lfloor h\,\frac{G}{H} \right\rfloor",
    symbols={"query": "Q", "keys": "K", "values": "V"},
    trust="exact",
    source="vaswani2017",
    locator="eq. 1",
    validity="H query heads share G key and value heads (Ainslie et al. 2023; G = H is multi-head, G = 1 multi-query attention)."
    " The mask M is 0 for keys up to the asker's position and minus infinity after it.",
    as_given=True,
)
def attention(query: np.ndarray, keys: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Let each position gather values from itself and those before it: causal grouped-query attention.

    Parameters
    ----------
    query : ndarray (H, T, D) [1]
        Queries of the new positions, turned to their places.
    keys : ndarray (G, S, D) [1]
        Keys of all S positions, of which the new ones are the last; turned likewise.
    values : ndarray (G, S, D) [1]
        Values of all positions.

    Returns
    -------
    out : ndarray (H, T, D) [1]
        What each head reads out.

    Examples
    --------
    >>> one = np.ones((1, 2, 4))
    >>> attention(one, one, np.array([[[2.0], [4.0]]])).tolist()
    [[[2.0], [3.0]]]

    References
    ----------
    Vaswani et al. 2017, eq. 1; Ainslie et al. 2023, section 2.2.
    """
    return read(attention_weights(attention_scores(query, keys)), values)


@equation(
    symbol=r"\mathrm{SiLU}(x)",
    latex=r"\frac{«x»}{1 + e^{-«x»}}",
    symbols={"x": "x"},
    trust="exact",
    source="elfwing2017",
    locator="section 2.1",
    validity="Definition. Also called swish.",
    as_given=True,
)
def silu(x: np.ndarray) -> np.ndarray:
    """Return ``x`` times its logistic function: a smooth gate.

    Parameters
    ----------
    x : ndarray (...) [1]
        Any numbers.

    Returns
    -------
    gated : ndarray (...) [1]
        Close to ``x`` where it is large, to 0 where it is very negative.

    Examples
    --------
    >>> silu(np.array([-100.0, 0.0, 1.0, 100.0])).round(4).tolist()
    [-0.0, 0.0, 0.7311, 100.0]

    References
    ----------
    Elfwing et al. 2017, section 2.1.
    """
    x = floating(x)
    # exp of a number that is not positive cannot overflow, whatever the sign of x.
    decay = np.exp(-np.abs(x))
    return x * np.where(x >= 0, 1, decay) / (1 + decay)


@equation(
    symbol=r"a_{i}",
    latex=r"\frac{«gate»_{i}}{1 + e^{-«gate»_{i}}}\, «up»_{i}",
    symbols={"gate": "g", "up": "u"},
    trust="exact",
    source="shazeer2020",
    locator="eq. 5",
    validity="Gate and up are two projections of the same vector; a third matrix leads back down. No biases.",
    slips="Three matrices: counting two loses a third of the weights.",
    as_given=True,
)
def swiglu(gate: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Open or close each unit of the MLP by its gate.

    Parameters
    ----------
    gate : ndarray (..., F) [1]
        First projection: how far each unit opens.
    up : ndarray (..., F) [1]
        Second projection: what each unit would say.

    Returns
    -------
    activation : ndarray (..., F) [1]
        What each unit says.

    Examples
    --------
    >>> swiglu(np.array([0.0, 100.0]), np.array([5.0, 5.0])).tolist()
    [0.0, 500.0]

    References
    ----------
    Shazeer 2020, eq. 5.
    """
    return silu(gate) * up


def causal_mask(new: int, total: int) -> np.ndarray:
    """Tell which keys each of the last ``new`` of ``total`` positions may look at.

    Parameters
    ----------
    new : int [token]
        Positions that ask.
    total : int [token]
        Positions there are.

    Returns
    -------
    allowed : ndarray (new, total) [1]
        True where the key is not in the asker's future.
    """
    return np.arange(total) <= np.arange(total - new, total)[:, None]
