"""What silicon costs in one piece and in several, what a package costs, and how dense real dies are."""

from __future__ import annotations

import numpy as np
from bokeh.models import CategoricalScale, FactorRange, FixedTicker, Range1d
from bokeh.models.glyphs import HBar

from formulas.wafer.catalogue import dies as published
from formulas.wafer.catalogue import older_dies, packaging, processes, stacks
from instruments.frame.drawing import design_dot, dots_of, glyph_of, hover, line_of, plot_of, source_of, stacked, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.apart import percent
from instruments.quantities.text import quantity
from instruments.wafer import IDS, curves
from instruments.wafer.model import Fab
from instruments.widgets import paint

_BESIDE_START = 10
_ABOVE = 1.2
_LINE = 0.085  # of the height of the picture
_SLANT = 0.7
_ROOMY = 520
"""Breadth of a picture from which the names of seven processes, and of old dies, stand beside each other."""
_TOKENS = ("series-6", "series-1", "series-2", "series-4")


@picture(IDS, "pieces", "One big die, or several small ones?", lambda fab: [
    fab.chain["chiplets_cost"].equation.source, fab.chain["flynn"].equation.source, processes()[fab.values["process"]].source,
])  # fmt: skip
def pieces_picture() -> Drawing:
    """Cost of so much silicon in one, two, four and eight pieces."""
    plot = plot_of("area of all pieces together (mm\N{SUPERSCRIPT TWO})", "cost per mm\N{SUPERSCRIPT TWO} (USD)", x_axis_type="log")
    plot.x_range, plot.y_range = Range1d(50, 7000), Range1d(0, 1)
    plot.xaxis.ticker = FixedTicker(ticks=[50, 100, 200, 500, 1000, 2000, 5000])
    curve = {count: source_of(_pieces(count), ("area", "cost"), area="mm2", cost="USD per mm2") for count in curves.PIECES}
    names = {count: source_of(f"_{count}", ("x", "y", "text")) for count in curves.PIECES}
    for count, token in zip(curves.PIECES, _TOKENS, strict=True):
        line_of(plot, curve[count], "area", "cost", token)
        words_of(
            plot, names[count], "x", "y", "text", token, text_align="right" if count == curves.PIECES[-1] else "center",
            text_baseline="bottom", x_offset=4 if count == curves.PIECES[-1] else 0, y_offset=-3,
        )  # fmt: skip
    here = source_of("this die in one piece", ("area", "cost"))
    mine = design_dot(plot, here, "area", "cost")
    hover(plot, [mine], "this die in one piece", {
        "area": "@area{0} mm\N{SUPERSCRIPT TWO}", "cost": "@cost{0.00} USD per mm\N{SUPERSCRIPT TWO}",
    })  # fmt: skip

    def update(fab: Fab, _breadth: float) -> str:
        area, found = curves.pieces(fab)
        # Past some area a curve is off the picture: the dear end of it would leave no room for the rest.
        top = 2.2 * float(np.nanmin(np.stack(list(found.values())) / area))
        most = max(top, 1.3 * float(curves.cost_of(fab, 1, min(fab.taken["die_area"], curves.reticle(fab)))) / fab.taken["die_area"])
        for count, values in found.items():
            each = values / area
            shown = np.isfinite(each) & (each <= most)
            curve[count].data = {"area": area[shown], "cost": each[shown]}
            # A curve is named above its right end, that of one piece a little to the right of where it begins.
            at = np.flatnonzero(shown)[-1:] if count > 1 else np.array([_BESIDE_START])
            names[count].data = {"x": area[at], "y": each[at], "text": [_short(count)] * len(at)}
        plot.y_range.end = most * 1.12
        size = min(fab.taken["die_area"], curves.reticle(fab))
        here.data = {"area": [size], "cost": [float(curves.cost_of(fab, 1, size)) / size]}
        largest = quantity(curves.reticle(fab), "mm2")
        return f"{_crossing(fab, area, found)} Largest in one piece: {largest}, the limit of an exposure for this shape."

    return plot, update


def _pieces(count: int) -> str:
    return "one piece" if count == 1 else f"{count} chiplets"


def _short(count: int) -> str:
    """Names of curves beside each other: the last one says what the figures are."""
    return str(count) if 1 < count < curves.PIECES[-1] else _pieces(count)


def _crossing(fab: Fab, area: np.ndarray, found: dict[int, np.ndarray]) -> str:
    ways = {count: curves.crossing(area, found[1], found[count]) for count in curves.PIECES[1:]}
    first = min((count for count in ways if np.isfinite(ways[count])), key=ways.get, default=0)
    if not first:
        cheaper = bool(np.all((found[1] > found[2])[np.isfinite(found[1])]))
        return "Cut in two it is cheaper at any size." if cheaper else "In one piece it is cheaper at any size that an exposure prints."
    return (
        f"From about {quantity(ways[first], 'mm2')} on, {first} chiplets cost less than one die, at "
        f"{percent(fab.taken['link_share'])} more area for links and {quantity(fab.taken['bond_cost'], 'USD')} a bond."
    )


