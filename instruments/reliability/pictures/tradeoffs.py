"""What is traded: the interval between checkpoints, the size of the machine, spares."""

from __future__ import annotations

import numpy as np
from bokeh.models import FixedTicker, NumeralTickFormatter, Range1d

from formulas.reliability.goodput import goodput
from formulas.reliability.intervals import daly_interval, young_interval
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
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity, ratio
from instruments.reliability import IDS, curves
from instruments.reliability.result import Outlook
from instruments.reliability.verdict import told_share


def _percent(plot) -> None:
    plot.yaxis.formatter = NumeralTickFormatter(format="0.[00]%")


@picture(IDS, "interval", "How often should it save?", lambda outlook: [
    "young1974", "daly2006", outlook.chain["checkpoint"].equation.source,
])  # fmt: skip
def interval_picture() -> Drawing:
    """Time lost over the work between two checkpoints."""
    plot = plot_of("work between checkpoints (minutes)", "time lost", x_axis_type="log", y_axis_type="log",
                   x_range=Range1d(1, 1000), y_range=Range1d(0.001, 1))  # fmt: skip
    _percent(plot)
    plot.yaxis.ticker = FixedTicker(ticks=[times * 10.0**power for power in range(-9, 1) for times in (1, 2, 5)])
    curve = source_of("over the interval", ("interval", "wasted", "writing", "lost"), interval="min")
    line_of(plot, curve, "interval", "writing", "series-1", line_dash=[6, 3])
    line_of(plot, curve, "interval", "lost", "series-2", line_dash=[2, 3])
    line_of(plot, curve, "interval", "wasted", "series-6")
    rules, here = source_of("rules", ("interval", "wasted", "name")), source_of("this run", ("interval", "wasted"))
    dots = dots_of(plot, rules, "interval", "wasted", "series-3", size=9)
    mine = design_dot(plot, here, "interval", "wasted")
    names = {name: source_of(f"_{name}", ("x", "y", "text")) for name in ("writing", "lost")}
    words_of(plot, names["writing"], "x", "y", "text", "series-1", x_offset=4, y_offset=-6)
    words_of(plot, names["lost"], "x", "y", "text", "series-2", x_offset=-4, y_offset=-6, text_align="right")
    labels = names_of(plot, "_rules", "text")
    hover(plot, [dots], "@name", {"interval": "@interval{0.0} min", "time lost": "@wasted{0.00%}"})
    hover(plot, [mine], "this run", {"interval": "@interval{0.0} min", "time lost": "@wasted{0.00%}"})

    def update(outlook: Outlook, breadth: float) -> str:
        found, plan = curves.over_interval(outlook), outlook.plan
        curve.data = dict(found)
        own = 1 - float(outlook.chain.goodput_running)
        marks = np.array([float(rule(plan.pause, plan.mtbf)) for rule in (young_interval, daly_interval)])
        wasted = 1 - goodput(marks, plan.pause, plan.restart, plan.mtbf, plan.lag)
        rules.data = {"interval": marks / 60, "wasted": wasted, "name": ["Young", "Daly"]}
        here.data = {"interval": [plan.interval / 60], "wasted": [own]}
        x = (float(found["interval"][0]), float(found["interval"][-1]))
        y = (max(float(found["wasted"].min()) / 6, 1e-9), min(1.2, max(float(found["wasted"].max()) * 1.5, own * 1.5)))
        plot.x_range.update(start=x[0], end=x[1])
        plot.y_range.update(start=y[0], end=y[1])
        _ends(names, found, y)
        at = np.stack([share(np.append(marks[1:], plan.interval) / 60, *x), 1 - share(np.append(wasted[1:], own), *y)], axis=-1)
        line = np.stack([share(found["interval"], *x), 1 - share(found["wasted"], *y)], axis=-1)
        placed = place(["Daly", "this run"], Dots(at, np.array([5.0, 9.0])), line, frame(breadth))
        labels.data = written(np.append(marks[1:], plan.interval) / 60, np.append(wasted[1:], own), placed)
        times = own / max(float(wasted[1]), 1e-12)
        against = "as little as can be" if times < 1.01 else f"{ratio(times, 3)} times the least"
        return (
            f"With {quantity(plan.interval, 's')} between checkpoints and {quantity(plan.pause, 's')} to stand still for one, {own:.2%} of "
            f"the time is lost while spares are at hand, {against}. Writing falls with the interval, lost work grows with it."
        )

    return plot, update


