"""The four pictures of the Forge: built once, then only their sources change."""

from __future__ import annotations

import math

import numpy as np
from bokeh.models import FixedTicker, LogAxis, LogScale, NumeralTickFormatter, Range1d, Span

from formulas import roofline
from formulas.catalogue import accelerators, models
from instruments.forge import IDS, curves
from instruments.forge.dossier import Dossier
from instruments.frame.drawing import (
    design_dot,
    dots_of,
    dress,
    frame,
    hover,
    line_of,
    names_of,
    plot_of,
    share,
    source_of,
    words_of,
    written,
)  # fmt: skip
from instruments.frame.labels import Dots, Frame, place, text_width
from instruments.frame.pictures import Drawing, Picture, picture
from instruments.quantities.text import quantity, significant
from instruments.widgets import paint

_CONTEXT_TICKS = {2**10: "1K", 2**13: "8K", 2**17: "128K", 2**20: "1M", 10 * 2**20: "10M"}


def _cited(dossier: Dossier, *names: str) -> list[str]:
    """Keys of the sources of some steps of the chain."""
    return [dossier.chain[name].equation.source for name in names if dossier.chain[name].equation is not None]


def _card(dossier: Dossier, *fields: str) -> list[str]:
    """Keys of the sources of the serving card's data."""
    card = accelerators()[dossier.values["accelerator"]]
    return [card.source(field) for field in fields]


def pictures() -> list[Picture]:
    """Build all four."""
    return [_loss_picture(), _memory_picture(), _roof_picture(), _context_picture()]


@picture(IDS, "loss", "Is it the right size for its budget?", lambda dossier: [
    *_cited(dossier, "predicted_loss", "optimal_parameters"), dossier.design.law.source,
])  # fmt: skip
def _loss_picture() -> Drawing:
    plot = plot_of("active parameters", "predicted loss (nats per token)", x_axis_type="log")
    columns = ("parameters", "loss", "name", "_size")
    curve = source_of("loss at this compute", columns[:2], loss="nats per token")
    public = source_of("published models, placed by the law", columns)
    optimum, design = (source_of(name, columns) for name in ("compute optimum", "this design"))
    line_of(plot, curve, "parameters", "loss", "series-6")
    sources = {name: names_of(plot, f"_{name}", token) for name, token in (("names", "muted"), ("best", "series-2"), ("mine", "text"))}
    # Open, as what was not measured: a loss of theirs is published for few, and counts the tokens of another vocabulary.
    others = dots_of(plot, public, "parameters", "loss", "surface", size=7)
    paint(others.glyph, fill_color="surface", line_color="series-1")
    best = dots_of(plot, optimum, "parameters", "loss", "surface", size=11)
    paint(best.glyph, fill_color="surface", line_color="series-2")
    mine = design_dot(plot, design, "parameters", "loss")
    hover(plot, [others, best, mine], "@name", {"size": "@_size", "by law": "@loss{0.000} nats per token"})

    def update(dossier: Dossier, breadth: float) -> str:
        found, published = curves.loss(dossier), curves.published(dossier.design.law)
        if found is None:
            for source in (curve, optimum, design, *sources.values()):
                source.data = {key: [] for key in source.data}
            return "How much text it was trained on is not published, so that no law tells its loss."
        size, best_size = quantity(found.design[0], "parameter"), quantity(found.optimum[0], "parameter")
        curve.data = dict(found.curve)
        if public.data.get("loss") is not published["loss"]:
            public.data = dict(published)
        optimum.data = {"parameters": [found.optimum[0]], "loss": [found.optimum[1]], "name": ["optimum"], "_size": [str(best_size)]}
        design.data = {"parameters": [found.design[0]], "loss": [found.design[1]], "name": ["this design"], "_size": [str(size)]}
        x, y = loss_axes(found)
        plot.x_range.update(start=x[0], end=x[1])
        plot.y_range.update(start=y[0], end=y[1])
        for source, columns in zip(sources.values(), loss_names(found, published, x, y, frame(breadth)), strict=True):
            source.data = columns
        return (
            f"With {quantity(float(dossier.chain.training_compute), 'FLOP')}, the lowest loss is {found.optimum[1]:.3f} at {best_size}; "
            f"this design takes {size} and comes to {found.design[1]:.3f}. Open dots are published models "
            f"where this law puts them ({dossier.design.law.name}), not their published losses."
        )

    plot.x_range, plot.y_range = Range1d(1e9, 1e13), Range1d(1.7, 2.3)
    return plot, update


