"""Pictures of curves: utilisation by shape, attention's traffic by on-chip memory, and a chain of operations by its length."""

from __future__ import annotations

import math

import numpy as np
from bokeh.models import FixedTicker, NumeralTickFormatter, Range1d

from formulas.kernels import flash, pointwise, systolic, tiles
from formulas.kernels.chips import TILES
from instruments.chip import IDS
from instruments.chip.placement import Placement
from instruments.frame.drawing import design_dot, hover, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity, ratio

_ROWS = np.unique(np.floor(np.geomspace(1, 16_384, 420)))
_ROW_TICKS = {1: "1", 8: "8", 64: "64", 512: "512", 4096: "4K", 16_384: "16K"}
_KIB = {2**k: f"{2 ** (k - 10)} KiB" if k < 20 else f"{2 ** (k - 20)} MiB" for k in range(13, 29, 2)}
_LEAST_BLOCK, _MOST_BLOCK = 2.0**13, 2.0**20
_SIDES = (128, 256)


def _labelled(plot, name: str, token: str, **options: object):
    """Words at the end of a curve, in its colour."""
    source = source_of(name, ("x", "y", "text"))
    words_of(plot, source, "x", "y", "text", token, **({"x_offset": -4, "y_offset": -5, "text_align": "right"} | options))
    return source


def filled(rows: np.ndarray, columns: float, matrices: float, units: float, tile: str) -> np.ndarray:
    """Return what tiles and waves leave of the peak over the rows of a product, with one tile or with the best."""
    shares = []
    for sides in TILES if tile == "best" else [tuple(float(side) for side in tile.split("x"))]:
        count = tiles.tile_count(rows, columns, *sides, matrices)
        waves = tiles.wave_count(count, units)
        shares.append(tiles.tile_utilisation(rows, columns, count, *sides) * tiles.wave_utilisation(count, waves, units))
    return np.max(shares, axis=0)


def _product(found: Placement):
    """The product that is looked at, or the largest of the layer where the part is none."""
    if found.part.kernel.shape is not None:
        return found.part.kernel
    return max((part for part in found.parts if part.kernel.shape), key=lambda part: part.compute).kernel


@picture(IDS, "utilisation", "How much of the chip does the shape keep busy?", lambda found: [
    "nvidia-matmul-guide", "samajdar2020", "jouppi2017",
])  # fmt: skip
def utilisation_picture() -> Drawing:
    """Utilisation of tensor cores and of systolic arrays over the rows of a product."""
    plot = plot_of("rows of the product (tokens)", "share of the multipliers at work", x_axis_type="log", x_range=Range1d(0.9, 18_000),
                   y_range=Range1d(0, 1.12))  # fmt: skip
    plot.xaxis.ticker = FixedTicker(ticks=list(_ROW_TICKS))
    plot.xaxis.major_label_overrides = dict(_ROW_TICKS)
    plot.yaxis.formatter = NumeralTickFormatter(format="0%")
    curves = source_of("utilisation by rows", ("rows", "tiles", "array_128", "array_256"))
    here = source_of("this product", ("rows", "share", "_shown"))
    for name, token, dash in (("array_256", "series-3", [2, 4]), ("array_128", "series-2", [7, 4]), ("tiles", "series-1", "solid")):
        line_of(plot, curves, "rows", name, token, line_dash=dash)
    words = [_labelled(plot, f"_{name}", token, x_offset=6, text_align="left") for name, token in (
        ("tiles", "series-1"), ("array_128", "series-2"), ("array_256", "series-3"))]  # fmt: skip
    dot = design_dot(plot, here, "rows", "share")
    hover(plot, [dot], "@rows{0,0} rows", {"at work": "@_shown"})

    def update(found: Placement, _breadth: float) -> str:
        kernel = _product(found)
        rows, columns, depth, matrices = kernel.shape
        units = float(found.processor.units) if found.processor and found.tiled else math.nan
        known = math.isfinite(units)
        at = _ROWS
        own = filled(at * matrices, columns, matrices, units, found.values["tile"]) if known else np.full(len(at), np.nan)
        arrays = [systolic.array_utilisation_overlapped(at, columns, depth, side) for side in _SIDES]
        curves.data = {"rows": at, "tiles": own, "array_128": arrays[0], "array_256": arrays[1]}
        each = max(rows / matrices, 1.0)
        if known:
            mine = float(filled(np.array([rows]), columns, matrices, units, found.values["tile"])[0])
        else:
            side = (found.processor and found.processor.array_side) or _SIDES[0]
            mine = float(systolic.array_utilisation_overlapped(each, columns, depth, side))
        here.data = {"rows": [min(each, at[-1])], "share": [mine], "_shown": [f"{mine:.1%}"]}
        for source, text, height in zip(words, ("tiles and waves", "array 128", "array 256"), (0.98, 0.87, 0.76), strict=True):
            source.data = {"x": [1.0], "y": [height], "text": [text if known or text.startswith("array") else ""]}
        what = f"tiles on {units:,.0f} multiprocessors" if known else "an array of multipliers"
        return (
            f"{kernel.name}: {each:,.0f} row{'' if each == 1 else 's'} on a matrix of {depth:,.0f} by {columns:,.0f}; {what} keep "
            f"{mine:.1%} of the multipliers at work. Steps are tiles that do not divide the rows, teeth are waves that do not divide the "
            "multiprocessors; an array is full from its side on."
        )

    return plot, update


