"""Where the dies of a substrate lie, and which way of laying the grid gives most of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.wafer.dies import placed_dies
from formulas.wafer.substrates import Panel, Round, Substrate

_TRIES = 12


@dataclass(frozen=True)
class DieGrid:
    """Dies on a substrate, all sizes in millimetres from its middle.

    Parameters
    ----------
    substrate
        What they are laid on.
    width, height, scribe
        Of a die, and of the lines between.
    offset_x, offset_y
        Lower left corner of one site.
    """

    substrate: Substrate
    width: float
    height: float
    scribe: float
    offset_x: float
    offset_y: float

    @property
    def pitch(self) -> tuple[float, float]:
        """From one die to the next."""
        return self.width + self.scribe, self.height + self.scribe

    def sites(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Left and lower edge of every site that touches what is usable, and whether a whole die fits there."""
        (across, along), (right, up) = self.pitch, self.substrate.reach
        left, low = np.meshgrid(_along(self.offset_x, across, right), _along(self.offset_y, along, up))
        left, low = left.ravel(), low.ravel()
        near = self.substrate.touches(left, low, self.width, self.height)
        left, low = left[near], low[near]
        return left, low, self.substrate.holds(left, low, self.width, self.height)


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


def lay(substrate: Substrate, width: float, height: float, scribe: float, way: str = "best") -> DieGrid:
    """Return the grid that gives most dies: on a wafer among the offsets of one way, on a panel in the middle of it.

    Parameters
    ----------
    substrate
        What to lay them on.
    width, height, scribe
        Of a die and of its lines, in mm.
    way
        ``"best"``, ``"die"`` or ``"crossing"``, as :func:`offsets` has them.

    Examples
    --------
    >>> [int(lay(Round(300), 15, 15, 0, way).sites()[2].sum()) for way in ("crossing", "die", "best")]
    [276, 277, 279]
    >>> int(lay(Panel(510, 515, 3), 50, 50, 0.1).sites()[2].sum())
    100
    """
    if isinstance(substrate, Panel):
        return _centred(substrate, width, height, scribe)
    x, y = offsets(width, height, scribe, way)
    counts = np.broadcast_to(counted(substrate, width, height, scribe, x[:, None], y[None, :]), (len(x), len(y)))
    column, row = np.unravel_index(int(np.argmax(counts)), counts.shape)
    return DieGrid(substrate, width, height, scribe, float(x[column]), float(y[row]))


def counted(wafer: Round, width: float, height: float, scribe: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How many whole dies a wafer holds on grids with these offsets."""
    return placed_dies(wafer.usable, width, height, scribe, wafer.keep_out, x, y, wafer.tip, wafer.edge)


def _centred(panel: Panel, width: float, height: float, scribe: float) -> DieGrid:
    # Where not one fits, a grid through the middle shows why.
    across, up = panel.reach
    columns, rows = (max(1, int((2 * half + scribe) // (size + scribe))) for half, size in ((across, width), (up, height)))
    return DieGrid(
        panel, width, height, scribe, -(columns * (width + scribe) - scribe) / 2, -(rows * (height + scribe) - scribe) / 2,
    )  # fmt: skip


def _along(offset: float, pitch: float, reach: float) -> np.ndarray:
    """Edges of the sites of a row or a column that come within reach."""
    return offset + pitch * np.arange(np.floor((-reach - offset) / pitch), np.ceil((reach - offset) / pitch) + 1)
