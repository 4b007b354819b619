"""Pictures of bars: the levels of memory by the time to read the model, and cards by what a watt buys."""

from __future__ import annotations

import math

import numpy as np
from bokeh.models import FactorRange, HBar, Range1d

from formulas import roofline
from formulas.catalogue import Accelerator, accelerators
from formulas.kernels.chips import multiplied
from formulas.kernels.levels import energy_efficiency, read_time
from instruments.chip import IDS
from instruments.chip.levels_html import missing
from instruments.chip.model import Placement
from instruments.frame.drawing import hover, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity
from instruments.widgets import paint

WATTS_HEIGHT = 520


def _bars(plot, source, left: str, right: str, token: str, height: float, **options: object):
    bar = HBar(y="name", left=left, right=right, height=height, line_width=0, line_alpha=0, **options)
    return plot.add_glyph(source, paint(bar, fill_color=token))


@picture(IDS, "levels", "How long does each level of memory take to read the model?", lambda found: [
    level.source for level in found.levels
])  # fmt: skip
def levels_picture() -> Drawing:
    """How long each level of memory takes to deliver the model."""
    plot = plot_of("time to deliver the whole model once (s)", "", x_axis_type="log", y_range=FactorRange(), x_range=Range1d(1e-5, 100))
    plot.ygrid.visible = False
    columns = ("name", "time", "capacity", "bandwidth", "_left", "_told", "_shown", "_holds")
    rows = source_of("levels of memory", columns, time="s", capacity="B", bandwidth="B/s")
    bars = _bars(plot, rows, "_left", "time", "series-1", 0.68, fill_alpha=0.28)
    words_of(plot, rows, "_left", "name", "_told", "text", x_offset=6, text_baseline="middle", y_offset=0)
    hover(plot, [bars], "@name", {"holds": "@_holds", "delivers the model in": "@_shown"})

    def update(found: Placement, breadth: float) -> str:
        size = float(found.chain.model_bytes)
        levels = [level for level in found.levels if math.isfinite(level.bandwidth)]
        times = [float(read_time(size, level.bandwidth)) for level in levels]
        start = 10 ** math.floor(math.log10(min(times)) - 1.3)
        plot.y_range.factors = [level.name for level in reversed(levels)]
        plot.x_range.update(start=start, end=max(times) * 3)
        wide = breadth > 380
        rows.data = {
            "name": [level.name for level in levels], "time": times, "capacity": [level.capacity for level in levels],
            "bandwidth": [level.bandwidth for level in levels], "_left": [start] * len(levels),
            "_told": [_told(level, time, wide) for level, time in zip(levels, times, strict=True)],
            "_shown": [str(quantity(time, "s")) for time in times], "_holds": [str(quantity(level.capacity, "B")) for level in levels],
        }  # fmt: skip
        holding = [level for level in levels if level.capacity >= size]
        cache = float(found.card.memory_bytes)
        first = holding[0].name[:1].lower() + holding[0].name[1:] if holding else "none of them"
        fits = "holds it" if cache >= size else f"would need {math.ceil(size / cache):,} of these cards to hold it"
        return (
            f"The weights are {quantity(size, 'B')}. {found.card.memory_kind} delivers them in "
            f"{quantity(float(found.chain.model_read), 's')}, "
            f"the least time of a token for one user, and {fits}. The first level that has room is {first}. {missing(found)}".rstrip()
        )

    return plot, update


def _told(level, time: float, wide: bool) -> str:
    speed, size = quantity(level.bandwidth, "B/s"), quantity(level.capacity, "B")
    return f"{quantity(time, 's')}: {size} at {speed}" if wide else f"{quantity(time, 's')}, {speed}"


def watts(found: Placement) -> list[tuple[Accelerator, float, float, bool]]:
    """Return the cards whose peak and power are published, with what a watt buys at the peak and at the part's intensity, best first."""
    rows = []
    for card in accelerators().values():
        form = multiplied(card, found.values["precision"])
        if card.power_w is None or math.isnan(form.peak):
            continue
        reached = roofline.attainable(found.part.intensity, form.peak, card.bandwidth_bytes_per_s)
        both = energy_efficiency(np.array([form.peak, float(reached)]), card.power_w)
        rows.append((card, float(both[0]), float(both[1]), form.unpacked))
    return sorted(rows, key=lambda row: row[1])


@picture(IDS, "watts", "What does a watt buy?", lambda found: [
    found.card.source("power_w"), *(row[0].source("power_w") for row in watts(found)[-3:]),
])  # fmt: skip
def watts_picture() -> Drawing:
    """FLOP per second for each watt, at the peak and at the part's intensity, over the cards."""
    plot = plot_of("FLOP/s per watt of the board's limit", "", x_axis_type="log", y_range=FactorRange(),
                   x_range=Range1d(1e9, 1e13))  # fmt: skip
    plot.height = WATTS_HEIGHT
    plot.ygrid.visible = False
    columns = ("name", "peak", "part", "_left", "_peak", "_part", "_how")
    rows, mine = source_of("cards by efficiency", columns, peak="FLOP/J", part="FLOP/J"), source_of("_this card", columns)
    bars = [
        _bars(plot, rows, "_left", "peak", "series-6", 0.72, fill_alpha=0.3),
        _bars(plot, rows, "_left", "part", "series-1", 0.72, fill_alpha=0.8),
        _bars(plot, mine, "_left", "part", "accent-fill", 0.72),
    ]  # fmt: skip
    hover(plot, bars, "@name", {"peak": "@_peak", "this part": "@_part", "format": "@_how"})

    def update(found: Placement, _breadth: float) -> str:
        every = watts(found)
        start = min(min(row[2] for row in every) / 3, every[-1][1] / 1000)
        plot.y_range.factors = [_short(row[0]) for row in every]
        plot.x_range.update(start=start, end=every[-1][1] * 1.5)
        told = {
            "name": [_short(row[0]) for row in every], "peak": [row[1] for row in every], "part": [row[2] for row in every],
            "_left": [start] * len(every), "_peak": [str(quantity(row[1], "FLOP/J")) for row in every],
            "_part": [str(quantity(row[2], "FLOP/J")) for row in every],
            "_how": ["unpacked to a wider format" if row[3] else "multiplied as it is" for row in every],
        }  # fmt: skip
        rows.data = told
        own = [at for at, row in enumerate(every) if row[0].id == found.card.id]
        mine.data = {name: [column[at] for at in own] for name, column in told.items()}
        best = max(every, key=lambda row: row[2])
        at = f"At {quantity(found.part.intensity, 'FLOP/B')}"
        here = (
            f"this card gives {quantity(every[own[0]][2], 'FLOP/J')} of {quantity(every[own[0]][1], 'FLOP/J')}" if own
            else "this card has no published power or peak"
        )  # fmt: skip
        return (
            f"{at}, {here}; the best is {_short(best[0])} with {quantity(best[2], 'FLOP/J')}. Pale bars are peaks, in "
            "their order; below the ridge it is bandwidth for each watt that decides."
        )

    return plot, update


def _short(card: Accelerator) -> str:
    """A card's name without its maker, where another word says enough."""
    return card.name.removeprefix(f"{card.vendor} ").partition(" (")[0]
