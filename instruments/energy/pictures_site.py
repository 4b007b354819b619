"""Pictures of the site: where it might stand, what redundancy buys, how long a night is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bokeh.models import Range1d

from formulas.power.availability import downtime_per_year
from formulas.power.catalogue import LIFE_CYCLE, STACK, Region, regions
from formulas.power.chain import REDUNDANT
from instruments.energy import IDS
from instruments.energy.place import firm, mean_of, supply
from instruments.energy.result import Balance
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
    stacked,
    words_of,
    written,
)  # fmt: skip
from instruments.frame.labels import Dots, place
from instruments.frame.pictures import Drawing, picture
from instruments.quantities.text import quantity, significant
from instruments.widgets import paint

_UNITS = np.arange(1, 51)
_HOURS = np.linspace(0, 24, 193)
_MINUTE = 60
_NO_CURVE = np.array([[0.0, 9.0], [1.0, 9.0]])
"""Names have no curve to stand clear of: one far below the frame."""
_DRAWN = {
    "N": ("n", "series-3", "solid"), "N+1": ("n_plus_1", "series-1", [7, 3]), "2N": ("two_n", "series-2", [2, 3]),
    "2(N+1)": ("two_n_plus_1", "series-4", [9, 3, 2, 3]),
}  # fmt: skip
"""Redundancy as it is called, the name of its steps, and how its curve is drawn."""
_LEAST_MINUTES = 1e-6
_SITING_HEIGHT = 420
_SITING_FRAME = _SITING_HEIGHT - 64


@picture(IDS, "siting", "Where should it stand?", lambda _: ["eia2024", "epa-egrid2023", "owid-electricity", "eurostat-electricity"])
def siting_picture() -> Drawing:
    """Bill and carbon of this run in every place whose price is known, apart by what their carbon counts."""
    plot = plot_of("electricity bill (M USD)", "carbon, location-based (kt CO2e)", x_axis_type="log")
    plot.height = _SITING_HEIGHT
    columns = ("bill", "carbon", "name", "supply", "firm")
    sources = {kind: source_of(f"places, {kind}", columns, bill="M USD", carbon="kt CO2e") for kind in (STACK, LIFE_CYCLE)}
    here, names = source_of("this design", ("bill", "carbon")), names_of(plot, "_names", "muted")
    for kind, token, marker in ((STACK, "series-1", "circle"), (LIFE_CYCLE, "series-2", "square")):
        dots = dots_of(plot, sources[kind], "bill", "carbon", token, marker=marker)
        hover(plot, [dots], "@name", {
            "bill": "@bill{0.00} M USD", f"carbon, {kind}": "@carbon{0.00} kt", "supplied by": "@supply", "firm": "@firm",
        })  # fmt: skip
    design_dot(plot, here, "bill", "carbon")

    placed: dict[str, object] = {}

    def update(result: Balance, breadth: float) -> str:
        energy = float(result.chain.run_energy)
        rows = [row for row in regions().values() if row.price_usd_per_kwh is not None]
        bill = np.array([row.price_usd_per_kwh for row in rows]) * energy / 1e6
        carbon = np.array([mean_of(row.id) for row in rows]) * energy / 1e6
        mine = (float(result.chain.bill) / 1e6, float(result.chain.carbon) / 1e6)
        for kind, source in sources.items():
            source.data = _columns(rows, bill, carbon, kind)
        here.data = {"bill": [mine[0]], "carbon": [mine[1]]}
        x, y = _log_axis([*bill, mine[0]]), _axis([*carbon, mine[1]])
        plot.x_range.update(start=x[0], end=x[1])
        plot.y_range.update(start=y[0], end=y[1])
        ends = np.append(bill, mine[0]), np.append(carbon, mine[1])
        at = np.stack([share(ends[0], *x), 1 - share(ends[1], *y, log=False)], axis=-1)
        # All that changes the energy alone moves the axes and no dot: names stay where they are, for to place them takes long.
        if placed.get("where") != (where := (breadth, at.round(4).tobytes())):
            spots, room = Dots(at, np.array([5.0] * len(rows) + [9.0])), replace(frame(breadth), height=_SITING_FRAME)
            labels = place([row.name.partition(",")[0] for row in rows], spots, _NO_CURVE, room)
            placed.update(where=where, labels=labels)
        names.data = written(bill, carbon, placed["labels"])
        return _told(result, rows, bill, carbon)

    plot.x_range, plot.y_range = Range1d(0.1, 1), Range1d(0, 1)
    return plot, update


def _columns(rows: list[Region], bill: np.ndarray, carbon: np.ndarray, kind: str) -> dict[str, object]:
    kept = [i for i, row in enumerate(rows) if row.boundary == kind]
    return {
        "bill": bill[kept], "carbon": carbon[kept], "name": [rows[i].name for i in kept], "supply": [supply(rows[i]) for i in kept],
        "firm": [firm(rows[i]) for i in kept],
    }  # fmt: skip


def _told(result: Balance, rows: list[Region], bill: np.ndarray, carbon: np.ndarray) -> str:
    """The sentence: this design, the cheapest place, and the cleanest of either kind of counting."""
    cheap = rows[int(np.argmin(bill))]
    cleanest = []
    for kind in (LIFE_CYCLE, STACK):
        kept = [i for i, row in enumerate(rows) if row.boundary == kind]
        best = min(kept, key=lambda i: carbon[i])
        cleanest.append(f"{rows[best].name} at {quantity(float(carbon[best]) * 1e6, 'kgCO2e')} ({kind})")
    return (
        f"This run costs {quantity(float(result.chain.bill), 'USD')} of electricity and {quantity(float(result.chain.carbon), 'kgCO2e')} "
        f"({result.boundary}). {cheap.name} would be the cheapest at {quantity(float(bill.min()) * 1e6, 'USD')}; the cleanest are "
        f"{' and '.join(cleanest)}. Circles count stacks, squares whole lives of plants: compare within one kind."
    )


def _axis(values: list[float]) -> tuple[float, float]:
    """Ends with room for names; nothing below zero."""
    low, high = min(values), max(values)
    room = 0.12 * (high - low) or 0.1 * high or 1.0
    return max(-room / 2, low - room), high + room


def _log_axis(values: list[float]) -> tuple[float, float]:
    """Ends with room for names on an axis by ratio; a bill of nothing has no place there."""
    known = [each for each in values if each > 0]
    return min(known) / 1.35, max(known) * 1.35


@picture(IDS, "availability", "What does redundancy buy?", lambda result: [result.chain["down_n"].equation.source])
def availability_picture() -> Drawing:
    """Time down in a year over the units that are needed, by redundancy."""
    plot = plot_of("power units that the load needs", "minutes down in a year", y_axis_type="log", x_range=Range1d(0, 58))
    curve = source_of("over the units", ("units", *_DRAWN), **dict.fromkeys(_DRAWN, "min"))
    here, names = source_of("this design", ("units", "minutes")), source_of("_names", ("x", "y", "text"))
    for name, (_, token, dash) in _DRAWN.items():
        line = line_of(plot, curve, "units", name, token, line_dash=dash)
        hover(plot, [line], name, {"units": "@units", "down": f"@{{{name}}}{{0.00}} min"})
    design_dot(plot, here, "units", "minutes")
    words_of(plot, names, "x", "y", "text", "text", x_offset=5)

    def minutes(name: str, unit: float, units: np.ndarray | float) -> np.ndarray:
        # A logarithm has no place for what never fails.
        return np.maximum(downtime_per_year(REDUNDANT[name](unit, units)) / _MINUTE, _LEAST_MINUTES)

    def update(result: Balance, _breadth: float) -> str:
        unit, needed = float(result.load.unit_availability), float(result.load.units)
        found = {called: minutes(name, unit, _UNITS) for called, (name, *_) in _DRAWN.items()}
        curve.data = {"units": _UNITS, **found}
        mine = [float(minutes(name, unit, needed)) for name, *_ in _DRAWN.values()]
        here.data = {"units": [needed] * len(mine), "minutes": mine}
        plot.x_range.end = max(60.0, 1.15 * needed)
        every = [each for values in found.values() for each in (float(values.min()), float(values.max()))] + mine
        plot.y_range.update(start=min(every) / 2, end=max(every) * 3)
        # On a scale of powers; a line of text takes a twelfth of the picture's height.
        gap = np.log10(plot.y_range.end / plot.y_range.start) / 12
        at = stacked({name: float(np.log10(each[-1])) for name, each in found.items()}, gap=float(gap))
        names.data = {"x": [float(_UNITS[-1])] * len(at), "y": [10**each for each in at.values()], "text": list(at)}
        told = {name: quantity(float(result.chain[f"down_{name}"].value), "s") for name in REDUNDANT}
        return (
            f"With {needed:,.0f} units of {significant(100 * unit, 5)}% each, the site is down {told['n']} a year where all are needed, "
            f"{told['n_plus_1']} with one spare, {told['two_n']} with two whole paths and {told['two_n_plus_1']} with a spare in each. "
            f"{_why(result)} Five nines are 5.26 minutes."
        )

    plot.y_range = Range1d(1e-2, 1e5)
    return plot, update


def _why(result: Balance) -> str:
    """Say why two paths do worse than one spare, and what they are built for all the same."""
    needed = result.load.units
    if needed == 1:
        return "With one unit to a path, two paths and one spare are the same."
    return (
        f"Two paths without a spare do worse than one spare: any of its {needed:,.0f} units takes a path down, and both paths are down "
        f"more often than two of {needed + 1:,.0f} units. They are built against what takes all of one path at once, which is not counted."
    )


@picture(IDS, "night", "How long is a night for the sun?", lambda result: [
    result.chain["night"].equation.source, "eia2024", result.chain["calm"].equation.source,
])  # fmt: skip
def night_picture() -> Drawing:
    """Output of the sun over a day for a load that never rests."""
    plot = plot_of("hour of the day", "times the load", x_range=Range1d(0, 24))
    sun = source_of("a clear day", ("hour", "output", "load"), output="times the load")
    names = source_of("_names", ("x", "y", "text"))
    stored = plot.varea("hour", "load", "_above", source=sun, fill_alpha=0.3)
    drawn = plot.varea("hour", "_below", "load", source=sun, fill_alpha=0.3)
    paint(stored.glyph, fill_color="series-3")
    paint(drawn.glyph, fill_color="series-1")
    line_of(plot, sun, "hour", "output", "series-3")
    line_of(plot, sun, "hour", "load", "text", line_dash=[7, 3])
    words_of(plot, names, "x", "y", "text", "text", x_offset=0, text_align="center")

    def update(result: Balance, _breadth: float) -> str:
        day = float(result.load.day_length)
        highest = 12 * np.pi / day
        lit = np.abs(_HOURS - 12) < day / 2
        output = np.where(lit, highest * np.cos(np.pi * (_HOURS - 12) / day), 0.0)
        load = np.ones(_HOURS.shape)
        sun.data = {"hour": _HOURS, "output": output, "load": load, "_above": np.maximum(output, 1), "_below": np.minimum(output, 1)}
        plot.y_range.update(start=0, end=1.12 * highest)
        names.data = {"x": [12.0, 2.6], "y": [1 + 0.4 * (highest - 1), 0.45], "text": ["stored", "drawn"]}
        c = result.chain
        hours = float(c.night) / float(c.site_power)
        return (
            f"On a clear day of {significant(day, 2)} h, {quantity(float(c.night), 'Wh')} have to be stored: {significant(hours)} h "
            f"of the load. At the stated capacity factor {quantity(float(c.sun), 'W')} of sun make the year's energy, or "
            f"{quantity(float(c.wind), 'W')} of wind. Real days are worse: Ember stores 17 h for 97% of the hours in Las Vegas. "
            f"Wind needs {quantity(float(c.calm), 'Wh')} for a calm of {significant(float(result.load.calm_hours))} h: "
            f"{significant(float(c.calm) / float(c.site_power))} h of the load."
        )

    plot.y_range = Range1d(0, 4)
    return plot, update
