"""The four pictures of the matrix: built once, then only their sources change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from bokeh.models import FixedTicker, NumeralTickFormatter, Range1d

from instruments.frame.drawing import (
    design_dot,
    dots_of,
    frame,
    hover,
    line_of,
    names_of,
    plot_of,
    share,
    source_of,
    words_of,
    written,
)
from instruments.frame.labels import Dots, place
from instruments.frame.pictures import Drawing, Picture, picture
from instruments.precision import IDS, sweeps
from instruments.precision.result import Findings
from instruments.precision.sayings import per_cent
from instruments.precision.study import stored
from instruments.precision.sweeps import Sweep, by_bits, by_clip, by_format
from instruments.quantities.text import power, ratio
from instruments.widgets import paint

_NOTHING: dict[str, list] = {"clip": [], "both": []}


def pictures() -> list[Picture]:
    """Build all four."""
    return [
        _levels_picture(),
        SweepPicture("bits", "Does the error meet its expectation?", ("error_bound", "expected_error"), by_bits(), _bits),
        SweepPicture("clip", "What does clipping buy?", ("matrix_error", "clipping_error"), by_clip(), _clip),
        SweepPicture("formats", "What does a bit buy?", ("relative_error", "stored_bits"), by_format(), _formats),
    ]


class SweepPicture(Picture):
    """A picture of the matrix quantised in many ways: those that take too long to be waited for come one after the other.

    Parameters
    ----------
    name, title, cites
        As of any picture.
    sweep
        What is drawn.
    make
        Makes the figure, and what draws the sweep and returns the sentence.
    """

    def __init__(self, name: str, title: str, cites: tuple[str, ...], sweep: Sweep, make: Callable[[Sweep], Drawing]) -> None:
        self.sweep = sweep
        super().__init__(IDS, name, title, self._make_of(make), _cites(*cites))

    def _make_of(self, make: Callable[[Sweep], Drawing]) -> Callable[[], Drawing]:
        def made() -> Drawing:
            plot, update = make(self.sweep)

            def begun(result: Findings, breadth: float) -> str:
                self.sweep.begin(result.study)
                return update(result, breadth)

            return plot, _of_matrix(begun, lambda: len(self.sweep.rows))

        return made

    def again(self) -> None:
        """Draw what was measured since."""
        self.draw()
        self._draw(anew=True)


def _of_matrix(update: Callable[[Findings, float], str], measured: Callable[[], int] = int) -> Callable[[Findings, float], str]:
    """Draw again only for another matrix, another breadth or more that is measured: most changes here are of the number and its line."""
    drawn: tuple[object, float, int] | None = None
    sentence = ""

    def again(result: Findings, breadth: float) -> str:
        nonlocal drawn, sentence
        if drawn is None or drawn[0] is not result.study or drawn[1:] != (breadth, measured()):
            sentence = update(result, breadth)
            drawn = result.study, breadth, measured()
        return sentence

    return again


def _so_far(sweep: Sweep, what: str) -> str:
    """Say how much of a sweep is measured, where that is not all."""
    return "" if sweep.is_whole else f" {len(sweep.rows)} of {sweep.points} {what} are measured so far."


def _cites(*names: str) -> Callable[[Findings], list[str]]:
    return lambda result: [result.chain[name].equation.source for name in names]


@picture(IDS, "levels", "Where do the weights fall between the levels?", _cites("matrix_error"))
def _levels_picture() -> Drawing:
    plot = plot_of("weight", "weights", y_axis_type="log")
    counts = source_of("weights", ("from", "to", "count", "_bottom"))
    levels = source_of("levels", ("level", "_bottom", "_top"))
    bars = plot.quad(left="from", right="to", top="count", bottom="_bottom", source=counts, fill_alpha=0.55, line_width=0.5)
    paint(bars.glyph, fill_color="series-1", line_color="surface")
    marks = plot.segment("level", "_bottom", "level", "_top", source=levels, line_width=1.5)
    paint(marks.glyph, line_color="series-2")
    hover(plot, [bars], "@count weights", {"from": "@from{0.0000}", "to": "@to{0.0000}"})
    plot.y_range = Range1d(0.6, 1e3)

    def update(result: Findings, _breadth: float) -> str:
        found = sweeps.levels(result.study)
        top = 2.5 * float(found.counts.max())
        filled = found.counts > 0
        counts.data = {
            "from": found.edges[:-1][filled], "to": found.edges[1:][filled], "count": found.counts[filled].astype(float),
            "_bottom": np.full(int(filled.sum()), 0.6),
        }  # fmt: skip
        levels.data = {
            "level": found.levels, "_bottom": np.full(len(found.levels), 0.6), "_top": np.full(len(found.levels), top),
        }  # fmt: skip
        plot.y_range.end = top
        name = result.study.recipe.layout.name
        seen = f"{len(found.levels)} levels of {name} lie in their range" if len(found.levels) else f"{name} has too many levels to draw"
        gone = f"{per_cent(found.zeros)} of them become zero" if found.zeros else "none of them becomes zero"
        return f"{result.study.weights.size:,} weights; {seen}; {gone}."

    return plot, _of_matrix(update)


def _bits(sweep: Sweep) -> Drawing:
    plot = plot_of("bits of a whole number", "rounding error", y_axis_type="log")
    curve = source_of("rounding error by bits", ("bits", "measured", "expected", "bound"))
    here, words = source_of("this format", ("bits", "error")), source_of("_labels", ("x", "y", "text", "align"))
    line_of(plot, curve, "bits", "bound", "series-2", line_dash=[6, 3])
    line_of(plot, curve, "bits", "expected", "series-6")
    dots = dots_of(plot, curve, "bits", "measured", "series-1")
    design_dot(plot, here, "bits", "error")
    words_of(plot, words, "x", "y", "text", "muted", text_align="align", x_offset=0, y_offset=0, text_baseline="middle")
    hover(plot, [dots], "@bits bits", {"measured": "@measured{0.0000}", "expected": "@expected{0.0000}", "at most": "@bound{0.0000}"})
    plot.xaxis.ticker = FixedTicker(ticks=sweeps.BITS.tolist())
    plot.x_range, plot.y_range = Range1d(1.6, 9.4), Range1d(1e-3, 10)

    def update(result: Findings, _breadth: float) -> str:
        found = {"bits": sweeps.BITS.astype(float)} | sweep.columns
        curve.data = found
        values, bits = result.figures, result.study.recipe.layout.bits
        measured, expected = values["rounding_error"].value, values["expected_error"].value
        shown = bits <= 9 and measured > 0
        here.data = {"bits": [float(bits)] if shown else [], "error": [measured] if shown else []}
        # Named at their ends, which come last.
        likely, most = found["expected"][-1:], found["bound"][-1:]
        last = found["bits"][-1:] + 0.15
        words.data = {"x": [*last, *last], "y": [*most * 1.1, *likely / 1.1], "text": ["at most", "expected"], "align": ["left", "left"]}
        if sweep.is_whole:
            low = min(float(np.min(found["measured"][found["measured"] > 0], initial=likely[0])), float(likely[0]))
            plot.y_range.update(start=low / 2, end=float(found["bound"][0]) * 2)
        name, missing = result.study.recipe.layout.name, _so_far(sweep, "widths")
        if not measured:
            exact = f"{name} holds every weight within its range exactly"
            return f"{exact}: here the expectation of {power(expected, 3)} does not apply.{missing}"
        return (
            f"{name} measures {power(measured, 3)}: {ratio(measured / expected, 3)} times what is expected, "
            f"{per_cent(measured / values['error_bound'].value)} of what is possible. A whole number halves it with each bit more.{missing}"
        )

    return plot, update


def _clip(sweep: Sweep) -> Drawing:
    plot = plot_of("range that is kept", "error", x_axis_type="log", y_axis_type="log")
    curve, best = source_of("error by clipping", ("clip", "rounding", "clipping", "both")), source_of("least error", ("clip", "both"))
    here, words = source_of("this range", ("clip", "error")), source_of("_labels", ("x", "y", "text"))
    line_of(plot, curve, "clip", "rounding", "series-1", line_dash=[6, 3])
    line_of(plot, curve, "clip", "clipping", "series-2", line_dash=[6, 3])
    line_of(plot, curve, "clip", "both", "series-4")
    dot = dots_of(plot, best, "clip", "both", "surface", size=11)
    paint(dot.glyph, fill_color="surface", line_color="series-4")
    design_dot(plot, here, "clip", "error")
    words_of(plot, words, "x", "y", "text", "muted", x_offset=0, y_offset=-6)
    hover(plot, [dot], "least error", {"range kept": "@clip{0.00}", "error": "@both{0.000}"})
    plot.xaxis.ticker = FixedTicker(ticks=[0.05, 0.1, 0.2, 0.5, 1.0])
    plot.xaxis.formatter = NumeralTickFormatter(format="0.[00]")
    plot.x_range, plot.y_range = Range1d(0.045, 1.15), Range1d(1e-3, 10)

    def update(result: Findings, _breadth: float) -> str:
        found = {"clip": sweeps.CLIPS} | sweep.columns
        curve.data = {name: np.where(column > 0, column, np.nan) for name, column in found.items()}
        least = int(np.nanargmin(found["both"])) if sweep.is_whole else 0
        best.data = {"clip": found["clip"][least : least + 1], "both": found["both"][least : least + 1]} if sweep.is_whole else _NOTHING
        now = result.figures["matrix_error"].value
        here.data = {"clip": [result.values["clip"]] if now else [], "error": [now] if now else []}
        top = float(np.max(found["both"][found["both"] > 0], initial=max(now or 0.0, 1e-6)))
        if sweep.is_whole:
            plot.y_range.update(start=top / 300, end=top * 2)
        names = ("rounding", "clipping") if sweep.rows else ()
        words.data = {
            "x": [found["clip"][0] for _ in names], "y": [max(float(found[name][0]), top / 250) for name in names], "text": list(names),
        }  # fmt: skip
        if missing := _so_far(sweep, "ranges"):
            return f"Keeping {per_cent(result.values['clip'])} of the range gives an error of {power(now or 0.0, 3)}.{missing}"
        return (
            f"Keeping {per_cent(float(found['clip'][least]))} of the range gives the least error, {power(float(found['both'][least]), 3)}; "
            f"keeping {per_cent(result.values['clip'])} gives {power(now or 0.0, 3)}."
        )

    return plot, update


def _formats(sweep: Sweep) -> Drawing:
    plot = plot_of("effective bits per weight", "relative error of the weights", y_axis_type="log", x_axis_type="log")
    others, here = source_of("formats", ("bits", "error", "name", "_error")), source_of("this one", ("bits", "error"))
    curve = source_of("whole numbers in groups of 32", ("bits", "error"))
    line_of(plot, curve, "bits", "error", "series-6", line_dash=[6, 3])
    names = names_of(plot, "_names", "muted")
    dots = dots_of(plot, others, "bits", "error", "series-1")
    design_dot(plot, here, "bits", "error")
    hover(plot, [dots], "@name", {"bits": "@bits{0.00}", "error": "@_error"})
    plot.xaxis.ticker = FixedTicker(ticks=[2, 3, 4, 6, 8, 12, 16])
    x = (2.0, 24.0)
    plot.x_range, plot.y_range = Range1d(*x), Range1d(1e-3, 1)

    def update(result: Findings, breadth: float) -> str:
        found = {name: column[: len(sweep.rows)].tolist() for name, column in sweep.columns.items()}
        found["name"] = [stored()[name].name for name in sweeps.COMPARED[: len(sweep.rows)]]
        shown = [power(max(each, 0.0), 2) for each in found["error"]]
        known = [(b, max(e, 1e-9), n, s) for b, e, n, s in zip(found["bits"], found["error"], found["name"], shown, strict=True)]
        bits, error, name, told = map(list, zip(*known, strict=True)) if known else ([], [], [], [])
        others.data = {"bits": bits, "error": error, "name": name, "_error": told}
        whole = [each for _, each in sorted((bits[i], i) for i, each in enumerate(name) if each.startswith("INT"))]
        curve.data = {"bits": [bits[each] for each in whole], "error": [error[each] for each in whole]}
        mine = (result.figures["stored_bits"].value, max(result.figures["relative_error"].value, 1e-9))
        here.data = {"bits": [mine[0]], "error": [mine[1]]}
        y = (max(min([*error, mine[1]]) / 3, 1e-5), max([*error, mine[1]]) * 2.5)
        plot.y_range.update(start=y[0], end=y[1])
        places = np.stack([share([*bits, mine[0]], *x), 1 - share([*error, mine[1]], *y)], axis=-1)
        labels = place(name, Dots(places, np.array([4.5] * len(bits) + [9.0])), places[whole], frame(breadth))
        names.data = written(bits, error, labels)
        within = [index for index, each in enumerate(bits) if each <= mine[0] + 1e-9]
        best = min(within, key=error.__getitem__, default=None)
        told_mine = f"This one takes {mine[0]:.4g} bits and errs by {per_cent(mine[1])}"
        other = "" if best is None else f"; {name[best]} errs by {per_cent(error[best])} with {bits[best]:.4g} bits"
        return f"{told_mine}{other}.{_so_far(sweep, 'formats')}"

    return plot, update
