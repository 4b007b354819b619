"""Pictures of the site: where it might stand, what redundancy buys, how long a night is."""

from __future__ import annotations

import numpy as np
from bokeh.models import Range1d

from formulas.power import availability
from formulas.power.catalogue import regions
from instruments.energy import IDS
from instruments.energy.result import Balance
from instruments.frame.drawing import design_dot, dots_of, frame, hover, line_of, names_of, plot_of, share, source_of, words_of, written
from instruments.frame.labels import Dots, place
from instruments.frame.pictures import Drawing, picture
from instruments.text import quantity, significant
from instruments.widgets import paint

_UNITS = np.arange(1, 51)
_HOURS = np.linspace(0, 24, 193)
_MINUTE = 60
_NO_CURVE = np.array([[0.0, 9.0], [1.0, 9.0]])
"""Names have no curve to stand clear of: one far below the frame."""
_REDUNDANT = {
    "N": (availability.all_needed, "series-3", "solid"), "N+1": (availability.one_spare, "series-1", [7, 3]),
    "2N": (availability.two_paths, "series-2", [2, 3]),
}  # fmt: skip


@picture(IDS, "siting", "Where should it stand?", lambda _: ["eia2024", "epa-egrid2023"])
def siting_picture() -> Drawing:
    """Bill and carbon of this run in every region of the catalogue."""
    plot = plot_of("electricity bill (M USD)", "carbon, mean of the grid (kt CO2e)")
    others = source_of("regions", ("bill", "carbon", "name", "supply"), bill="M USD", carbon="kt CO2e")
    here, names = source_of("this design", ("bill", "carbon")), names_of(plot, "_names", "muted")
    dots = dots_of(plot, others, "bill", "carbon", "series-1")
    design_dot(plot, here, "bill", "carbon")
    hover(plot, [dots], "@name", {"bill": "@bill{0.00} M USD", "carbon": "@carbon{0.00} kt", "supply": "@supply"})

    def update(result: Balance, breadth: float) -> str:
        energy, rows = float(result.chain.run_energy), list(regions().values())
        bill = np.array([row.price_usd_per_kwh for row in rows]) * energy / 1e6
        carbon = np.array([row.kgco2e_per_kwh for row in rows]) * energy / 1e6
        mine = (float(result.chain.bill) / 1e6, float(result.chain.carbon) / 1e6)
        others.data = {"bill": bill, "carbon": carbon, "name": [row.name for row in rows], "supply": [row.supply for row in rows]}
        here.data = {"bill": [mine[0]], "carbon": [mine[1]]}
        x, y = (_axis([*values, own]) for values, own in ((bill, mine[0]), (carbon, mine[1])))
        plot.x_range.update(start=x[0], end=x[1])
        plot.y_range.update(start=y[0], end=y[1])
        at = np.stack([share(bill, *x, log=False), 1 - share(carbon, *y, log=False)], axis=-1)
        own = np.array([[share(mine[0], *x, log=False), 1 - share(mine[1], *y, log=False)]])
        spots = Dots(np.concatenate([at, own]), np.array([5.0] * len(rows) + [9.0]))
        labels = place([row.name for row in rows], spots, _NO_CURVE, frame(breadth))
        names.data = written(bill, carbon, labels[: len(rows)])
        cheap, clean = rows[int(np.argmin(bill))], rows[int(np.argmin(carbon))]
        return (
            f"This run costs {quantity(mine[0] * 1e6, 'USD')} of electricity and {quantity(mine[1] * 1e6, 'kgCO2e')}. "
            f"{cheap.name} would be the cheapest at {quantity(float(bill.min()) * 1e6, 'USD')}, {clean.name} the cleanest at "
            f"{quantity(float(carbon.min()) * 1e6, 'kgCO2e')}, by the mean of their grids."
        )

    plot.x_range, plot.y_range = Range1d(0, 1), Range1d(0, 1)
    return plot, update


def _axis(values: list[float]) -> tuple[float, float]:
    """Ends with room for names; nothing below zero."""
    low, high = min(values), max(values)
    room = 0.12 * (high - low) or 0.1 * high or 1.0
    return max(0.0, low - room), high + room


@picture(IDS, "availability", "What does redundancy buy?", lambda result: [result.chain["down_n"].equation.source])
def availability_picture() -> Drawing:
    """Time down in a year over the units that are needed, by redundancy."""
    plot = plot_of("power units that the load needs", "minutes down in a year", y_axis_type="log", x_range=Range1d(0, 58))
    curve = source_of("over the units", ("units", *_REDUNDANT), **dict.fromkeys(_REDUNDANT, "min"))
    here, names = source_of("this design", ("units", "minutes")), source_of("_names", ("x", "y", "text"))
    for name, (_, token, dash) in _REDUNDANT.items():
        line = line_of(plot, curve, "units", name, token, line_dash=dash)
        hover(plot, [line], name, {"units": "@units", "down": f"@{{{name}}}{{0.00}} min"})
    design_dot(plot, here, "units", "minutes")
    words_of(plot, names, "x", "y", "text", "text", x_offset=5)

    def minutes(form: object, unit: float, units: np.ndarray | float) -> np.ndarray:
        return availability.downtime_per_year(form(unit, units)) / _MINUTE

    def update(result: Balance, _breadth: float) -> str:
        unit, needed = float(result.load.unit_availability), float(result.load.units)
        # A logarithm has no place for a unit that never fails.
        found = {name: np.maximum(minutes(form, unit, _UNITS), 1e-6) for name, (form, *_) in _REDUNDANT.items()}
        curve.data = {"units": _UNITS, **found}
        mine = [max(float(minutes(form, unit, needed)), 1e-6) for form, *_ in _REDUNDANT.values()]
        here.data = {"units": [needed] * len(mine), "minutes": mine}
        names.data = {"x": [float(_UNITS[-1])] * len(found), "y": [float(each[-1]) for each in found.values()], "text": list(found)}
        plot.x_range.end = max(58.0, 1.1 * needed)
        every = [each for values in found.values() for each in (float(values.min()), float(values.max()))] + mine
        plot.y_range.update(start=min(every) / 2, end=max(every) * 3)
        told = [quantity(float(result.chain[f"down_{name}"].value), "s") for name in ("n", "n_plus_1", "two_n")]
        return (
            f"With {needed:,.0f} units of {significant(100 * unit, 5)}% each, the site is down {told[0]} a year where all are needed, "
            f"{told[1]} with one spare and {told[2]} with two whole paths. Five nines are 5.26 minutes."
        )

    plot.y_range = Range1d(1e-2, 1e5)
    return plot, update


@picture(IDS, "night", "How long is a night for the sun?", lambda result: [result.chain["night"].equation.source, "eia2024"])
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
        names.data = {"x": [12.0, 2.6], "y": [1 + 0.4 * (highest - 1), 0.45], "text": ["stored", "from the store"]}
        c = result.chain
        hours = float(c.night) / float(c.site_power)
        return (
            f"On a clear day of {significant(day, 2)} h, {quantity(float(c.night), 'Wh')} have to be stored: {significant(hours)} h "
            f"of the load. At the stated capacity factor {quantity(float(c.sun), 'W')} of sun make the year's energy, or "
            f"{quantity(float(c.wind), 'W')} of wind. "
            "Real days are worse: Ember stores 17 h for 97% of the hours in Las Vegas."
        )

    plot.y_range = Range1d(0, 4)
    return plot, update
