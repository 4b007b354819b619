"""Yield over area by every model."""

from __future__ import annotations

from bokeh.models import NumeralTickFormatter, Range1d, Span

from formulas.wafer.spreads import SPREADS
from instruments.frame.drawing import design_dot, hover, line_of, plot_of, source_of, stacked, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.apart import percent
from instruments.quantities.text import quantity
from instruments.wafer import IDS, curves
from instruments.wafer.model import Fab
from instruments.widgets import paint

_TOKENS = ("series-1", "series-2", "muted", "series-3", "series-4", "series-5", "text")
_NAMES_APART = 0.08
_ROOM_FOR_NAMES = 1.5


@picture(IDS, "models", "How much does the spread of defects matter?", lambda fab: [
    spread.formula.equation.source for spread in SPREADS.values()
])  # fmt: skip
def models_picture() -> Drawing:
    """The yield models over the area of the die."""
    plot = plot_of("die area (mm\N{SUPERSCRIPT TWO})", "yield")
    plot.yaxis.formatter = NumeralTickFormatter(format="0%")
    plot.x_range, plot.y_range = Range1d(0, 1000), Range1d(0, 1.03)
    curve = {key: source_of(spread.name, ("area", "yield"), area="mm2") for key, spread in SPREADS.items()}
    lines = {
        key: line_of(plot, curve[key], "area", "yield", token, line_dash="solid" if SPREADS[key].has_mean else "dashed")
        for key, token in zip(SPREADS, _TOKENS, strict=True)
    }
    names = {key: source_of(f"_{key}", ("x", "y", "text")) for key in SPREADS}
    for key, token in zip(SPREADS, _TOKENS, strict=True):
        words_of(plot, names[key], "x", "y", "text", token, x_offset=5, text_baseline="middle", y_offset=0)
    limit = Span(dimension="height", location=858, line_dash="dotted")
    paint(limit, line_color="line-strong")
    plot.add_layout(limit)
    here = source_of("this design", ("area", "yield"), area="mm2")
    mine = design_dot(plot, here, "area", "yield")
    hover(plot, [mine], "this design", {"area": "@area{0} mm\N{SUPERSCRIPT TWO}", "yield": "@yield{0.0%}"})

    def update(fab: Fab, _breadth: float) -> str:
        area, chosen = curves.areas(fab), fab.taken["yield_model"]
        ends = {}
        for key in SPREADS:
            found = curves.yield_of(fab, key, area)
            curve[key].data = {"area": area, "yield": found}
            lines[key].glyph.line_width = 4 if key == chosen else 1.5
            ends[key] = float(found[-1])
        for key, height in stacked(ends, least=0.02, gap=_NAMES_APART).items():
            names[key].data = {"x": [area[-1]], "y": [height], "text": [SPREADS[key].name]}
        limit.location = curves.reticle(fab)
        plot.x_range.end = float(area[-1]) * _ROOM_FOR_NAMES
        here.data = {"area": [fab.taken["die_area"]], "yield": [float(fab.chain.die_yield)]}
        values = {key: float(curves.yield_of(fab, key, fab.taken["die_area"])) for key in SPREADS if SPREADS[key].has_mean}
        least, most = min(values, key=values.get), max(values, key=values.get)
        return (
            f"The same {quantity(float(fab.chain.defects), 'defect')} on a die give {percent(values[least])} by {SPREADS[least].name} and "
            f"{percent(values[most])} by {SPREADS[most].name}: the more they lie in heaps, the more dies have none. "
            "Dashed: Moore's fit of 1970, for which no mean is known. The dotted line is the largest die of an exposure."
        )

    return plot, update