@picture(IDS, "bill", "Where the money of a package goes", lambda fab: [
    fab.chain["package_cost"].equation.source, processes()[fab.values["process"]].source, stacks()[fab.values["memory"]].price_source,
    *(row.source for row in packaging().values()),
])  # fmt: skip
def bill_picture() -> Drawing:
    """What a package costs, by what it goes into."""
    plot = plot_of("USD", "", y_range=FactorRange(factors=["a"]))
    plot.x_range = Range1d(0, 1)
    plot.ygrid.visible = False
    bars = source_of("cost of a package", ("part", "cost", "_told"), cost="USD")
    drawn = glyph_of(plot, bars, HBar, y="part", right="cost", height=0.62)
    paint(drawn.glyph, fill_color="series-1", line_color="surface")
    words_of(plot, bars, "cost", "part", "_told", "text", text_baseline="middle", y_offset=0, x_offset=6)

    def update(fab: Fab, _breadth: float) -> str:
        found = curves.bill(fab)
        total = float(fab.chain.package_cost)
        plot.y_range.factors = list(found)[::-1]
        bars.data = {
            "part": list(found), "cost": list(found.values()),
            "_told": [f"{quantity(value, 'USD')}, {percent(value / total, 2)}" for value in found.values()],
        }  # fmt: skip
        plot.x_range.end = 1.8 * max(found.values())
        largest = max(found, key=found.get)
        return (
            f"A package that works costs {quantity(total, 'USD')} to make, {percent(found[largest] / total, 2)} of it for {largest}; a die "
            f"that is sold is {quantity(float(fab.chain.die_cost), 'USD')}. "
            "Memory, interposer and assembly are outside estimates of 2024 to 2026, not prices."
        )

    return plot, update


@picture(IDS, "density", "How dense are dies, by process?", lambda fab: [
    row.source for row in (*older_dies().values(), *published().values()) if row.transistors
])  # fmt: skip
def density_picture() -> Drawing:
    """Transistors per square millimetre of dies that were made, by process."""
    rows = curves.made()
    factors = [row.name for row in processes().values() if any(row.nanometres == each[1] for each in rows)]
    named = {row.nanometres: row.name for row in processes().values()}
    plot = plot_of(
        "process", "million transistors per mm\N{SUPERSCRIPT TWO}", x_range=FactorRange(factors=factors), x_scale=CategoricalScale(),
    )  # fmt: skip
    plot.y_range = Range1d(0, 1)
    others = source_of("dies that were made", ("process", "density", "name", "status"))
    dots = dots_of(plot, others, "process", "density", "series-1")
    written = source_of("_names", ("process", "height", "name", "align", "away"))
    words_of(plot, written, "process", "height", "name", "muted", text_align="align", text_baseline="middle", x_offset="away", y_offset=0)
    here = source_of("this die", ("process", "density", "name", "status"))
    mine = design_dot(plot, here, "process", "density")
    hover(plot, [dots, mine], "@name", {"density": "@density{0.0} million per mm\N{SUPERSCRIPT TWO}", "figures": "@status"})
    shown = _distinct(rows)
    others.data = {
        "process": [named[row[1]] for row in shown], "density": [row[2] / 1e6 for row in shown], "name": [row[0] for row in shown],
        "status": [row[3] for row in shown],
    }  # fmt: skip
    old, gap = {die.name for die in older_dies().values()}, _LINE * _ABOVE * max(row[2] for row in rows) / 1e6

    def update(fab: Fab, breadth: float) -> str:
        # Old dies lie side by side at the foot, where a narrow picture has no room for their names.
        plot.xaxis.major_label_orientation = 0 if breadth >= _ROOMY else _SLANT
        written.data = _names([row for row in shown if breadth >= _ROOMY or row[0] not in old], named, factors[-2:], gap)
        process, own = processes()[fab.values["process"]], fab.figures["density"]
        plot.x_range.factors = factors + [process.name] * (process.name not in factors)
        known = own.value is not None
        here.data = {
            "process": [process.name] * known, "density": [own.value / 1e6] if known else [], "name": ["this die"] * known,
            "status": ["yours"] * known,
        }  # fmt: skip
        top = max([row[2] for row in rows] + ([own.value] if known else []))
        plot.y_range.end = _ABOVE * top / 1e6
        told = f"This die has {own.shown}" if known else "How many transistors this die has is not known"
        name, _, dense, _ = max(rows, key=lambda row: row[2])
        return f"{told}, in {process.name}; the densest of those made is {name} with {quantity(dense, 'transistor/mm2')}."

    return plot, update


def _distinct(rows: list[tuple[str, float, float, str]]) -> list[tuple[str, float, float, str]]:
    """One row for each place on the picture: two names of one die would cover each other."""
    return list({(row[1], round(row[2])): row for row in reversed(rows)}.values())[::-1]


def _names(rows: list[tuple[str, float, float, str]], named: dict[float, str], last: list[str], gap: float) -> dict[str, list]:
    """Where names stand: beside their dots, clear of each other; of the last processes to the left of them."""
    placed: list[tuple[str, float, str]] = []
    for process in dict.fromkeys(row[1] for row in rows):
        heights = {row[0]: row[2] / 1e6 for row in rows if row[1] == process}
        placed += [(named[process], height, name) for name, height in stacked(heights, least=0.0, gap=gap).items()]
    left = [process in last for process, _, _ in placed]
    return {
        "process": [each[0] for each in placed], "height": [each[1] for each in placed],
        "name": [_bare(each[2]) for each in placed], "align": ["right" if each else "left" for each in left],
        "away": [-9 if each else 9 for each in left],
    }  # fmt: skip


def _bare(name: str) -> str:
    """A die's name without its maker and without what part of a package it is."""
    return name.partition(",")[0].removeprefix("NVIDIA ").removeprefix("Cerebras ")
