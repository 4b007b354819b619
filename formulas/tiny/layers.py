"""The operations that a transformer is made of, each a few lines of NumPy."""

from __future__ import annotations

import numpy as np


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

    References
    ----------
    Zhang, Sennrich 2019, "Root mean square layer normalization", equation 4.
    """
    mean_square = np.mean(x * x, axis=-1, keepdims=True)
    return x / np.sqrt(mean_square + x.dtype.type(epsilon)) * gain


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
    """
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


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

    References
    ----------
    Su et al. 2021, "RoFormer", equation 15.
    """
    rate = base ** (-np.arange(0, head_dim, 2) / head_dim)
    angle = np.outer(np.arange(positions), rate)
    return np.cos(angle).astype(dtype), np.sin(angle).astype(dtype)


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
    """
    turned = np.empty_like(x)
    even, odd = x[..., 0::2], x[..., 1::2]
    turned[..., 0::2] = even * cosine - odd * sine
    turned[..., 1::2] = even * sine + odd * cosine
    return turned


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
    """
    # exp of a number that is not positive cannot overflow, whatever the sign of x.
    decay = np.exp(-np.abs(x))
    return x * np.where(x >= 0, 1, decay) / (1 + decay)


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
