"""How the density of defects varies from die to die: what tells one yield model from another.

A yield model is the share of dies without a defect where defects fall independently at a density that itself varies.  Each has its
spread: none, a triangle, an even one, an exponential, a gamma distribution, and Moore's, which has no mean.  Here a spread is both a
few densities with weights, for what is averaged over it, and a draw, for what is sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formulas.draws import Draws
from formulas.wafer import older_yields, yields

_NODES = 32
# Logarithms of normal numbers between which all but some billionths of a density without a mean is told, and how far apart.
_LOW, _HIGH, _STEP = -20.0, 2.0, 0.2


@dataclass(frozen=True)
class Spread:
    """The spread of one yield model: densities over their mean.

    Parameters
    ----------
    formula
        The yield model itself, registered.
    shape
        Name of the argument beside the mean, or nothing.
    nodes
        Densities and weights, from the shape.
    draw
        So many densities, from random numbers and the shape.
    has_mean
        Whether the mean of the densities is 1; elsewhere there is none, and 1 is only a measure of them.
    """

    name: str
    formula: Callable
    shape: str
    nodes: Callable[[float], tuple[np.ndarray, np.ndarray]]
    draw: Callable[[Draws, float, int], np.ndarray]
    has_mean: bool = True

    @property
    def called(self) -> str:
        """Its name within a sentence: most are those of people."""
        return f"the {self.name.lower() if ' ' in self.name else self.name} model"


def gamma_nodes(shape: float) -> tuple[np.ndarray, np.ndarray]:
    """Densities and weights of a gamma distribution of mean 1, by Gauss and Laguerre.

    >>> densities, weights = gamma_nodes(2.0)
    >>> round(float(np.sum(weights * np.exp(-3 * densities))), 9) == round((1 + 3 / 2) ** -2, 9)
    True
    """
    k = np.arange(_NODES, dtype=np.float64)
    beside = np.sqrt(k[1:] * (k[1:] + shape - 1))
    at, weights = _gauss(2 * k + shape, beside)
    return at / shape, weights


def triangle_nodes(_shape: float) -> tuple[np.ndarray, np.ndarray]:
    """Densities and weights of a triangle from 0 to 2, by Gauss and Legendre on either side."""
    k = np.arange(1, _NODES // 2, dtype=np.float64)
    at, weights = _gauss(np.zeros(_NODES // 2), k / np.sqrt(4 * k**2 - 1))
    left = (at + 1) / 2
    # The triangle rises from 0 to 1 over the left half, of which the nodes have the weight one.
    return np.concatenate([left, 2 - left]), np.concatenate([weights * left, weights * left])


def even_nodes(_shape: float) -> tuple[np.ndarray, np.ndarray]:
    """Densities and weights of an even spread from 0 to 2, by Gauss and Legendre."""
    k = np.arange(1, _NODES, dtype=np.float64)
    at, weights = _gauss(np.zeros(_NODES), k / np.sqrt(4 * k**2 - 1))
    return at + 1, weights


def levy_nodes(_shape: float) -> tuple[np.ndarray, np.ndarray]:
    """Densities and weights of Moore's spread: one over twice the square of a normal number, in steps of its logarithm.

    >>> densities, weights = levy_nodes(1.0)
    >>> round(float(np.sum(weights * np.exp(-4 * densities))), 9) == round(float(np.exp(-2)), 9)
    True
    """
    number = np.exp(np.arange(_LOW, _HIGH + _STEP / 2, _STEP))
    weights = number * np.exp(-(number**2) / 2)
    return 1 / (2 * number**2), weights / np.sum(weights)


def one_node(_shape: float) -> tuple[np.ndarray, np.ndarray]:
    """The mean alone."""
    return np.ones(1), np.ones(1)


def _gauss(diagonal: np.ndarray, beside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights (together 1) of a rule of Gauss, from the recurrence of its polynomials, by Golub and Welsch."""
    at, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return at, vectors[0] ** 2


def _gamma(draws: Draws, shape: float, count: int) -> np.ndarray:
    return draws.gamma(shape, count) / shape


def _levy(draws: Draws, _shape: float, count: int) -> np.ndarray:
    return 1 / (2 * draws.normal(count) ** 2)


def _triangle(draws: Draws, _shape: float, count: int) -> np.ndarray:
    return draws.uniform(count) + draws.uniform(count)


SPREADS = {
    "poisson": Spread("Poisson", yields.poisson_yield, "", one_node, lambda draws, shape, count: np.ones(count)),
    "murphy": Spread("Murphy", yields.murphy_yield, "", triangle_nodes, _triangle),
    "rectangular": Spread(
        "Rectangular", older_yields.rectangular_yield, "", even_nodes, lambda draws, shape, count: 2 * draws.uniform(count),
    ),
    "seeds": Spread("Seeds", yields.seeds_yield, "", lambda shape: gamma_nodes(1.0), lambda draws, shape, count: _gamma(draws, 1.0, count)),
    "negative-binomial": Spread("Negative binomial", yields.negative_binomial_yield, "clustering", gamma_nodes, _gamma),
    "bose-einstein": Spread("Bose-Einstein", yields.bose_einstein_yield, "critical_layers", gamma_nodes, _gamma),
    "moore": Spread("Moore", older_yields.moore_yield, "", levy_nodes, _levy, has_mean=False),
}  # fmt: skip
"""The yield models by key: those with a mean first, and of these the one that expects least."""
