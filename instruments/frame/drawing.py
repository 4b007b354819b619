"""What pictures are drawn with: axes, curves, marks, names and tooltips in the page's type and colours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from bokeh.models import ColumnDataSource, Glyph, GlyphRenderer, HoverTool, LinearAxis
from bokeh.models.glyphs import Line, Ray, Scatter, Text
from bokeh.plotting import figure

from instruments.frame.labels import Frame, Label
from instruments.prose.markup import joined, markup
from instruments.widgets import paint

_HEIGHT = 264
_FRAME_HEIGHT = 200
# Pixels of a picture's breadth that are beside its frame, and how far off that may be: the labels of an axis vary.
_BESIDE, _OFF = 70, 9


def plot_of(x_label: str, y_label: str, **options: object) -> figure:
    """A picture without toolbar and frame, in the page's type and colours."""
    plot = figure(
        height=_HEIGHT, sizing_mode="stretch_width", toolbar_location=None, tools="", min_border_left=8, min_border_right=12,
        min_border_top=10, x_axis_label=x_label, y_axis_label=y_label, **options,
    )  # fmt: skip
    plot.background_fill_alpha = 0
    plot.border_fill_alpha = 0
    plot.outline_line_color = None
    for axis in plot.axis:
        dress(axis)
    for grid in plot.grid:
        paint(grid, grid_line_color="line")
        grid.grid_line_alpha = 0.7
    return plot


def dress(axis: LinearAxis) -> None:
    """Give an axis the page's type and colours."""
    axis.major_label_text_font_size = axis.axis_label_text_font_size = "13px"
    axis.axis_label_text_font_style = "normal"
    axis.axis_label_standoff = 6
    axis.minor_tick_line_color = None
    axis.major_tick_in = 0
    axis.major_tick_out = 4
    paint(axis, axis_line_color="line-strong", major_tick_line_color="line-strong", major_label_text_color="muted",
          axis_label_text_color="muted", major_label_text_font="sans", axis_label_text_font="sans")  # fmt: skip


def source_of(name: str, columns: Sequence[str], **units: str) -> ColumnDataSource:
    """Columns without values yet, with the units that a table of them names."""
    return ColumnDataSource(name=name, data={key: [] for key in columns}, tags=[{"units": units}] if units else [])


def glyph_of(plot: figure, source: ColumnDataSource, kind: type[Glyph], **options: object) -> GlyphRenderer:
    """A glyph of any kind, as it is: for looks when chosen, muted or hovered, which nothing here has, a figure's own ways make four more.

    They take most of the time in which a picture is built.  ``options`` are those of the glyph, and those of its renderer, such as
    ``y_range_name``.
    """
    looks = {name: options.pop(name) for name in list(options) if name in kind.properties()}
    return plot.add_glyph(source, kind(**looks), **options)


def line_of(plot: figure, source: ColumnDataSource, x: str, y: str, token: str, **options: object) -> GlyphRenderer:
    """A curve."""
    renderer = glyph_of(plot, source, Line, **({"x": x, "y": y, "line_width": 2.5} | options))
    paint(renderer.glyph, line_color=token)
    return renderer


def dots_of(plot: figure, source: ColumnDataSource, x: str, y: str, token: str, *, marker: str = "circle", size: int = 8) -> GlyphRenderer:
    """Marks of one kind."""
    renderer = glyph_of(plot, source, Scatter, x=x, y=y, marker=marker, size=size, line_width=1.5)
    paint(renderer.glyph, fill_color=token, line_color="surface")
    return renderer


def design_dot(plot: figure, source: ColumnDataSource, x: str, y: str, **options: object) -> GlyphRenderer:
    """The design's own point: the same mark in every picture."""
    renderer = glyph_of(plot, source, Scatter, x=x, y=y, marker="diamond", size=17, line_width=2, **options)
    paint(renderer.glyph, fill_color="accent-fill", line_color="text")
    return renderer


def words_of(plot: figure, source: ColumnDataSource, x: str, y: str, text: str, token: str, **options: object) -> GlyphRenderer:
    """Texts that stand at their points."""
    look = {"x": x, "y": y, "text": text, "text_font_size": "13px", "x_offset": 9, "y_offset": 5}
    renderer = glyph_of(plot, source, Text, **(look | options))
    paint(renderer.glyph, text_color=token, text_font="sans")
    return renderer


def stacked(heights: Mapping[str, float], *, least: float = -math.inf, gap: float) -> dict[str, float]:
    """Heights of names beside the ends of lines, from the lowest up and clear of each other by a gap.

    >>> [round(each, 3) for each in stacked({"a": 0.5, "b": 0.5}, gap=0.08).values()]
    [0.5, 0.58]
    """
    placed, last = {}, least - gap
    for key in sorted(heights, key=heights.get):
        placed[key] = last = max(heights[key], last + gap)
    return placed


def hover(plot: figure, renderers: list[GlyphRenderer], title: str, rows: Mapping[str, str]) -> None:
    """Tell what is below the pointer or the finger: a title, and names with values and units.

    The parts are named for the page's style sheet, which is all that reaches into Bokeh's tooltip.
    """
    lines = joined(
        markup('<div part="tip-row"><span part="tip-name">{}</span> <span part="tip-value">{}</span></div>', name, value)
        for name, value in rows.items()
    )
    tooltips = markup('<div part="tip"><strong part="tip-title">{}</strong>{}</div>', title, lines)
    plot.add_tools(HoverTool(renderers=renderers, tooltips=tooltips, mode="mouse", point_policy="snap_to_data", show_arrow=False))


def names_of(plot: figure, name: str, token: str) -> ColumnDataSource:
    """Names that stand off their dots, each on a leader where it is far; to be filled by :func:`_written`."""
    source = source_of(name, ("x", "y", *Label._fields))
    leaders = glyph_of(plot, source, Ray, x="x", y="y", length="leader", angle="angle", length_units="screen", line_width=1)
    paint(leaders.glyph, line_color="line-strong")
    words_of(plot, source, "x", "y", "text", token, x_offset="dx", y_offset="dy", text_align="align", text_baseline="middle")
    return source


def written(x: Sequence[float], y: Sequence[float], labels: Sequence[Label]) -> dict[str, list]:
    """Columns of the labels that have a place."""
    # Bokeh takes a ray of no length for one without an end.
    written = [
        (float(at), float(height), *label._replace(leader=label.leader or math.nan))
        for at, height, label in zip(x, y, labels, strict=True) if label.text
    ]  # fmt: skip
    names = ("x", "y", *Label._fields)
    return dict(zip(names, map(list, zip(*written, strict=True)), strict=True)) if written else {name: [] for name in names}


def frame(breadth: float) -> Frame:
    """Return what a picture with an axis on its left draws in."""
    return Frame(breadth - _BESIDE - _OFF, breadth - _BESIDE + _OFF, _FRAME_HEIGHT)


def share(values: object, start: float, end: float, *, log: bool = True) -> np.ndarray:
    """Where values stand between the ends of an axis, from 0 to 1."""
    scale = np.log if log else np.asarray
    return (scale(np.asarray(values, dtype=float)) - scale(start)) / (scale(end) - scale(start))
