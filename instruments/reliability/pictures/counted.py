"""Failures counted day by day: the drawn run, what the formula expects, and published runs at the same size."""

from __future__ import annotations

import numpy as np
from bokeh.models import Range1d, Step, VArea

from formulas.reliability.published import runs
from instruments.frame.drawing import glyph_of, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity
from instruments.reliability import IDS, curves
from instruments.reliability.result import Outlook
from instruments.widgets import paint

_DAY = 86400.0
_TOKENS = ("series-2", "series-5", "series-3")
_SHORT = {"Llama 3 405B": "as Llama 3", "OPT-175B": "as OPT-175B", "Meta RSC, jobs of 1,024 cards": "as Meta's RSC"}


@picture(IDS, "counted", "Are that many failures normal?", lambda _: [
    "daly2006", *(run.source("interruptions") for run in runs().values() if run.name in _SHORT),
])  # fmt: skip
def counted() -> Drawing:
    """Build the picture."""
    plot = plot_of("day", "failures so far", x_range=Range1d(0, 90), y_range=Range1d(0, 100))
    band = source_of("expected", ("day", "expected", "low", "high"), day="days")
    area = glyph_of(plot, band, VArea, x="day", y1="low", y2="high", fill_alpha=0.5)
    paint(area.glyph, fill_color="accent-wash")
    line_of(plot, band, "day", "expected", "series-6", line_dash=[6, 3])
    others = {name: source_of(name, ("day", "failures"), day="days") for name in _SHORT}
    words = {name: source_of(f"_{name}", ("x", "y", "text")) for name in _SHORT}
    for token, (name, source) in zip(_TOKENS, others.items(), strict=True):
        line_of(plot, source, "day", "failures", token)
        words_of(plot, words[name], "x", "y", "text", token, x_offset=-6, y_offset=-6, text_align="right")
    drawn_run = source_of("drawn run", ("day", "failures"), day="days")
    steps = glyph_of(plot, drawn_run, Step, x="day", y="failures", mode="after", line_width=2)
    paint(steps.glyph, line_color="accent")
    mine = source_of("_mine", ("x", "y", "text"))
    words_of(plot, mine, "x", "y", "text", "accent", x_offset=4, y_offset=20)

    def update(outlook: Outlook, breadth: float) -> str:
        del breadth
        drawn, plan = outlook.drawn, outlook.plan
        days = drawn.until / _DAY
        at = np.linspace(0, days, 61)
        rate = _DAY / plan.mtbf * (1 - float(outlook.chain.waiting))
        expected = rate * at
        band.data = {"day": at, "expected": expected, "low": np.maximum(expected - 2 * np.sqrt(expected), 0),
                     "high": expected + 2 * np.sqrt(expected)}  # fmt: skip
        failed = drawn.failed[drawn.cause >= 0] / _DAY
        drawn_run.data = {"day": np.concatenate([[0.0], failed, [days]]), "failures": np.append(np.arange(failed.size + 1.0), failed.size)}
        scaled = curves.scaled_runs(outlook)
        highest = 1.15 * max(*(each * days for each in scaled.values()), float(band.data["high"][-1]), 1.0)
        plot.x_range.end = days
        plot.y_range.end = highest
        for name, short in _SHORT.items():
            others[name].data = {"day": [0.0, days], "failures": [0.0, scaled[name] * days]}
            words[name].data = {"x": [days * 0.98], "y": [scaled[name] * days * 0.98], "text": [short]}
        mine.data = {"x": [days * 0.55], "y": [rate * days * 0.55], "text": ["this run"]}
        llama, opt = (scaled[runs()[key].name] for key in ("llama-3-405b", "opt-175b"))
        return (
            f"{failed.size:,} failures came in {quantity(drawn.until, 's')}; {expected[-1]:,.0f} are expected, nineteen times of twenty "
            f"within the band. {outlook.values['cards']:,} cards that fail as often as Llama 3's see {llama:.3g} a day, as OPT-175B's "
            f"{opt:.3g}."
        )

    return plot, update
