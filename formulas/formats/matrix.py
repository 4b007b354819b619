"""A matrix of weights in a narrow format: scales for all of it, for its channels or for groups, and what becomes of every weight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formulas.formats import scales
from formulas.formats.codes import decode, encode, spacing
from formulas.formats.layout import Layout

NEAREST, STOCHASTIC = "nearest", "stochastic"
NARROW = 8
"""Bits up to which a format has too little range for weights as they are."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a matrix is quantised.

    ``group`` is how many weights of a row share a scale: 0 for one scale of the whole matrix, -1 for one of each row; a block format
    brings its own.  ``clip`` is the share of the range that is kept.  ``symmetric`` counts for whole numbers alone.
    """

    layout: Layout
    group: int = 0
    symmetric: bool = True
    rounding: str = NEAREST
    clip: float = 1.0


@dataclass(frozen=True)
class Quantised:
    """Weights and what they became, in the shape of the matrix, with the step that each was rounded by and whether it was clipped."""

    weights: np.ndarray
    held: np.ndarray
    steps: np.ndarray
    clipped: np.ndarray
    scales: np.ndarray

    @cached_property
    def squares(self) -> np.ndarray:
        """Squared difference of every weight."""
        away = self.held - self.weights
        return np.square(away, out=away)

    @cached_property
    def rounded_count(self) -> int:
        """How many weights lie within the range."""
        return int(self.weights.size - np.count_nonzero(self.clipped))

    @property
    def rounding_square(self) -> float:
        """Mean of the squared differences of the weights within the range, over all weights."""
        return float(self._rounded_sum(self.squares) / self.weights.size)

    @property
    def clipping_square(self) -> float:
        """The same of the weights beyond the range."""
        return float(self.squares[self.clipped].sum() / self.weights.size)

    @property
    def step(self) -> float:
        """Root mean square of the steps within the range; 0 where nothing lies there."""
        return float(np.sqrt(self._rounded_sum(np.square(self.steps)) / max(self.rounded_count, 1)))

    def _rounded_sum(self, numbers: np.ndarray) -> float:
        """Sum over the weights within the range.  Mostly none is beyond it, and nothing has to be left out."""
        return float((numbers if self.rounded_count == self.weights.size else np.where(self.clipped, 0.0, numbers)).sum())


def quantise(weights: np.ndarray, recipe: Recipe, draws: np.ndarray | None = None) -> Quantised:
    """Quantise a matrix.

    Parameters
    ----------
    weights
        The matrix, a row for each output channel.
    recipe
        How.
    draws
        Numbers from 0 to below 1 in the shape of the matrix, which stochastic rounding goes by.

    Raises
    ------
    ValueError
        If stochastic rounding is asked for without draws.

    >>> from formulas.formats.layout import layouts
    >>> quantise(np.array([[1.0, -3.5, 0.3]]), Recipe(layout=layouts()["int4"])).held.tolist()
    [[1.0, -3.5, 0.5]]
    """
    if recipe.rounding == STOCHASTIC and draws is None:
        raise ValueError("draws is None: stochastic rounding needs one for each weight")
    layout = recipe.layout
    element = layout.element_layout()
    rows, columns = weights.shape
    grouped = _grouped(weights, layout.block or recipe.group)
    asymmetric = element.kind == "integer" and layout.kind != "block" and not recipe.symmetric
    scale = _asymmetric(grouped, element, recipe.clip) if asymmetric else _symmetric(grouped, layout, recipe)
    safe = np.where(scale > 0, scale, 1.0)
    low, high, shift = _range(grouped, element, safe, recipe.clip, asymmetric=asymmetric)
    levels = grouped / safe
    if asymmetric:
        levels += shift
    inside = np.clip(levels, low, high)
    step = spacing(element, inside)
    chance = None if recipe.rounding == NEAREST else _grouped(draws, layout.block or recipe.group)
    # What lies less than half a step beyond an end is rounded to it as anything else is; further out it is clipped.
    levels -= inside
    beyond = np.abs(levels, out=levels) > step / 2
    held = _rounded(inside, step, chance)
    if asymmetric:
        held -= shift
    held *= safe
    steps = step * safe
    # One step of all weights is not written out for each of them.
    steps = np.broadcast_to(steps, weights.shape if steps.size == 1 else grouped.shape)
    return Quantised(weights, *(each if each.shape == weights.shape else each.reshape(rows, -1)[:, :columns]
                                for each in (held, steps, beyond)), scales=scale)  # fmt: skip


def _grouped(weights: np.ndarray, group: int) -> np.ndarray:
    """The weights with what shares a scale in one row; what does not fill its last group is filled up with zeros."""
    columns = weights.shape[1]
    if group == 0:
        return weights.reshape(1, -1)
    width = columns if group < 0 else group
    return np.pad(weights, ((0, 0), (0, -columns % width))).reshape(-1, width)


def _symmetric(grouped: np.ndarray, layout: Layout, recipe: Recipe) -> np.ndarray:
    """A scale for each row of groups; of a block format as its rule says, and in its own format."""
    largest = np.abs(grouped).max(axis=1, keepdims=True)
    element, form = layout.element_layout(), layout.scale_layout()
    if form is None:
        # A format of 16 bits or more needs no scale.
        return scales.symmetric_scale(largest, element.largest, recipe.clip) if element.bits <= NARROW else np.ones_like(largest)
    tensor = tensor_scale(layout, largest)
    return decode(form, scale_codes(layout, largest * recipe.clip, tensor)) * tensor


def _asymmetric(grouped: np.ndarray, element: Layout, clip: float) -> np.ndarray:
    low, high = grouped.min(axis=1, keepdims=True), grouped.max(axis=1, keepdims=True)
    return scales.asymmetric_scale(low, high, element.bits, clip)


def tensor_scale(layout: Layout, largest: np.ndarray) -> float:
    """Return the scale of a whole tensor that brings the largest scale of a block onto the largest number that its format holds.

    Formats without a second scale, and tensors of zeros, have one.
    """
    top, form = float(np.max(largest)), layout.scale_layout()
    if layout.rule != "top" or form.bits > NARROW or not top:
        return 1.0
    return top / (layout.element_layout().largest * form.largest)


def scale_codes(layout: Layout, largest: np.ndarray, tensor: float = 1.0) -> np.ndarray:
    """Return the codes of the scales of blocks with these largest numbers.

    >>> from formulas.formats.layout import layouts
    >>> scale_codes(layouts()["mxfp4"], np.array([5.0])).tolist()
    [127]
    """
    element, form = layout.element_layout(), layout.scale_layout()
    largest = np.asarray(largest, np.float64)
    if layout.rule == "power":
        least = np.ldexp(1.0, element.largest_exponent - form.bias)
        wanted = scales.power_of_two_scale(np.maximum(largest, least), element.largest_exponent)
        return encode(form, wanted)
    codes = encode(form, scales.symmetric_scale(largest, element.largest) / tensor, saturate=True)
    # A scale that rounds to zero would make zeros of the whole block.
    return np.where(largest > 0, np.maximum(codes, 1), codes)


def _range(grouped: np.ndarray, element: Layout, scale: np.ndarray, clip: float, *, asymmetric: bool) -> tuple:
    """Least and largest level, and the level that stands for zero."""
    if not asymmetric:
        # Whole numbers reach one further below zero, which keeps to itself where zero is to be the middle.
        below = spacing(element, 1.0) if element.mantissa_bits and element.kind == "integer" else 0.0
        return -element.largest - below, element.largest, 0.0
    least = np.minimum(grouped.min(axis=1, keepdims=True), 0.0) * clip
    return 0.0, 2.0**element.bits - 1, np.rint(-least / scale)


def _rounded(levels: np.ndarray, step: np.ndarray, chance: np.ndarray | None) -> np.ndarray:
    """Levels as the format holds them: the nearest, or the one above with the chance of the place in between."""
    places = levels / step
    if chance is None:
        np.rint(places, out=places)
    else:
        np.floor(np.add(places, chance, out=places), out=places)
    return np.multiply(places, step, out=places)
