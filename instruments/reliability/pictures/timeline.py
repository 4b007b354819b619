"""The timeline of a drawn run: rows of days with every failure, what it undid, and how long it took to go on."""

from __future__ import annotations

import numpy as np
from bokeh.models import ColumnDataSource, FixedTicker, LinearAxis, Quad, Range1d, Scatter, Segment

from formulas.reliability.published import PARTS, runs
from formulas.reliability.simulation import Drawn
from instruments.frame.drawing import dress, glyph_of, hover, plot_of, source_of, words_of
from instruments.frame.labels import text_width
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity
from instruments.reliability import IDS
from instruments.reliability.result import Outlook
from instruments.reliability.verdict import PARTS as PARTS_OF_TIME
from instruments.widgets import paint

_DAY, _HOUR = 86400.0, 3600.0
_MOST_ROWS = 14
_HEIGHT = 0.72
_LENGTHS = (*(hours * _HOUR for hours in (0.25, 0.5, 1, 2, 3, 6, 12)), *(days * _DAY for days in (1, 2, 3.5, 7, 14, 28, 56, 112, 364)))
_TOKENS = {"goodput": "accent-fill", "writing": "series-1", "lost": "fail", "restarting": "series-2", "waiting": "series-3"}
_PHASES = {name: (told, _TOKENS[name]) for name, told in PARTS_OF_TIME.items()}
_BESIDE = 90
"""Pixels of the breadth beside the rows."""


def row_length(until: float) -> float:
    """Return how much time a row shows, so that few rows show all of it."""
    return next((each for each in _LENGTHS if until / each <= _MOST_ROWS), until / _MOST_ROWS)


