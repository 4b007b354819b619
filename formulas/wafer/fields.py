"""Exposure fields as they lie on the dies of a substrate: whole ones, and those that the rim cuts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.wafer.placement import DieGrid

_PHASES = 6


@dataclass(frozen=True)
class Fields:
    """Fields on which something lies that is usable, all sizes in millimetres from the middle of the substrate.

    Parameters
    ----------
    left, low
        Lower left corner of each.
    width, height
        Of one, as far as it is used.
    dies
        Whole dies on each.
    per_field
        Dies that one holds; 0 where a die takes several fields, which then stand for parts of it.
    """

    left: np.ndarray
    low: np.ndarray
    width: float
    height: float
    dies: np.ndarray
    per_field: int


def expose(grid: DieGrid, field_width: float, field_height: float) -> Fields:
    """Lay fields over the dies of a grid so that as few as possible have a whole die on them.

    A field takes a block of dies, upright or turned, whichever holds more; where the first block begins is tried.  A die that no field
    holds is divided among as few as it needs.

    Parameters
    ----------
    grid
        The dies.
    field_width, field_height
        Largest field of the scanner, in mm.

    Examples
    --------
    >>> from formulas.wafer.placement import lay
    >>> from formulas.wafer.substrates import Round
    >>> fields = expose(lay(Round(294), 10, 10, 0.1), 26, 33)
    >>> fields.per_field, int(np.sum(fields.dies >= 1)), int(np.sum(fields.dies == 6))
    (6, 112, 88)
    """
    ways = blocks(grid, field_width, field_height)
    if not ways:
        return _parts(grid, field_width, field_height)
    found = [_laid(grid, *way) for way in ways]
    return min(found, key=lambda fields: (np.count_nonzero(fields.dies), -np.count_nonzero(fields.dies == fields.per_field)))


def blocks(grid: DieGrid, field_width: float, field_height: float) -> list[tuple[int, int]]:
    """Columns and rows of dies that one field takes, upright or turned: the larger number, or both ways of the same; or none."""
    ways = {
        tuple(int((size + grid.scribe) // pitch) for size, pitch in zip(field, grid.pitch, strict=True))
        for field in ((field_width, field_height), (field_height, field_width))
    }
    most = max(columns * rows for columns, rows in ways)
    return sorted(way for way in ways if way[0] * way[1] == most) if most else []


def _laid(grid: DieGrid, columns: int, rows: int) -> Fields:
    """Blocks of so many columns and rows, begun where fewest of them have a whole die on them."""
    (across, along), (left, low, whole) = grid.pitch, grid.sites()
    column, row = (np.rint((edge - offset) / pitch).astype(np.int64) for edge, offset, pitch in (
        (left, grid.offset_x, across), (low, grid.offset_y, along),
    ))  # fmt: skip
    first_column, first_row = column.min(initial=0) - columns, row.min(initial=0) - rows
    # Sums over blocks, from sums over everything to the left and below.
    there = np.zeros((column.max(initial=0) - first_column + 2 * columns + 1, row.max(initial=0) - first_row + 2 * rows + 1), np.int64)
    np.add.at(there, (column[whole] - first_column, row[whole] - first_row), 1)
    sums = np.pad(there, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    ways = ((at, up, _blocks(sums, at, up, columns, rows)) for at in _starts(columns) for up in _starts(rows))
    at, up, found = min(ways, key=lambda way: (np.count_nonzero(way[2]), -np.count_nonzero(way[2] == columns * rows)))
    x, y = np.meshgrid(
        grid.offset_x + (first_column + at + columns * np.arange(found.shape[0])) * across,
        grid.offset_y + (first_row + up + rows * np.arange(found.shape[1])) * along, indexing="ij",
    )  # fmt: skip
    width, height = columns * across - grid.scribe, rows * along - grid.scribe
    near = grid.substrate.touches(x, y, width, height)
    return Fields(x[near], y[near], width, height, found[near].astype(np.float64), columns * rows)


def _starts(number: int) -> np.ndarray:
    """Where the first block may begin: everywhere, or at a few places where there are many."""
    return np.unique(np.linspace(0, number - 1, min(number, _PHASES)).astype(np.int64))


def _blocks(sums: np.ndarray, at: int, up: int, columns: int, rows: int) -> np.ndarray:
    corners = sums[at::columns, up::rows]
    return corners[1:, 1:] - corners[:-1, 1:] - corners[1:, :-1] + corners[:-1, :-1]


def _parts(grid: DieGrid, field_width: float, field_height: float) -> Fields:
    """Parts of dies, each of which is one exposure."""
    left, low, whole = grid.sites()
    ways = [
        (int(np.ceil(grid.width / wide)), int(np.ceil(grid.height / high)))
        for wide, high in ((field_width, field_height), (field_height, field_width))
    ]
    columns, rows = min(ways, key=lambda way: way[0] * way[1])
    width, height = grid.width / columns, grid.height / rows
    right, up = np.meshgrid(np.arange(columns) * width, np.arange(rows) * height)
    x = (left[whole][:, None] + right.ravel()).ravel()
    return Fields(x, (low[whole][:, None] + up.ravel()).ravel(), width, height, np.zeros(len(x)), 0)
