"""Tiles and waves: how much of a chip a product of matrices leaves idle because its sides do not divide evenly."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_SIDES = {"rows": "m", "columns": "n", "tile_rows": r"m_{t}", "tile_columns": r"n_{t}"}


@equation(
    symbol=r"n_{\mathrm{tiles}}",
    latex=r"«weight_matrices» \left\lceil \frac{«rows»}{«weight_matrices» \cdot «tile_rows»} \right\rceil"
    r" \left\lceil \frac{«columns»}{«tile_columns»} \right\rceil",
    symbols=_SIDES | {"weight_matrices": "w"},
    trust="exact",
    source="nvidia-matmul-guide",
    locator="section 2.1",
    validity="One tile of the result for one block of threads; rows are shared out evenly among the matrices. A kernel that also cuts"
    " the depth has more tiles.",
)
def tile_count(rows, columns, tile_rows, tile_columns, weight_matrices=1.0):
    """Tiles that the result of a product is cut into, those at the edges included.

    Parameters
    ----------
    rows : array_like [1]
        Rows of the result.
    columns : array_like [1]
        Columns of the result.
    tile_rows : array_like [1]
        Rows of a tile.
    tile_columns : array_like [1]
        Columns of a tile.
    weight_matrices : array_like [1]
        Weight matrices that the rows are shared out among.

    Returns
    -------
    tiles : array [1]
        Tiles, each the work of one block of threads.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(tile_count(4096, 4096, 128, 256))
    512.0

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 2.1.
    """
    check.positive(rows=rows, columns=columns, tile_rows=tile_rows, tile_columns=tile_columns, weight_matrices=weight_matrices)
    return weight_matrices * np.ceil(rows / (weight_matrices * tile_rows)) * np.ceil(columns / tile_columns)


@equation(
    symbol=r"u_{\mathrm{tile}}",
    latex=r"\frac{«rows» \cdot «columns»}{«tiles» \cdot «tile_rows» \cdot «tile_columns»}",
    symbols=_SIDES | {"tiles": r"n_{\mathrm{tiles}}"},
    trust="exact",
    source="nvidia-matmul-guide",
    locator="section 3.1",
    validity="A tile at an edge takes as long as a whole one.",
)
def tile_utilisation(rows, columns, tiles, tile_rows, tile_columns):
    """Share of the computed tiles that belongs to the result.

    Parameters
    ----------
    rows : array_like [1]
        Rows of the result.
    columns : array_like [1]
        Columns of the result.
    tiles : array_like [1]
        Tiles that it is cut into.
    tile_rows : array_like [1]
        Rows of a tile.
    tile_columns : array_like [1]
        Columns of a tile.

    Returns
    -------
    utilisation : array [1]
        From nothing to 1.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(tile_utilisation(1, 4096, 16, 128, 256))
    0.0078125

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 3.1.
    """
    check.positive(rows=rows, columns=columns, tiles=tiles, tile_rows=tile_rows, tile_columns=tile_columns)
    return rows * columns / (tiles * tile_rows * tile_columns)


@equation(
    symbol=r"n_{\mathrm{waves}}",
    latex=r"\left\lceil \frac{«tiles»}{«units»} \right\rceil",
    symbols={"tiles": r"n_{\mathrm{tiles}}", "units": r"n_{\mathrm{SM}}"},
    trust="exact",
    source="nvidia-matmul-guide",
    locator="section 3.2",
    validity="Each multiprocessor works on one tile at a time, as the largest tiles have it.",
)
def wave_count(tiles, units):
    """Rounds in which the multiprocessors of a chip work off the tiles.

    Parameters
    ----------
    tiles : array_like [1]
        Tiles of the result.
    units : array_like [1]
        Multiprocessors of the chip.

    Returns
    -------
    waves : array [1]
        Rounds, the last one mostly partly filled.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(wave_count(112, 108)), float(wave_count(108, 108))
    (2.0, 1.0)

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 3.2.
    """
    check.positive(tiles=tiles, units=units)
    return np.ceil(tiles / units)


@equation(
    symbol=r"u_{\mathrm{wave}}",
    latex=r"\frac{«tiles»}{«waves» \cdot «units»}",
    symbols={"tiles": r"n_{\mathrm{tiles}}", "waves": r"n_{\mathrm{waves}}", "units": r"n_{\mathrm{SM}}"},
    trust="exact",
    source="nvidia-matmul-guide",
    locator="section 3.2",
    validity="Every tile takes equally long.",
)
def wave_utilisation(tiles, waves, units):
    """Share of the multiprocessors that have a tile, over all rounds.

    Parameters
    ----------
    tiles : array_like [1]
        Tiles of the result.
    waves : array_like [1]
        Rounds in which they are worked off.
    units : array_like [1]
        Multiprocessors of the chip.

    Returns
    -------
    utilisation : array [1]
        From nothing to 1.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(wave_utilisation(112, 2, 108)), 3)
    0.519

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 3.2.
    """
    check.positive(tiles=tiles, waves=waves, units=units)
    return tiles / (waves * units)


@equation(
    symbol=r"P_{\mathrm{shape}}",
    latex=r"\min\!\left(«peak» \cdot «tile_share» \cdot «wave_share»,\; «bandwidth» \cdot «intensity»\right)",
    symbols={
        "peak": r"P_{\mathrm{peak}}", "bandwidth": r"B_{\mathrm{mem}}", "intensity": "I",
        "tile_share": r"u_{\mathrm{tile}}", "wave_share": r"u_{\mathrm{wave}}",
    },
    trust="bound",
    source="nvidia-matmul-guide",
    locator="section 3",
    validity="For this tile and one tile to a multiprocessor: a kernel that picks a smaller tile, or cuts the depth, can do better.",
)  # fmt: skip
def shaped_attainable(intensity, peak, bandwidth, tile_share, wave_share):
    """Most FLOP per second that a product attains when idle parts of tiles and waves are taken off the peak.

    Parameters
    ----------
    intensity : array_like [FLOP/B]
        FLOP per byte of the product.
    peak : array_like [FLOP/s]
        Dense peak of the card.
    bandwidth : array_like [B/s]
        Memory bandwidth of the card.
    tile_share : array_like [1]
        Share of the computed tiles that belongs to the result.
    wave_share : array_like [1]
        Share of the multiprocessors that have a tile.

    Returns
    -------
    useful : array [FLOP/s]
        Useful FLOP per second.

    Raises
    ------
    ValueError
        If an argument is not positive, or a share is above 1.

    Examples
    --------
    >>> round(float(shaped_attainable(1e6, 312e12, 2.039e12, 1.0, 112 / 216)) / 1e12)
    162

    References
    ----------
    NVIDIA, Matrix Multiplication Background User's Guide, section 3; Williams et al. 2009, eq. 1.
    """
    check.together(
        positive={"intensity": intensity, "peak": peak, "bandwidth": bandwidth},
        fraction={"tile_share": tile_share, "wave_share": wave_share},
    )
    return np.minimum(peak * tile_share * wave_share, bandwidth * intensity)
