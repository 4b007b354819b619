"""The wafer itself: its dies, the exposures that print them, the defects that fell on them, and what became of each."""

from __future__ import annotations

import numpy as np
from bokeh.models import Range1d
from bokeh.models.glyphs import Annulus, Line, Patch, Quad, Scatter, Segment
from bokeh.plotting import figure

from formulas.wafer.sampling import DEAD, HARVESTED, PERFECT
from instruments.frame.drawing import glyph_of, hover, source_of
from instruments.frame.pictures import Drawing, Picture
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.apart import percent
from instruments.quantities.text import significant
from instruments.wafer import IDS, curves
from instruments.wafer.model import Fab
from instruments.widgets import Fragment, LightDom, paint

LARGEST = 460
"""Pixels of its height, where it is as wide."""
_ROOM = 1.03
_STATES = {PERFECT: "perfect", HARVESTED: "harvested", DEAD: "dead"}
_TOLD = _STATES | {HARVESTED: "harvested: sold with dead cores"}
# Of so many dies, their outlines would be all that is seen.
_OUTLINED = 1200
_QUADS = {"left": "left", "right": "right", "bottom": "bottom", "top": "top"}


class MapPicture(Picture):
    """The picture of one wafer, with a legend that counts what it shows."""

    broad = True

    def __init__(self) -> None:
        self.legend = Fragment(target=IDS("legend"))
        super().__init__(IDS, "map", "One wafer and its defects", self._make, lambda fab: [
            fab.chain["placed"].equation.source, fab.chain["shots"].equation.source, fab.chain["die_yield"].equation.source,
        ])  # fmt: skip

    @property
    def components(self) -> list[LightDom]:
        """What the page binds."""
        return [*super().components, self.legend]

    def below_html(self) -> Markup:
        """Return the legend."""
        return markup('<ul class="wafer-legend" id="{}" aria-label="Legend">{}</ul>', self.legend.target, self.legend.html)

    def _make(self) -> Drawing:
        self.plot = plot = _bare()
        self.rim, self.usable = source_of("substrate", ("x", "y"), x="mm", y="mm"), source_of("_usable", ("x", "y"))
        columns = ("left", "right", "bottom", "top", "state", "defects", "outline")
        self.cut = source_of("sites cut off", columns[:4])
        self.kinds = {state: source_of(f"dies {_STATES[state]}", columns) for state in _STATES}
        self.killers, self.harmless = source_of("defects that kill", ("x", "y")), source_of("defects that do not", ("x", "y"))
        paint(glyph_of(plot, self.rim, Patch, x="x", y="y", line_width=1.5).glyph, fill_color="sunk", line_color="line-strong")
        paint(glyph_of(plot, self.cut, Quad, **_QUADS, fill_alpha=0).glyph, line_color="line")
        tokens = {PERFECT: ("accent-fill", "surface", 1.0), HARVESTED: ("accent-wash", "accent", 1.0), DEAD: ("fail-wash", "fail", 1.0)}
        drawn = []
        for state, (fill, line, alpha) in tokens.items():
            renderer = glyph_of(plot, self.kinds[state], Quad, **_QUADS, fill_alpha=alpha, line_alpha="outline", line_width=1)
            paint(renderer.glyph, fill_color=fill, line_color=line)
            drawn.append(renderer)
        # By more than colour: a dead die is crossed out.
        self.crosses = source_of("_crosses", ("x0", "y0", "x1", "y1"))
        paint(glyph_of(plot, self.crosses, Segment, x0="x0", y0="y0", x1="x1", y1="y1", line_width=1).glyph, line_color="fail")
        self._make_fields()
        paint(glyph_of(plot, self.usable, Line, x="x", y="y", line_dash="dotted").glyph, line_color="line-strong")
        paint(glyph_of(plot, self.harmless, Scatter, x="x", y="y", size=4, fill_alpha=0).glyph, line_color="faint")
        paint(glyph_of(plot, self.killers, Scatter, x="x", y="y", size=5, line_width=0.5).glyph, fill_color="text", line_color="surface")
        # What hangs over the rim is no part of the wafer.
        self.around = source_of("_beyond", ("x", "y", "inner", "outer"))
        beyond = glyph_of(plot, self.around, Annulus, x="x", y="y", inner_radius="inner", outer_radius="outer")
        paint(beyond.glyph, fill_color="surface", line_color="surface")
        paint(glyph_of(plot, self.rim, Line, x="x", y="y", line_width=1.5).glyph, line_color="line-strong")
        # True to scale the notch is two pixels: a mark outside points at it.
        self.notch = source_of("notch", ("x", "y"), x="mm", y="mm")
        paint(glyph_of(plot, self.notch, Scatter, x="x", y="y", size=9, marker="triangle", line_width=0).glyph, fill_color="muted")
        hover(plot, drawn, "Die", {"state": "@state", "killing defects": "@defects"})
        return plot, self._show

    def _make_fields(self) -> None:
        """Full exposures by a line, those that the rim cuts by a dashed one."""
        looks = {"full": ("series-1", "solid"), "partial": ("series-1", "dashed"), "stitched": ("fail", "dashed")}
        self.fields = {kind: source_of(f"{kind} exposures", ("left", "right", "bottom", "top")) for kind in looks}
        for kind, (token, dash) in looks.items():
            renderer = glyph_of(self.plot, self.fields[kind], Quad, **_QUADS, fill_alpha=0, line_width=1.5, line_dash=dash)
            paint(renderer.glyph, line_color=token)

    def _show(self, fab: Fab, breadth: float) -> str:
        wafer, on = fab.sampled, fab.grid.substrate
        across, up = self._frame(on.size, breadth)
        (x, y), (inner_x, inner_y) = on.rim(), on.inner()
        self.rim.data, self.usable.data = {"x": x, "y": y}, {"x": inner_x, "y": inner_y}
        beyond = {"x": 0.0, "y": 0.0, "inner": max(on.size) / 2, "outer": 2 * across}
        self.around.data = {name: [value] * fab.round for name, value in beyond.items()}
        here = fab.round and fab.taken["notch"] > 0
        self.notch.data = {"x": [0.0] * here, "y": [-(on.size[1] / 2 + up) / 2] * here}
        left, low, whole = fab.grid.sites()
        self.cut.data = _boxes(left[~whole], low[~whole], fab.grid.width, fab.grid.height)
        left, low = left[whole], low[whole]
        hits = np.zeros(len(left))
        np.add.at(hits, wafer.die[wafer.kills], 1)
        thin = 1.0 if len(left) < _OUTLINED else 0.0
        for state, told in _TOLD.items():
            mine = wafer.states == state
            count = int(mine.sum())
            own = {"state": [told] * count, "defects": hits[mine], "outline": np.full(count, thin)}
            self.kinds[state].data = _boxes(left[mine], low[mine], fab.grid.width, fab.grid.height) | own
        self._cross_out()
        self._show_fields(fab)
        for source, mine in ((self.killers, wafer.kills), (self.harmless, ~wafer.kills)):
            source.data = {"x": wafer.x[mine], "y": wafer.y[mine]}
        self.legend.html = legend(fab, int(np.sum(~whole)))
        return sentence(fab)

    def _frame(self, size: tuple[float, float], breadth: float) -> tuple[float, float]:
        """Half of what is seen across and up, in millimetres, as long as broad in either."""
        self.plot.height = int(min(LARGEST, breadth))
        up = max(size) / 2 * _ROOM
        across = up * breadth / self.plot.height
        self.plot.y_range.update(start=-up, end=up)
        self.plot.x_range.update(start=-across, end=across)
        return across, up

    def _cross_out(self) -> None:
        dead, ends = self.kinds[DEAD].data, (("left", "right"), ("right", "left"))
        self.crosses.data = {
            "x0": np.concatenate([dead[start] for start, _ in ends]), "x1": np.concatenate([dead[end] for _, end in ends]),
            "y0": np.concatenate([dead["bottom"]] * 2), "y1": np.concatenate([dead["top"]] * 2),
        }  # fmt: skip

    def _show_fields(self, fab: Fab) -> None:
        fields = fab.fields
        stitched = np.full(len(fields.left), fields.per_field == 0)
        full = ~stitched & (fields.dies >= fields.per_field)
        for kind, mine in (("full", full), ("partial", ~stitched & ~full & (fields.dies >= 1)), ("stitched", stitched)):
            self.fields[kind].data = _boxes(fields.left[mine], fields.low[mine], fields.width, fields.height)


