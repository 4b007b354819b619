"""The picture of the roofline: the roofs of a card, every part of the layer under them, and what others have measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, Range1d, Scatter, Segment, TapTool

from formulas import roofline
from formulas.kernels.layer import Kernel, Work, layer, product
from formulas.kernels.measured import measured_kernels
from formulas.kernels.products import arithmetic_intensity
from instruments.chip import IDS
from instruments.chip.inputs import OWN
from instruments.chip.placement import Placement
from instruments.chip.roof_words import (
    END,
    LINE,
    MARKERS,
    NO_END,
    ROOFS,
    Axes,
    End,
    axes,
    covered,
    ends_of,
    measured_columns,
    peaks_of,
    ridge_of,
    told_measured,
)
from instruments.frame.drawing import design_dot, frame, hover, line_of, names_of, plot_of, share, source_of, words_of, written
from instruments.frame.labels import Dots, Frame, place
from instruments.frame.pictures import Drawing, Picture
from instruments.quantities.text import quantity, significant
from instruments.widgets import paint

HEIGHT = 420
# Pixels of the height that are beside the frame, and of the smallest and the largest mark.
_BELOW, _LEAST, _MOST = 64, 8.0, 22.0
_TOKENS = {"product": "series-1", "attention": "series-2", "pointwise": "series-3"}
_MOST_SEQUENCES = 4096
_MOST_NAMED = 5
"""Parts with a name beside them, those that take longest: the others are told by their buttons and under the pointer."""
KINDS = {"product": "products of matrices", "attention": "attention on the chip", "pointwise": "element by element"}


def roof_of(found: Placement, peak: float, ends: tuple[float, float]) -> dict[str, list[float]]:
    """Return a roof from one end of the axis to the other; without a published peak only its slope."""
    bandwidth = found.card.bandwidth_bytes_per_s
    at = np.geomspace(*ends, 60)
    if math.isnan(peak):
        return {"intensity": at.tolist(), "speed": (bandwidth * at).tolist()}
    at = np.sort(np.append(at, roofline.ridge_point(peak, bandwidth)))
    return {"intensity": at.tolist(), "speed": roofline.attainable(at, peak, bandwidth).tolist()}


def reach(found: Placement) -> dict[str, list[float]]:
    """Return the stretch of the roof that the part travels between one sequence and thousands."""
    ends = [_intensity(found, sequences) for sequences in (1, _MOST_SEQUENCES)]
    if math.isnan(found.part.peak):
        return {"intensity": [], "speed": []}
    at = np.geomspace(min(ends), max(max(ends), min(ends) * 1.001), 30)
    return {"intensity": at.tolist(), "speed": roofline.attainable(at, found.part.peak, found.card.bandwidth_bytes_per_s).tolist()}


def _intensity(found: Placement, sequences: float) -> float:
    work = replace(found.work, sequences=sequences)
    kernel = _same(found, work)
    return float(arithmetic_intensity(kernel.flop(**kernel.flop_arguments), kernel.moved(**kernel.moved_arguments)))


def _same(found: Placement, work: Work) -> Kernel:
    """The part that is looked at, given other work."""
    if found.part.kernel.id == OWN:
        rows, columns, depth, _ = found.part.kernel.shape
        return product(OWN, work, rows, columns, depth)
    return next(each for each in layer(found.shape, work) if each.id == found.part.kernel.id)


def columns_of(found: Placement) -> dict[str, list]:
    """Return the parts as columns: where they stand, and what is told of them."""
    whole = sum(part.time for part in found.parts)
    columns: dict[str, list] = {name: [] for name in (*_VISIBLE, *_HIDDEN)}
    for part in found.parts:
        taken = part.time / whole
        speed = part.performance if math.isfinite(part.performance) else part.intensity * found.card.bandwidth_bytes_per_s
        size = _LEAST + (_MOST - _LEAST) * math.sqrt(taken) if math.isfinite(taken) else _LEAST
        row = {
            "intensity": part.intensity, "speed": speed, "time": part.time, "name": part.kernel.name, "_id": part.kernel.id, "_size": size,
            "_shown": str(quantity(speed, "FLOP/s")), "_time": str(quantity(part.time, "s")),
            "_share": f"{taken:.1%}" if math.isfinite(taken) else "",
            "_bound": "memory" if part.by_memory else "arithmetic", "_kind": part.kernel.kind,
        }  # fmt: skip
        for name, value in row.items():
            columns[name].append(value)
    return columns


_VISIBLE = ("intensity", "speed", "time", "name")
_HIDDEN = ("_id", "_size", "_shown", "_time", "_share", "_bound", "_kind")


class RoofPicture(Picture):
    """The parts of the layer below their roofs; a mark can be picked."""

    def __init__(self) -> None:
        super().__init__(IDS, "roof", "Which part waits for what?", self._make, lambda found: [
            *found.roof_sources, *(row.source("flop_per_s") for row in measured_kernels().values() if row.accelerator == found.card.id),
        ])  # fmt: skip
        self._told: Callable[[str], None] = lambda _part: None

    def on_pick(self, tell: Callable[[str], None]) -> None:
        """Tell the id of each part whose mark is picked."""
        self._told = tell

    def _make(self) -> Drawing:
        parts = {kind: source_of(called, (*_VISIBLE, *_HIDDEN), intensity="FLOP per byte", speed="FLOP/s", time="s")
                 for kind, called in KINDS.items()}  # fmt: skip
        for source in parts.values():
            source.selected.on_change("indices", lambda _name, _old, new, source=source: self._picked(source, new))
        return _drawing(parts)

    def _picked(self, source: ColumnDataSource, indices: list[int]) -> None:
        if indices:
            self._told(source.data["_id"][indices[0]])


def _drawing(parts: dict[str, ColumnDataSource]) -> Drawing:
    plot = plot_of("arithmetic intensity (FLOP per byte)", "FLOP/s", x_axis_type="log", y_axis_type="log",
                   x_range=Range1d(0.1, 1e5), y_range=Range1d(1e11, 1e16))  # fmt: skip
    plot.height = HEIGHT
    units = {"intensity": "FLOP per byte", "speed": "FLOP/s"}
    lines = {name: source_of(f"roof of {called}", ("intensity", "speed"), **units) for name, (called, _) in ROOFS.items()}
    travelled = source_of("_reach", ("intensity", "speed"))
    line_of(plot, travelled, "intensity", "speed", "accent-fill", line_alpha=0.3, line_cap="round").glyph.line_width = 13
    for name, dash in (("vector", [2, 4]), ("plain", [7, 4]), ("matrix", "solid")):
        line_of(plot, lines[name], "intensity", "speed", ROOFS[name][1], line_dash=dash)
    ridge = source_of("_ridge", ("x", "low", "high", "text"))
    plot.add_glyph(ridge, paint(Segment(x0="x", y0="low", x1="x", y1="high", line_width=1, line_dash=[4, 4]), line_color="line-strong"))
    words_of(plot, ridge, "x", "low", "text", "muted", x_offset=-5, y_offset=-5, text_align="right")
    columns = ("intensity", "speed", "name", "format", "shape", "_share", "_shown")
    under = {name: ROOFS[name][0] if name in ROOFS else "other formats" for name in MARKERS}
    told = {name: source_of(f"measured, {called}", columns, **units) for name, called in under.items()}
    crosses = [
        plot.add_glyph(told[name], paint(
            Scatter(x="intensity", y="speed", marker=marker, size=8, line_width=1.5, line_alpha=0.75),
            line_color=ROOFS[name][1] if name in ROOFS else "faint",
        )) for name, marker in MARKERS.items()
    ]  # fmt: skip
    marks = [_marks(plot, parts[kind], _TOKENS[kind]) for kind in KINDS]
    here = source_of("part looked at", ("intensity", "speed", "name", "_shown"), **units)
    shaped = source_of("with tiles and waves", ("intensity", "speed"), **units)
    hollow = Scatter(x="intensity", y="speed", marker="diamond", size=13, line_width=2, fill_alpha=0)
    plot.add_glyph(shaped, paint(hollow, line_color="accent"))
    design_dot(plot, here, "intensity", "speed")
    names, mine = names_of(plot, "_names", "muted"), names_of(plot, "_mine", "text")
    ends = {name: source_of(f"_{name}", END) for name in ROOFS}
    for name, source in ends.items():
        words_of(plot, source, "x", "y", "text", ROOFS[name][1], x_offset="dx", y_offset="dy", text_align="right")
    hover(plot, marks, "@name", {
        "intensity": "@intensity{0,0.0} FLOP per byte", "roof": "@_shown", "takes": "@_time, @_share of the layer", "waits for": "@_bound",
    })  # fmt: skip
    hover(plot, crosses, "@name, measured", {"shape": "@shape", "format": "@format", "reached": "@_shown, @_share of its roof"})
    for tool in plot.select(HoverTool):
        tool.limit = 1  # kernels of like intensity lie on each other
    plot.add_tools(TapTool(renderers=marks))

    def update(found: Placement, breadth: float) -> str:
        within = axes(found)
        peaks = peaks_of(found)
        for name, source in lines.items():
            source.data = roof_of(found, peaks[name], within.x)
        travelled.data = reach(found)
        for name, columns in measured_columns(found).items():
            told[name].data = columns
        columns = columns_of(found)
        for kind, source in parts.items():
            of_kind = [row for row, each in enumerate(columns["_kind"]) if each == kind]
            source.data = {name: [column[row] for row in of_kind] for name, column in columns.items()}
            source.selected.indices = []
        here.data = _here(found)
        shaped.data = _shaped(found)
        room = replace(frame(breadth), height=HEIGHT - _BELOW)
        written_ends = ends_of(peaks, found.card.bandwidth_bytes_per_s, within, room)
        for name, source in ends.items():
            source.data = dict(zip(END, ([each] for each in written_ends[name]), strict=True)) if name in written_ends else NO_END
        ridge.data = ridge_of(peaks["matrix"], found.card.bandwidth_bytes_per_s, within, list(written_ends.values()), room)
        plot.x_range.update(start=within.x[0], end=within.x[1])
        plot.y_range.update(start=within.y[0], end=within.y[1])
        names.data, mine.data = _names(found, columns, lines["matrix"].data, list(written_ends.values()), within, room)
        return sentence(found)

    return plot, update


def _marks(plot, source, token):
    glyph = paint(Scatter(x="intensity", y="speed", size="_size", line_width=1.5, fill_alpha=0.85), fill_color=token, line_color="surface")
    # A mark that was picked is told by the design's own mark, and the others stay as they are.
    return plot.add_glyph(source, glyph, selection_glyph=None, nonselection_glyph=None)


def _here(found: Placement) -> dict[str, list]:
    part = found.part
    speed = part.performance if math.isfinite(part.performance) else part.intensity * found.card.bandwidth_bytes_per_s
    return {"intensity": [part.intensity], "speed": [speed], "name": [part.kernel.name], "_shown": [str(quantity(speed, "FLOP/s"))]}


def _shaped(found: Placement) -> dict[str, list]:
    shaped = float(found.chain.part_shaped)
    if not math.isfinite(shaped) or shaped >= 0.98 * found.part.performance:
        return {"intensity": [], "speed": []}
    return {"intensity": [found.part.intensity], "speed": [shaped]}


def _names(
    found: Placement, columns: Mapping[str, list], roof: Mapping[str, list], ends: Sequence[End], within: Axes, room: Frame
) -> tuple[dict, dict]:
    """Columns of the names of the parts, and of the one that is looked at; the longest first, and none over the name of a roof."""

    def shares(x: list[float], y: list[float]) -> np.ndarray:
        return np.stack([share(x, *within.x), 1 - share(y, *within.y)], axis=-1)

    mine = _here(found)
    others = [row for row in np.argsort([-size for size in columns["_size"]]) if columns["_id"][row] != found.part.kernel.id]
    others = others[:_MOST_NAMED]
    x = [*mine["intensity"], *(columns["intensity"][row] for row in others)]
    y = [*mine["speed"], *(columns["speed"][row] for row in others)]
    texts = [*mine["name"], *(columns["name"][row] for row in others)]
    radii = np.array([10.0, *(columns["_size"][row] / 2 for row in others)])
    curve = shares(roof["intensity"], roof["speed"])
    there = covered(ends, shares([end.x for end in ends], [end.y for end in ends]), room)
    dots = Dots(np.concatenate([shares(x, y), there]), np.concatenate([radii, np.full(len(there), LINE / 2)]))
    labels = place(texts, dots, curve, room)
    return written(x[1:], y[1:], labels[1:]), written(x[:1], y[:1], labels[:1])


def sentence(found: Placement) -> str:
    """Say what the picture shows."""
    part, peak = found.part, found.roofs.weights.peak
    if math.isnan(peak):
        return (
            f"{found.card.name} has no published dense peak, so that only its slope is drawn; {part.kernel.name.lower()} does "
            f"{significant(part.intensity)} FLOP for each byte."
        )
    ridge = float(roofline.ridge_point(part.peak, found.card.bandwidth_bytes_per_s))
    waiting = sum(each.by_memory for each in found.parts)
    side = "below" if part.by_memory else "above"
    held = f"{significant(part.intensity)} FLOP for each byte, {side} the {significant(ridge)} of its ridge"
    return (
        f"{part.kernel.name} does {held}: it waits for {'memory' if part.by_memory else 'arithmetic'} and takes "
        f"{quantity(part.time, 's')}. {waiting} of {len(found.parts)} parts wait for memory, {float(found.chain.memory_share):.0%} of the "
        f"time. The broad band is where batches from 1 to 4,096 sequences take it.{told_measured(found)}"
    )