@picture(IDS, "traffic", "What does FlashAttention save?", lambda found: ["dao2022", "dao2023"])
def traffic_picture() -> Drawing:
    """Attention's traffic by the size of the memory on the chip."""
    plot = plot_of("on-chip memory for one block of threads", "bytes past it, one head", x_axis_type="log", y_axis_type="log",
                   x_range=Range1d(_LEAST_BLOCK * 0.85, _MOST_BLOCK * 1.1), y_range=Range1d(1e6, 1e12))  # fmt: skip
    plot.xaxis.ticker = FixedTicker(ticks=list(_KIB))
    plot.xaxis.major_label_overrides = dict(_KIB)
    names = ("naive", "keys_outside", "queries_outside", "head_64", "head_256", "once")
    curves = source_of("traffic by on-chip memory", ("sram", *names), sram="B", **dict.fromkeys(names, "B"))
    tokens = {"naive": "series-5", "keys_outside": "series-2", "queries_outside": "series-1", "once": "series-6"}
    for name in ("head_64", "head_256"):
        line_of(plot, curves, "sram", name, "series-1", line_alpha=0.5).glyph.line_width = 1
    for name, token in tokens.items():
        line_of(plot, curves, "sram", name, token, line_dash=[5, 4] if name == "once" else "solid")
    # Lines fall to the right: above their beginning and below their end nothing else runs.
    beside = {"keys_outside": {"x_offset": 8, "text_align": "left"}, "queries_outside": {"y_offset": 28}}
    words = {name: _labelled(plot, f"_{name}", token, **beside.get(name, {})) for name, token in tokens.items()}
    here = source_of("this card", ("sram", "bytes", "_shown"))
    dot = design_dot(plot, here, "sram", "bytes")
    hover(plot, [dot], "this card", {"memory of a block": "@sram{0,0} B", "traffic": "@_shown"})
    def update(found: Placement, _breadth: float) -> str:
        n, size, width = float(found.values["context"]), found.shape.head_dim, found.work.bytes_per_activation
        chain, block = found.chain, found.processor.block_bytes if found.processor else None
        # As far as the card's own point: what an array of multipliers is fed from is shared by nobody, and holds far more.
        end = max(_MOST_BLOCK, block or 0.0)
        sram = np.geomspace(_LEAST_BLOCK, end, 120)
        plot.x_range.end = end * (1.1 if end == _MOST_BLOCK else 2.0)

        def outside(head: float, formula) -> np.ndarray:
            return formula(n, head, flash.flash_block(sram, head, width), width)

        naive, once = float(chain.naive_bytes), float(chain["naive_bytes"].arguments["once"])
        curves.data = {
            "sram": sram, "naive": np.full(len(sram), naive), "once": np.full(len(sram), once),
            "keys_outside": outside(size, flash.flash_bytes_keys_outside),
            "queries_outside": outside(size, flash.flash_bytes_queries_outside),
            "head_64": outside(64, flash.flash_bytes_queries_outside), "head_256": outside(256, flash.flash_bytes_queries_outside),
        }  # fmt: skip
        most = max(naive, float(curves.data["keys_outside"].max()))
        plot.y_range.update(start=once / 3, end=most * 4)
        left, right = sram[0], sram[-1]
        for name, text, x in (("naive", "through memory", right), ("keys_outside", "keys in the outer loop", left),
                              ("queries_outside", "queries in the outer loop", right), ("once", "each byte once", right)):  # fmt: skip
            height = float(curves.data[name][0 if x == left else -1])
            words[name].data = {"x": [x], "y": [height], "text": [text]}
        if not block:
            here.data = {"sram": [], "bytes": [], "_shown": []}
            return (
                f"Through memory a head moves {quantity(naive, 'B')} for {n:,.0f} tokens; with its scores on the chip never less than "
                f"{quantity(once, 'B')}. What a block can hold on this chip is not published, so that its own traffic is not told."
            )
        mine = float(chain.queries_outside_bytes)
        here.data = {"sram": [block], "bytes": [mine], "_shown": [str(quantity(mine, "B"))]}
        return (
            f"For {n:,.0f} tokens a head of {size:.0f} moves {quantity(naive, 'B')} through memory, "
            f"{quantity(float(chain.keys_outside_bytes), 'B')} with keys in the outer loop and {quantity(mine, 'B')} with queries there, "
            f"{ratio(naive / mine)} times less. A cache that holds keys and values takes it to each byte once. Thin: heads of 64, 256."
        )

    return plot, update


