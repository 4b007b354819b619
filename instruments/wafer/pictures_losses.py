"""Where the area of a wafer goes, and by what wafers fail."""

from __future__ import annotations

import numpy as np
from bokeh.models import FactorRange, NumeralTickFormatter, Range1d
from bokeh.models.glyphs import HBar

from formulas.wafer.catalogue import failures
from instruments.frame.drawing import dots_of, glyph_of, hover, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.apart import percent
from instruments.quantities.text import quantity
from instruments.wafer import IDS, curves
from instruments.wafer.model import Fab
from instruments.widgets import paint

_NEARLY, _SEEN = 0.99, 1e-4


@picture(IDS, "losses", "Where the wafer goes that is not sold", lambda fab: [
    fab.chain["placed"].equation.source, fab.chain["harvested"].equation.source,
])  # fmt: skip
def losses_picture() -> Drawing:
    """The area that is not sold by cause, every share one of the whole wafer."""
    plot = plot_of("share of the wafer's area", "", y_range=FactorRange(factors=["a"]))
    plot.xaxis.formatter = NumeralTickFormatter(format="0%")
    plot.x_range = Range1d(0, 1)
    plot.ygrid.visible = False
    bars = source_of("lost area", ("cause", "share", "area", "together", "_told"), share="1", area="mm2", together="1")
    drawn = glyph_of(plot, bars, HBar, y="cause", right="share", height=0.62)
    paint(drawn.glyph, fill_color="series-6", line_color="surface")
    words_of(plot, bars, "share", "cause", "_told", "text", text_baseline="middle", y_offset=0, x_offset=6)
    hover(plot, [drawn], "@cause", {
        "of the wafer": "@share{0.0%}", "area": "@area{0,0} mm\N{SUPERSCRIPT TWO}", "with all larger ones": "@together{0.0%}",
    })  # fmt: skip

    def update(fab: Fab, _breadth: float) -> str:
        found, whole = curves.losses(fab), fab.grid.substrate.area
        area = np.array([loss.area for loss in found])
        names = [loss.name for loss in found]
        plot.y_range.factors = names[::-1]
        bars.data = {
            "cause": names, "share": area / whole, "area": area, "together": np.cumsum(area) / whole,
            "_told": [percent(each / whole, 2) if each / whole > _SEEN else "nearly nothing" for each in area],
        }  # fmt: skip
        plot.x_range.end = 1.3 * float(area.max()) / whole
        called = "wafer" if fab.round else "panel"
        return (
            f"Of the whole {called}, {quantity(whole, 'mm2')}, {percent(1 - area.sum() / whole)} ends in working parts of dies sold and "
            f"{percent(area.sum() / whole)} does not, most of it {names[0]} ({percent(area[0] / whole)}) and {names[1]} "
            f"({percent(area[1] / whole)}). "
            f"Every share is one of the whole {called}."
        )

    return plot, update


@picture(IDS, "pareto", "By what do wafers fail?", lambda fab: [row.source for row in failures().values()])
def pareto_picture() -> Drawing:
    """A Pareto chart: kinds of failures in order, and the line of what they come to together."""
    found = curves.kinds()
    names = [kind.name for kind in found]
    plot = plot_of("share of the wafers that fail by a pattern", "", y_range=FactorRange(factors=names[::-1]))
    plot.xaxis.formatter = NumeralTickFormatter(format="0%")
    plot.x_range = Range1d(0, 1.16)
    plot.ygrid.visible = False
    bars = source_of("kinds of failures", ("kind", "wafers", "share", "together", "_told", "_both", "strength"), share="1", together="1")
    drawn = glyph_of(plot, bars, HBar, y="kind", right="share", height=0.62, fill_alpha="strength")
    paint(drawn.glyph, fill_color="series-1", line_color="surface")
    line_of(plot, bars, "together", "kind", "series-2", line_width=1.5)
    dots = dots_of(plot, bars, "together", "kind", "series-2", size=7)
    words_of(plot, bars, "share", "kind", "_told", "text", text_baseline="middle", y_offset=0, x_offset=10)
    words_of(plot, bars, "together", "kind", "_both", "series-2", text_baseline="middle", y_offset=0, x_offset=8)
    hover(plot, [drawn, dots], "@kind", {
        "wafers": "@wafers{0,0}", "share": "@share{0.0%}", "with all commoner ones": "@together{0.0%}",
    })  # fmt: skip
    bars.data = {
        "kind": names, "wafers": [kind.wafers for kind in found], "share": [kind.share for kind in found],
        "together": [kind.together for kind in found], "_told": [percent(kind.share, 2) for kind in found],
        # The first one is its own sum.
        "strength": [1.0] * len(found), "_both": ["", *(percent(kind.together, 3 if kind.together > _NEARLY else 2) for kind in found[1:])],
    }  # fmt: skip

    def update(fab: Fab, _breadth: float) -> str:
        few = fab.taken["vital_few"]
        bars.data = dict(bars.data) | {"strength": [1.0 if place < few else 0.45 for place in range(len(found))]}
        named = f"the commonest, {found[0].name}, makes" if few == 1 else f"the first {few}, from {found[0].name} on, make"
        return (
            f"Bars are single kinds, the line what they come to together: {named} {percent(float(fab.chain.commonest))}. Counted on "
            f"{sum(kind.wafers for kind in found):,} wafers of TSMC whose failures made a pattern, by 2015; by wafers, not by dies lost, "
            "and not of this design."
        )

    return plot, update
