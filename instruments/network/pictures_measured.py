"""Pictures of what was measured: over the buffer, and each operation beside what its formula allows."""

from __future__ import annotations

import numpy as np
from bokeh.models.glyphs import Segment

from formulas.network.fabrics import measured
from instruments.frame.drawing import design_dot, dots_of, glyph_of, hover, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, Picture, picture
from instruments.network.curves import beside, bus_rates, paths_of
from instruments.network.inputs import Inputs
from instruments.network.operations import TITLES
from instruments.network.rows import Outcome
from instruments.quantities.text import quantity
from instruments.widgets import paint

_SERIES = {"gb200-72": "series-3", "h200-8": "series-1", "b200-32": "series-2", "gb200-1440": "series-4"}
"""Of each its colour; their names stand above all points."""
_TOP, _LINE = 1240, 100
_EXTENT = (2**15, 2**34)
_ROW = 25
_AROUND = 62


def measured_pictures() -> list[Picture]:
    """Return both, built anew."""
    return [_over_buffer(), _each_beside()]


def _sources(keys: object) -> list[str]:
    return list(dict.fromkeys(measured()[key].source("bus_bytes_per_s") for key in keys))


@picture(Inputs.ids(), "measured", "Does it come true? Measured all-reduces beside the formula", lambda _: _sources(_SERIES))
def _over_buffer() -> Drawing:
    plot = plot_of("buffer, bytes", "bus bandwidth, GB/s", x_axis_type="log", y_range=(-30, _TOP + 80))
    dots = []
    for place, (key, token) in enumerate(_SERIES.items()):
        row = measured()[key]
        sizes = np.logspace(np.log10(row.points[0][0]), np.log10(row.points[-1][0]), 60)
        most = source_of(f"formula for {row.name}", ("buffer", "rate"), buffer="B", rate="GB/s")
        most.data = {"buffer": sizes, "rate": bus_rates(row.operation, row.algorithm, paths_of(key), sizes) / 1e9}
        line_of(plot, most, "buffer", "rate", token, line_dash="dashed")
        points = source_of(row.name, ("buffer", "rate", "name"), buffer="B", rate="GB/s")
        points.data = {
            "buffer": [each for each, _ in row.points], "rate": [each / 1e9 for _, each in row.points],
            "name": [row.name] * len(row.points),
        }  # fmt: skip
        dots.append(dots_of(plot, points, "buffer", "rate", token, size=9))
        name = source_of(f"name of {row.name}", ("x", "y", "text"))
        name.data = {"x": [_EXTENT[0] * 1.4], "y": [_TOP - place * _LINE], "text": [row.name]}
        dots_of(plot, name, "x", "y", token, size=9)
        words_of(plot, name, "x", "y", "text", "text", text_baseline="middle", y_offset=0)
    hover(plot, dots, "@name", {"Buffer": "@buffer{0.0a}B", "Measured": "@rate{0.0} GB/s"})
    here = source_of("this operation", ("buffer", "rate"))
    design_dot(plot, here, "buffer", "rate")

    def update(result: Outcome, _breadth: float) -> str:
        rate = float(result.chain.bus_rate)
        size = float(np.clip(result.values["buffer"], *_EXTENT))
        inside = size == result.values["buffer"]
        here.data = {"buffer": [size] if inside else [], "rate": [rate / 1e9] if inside else []}
        told = "; ".join(_told(key) for key in _SERIES)
        return f"Dashed is what the formula allows, by the fastest protocol. {told}. The present operation has {quantity(rate, 'B/s')}."

    return plot, update


def _told(key: str) -> str:
    row = measured()[key]
    size, rate, most = beside(key)[-1]
    return f"{row.name}: {quantity(rate, 'B/s')} at {quantity(size, 'B')}, {100 * rate / most:.0f}% of it"


@picture(Inputs.ids(), "beside", "How near does each operation come?", lambda _: _sources(measured()))
def _each_beside() -> Drawing:
    order = list(TITLES)
    rows = sorted(measured(), key=lambda key: (order.index(measured()[key].operation), measured()[key].ranks, key), reverse=True)
    plot = plot_of("bus bandwidth, GB/s", "", y_range=[measured()[key].name for key in rows], x_range=(0, 930))
    plot.height = _AROUND + _ROW * len(rows)
    plot.ygrid.grid_line_color = None
    found = [beside(key)[-1] for key in rows]
    source = source_of("measured beside the formula", ("name", "rate", "most", "share", "why"), rate="GB/s", most="GB/s")
    source.data = {
        "name": [measured()[key].name for key in rows], "rate": [rate / 1e9 for _, rate, _ in found],
        "most": [most / 1e9 for _, _, most in found], "share": [100 * rate / most for _, rate, most in found],
        "why": [measured()[key].explains for key in rows],
    }  # fmt: skip
    gaps = glyph_of(plot, source, Segment, x0="rate", x1="most", y0="name", y1="name", line_width=2)
    paint(gaps.glyph, line_color="line-strong")
    limits = dots_of(plot, source, "most", "name", "series-2", marker="dash", size=15)
    limits.glyph.update(angle=np.pi / 2, line_width=3)
    paint(limits.glyph, line_color="series-2")
    dots = dots_of(plot, source, "rate", "name", "series-1", size=10)
    hover(plot, [dots], "@name", {"Measured": "@rate{0} GB/s", "Formula": "@most{0} GB/s", "Share": "@share{0}%", "": "@why"})
    near, far = max(rows, key=_share), min(rows, key=_share)
    said = (
        f"The dot is measured with the largest buffer, the bar is what the formula allows there, on the cards and the network of that day. "
        f"All {len(rows)} lie below it, from {100 * _share(far):.0f}% ({measured()[far].name}) to {100 * _share(near):.0f}% "
        f"({measured()[near].name})."
    )

    def update(result: Outcome, _breadth: float) -> str:
        return f"{said} The present operation is allowed {quantity(float(result.chain.bus_rate), 'B/s')}."

    return plot, update


def _share(key: str) -> float:
    _, rate, most = beside(key)[-1]
    return rate / most