def loss_axes(found: curves.Loss) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of both axes; below the curve there is room for a line of names."""
    lowest, highest = min(found.optimum[1], found.design[1]), max(found.optimum[1], found.design[1])
    room = max(highest + 0.12 - lowest, 0.45)
    return (found.optimum[0] / 200, found.optimum[0] * 60), (lowest - 0.28 * room, lowest + room)


def loss_names(
    found: curves.Loss, published: curves.Columns, x: tuple[float, float], y: tuple[float, float], drawn_in: Frame
) -> tuple[dict[str, list], dict[str, list], dict[str, list]]:
    """Columns of the names of published models, of the optimum's, and of the design's."""

    def shares(sizes: np.ndarray, losses: np.ndarray) -> np.ndarray:
        return np.stack([share(sizes, *x), 1 - share(losses, *y, log=False)], axis=-1)

    rows = [published["name"].index(models()[key].name) for key in curves.NAMED]
    rest = [row for row in range(len(published["name"])) if row not in rows]
    sizes, losses = (
        np.array([mine, best, *(column[row] for row in (*rows, *rest))])
        for mine, best, column in zip(found.design, found.optimum, (published["parameters"], published["loss"]), strict=True)
    )
    texts = ["this design", "optimum", *(published["name"][row] for row in rows)]
    dots = Dots(shares(sizes, losses), np.array([9.0, 7.0] + [4.5] * (len(sizes) - 2)))
    labels = place(texts, dots, shares(found.curve["parameters"], found.curve["loss"]), drawn_in)
    mine, best, others = (written(sizes[part], losses[part], labels[part]) for part in (slice(0, 1), slice(1, 2), slice(2, len(texts))))
    return others, best, mine


# Pixels of the breadth that are beside the bar's frame.
_MEMORY_BESIDE = 20
_USES = {"weights": "take", "cache": "takes", "free": "stays free", "reserved": "for the driver and activations"}
_SEGMENTS = (("weights", "series-1"), ("cache", "series-2"), ("free", "accent-wash"), ("reserved", "sunk"))


@picture(IDS, "memory", "Does one replica hold it?", lambda dossier: [
    *_cited(dossier, "weight_bytes", "concurrent_users", "usable_bytes"), *_card(dossier, "memory_bytes"),
])  # fmt: skip
def _memory_picture() -> Drawing:
    plot = plot_of("GB of one replica", "", y_range=Range1d(-1.1, 1.1), x_range=Range1d(0, 240))
    plot.height = 190
    plot.yaxis.visible = False
    plot.grid.visible = False
    plot.xaxis.formatter = NumeralTickFormatter(format="0,0.[00]")
    drawn = ("_y", *(f"_{name}_{side}" for name, _ in _SEGMENTS for side in ("from", "to", "shown")))
    names = [name for name, _ in _SEGMENTS]
    source = source_of("memory of one replica", (*drawn, *names, "usable"), **dict.fromkeys((*names, "usable"), "B"))
    words = source_of("_labels", ("x", "y", "text", "align"))
    for name, token in _SEGMENTS:
        bar = plot.hbar(y="_y", left=f"_{name}_from", right=f"_{name}_to", height=0.7, source=source, line_width=1.5, fill_alpha=0.82)
        paint(bar.glyph, fill_color=token, line_color="surface")
        hover(plot, [bar], name, {_USES[name]: f"@_{name}_shown"})
    edge = source_of("_edge", ("x", "from", "to"))
    limit = plot.segment("x", "from", "x", "to", source=edge, line_width=2.5, line_dash=[5, 3])
    paint(limit.glyph, line_color="fail")
    words_of(plot, words, "x", "y", "text", "text", x_offset=0, y_offset=0, text_align="align", text_baseline="middle")

    def update(dossier: Dossier, breadth: float) -> str:
        found = curves.memory(dossier)
        unit, size = ("TB", 1e12) if found.capacity + found.missing >= 1e13 else ("GB", 1e9)
        lengths = [getattr(found, name) / size for name, _ in _SEGMENTS]
        ends = np.cumsum(lengths)
        data: dict[str, list] = {"_y": [0.0]}
        for (name, _), length, end in zip(_SEGMENTS, lengths, ends, strict=True):
            data |= {f"_{name}_from": [end - length], f"_{name}_to": [end], f"_{name}_shown": [str(quantity(length * size, "B"))]}
            data[name] = [length * size]
        usable = (found.capacity - found.reserved) / size
        source.data = data | {"usable": [usable * size]}
        reach = max(ends[-1], found.capacity / size)
        plot.x_range.end = reach * 1.02
        edge.data = {"x": [usable], "from": [-0.52], "to": [0.52]}
        plot.xaxis.axis_label = f"{unit} of one replica; the dashed line is what is usable"
        text = _cache_words(found)
        at, align = beside(ends[0] / plot.x_range.end, ends[1] / plot.x_range.end, text_width(text) / (breadth - _MEMORY_BESIDE))
        words.data = {
            "x": [0.0, at * plot.x_range.end], "y": [0.72, -0.72], "text": [f"weights {quantity(found.weights, 'B')}", text],
            "align": ["left", align],
        }  # fmt: skip
        return _memory_sentence(dossier, found)

    return plot, update


def beside(start: float, end: float, width: float) -> tuple[float, str]:
    """Where a text below a piece of the bar is anchored, and the side that this is; all in shares of the frame.

    It begins where the piece does, or ends where that does, or at the frame's end where neither leaves it room.
    """
    if start + width <= 1:
        return start, "left"
    return max(end, min(width, 1.0)), "right"


def _cache_words(found: curves.Memory) -> str:
    users = f"{found.users:,.0f} user{'' if found.users == 1 else 's'}" if found.users >= 1 else "one user (does not fit)"
    return f"cache of {users} {quantity(found.cache, 'B')}"


def _memory_sentence(dossier: Dossier, found: curves.Memory) -> str:
    cards = float(dossier.chain.available_cards)
    room = f"{cards:,.0f} card{' offers' if cards == 1 else 's offer'} {quantity(found.capacity - found.reserved, 'B')} of usable memory"
    need = f"the weights take {quantity(found.weights, 'B')}, the {_cache_words(found)}"
    if found.missing:
        return f"{room}; {need}: {quantity(found.missing, 'B')} more than there is."
    return f"{room}; {need}, and {quantity(found.free, 'B')} stay free."


@picture(IDS, "roofline", "What limits the serving card?", lambda dossier: [
    roofline.ridge_point.equation.source, *_cited(dossier, "prefill_flop", "bytes_read"),
    *_card(dossier, "bandwidth_bytes_per_s", "peak_bf16_flop_per_s"),
])  # fmt: skip
def _roof_picture() -> Drawing:
    plot = plot_of("arithmetic intensity (FLOP per byte)", "attainable FLOP/s of one card", x_axis_type="log", y_axis_type="log",
                 x_range=Range1d(0.1, 1e6), y_range=Range1d(1e11, 1e16))  # fmt: skip
    line = source_of("roof", ("intensity", "speed"), intensity="FLOP per byte", speed="FLOP/s")
    points = source_of("work", ("intensity", "speed", "name", "_shown"))
    line_of(plot, line, "intensity", "speed", "series-6")
    names = names_of(plot, "_names", "text")
    dots = design_dot(plot, points, "intensity", "speed")
    hover(plot, [dots], "@name", {"intensity": "@intensity{0,0.0} FLOP per byte", "attains": "@_shown"})

    def update(dossier: Dossier, breadth: float) -> str:
        found = curves.roof(dossier)
        if found is None:
            line.data, points.data, names.data = ({key: [] for key in source.data} for source in (line, points, names))
            return "The peak of this card is not published, so that its roofline cannot be drawn."
        line.data = dict(found.roof)
        points.data = dict(found.points) | {"_shown": [str(quantity(float(v), "FLOP/s")) for v in found.points["speed"]]}
        x, y = roof_axes(found)
        plot.x_range.update(start=x[0], end=x[1])
        plot.y_range.update(start=y[0], end=y[1])
        names.data = roof_names(found, x, y, frame(breadth))
        one = float(found.points["intensity"][0])
        side = "memory" if one < found.ridge else "arithmetic"
        return (
            f"The card turns from memory-bound to compute-bound at {significant(found.ridge)} FLOP per byte; generating for one user "
            f"does {significant(one)}, so that {side} sets its speed."
        )

    return plot, update


def roof_axes(found: curves.Roof) -> tuple[tuple[float, float], tuple[float, float]]:
    """Ends of both axes."""
    peak, speed, intensity = float(found.roof["speed"].max()), found.points["speed"], found.points["intensity"]
    return (min(0.1, float(min(intensity)) / 2), max(1e5, 4 * float(max(intensity)))), (min(peak / 2e4, float(min(speed)) / 4), peak * 4)


def roof_names(found: curves.Roof, x: tuple[float, float], y: tuple[float, float], drawn_in: Frame) -> dict[str, list]:
    """Columns of the names of the points on the roofline."""

    def shares(columns: curves.Columns) -> np.ndarray:
        return np.stack([share(columns["intensity"], *x), 1 - share(columns["speed"], *y)], axis=-1)

    at = shares(found.points)
    labels = place(list(found.points["name"]), Dots(at, np.full(len(at), 9.0)), shares(found.roof), drawn_in)
    return written(found.points["intensity"], found.points["speed"], labels)


@picture(IDS, "context", "What does a longer context cost?", lambda dossier: [
    *_cited(dossier, "concurrent_users", "decode_ceiling_sharded"), *_card(dossier, "bandwidth_bytes_per_s", "memory_bytes"),
])  # fmt: skip
def _context_picture() -> Drawing:
    plot = plot_of("context (tokens)", "users per replica", x_axis_type="log", y_axis_type="log",
                 x_range=Range1d(900, 1.2e7), y_range=Range1d(0.8, 1e4))  # fmt: skip
    plot.xaxis.ticker = FixedTicker(ticks=list(_CONTEXT_TICKS))
    plot.xaxis.major_label_overrides = dict(_CONTEXT_TICKS)
    plot.extra_y_ranges = {"speed": Range1d(0.1, 1e3)}
    plot.extra_y_scales = {"speed": LogScale()}
    right = LogAxis(y_range_name="speed", axis_label="tokens/s, one user")
    dress(right)
    plot.add_layout(right, "right")
    source = source_of("over context", ("context", "users", "speed"), context="tokens", speed="tokens/s")
    here = source_of("this design", ("context", "users", "speed"))
    # What is below the pointer is told for each source, so that the second mark has one of its own.
    also_here = source_of("_here", ("context", "speed"))
    line_of(plot, source, "context", "users", "series-1")
    line_of(plot, source, "context", "speed", "series-2", y_range_name="speed", line_dash=[7, 3])
    now = Span(dimension="height", location=131_072, line_width=1)
    paint(now, line_color="accent")
    plot.add_layout(now)
    first = design_dot(plot, here, "context", "users")
    second = design_dot(plot, also_here, "context", "speed", y_range_name="speed")
    for axis, token in ((plot.yaxis[0], "series-1"), (right, "series-2")):
        paint(axis, axis_label_text_color=token, major_label_text_color=token)
    hover(plot, [first], "@context{0,0} tokens of context", {"users per replica": "@users{0,0}"})
    hover(plot, [second], "@context{0,0} tokens of context", {"to one user": "@speed{0,0.0} tokens/s"})

    def update(dossier: Dossier, breadth: float) -> str:
        columns = curves.over_context(dossier.design)
        source.data = dict(columns)
        users, speed = float(dossier.chain.concurrent_users), float(dossier.chain.decode_ceiling_sharded)
        context = float(dossier.design.context)
        here.data = {"context": [context], "users": [users if users >= 1 else math.nan], "speed": [speed]}
        also_here.data = {"context": [context], "speed": [speed]}
        now.location = context
        most = np.nanmax(columns["users"]) if np.isfinite(columns["users"]).any() else 10.0
        # At least two decades, so that the ticks are powers of ten.
        plot.y_range.update(start=0.7, end=max(100.0, float(most) * 2))
        fastest, slowest = float(columns["speed"].max()), float(columns["speed"].min())
        plot.extra_y_ranges["speed"].update(start=min(slowest / 1.5, fastest / 100), end=fastest * 2)
        shown = f"{users:,.0f} user{'' if users == 1 else 's'}" if users >= 1 else "nobody"
        return (
            f"At {context:,.0f} tokens a replica holds {shown} and can speak at most {quantity(speed, 'token/s')} to one of them; "
            "a longer context takes from both."
        )

    return plot, update
