"""The wafer itself: its dies, the defects that fell on them, and what became of each."""

from __future__ import annotations

import numpy as np
from bokeh.models import Range1d
from bokeh.models.glyphs import Annulus, Line, Patch, Quad, Scatter, Segment
from bokeh.plotting import figure

from formulas.wafer.sampling import DEAD, HARVESTED, PERFECT
from instruments.apart import percent
from instruments.frame.drawing import glyph_of, hover, source_of, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.text import significant
from instruments.wafer import IDS, curves
from instruments.wafer.model import Fab
from instruments.widgets import paint

LARGEST = 460
"""Pixels of its height, where it is as wide."""
_ROOM = 1.03
_STATES = {PERFECT: "perfect", HARVESTED: "harvested: sold with dead cores", DEAD: "dead"}
_CORNERS = {
    "perfect": (False, True, "accent"), "harvested": (True, True, "accent"),
    "dead": (False, False, "fail"), "cut off": (True, False, "muted"),
}  # fmt: skip
"""What is counted in each corner: whether it is the right one and the upper one, and in which colour."""
_SHORT = {"harvested": "with dead cores"}
_ROUND = np.linspace(0, 2 * np.pi, 181)
# Of so many dies, their outlines would be all that is seen.
_OUTLINED = 1200


@picture(IDS, "map", "One wafer and its defects", lambda fab: [
    fab.chain["placed"].equation.source, fab.chain["die_yield"].equation.source,
])  # fmt: skip
def map_picture() -> Drawing:
    """Build it."""
    plot = figure(
        height=LARGEST, sizing_mode="stretch_width", toolbar_location=None, tools="", min_border=0, x_range=Range1d(-1, 1),
        y_range=Range1d(-1, 1),
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    plot.background_fill_alpha = plot.border_fill_alpha = 0
    plot.outline_line_color = None
    rim = source_of("wafer", ("x", "y"), x="mm", y="mm")
    usable = source_of("_usable", ("x", "y"))
    columns = ("left", "right", "bottom", "top", "state", "defects", "outline")
    cut = source_of("sites cut off", columns[:4])
    kinds = {state: source_of(f"dies {_STATES[state].partition(':')[0]}", columns) for state in _STATES}
    killers, harmless = source_of("defects that kill", ("x", "y")), source_of("defects that do not", ("x", "y"))
    paint(glyph_of(plot, rim, Patch, x="x", y="y", line_width=1.5).glyph, fill_color="sunk", line_color="line-strong")
    paint(glyph_of(plot, usable, Line, x="x", y="y", line_dash="dotted").glyph, line_color="line-strong")
    quads = {"left": "left", "right": "right", "bottom": "bottom", "top": "top"}
    off = glyph_of(plot, cut, Quad, **quads, fill_alpha=0)
    paint(off.glyph, line_color="line")
    tokens = {PERFECT: ("accent-fill", "surface", 1.0), HARVESTED: ("accent-wash", "accent", 1.0), DEAD: ("fail-wash", "fail", 1.0)}
    drawn = []
    for state, (fill, line, alpha) in tokens.items():
        renderer = glyph_of(plot, kinds[state], Quad, **quads, fill_alpha=alpha, line_alpha="outline", line_width=1)
        paint(renderer.glyph, fill_color=fill, line_color=line)
        drawn.append(renderer)
    # By more than colour: a dead die is crossed out.
    crosses = source_of("_crosses", ("x0", "y0", "x1", "y1"))
    paint(glyph_of(plot, crosses, Segment, x0="x0", y0="y0", x1="x1", y1="y1", line_width=1).glyph, line_color="fail")
    paint(glyph_of(plot, harmless, Scatter, x="x", y="y", size=4, fill_alpha=0).glyph, line_color="faint")
    paint(glyph_of(plot, killers, Scatter, x="x", y="y", size=5, line_width=0.5).glyph, fill_color="text", line_color="surface")
    # What hangs over the rim is no part of the wafer.
    around = source_of("_beyond", ("x", "y", "inner", "outer"))
    beyond = glyph_of(plot, around, Annulus, x="x", y="y", inner_radius="inner", outer_radius="outer")
    paint(beyond.glyph, fill_color="surface", line_color="surface")
    paint(glyph_of(plot, rim, Line, x="x", y="y", line_width=1.5).glyph, line_color="line-strong")
    corners = {name: source_of(f"_{name}", ("x", "y", "text")) for name in _CORNERS}
    for name, (right, top, token) in _CORNERS.items():
        words_of(
            plot, corners[name], "x", "y", "text", token, text_align="right" if right else "left", text_baseline="top" if top else "bottom",
            x_offset=-2 if right else 2, y_offset=0,
        )  # fmt: skip
    hover(plot, drawn, "Die", {"state": "@state", "killing defects": "@defects"})

    def update(fab: Fab, breadth: float) -> str:
        wafer, taken = fab.sampled, fab.taken
        radius = taken["wafer_diameter"] / 2
        plot.height = int(min(LARGEST, breadth))
        up, across = radius * _ROOM, radius * _ROOM * breadth / plot.height
        plot.y_range.update(start=-up, end=up)
        plot.x_range.update(start=-across, end=across)
        around.data = {"x": [0], "y": [0], "inner": [radius], "outer": [2 * across]}
        rim.data = {"x": radius * np.cos(_ROUND), "y": radius * np.sin(_ROUND)}
        usable.data = {"x": fab.grid.usable / 2 * np.cos(_ROUND), "y": fab.grid.usable / 2 * np.sin(_ROUND)}
        left, low, whole = fab.grid.sites()
        cut.data = _boxes(fab, left[~whole], low[~whole])
        left, low = left[whole], low[whole]
        hits = np.zeros(len(left))
        np.add.at(hits, wafer.die[wafer.kills], 1)
        thin = 1.0 if len(left) < _OUTLINED else 0.0
        for state, told in _STATES.items():
            mine = wafer.states == state
            count = int(mine.sum())
            own = {"state": [told] * count, "defects": hits[mine], "outline": np.full(count, thin)}
            kinds[state].data = _boxes(fab, left[mine], low[mine]) | own
        dead = kinds[DEAD].data
        ends = (("left", "right"), ("right", "left"))
        crosses.data = {
            "x0": np.concatenate([dead[start] for start, _ in ends]), "x1": np.concatenate([dead[end] for _, end in ends]),
            "y0": np.concatenate([dead["bottom"]] * 2), "y1": np.concatenate([dead["top"]] * 2),
        }  # fmt: skip
        counts = curves.counted(wafer.states) | {"cut off": int(np.sum(~whole))}
        for name, (right, top, _) in _CORNERS.items():
            x, y = (min(across, 1.3 * up) * (1 if right else -1)), up * (1 if top else -1)
            corners[name].data = {"x": [x], "y": [y], "text": [f"{counts[name]} {_SHORT.get(name, name)}"]}
        for source, mine in ((killers, wafer.kills), (harmless, ~wafer.kills)):
            source.data = {"x": wafer.x[mine], "y": wafer.y[mine]}
        return sentence(fab)

    return plot, update


def sentence(fab: Fab) -> str:
    """Say what one wafer came to, beside what the model expects."""
    states, wafer = curves.counted(fab.sampled.states), fab.sampled
    total = len(wafer.states)
    return (
        f"{total} whole dies, {int(wafer.kills.sum())} killing defects on them: {states['perfect']} perfect "
        f"({percent(states['perfect'] / total)}; the model says {percent(float(fab.chain.die_yield))}), "
        f"{states['harvested']} sold with dead cores, {states['dead']} dead. "
        f"Defects spread as in {fab.spread.called}, {significant(fab.taken['defect_density'])} per cm\N{SUPERSCRIPT TWO} in the mean."
    )


def _boxes(fab: Fab, left: np.ndarray, low: np.ndarray) -> dict[str, np.ndarray]:
    return {"left": left, "right": left + fab.grid.width, "bottom": low, "top": low + fab.grid.height}
