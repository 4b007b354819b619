"""Where the dies of a wafer lie, and which way of laying the grid gives most of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.wafer.dies import placed_dies

_TRIES = 12


@dataclass(frozen=True)
class DieGrid:
    """Dies on a wafer, all sizes in millimetres from the wafer's middle.

    Parameters
    ----------
    usable, keep_out
        Usable diameter, and how far no die may reach up from below.
    width, height, scribe
        Of a die, and of the lines between.
    offset_x, offset_y
        Lower left corner of one site.
    """

    usable: float
    width: float
    height: float
    scribe: float
    keep_out: float
    offset_x: float
    offset_y: float

    @property
    def pitch(self) -> tuple[float, float]:
        """From one die to the next."""
        return self.width + self.scribe, self.height + self.scribe

    def sites(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Left and lower edge of every site that touches the usable circle, and whether a whole die fits there."""
        across, along = self.pitch
        left, low = np.meshgrid(_along(self.offset_x, across, self.usable), _along(self.offset_y, along, self.usable))
        left, low = left.ravel(), low.ravel()
        near = np.hypot(_nearest(left, self.width), _nearest(low, self.height)) < self.usable / 2
        left, low = left[near], low[near]
        far = np.maximum(left**2, (left + self.width) ** 2) + np.maximum(low**2, (low + self.height) ** 2)
        return left, low, (far <= self.usable**2 / 4) & (low >= self.keep_out - self.usable / 2)


def offsets(width: float, height: float, scribe: float, way: str) -> tuple[np.ndarray, np.ndarray]:
    """Offsets of a grid to try: a die in the middle of the wafer, a crossing of scribe lines there, or a search."""
    if way == "die":
        return np.array([-width / 2]), np.array([-height / 2])
    if way == "crossing":
        return np.array([scribe / 2]), np.array([scribe / 2])
    share = np.arange(_TRIES) / _TRIES
    # The two ways that are named are among those that are searched.
    x = np.concatenate([[-width / 2, scribe / 2], -share * (width + scribe)])
    y = np.concatenate([[-height / 2, scribe / 2], -share * (height + scribe)])
    return x, y


def lay(usable: float, width: float, height: float, scribe: float, keep_out: float, way: str) -> DieGrid:
    """Return the grid that gives most dies among the offsets of one way.

    Parameters
    ----------
    usable, keep_out
        Usable diameter and keep-out in mm.
    width, height, scribe
        Of a die and of its lines, in mm.
    way
        ``"best"``, ``"die"`` or ``"crossing"``, as :func:`offsets` has them.

    Examples
    --------
    >>> [int(lay(300, 15, 15, 0, 0, way).sites()[2].sum()) for way in ("crossing", "die", "best")]
    [276, 277, 279]
    """
    x, y = offsets(width, height, scribe, way)
    counts = np.broadcast_to(placed_dies(usable, width, height, scribe, keep_out, x[:, None], y[None, :]), (len(x), len(y)))
    column, row = np.unravel_index(int(np.argmax(counts)), counts.shape)
    return DieGrid(usable, width, height, scribe, keep_out, float(x[column]), float(y[row]))


def _along(offset: float, pitch: float, usable: float) -> np.ndarray:
    """Edges of the sites of a row or a column that reach into the circle."""
    return offset + pitch * np.arange(np.floor((-usable / 2 - offset) / pitch), np.ceil((usable / 2 - offset) / pitch) + 1)


def _nearest(edge: np.ndarray, size: float) -> np.ndarray:
    """How near to the middle a site comes."""
    return np.maximum(0, np.maximum(edge, -edge - size))