def cut(start: np.ndarray, end: np.ndarray, length: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut stretches of time where a row ends.

    Returns
    -------
    row, left, right : arrays
        One entry for each piece of some length: its row, and where in the row it begins and ends.
    """
    kept = end > start
    start, end = start[kept], end[kept]
    first = np.floor(start / length)
    # As wide as NumPy's own indices are: it repeats by nothing wider.
    pieces = (np.ceil(end / length) - first).astype(np.intp)
    owner = np.repeat(np.arange(start.size), pieces)
    row = first[owner] + np.arange(owner.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    left, right = np.maximum(start[owner] - row * length, 0.0), np.minimum(end[owner] - row * length, length)
    return row, left, right


def stretches_of(drawn: Drawn) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Begin and end of every stretch of each phase; pauses for checkpoints lie among the work that they save, thousands of them."""
    return {
        "goodput": (drawn.work, drawn.safe), "writing": (drawn.work, drawn.safe), "lost": (drawn.safe, drawn.failed),
        "restarting": (drawn.up, drawn.work), "waiting": (drawn.failed, drawn.ready),
    }  # fmt: skip


@picture(IDS, "timeline", "What does the run live through?", lambda outlook: [
    *(outlook.chain[name].equation.source for name in ("mtbf", "goodput_running", "waiting")), "opt-chronicles",
])  # fmt: skip
def timeline() -> Drawing:
    """Build the picture."""
    plot = plot_of("", "", x_range=Range1d(0, 1), y_range=Range1d(13, -1.6))
    plot.height = 340
    plot.grid.visible = False
    # Rows are counted on one scale and told on another, as the time at which they begin: a label is never put in another's place,
    # which BokehJS warns of.
    plot.yaxis.visible = False
    rows_ticker, begins = FixedTicker(ticks=[0]), Range1d(13, -1.6)
    plot.extra_y_ranges = {"begins": begins}
    times = LinearAxis(y_range_name="begins", ticker=rows_ticker)
    dress(times)
    times.axis_line_color = times.major_tick_line_color = None
    plot.add_layout(times, "left")
    phases = {name: source_of(told, ("row", "left", "right", "top", "bottom")) for name, (told, _) in _PHASES.items()}
    for name, (_, token) in _PHASES.items():
        drawn = glyph_of(plot, phases[name], Quad, left="left", right="right", top="top", bottom="bottom",
                         line_width=1 if name == "writing" else 0, fill_alpha=0.55 if name == "goodput" else 1)  # fmt: skip
        paint(drawn.glyph, fill_color=token, line_color=token)
    events = source_of("failures", ("day", "cause", "x", "_top", "_bottom", "_day", "_lost", "_restart", "_wait"), day="days")
    marks = glyph_of(plot, events, Segment, x0="x", y0="_top", x1="x", y1="_bottom", line_width=1.5)
    paint(marks.glyph, line_color="fail")
    # A line is too thin for a finger.
    reach = glyph_of(plot, events, Scatter, x="x", y="_bottom", size=12, fill_alpha=0, line_alpha=0)
    hover(plot, [reach], "@_day", {"cause": "@cause", "lost": "@_lost", "restarting": "@_restart", "waiting": "@_wait"})
    keys = {name: source_of(f"_{name}", ("x", "y", "text")) for name in _PHASES}
    for name, (_, token) in _PHASES.items():
        words_of(plot, keys[name], "x", "y", "text", "accent" if name == "goodput" else token, x_offset=0, y_offset=0)

    def update(outlook: Outlook, breadth: float) -> str:
        drawn = outlook.drawn
        until, length = drawn.until, row_length(drawn.until)
        writing = outlook.plan.pause / (outlook.plan.pause + outlook.plan.interval)
        unit, size = ("day", _DAY) if length >= 2 * _DAY else ("hour", _HOUR)
        for name, (start, end) in stretches_of(drawn).items():
            row, left, right = cut(start, end, length)
            # Writing is a strip along the work, as high as its share of the time.
            high = _HEIGHT * (writing if name == "writing" else 1.0)
            edges = {"top": row + _HEIGHT / 2 - high, "bottom": row + _HEIGHT / 2}
            phases[name].data = {"row": row, "left": left / size, "right": right / size, **edges}
        events.data = _events(drawn, length, size)
        rows = int(np.ceil(until / length))
        plot.x_range.end = length / size
        plot.xaxis.axis_label = f"{unit}s within the row"
        times.axis_label = f"{unit} on which the row begins" if unit == "day" else f"{unit} in which the row begins"
        rows_ticker.ticks = [row * length / size for row in range(0, rows, 1 + rows // 8)]
        start, end = rows - 0.4, _name(keys, breadth - _BESIDE, length / size, rows)
        plot.y_range.update(start=start, end=end)
        begins.update(start=start * length / size, end=end * length / size)
        return _sentence(outlook)

    return plot, update


def _name(keys: dict[str, ColumnDataSource], breadth: float, length: float, rows: int) -> float:
    """Write what the colours mean above the rows, on as many lines as that takes; return where the picture begins."""
    line, at, high, places = 0, 0.0, 0.085 * rows, {}
    for name, (told, _) in _PHASES.items():
        text = f"\N{BLACK SQUARE} {told}"
        if at and at + text_width(text) > breadth:
            line, at = line + 1, 0.0
        places[name] = text, at, line
        at += text_width(text) + 10
    for name, (text, across, down) in places.items():
        keys[name].data = {"x": [across * length / breadth], "y": [-0.75 - (line - down) * high], "text": [text]}
    return -0.75 - (line + 0.75) * high


def _events(drawn: Drawn, length: float, size: float) -> dict[str, list | np.ndarray]:
    failed = drawn.cause >= 0
    at, row = drawn.failed[failed], np.floor(drawn.failed[failed] / length)
    names = list(PARTS.values())
    # The restart after a failure is told with it: it is the beginning of the next stretch.
    restart = np.append(drawn.work - drawn.up, 0.0)[1:][failed]
    told = {"_lost": drawn.failed - drawn.safe, "_wait": drawn.ready - drawn.failed}
    return {
        "day": at / _DAY, "cause": [names[each] for each in drawn.cause[failed]], "x": (at - row * length) / size,
        "_top": row - _HEIGHT / 2, "_bottom": row + _HEIGHT / 2, "_day": [f"day {each / _DAY:.2f}" for each in at],
        "_restart": [_duration(each) for each in restart],
        **{name: [_duration(each) for each in values[failed]] for name, values in told.items()},
    }  # fmt: skip


def _duration(seconds: float) -> str:
    return str(quantity(float(seconds), "s")) if seconds > 0 else "none"


def _sentence(outlook: Outlook) -> str:
    drawn, llama, opt = outlook.drawn, runs()["llama-3-405b"], runs()["opt-175b"]
    whole = drawn.until >= outlook.plan.duration * (1 - 1e-9)
    time = quantity(drawn.until, "s")
    rate = drawn.failures / (drawn.until / _DAY)
    part = f"In {time}" if whole else f"In its first {time}, as much as fits here,"
    return (
        f"{part} this run fails {drawn.failures:,} times, {rate:.3g} a day, and {drawn.goodput:.1%} of the time becomes work that lasts; "
        f"the formula gives {float(outlook.chain.goodput):.1%}. Llama 3 counted {llama.interruptions / llama.days:.3g} a day on "
        f"{llama.cards:,.0f} cards, OPT-175B about {opt.interruptions / opt.days:.3g} on {opt.cards:,.0f}. "
        "Writing is the strip below the work, as high as its share."
    )
