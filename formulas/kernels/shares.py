"""The tile that suits a product best, and what tiles and waves leave of the peak."""

from __future__ import annotations

from typing import NamedTuple

from formulas.kernels.chips import TILES
from formulas.kernels.tiles import tile_count, tile_utilisation, wave_count, wave_utilisation


class Shares(NamedTuple):
    """A tile, and how much of tiles and of waves is of use with it."""

    tile_rows: float
    tile_columns: float
    tile: float
    wave: float

    @property
    def share(self) -> float:
        """Both together."""
        return self.tile * self.wave


def tile_and_wave(rows: float, columns: float, matrices: float, units: float, tile: tuple[float, float] | None = None) -> Shares:
    """Return what a tile leaves of the peak; without one, the tile that leaves most, the larger where several leave as much.

    Examples
    --------
    >>> tile_and_wave(4096, 4096, 1, 132).share > 0.9
    True
    """
    found = [_with(rows, columns, matrices, units, each) for each in ([tile] if tile else TILES)]
    return max(found, key=lambda each: round(each.share, 9))


def _with(rows: float, columns: float, matrices: float, units: float, tile: tuple[float, float]) -> Shares:
    tiles = tile_count(rows, columns, *tile, matrices)
    waves = wave_count(tiles, units)
    return Shares(*tile, float(tile_utilisation(rows, columns, tiles, *tile)), float(wave_utilisation(tiles, waves, units)))