def map_picture() -> MapPicture:
    """Build it."""
    return MapPicture()


def legend(fab: Fab, cut: int) -> Markup:
    """Return what each mark of the map is, and how many there are of it."""
    states, wafer, chain = curves.counted(fab.sampled.states), fab.sampled, fab.chain
    kills = int(wafer.kills.sum())
    shots, full = float(chain.shots), float(chain.full_shots)
    marks = [
        ("perfect", states["perfect"], "perfect"), ("harvested", states["harvested"], "sold with dead cores"),
        ("dead", states["dead"], "dead"), ("cut", cut, "cut off"), ("kills", kills, "defects that kill"),
        ("harmless", len(wafer.kills) - kills, "beside dies or harmless"),
    ]  # fmt: skip
    if fab.stitched:
        marks.append(("stitched", shots, "exposures, stitched"))
    else:
        marks.append(("full", full, "full exposures"))
        marks += [("partial", shots - full, "exposures, cut by the rim")] * (shots > full)
    entries = [
        markup('<li><i class="mark {}" aria-hidden="true"></i><b>{:,.0f}</b> {}</li>', kind, count, name) for kind, count, name in marks
    ]
    if fab.round and fab.taken["notch"] > 0:
        entries.append(markup('<li><i class="mark notch" aria-hidden="true"></i>notch</li>'))
    return joined(entries)


