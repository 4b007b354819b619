"""Where names stand beside their points, so that they cover neither each other nor what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# Pixels of a figure's frame on a phone, beside the dossier and on a wide page: a place has to be free on all of them.
_FRAMES = ((270.0, 200.0), (390.0, 200.0), (520.0, 200.0))
_LETTER, _LINE = 6.7, 17.0
# Dots are as large as this around their middle.
_DOT_SIZE = 3.0
# Offset from the point to the anchor of the text, and the side of the text that the anchor is on; the preferred first.
_PLACES = (
    (10, 0, "left"), (-10, 0, "right"), (5, -14, "left"), (5, 14, "left"), (-5, -14, "right"), (-5, 14, "right"),
    (0, -18, "center"), (0, 18, "center"),
    (7, -26, "left"), (7, 26, "left"), (-7, -26, "right"), (-7, 26, "right"), (0, -32, "center"), (0, 34, "center"),
)  # fmt: skip
_OFFSETS = np.array([place[:2] for place in _PLACES], dtype=float)
_SHIFTS = np.array([{"left": 0.0, "center": 0.5, "right": 1.0}[place[2]] for place in _PLACES])
# A name beyond the frame cannot be read; over a line it can, but not well; over a dot, or nearer to another one than to its
# own, only one that has to be there is written.
_BEYOND, _DOT, _ON_LINE = 100.0, 4.0, 1.5
_LIMIT = _DOT


class Label(NamedTuple):
    """A name at a point: offset and alignment in pixels; no text where there is no room."""

    text: str
    dx: float
    dy: float
    align: str


def place(
    names: Sequence[str], points: np.ndarray, dots: np.ndarray, line: np.ndarray, *, kept: int = 0
) -> list[Label]:
    """Place names one after the other, the important ones first.

    Parameters
    ----------
    names
        What to write.
    points
        Where each name belongs; like all positions, x and y as shares of the frame, from its left and top.
    dots, line
        What should stay uncovered: marks, and points of a curve.
    kept
        So many of the first names are written whatever they cover.
    """
    frames = np.array(_FRAMES)[:, None]
    width = np.array([_LETTER * len(name) for name in names])
    # From a point to the corners of its name, for each name and place.
    low = _OFFSETS - np.stack([_SHIFTS * width[:, None], np.full((len(names), len(_PLACES)), _LINE / 2)], axis=-1)
    high = low + np.stack([width, np.full(len(names), _LINE)], axis=-1)[:, None]
    cost = _costs(points * frames, np.concatenate([dots, line]) * frames, len(dots), low, high, frames)
    order = cost.argsort(axis=1, kind="stable").tolist()
    taken: list[tuple[tuple[float, ...], ...]] = []
    placed = []
    for i, name in enumerate(names):
        label = Label("", 0, 0, "left")
        if ((points[i] >= 0) & (points[i] <= 1)).all():
            for k in order[i]:
                if cost[i, k] >= _LIMIT and i >= kept:
                    break
                boxes = tuple(_box(points[i] * frame, low[i, k], high[i, k]) for frame in _FRAMES)
                if not any(_overlap(box, other) for each in taken for box, other in zip(boxes, each, strict=True)):
                    taken.append(boxes)
                    label = Label(name, *_PLACES[k])
                    break
        placed.append(label)
    return placed


def _costs(
    at: np.ndarray, obstacles: np.ndarray, dots: int, low: np.ndarray, high: np.ndarray, frames: np.ndarray
) -> np.ndarray:
    """What each name covers in each of its places, on the frame where that is most."""
    relative = obstacles[:, None] - at[:, :, None]
    x, y = relative[:, :, None, :, 0], relative[:, :, None, :, 1]
    apart = _apart(x, y, low[:, :, None], high[:, :, None])
    covered = apart < _DOT_SIZE
    cost = _DOT * covered[..., :dots].sum(axis=-1) + _ON_LINE * covered[..., dots:].sum(axis=-1)
    cost += _DOT * (apart[..., :dots] < _apart(0.0, 0.0, low, high)[..., None] - _DOT_SIZE).any(axis=-1)
    corner = at[:, :, None]
    beyond = ((corner + low < 0) | (corner + high > frames[:, :, None])).any(axis=-1)
    return (cost + _BEYOND * beyond).max(axis=0)


def _apart(x: np.ndarray | float, y: np.ndarray | float, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How far a point is from a name's box, along the axis on which it is farther."""
    beside = np.maximum(low[..., 0] - x, x - high[..., 0])
    return np.maximum(np.maximum(beside, np.maximum(low[..., 1] - y, y - high[..., 1])), 0)


def _box(at: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[float, ...]:
    return (*(at + low).tolist(), *(at + high).tolist())


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
