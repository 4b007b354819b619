"""The same run drawn many times: whether its goodput is what the formula says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from bokeh.models import NumeralTickFormatter, Quad, Range1d, Span

from formulas.reliability.simulation import Plan, stretches
from instruments.frame.drawing import glyph_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, Picture, sources
from instruments.prose.markup import markup
from instruments.reliability import IDS
from instruments.reliability.result import Outlook
from instruments.widgets import paint

RUNS = 200
_BINS = 24
_SOURCES = ("daly2006", "erlang1917")


@dataclass(frozen=True)
class Found:
    """Goodputs of the runs that are finished, and how far all of it has come."""

    share: float
    goodputs: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        """Mean goodput of the finished runs."""
        return float(np.mean(self.goodputs))

    @property
    def margin(self) -> float:
        """Half the breadth of the interval that holds the true mean nineteen times of twenty."""
        return 1.96 * float(np.std(self.goodputs, ddof=1)) / len(self.goodputs) ** 0.5


def many(plan: Plan, seed: int, runs: int = RUNS) -> Iterator[Found]:
    """Draw so many runs, some failures at a step."""
    done: list[float] = []
    for each in range(runs):
        spent = 0.0
        for piece in stretches(plan, (seed, each)):
            spent = spent + piece.spent
            if piece.until < plan.duration:
                yield Found((each + piece.until / plan.duration) / runs, tuple(done))
        done.append(float(spent[0] / np.sum(spent)))
        yield Found((each + 1) / runs, tuple(done))


class ManyRuns(Picture):
    """A histogram beside the formula; empty until somebody has the runs drawn."""

    def __init__(self) -> None:
        self._found, self._outlook = Found(0.0), None
        super().__init__(IDS, "many", "Does the formula hold?", self._make, lambda _: _SOURCES)

    def _make(self) -> Drawing:
        plot = plot_of("goodput", "runs", x_range=Range1d(0, 1), y_range=Range1d(0, 10))
        plot.xaxis.formatter = NumeralTickFormatter(format="0.[0]%")
        self._bars = source_of("runs", ("from", "to", "runs"))
        bars = glyph_of(plot, self._bars, Quad, left="from", right="to", top="runs", bottom=0, line_width=1)
        paint(bars.glyph, fill_color="series-1", line_color="surface")
        self._formula = Span(dimension="height", location=0.5, line_width=2)
        paint(self._formula, line_color="accent")
        plot.add_layout(self._formula)
        self._word = source_of("_formula", ("x", "y", "text", "align", "off"))
        words_of(plot, self._word, "x", "y", "text", "accent", x_offset="off", y_offset=16, text_align="align")
        self._plot = plot
        return plot, self._start

    def tell(self, found: Found) -> str:
        """Show runs that were drawn, and return in few words what they say."""
        self.draw()
        self._found = found
        sentence = self._shown()
        self.caption.html = markup("{}<cite hidden>{}</cite>", sentence, sources(_SOURCES))
        return f"{len(found.goodputs)} of {RUNS} runs"

    def _start(self, outlook: Outlook, breadth: float) -> str:
        del breadth
        if outlook is not self._outlook:
            self._found, self._outlook = Found(0.0), outlook
        return self._shown()

    def _shown(self) -> str:
        formula, goodputs = float(self._outlook.chain.goodput), np.array(self._found.goodputs)
        low, high = (goodputs.min(), goodputs.max()) if goodputs.size else (formula, formula)
        room = max(high - low, 0.01)
        low, high = max(0.0, min(low, formula) - 0.3 * room), min(1.0, max(high, formula) + 0.3 * room)
        counts, edges = np.histogram(goodputs, bins=_BINS, range=(low, high))
        self._bars.data = {"from": edges[:-1], "to": edges[1:], "runs": counts}
        self._plot.x_range.update(start=low, end=high)
        top = 1.25 * max(int(counts.max()), 4)
        self._plot.y_range.end = top
        self._formula.location = formula
        right = formula > (low + high) / 2
        self._word.data = {"x": [formula], "y": [top], "text": [f"formula {formula:.1%}"], "align": ["right" if right else "left"],
                           "off": [-6 if right else 6]}  # fmt: skip
        if goodputs.size < 2:
            days = self._outlook.values["days"]
            return f"The formula gives {formula:.2%}. Draw {RUNS} runs of {days:,.4g} days each to see how far single ones lie from it."
        away = abs(self._found.mean - formula)
        inside = "which holds the formula's" if away <= self._found.margin else "beside the formula's"
        return (
            f"{goodputs.size} runs have a goodput of {self._found.mean:.2%} in the mean, give or take {self._found.margin:.2%}, {inside} "
            f"{formula:.2%}. Single ones lie between {goodputs.min():.1%} and {goodputs.max():.1%}."
        )