def _ends(names: dict, found: curves.Columns, y: tuple[float, float]) -> None:
    """Put the names of writing and lost work where their lines leave the picture's upper half."""
    for name, text, places in (("writing", "writing", slice(None)), ("lost", "lost work", slice(None, None, -1))):
        columns = {key: found[key][places] for key in ("interval", name)}
        inside = np.flatnonzero((columns[name] > y[0] * 3) & (columns[name] < y[1] / 2))
        at = inside[len(inside) // 6] if inside.size else 0
        names[name].data = {"x": [float(columns["interval"][at])], "y": [float(columns[name][at])], "text": [text]}


@picture(IDS, "cards", "What does a larger machine lose?", lambda _: [
    "daly2006", "erlang1917", *(run.source("goodput") for run in curves.known_runs()),
])  # fmt: skip
def cards_picture() -> Drawing:
    """Goodput over the size of the machine, beside published runs."""
    plot = plot_of("cards", "goodput", x_axis_type="log", x_range=Range1d(64, curves.MOST_CARDS), y_range=Range1d(0, 1.08))
    _percent(plot)
    curve = source_of("over the cards", ("cards", "goodput", "running"), cards="cards")
    public = source_of("published runs", ("cards", "goodput", "name", "_told", "_note"))
    here = source_of("this run", ("cards", "goodput"))
    line_of(plot, curve, "cards", "running", "series-6", line_dash=[6, 3])
    line_of(plot, curve, "cards", "goodput", "series-1")
    dots = dots_of(plot, public, "cards", "goodput", "series-2")
    mine = design_dot(plot, here, "cards", "goodput")
    labels = names_of(plot, "_names", "muted")
    hover(plot, [dots], "@name", {"cards": "@cards{0,0}", "goodput": "@_told", "": "@_note"})
    hover(plot, [mine], "this run", {"cards": "@cards{0,0}", "goodput": "@goodput{0.0%}"})

    def update(outlook: Outlook, breadth: float) -> str:
        found, known = curves.over_cards(outlook), curves.known_runs()
        curve.data = dict(found)
        cards = np.array([run.cards for run in known])
        shares = np.array([run.goodput for run in known])
        told = [f"{'at least ' if run.at_least else ''}{run.goodput:.0%}" for run in known]
        public.data = {"cards": cards, "goodput": shares, "name": [run.name for run in known], "_told": told,
                       "_note": [run.note for run in known]}  # fmt: skip
        own, mine_cards = float(outlook.chain.goodput), outlook.values["cards"]
        here.data = {"cards": [mine_cards], "goodput": [own]}
        x, y = np.append(cards, mine_cards), np.append(shares, own)

        def shares_of(across: np.ndarray, up: np.ndarray) -> np.ndarray:
            return np.stack([share(across, 64, curves.MOST_CARDS), 1 - share(up, 0, 1.08, log=False)], axis=-1)

        placed = place([*(run.name for run in known), "this run"], Dots(shares_of(x, y), np.array([5.0] * len(known) + [9.0])),
                       shares_of(found["cards"], found["goodput"]), frame(breadth))  # fmt: skip
        labels.data = written(x, y, placed)
        half = found["cards"][found["goodput"] < 0.5]
        ends = f"falls below half at {quantity(float(half[0]), 'card')}" if half.size else "stays above half on a million cards"
        return (
            f"On {mine_cards:,} cards the goodput is {own:.1%}. With everything else as it is, also the {outlook.values['spares']} spares, "
            f"it {ends}; dashed, with a spare always at hand. Dots are published runs, each with its own storage and repair."
        )

    return plot, update


@picture(IDS, "spares", "How many spares are worth it?", lambda _: ["erlang1917", "bekman2023"])
def spares_picture() -> Drawing:
    """Goodput over the spares, of the run and of all that is paid for."""
    plot = plot_of("spare servers", "goodput", x_range=Range1d(0, 10), y_range=Range1d(0, 1.05))
    _percent(plot)
    curve = source_of("over the spares", ("spares", "goodput", "paid"), spares="servers")
    here = source_of("this run", ("spares", "goodput", "paid"))
    line_of(plot, curve, "spares", "goodput", "series-1")
    line_of(plot, curve, "spares", "paid", "series-2", line_dash=[6, 3])
    mine = design_dot(plot, here, "spares", "goodput")
    names = {name: source_of(f"_{name}", ("x", "y", "text")) for name in ("goodput", "paid")}
    words_of(plot, names["goodput"], "x", "y", "text", "series-1", x_offset=-4, y_offset=-6, text_align="right")
    words_of(plot, names["paid"], "x", "y", "text", "series-2", x_offset=-4, y_offset=18, text_align="right")
    hover(plot, [mine], "@spares{0,0} spare servers", {"of the run": "@goodput{0.0%}", "of what is paid": "@paid{0.0%}"})

    def update(outlook: Outlook, breadth: float) -> str:
        del breadth
        found, chain = curves.over_spares(outlook), outlook.chain
        curve.data = dict(found)
        own = {name: float(chain[key].value) for name, key in (("goodput", "goodput"), ("paid", "paid_goodput"))}
        here.data = {"spares": [outlook.values["spares"]]} | {name: [value] for name, value in own.items()}
        lowest = max(0.0, min(float(found["paid"].min()), own["goodput"]) - 0.05)
        highest = float(found["goodput"].max())
        plot.x_range.end = float(found["spares"][-1])
        plot.y_range.update(start=lowest, end=highest + 0.12 * (highest - lowest))
        for name, text in (("goodput", "of the run"), ("paid", "of all servers that are paid for")):
            names[name].data = {"x": [plot.x_range.end], "y": [float(found[name][-1])], "text": [text]}
        best = int(found["spares"][int(np.argmax(found["paid"]))])
        return (
            f"{float(chain.in_repair):.3g} servers are in repair in the mean; with {outlook.values['spares']} spares the run waits "
            f"{told_share(float(chain.waiting))} of the time. Most lasting work for the money comes from {best}."
        )

    return plot, update