@picture(IDS, "fusion", "What does one kernel instead of many save?", lambda found: ["ivanov2021"])
def fusion_picture() -> Drawing:
    """Bytes of a chain of operations by its length, apart and fused."""
    plot = plot_of("operations of the chain", "bytes", x_range=Range1d(0.5, 12.5), y_range=Range1d(0, 1))
    curves = source_of("bytes of a chain", ("steps", "apart", "fused"), apart="B", fused="B")
    line_of(plot, curves, "steps", "apart", "series-5")
    line_of(plot, curves, "steps", "fused", "series-1")
    words = [_labelled(plot, f"_{name}", token) for name, token in (("apart", "series-5"), ("fused", "series-1"))]
    here = source_of("this chain", ("steps", "bytes", "_shown"))
    dot = design_dot(plot, here, "steps", "bytes")
    hover(plot, [dot], "@steps operations as kernels of their own", {"bytes": "@_shown"})
    plot.yaxis.formatter = NumeralTickFormatter(format="0.[0] b")

    def update(found: Placement, _breadth: float) -> str:
        steps, arguments = found.values["chain_steps"], found.chain["fused"].arguments
        at = np.arange(1, max(12, 2 * steps) + 1, dtype=float)
        apart = pointwise.unfused_bytes(arguments["elements"], 1, at, arguments["bytes_per_activation"])
        fused, own = float(found.chain.fused), float(found.chain.unfused)
        curves.data = {"steps": at, "apart": apart, "fused": np.full(len(at), fused)}
        plot.x_range.update(start=0.5, end=at[-1] + 0.5)
        plot.y_range.update(start=0, end=float(apart[-1]) * 1.12)
        here.data = {"steps": [steps], "bytes": [own], "_shown": [str(quantity(own, "B"))]}
        for source, text, height in zip(words, ("a kernel each", "one kernel"), (float(apart[-1]), fused), strict=True):
            source.data = {"x": [at[-1]], "y": [height], "text": [text]}
        return (
            f"{steps} operation{'' if steps == 1 else 's'} on {arguments['elements']:,.0f} elements move {quantity(own, 'B')} as kernels "
            f"of their own and {quantity(fused, 'B')} as one: {ratio(own / fused)} times as much, and as much longer."
        )

    return plot, update