def sentence(fab: Fab) -> str:
    """Say what one wafer came to, beside what the model expects."""
    states, wafer = curves.counted(fab.sampled.states), fab.sampled
    total, shots = len(wafer.states), float(fab.chain.shots)
    spread = f"in the mean, spread as in {fab.spread.called}" if fab.spread.has_mean else f"by the measure of {fab.spread.called}"
    exposed = (
        f"No exposure holds a die: each would be stitched from {float(fab.chain.stitches):.0f}, {shots:,.0f} for a layer."
        if fab.stitched else f"{shots:,.0f} exposures for each layer, {shots - float(fab.chain.full_shots):,.0f} of them cut by the rim."
    )  # fmt: skip
    return (
        f"{total} whole dies, {int(wafer.kills.sum())} killing defects on them: {states['perfect']} perfect "
        f"({percent(states['perfect'] / total)}; the model says {percent(float(fab.chain.die_yield))}), "
        f"{states['harvested']} sold with dead cores, {states['dead']} dead. "
        f"{significant(fab.taken['defect_density'])} defects per cm\N{SUPERSCRIPT TWO} {spread}. {exposed}"
    )


def _bare() -> figure:
    plot = figure(
        height=LARGEST, sizing_mode="stretch_width", toolbar_location=None, tools="", min_border=0, x_range=Range1d(-1, 1),
        y_range=Range1d(-1, 1),
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    plot.background_fill_alpha = plot.border_fill_alpha = 0
    plot.outline_line_color = None
    return plot


def _boxes(left: np.ndarray, low: np.ndarray, width: float, height: float) -> dict[str, np.ndarray]:
    return {"left": left, "right": left + width, "bottom": low, "top": low + height}
