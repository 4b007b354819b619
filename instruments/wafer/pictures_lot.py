"""A lot of wafers: the measured yield on its way to the model's."""

from __future__ import annotations

import numpy as np
import panel as pn
from bokeh.models import NumeralTickFormatter, Range1d
from bokeh.models.glyphs import VArea

from formulas.wafer.sampling import DEAD, PERFECT, interval
from instruments.frame.drawing import dots_of, glyph_of, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, Picture
from instruments.frame.slices import Slices
from instruments.prose.markup import Markup
from instruments.quantities.apart import percent
from instruments.wafer import IDS
from instruments.wafer.lot import Lot, sample
from instruments.wafer.model import Fab
from instruments.widgets import LightDom, paint


class LotPicture(Picture):
    """The picture of a lot, which the sampling writes into as well as the model."""

    def __init__(self) -> None:
        self.slices = Slices(
            lambda: sample(self._latest), self._show_lot, target=IDS("slices"), starts="Sample a lot of wafers", stops="Stop sampling",
        )  # fmt: skip
        super().__init__(IDS, "lot", "Does the measured yield come to the model's?", self._make, lambda fab: [
            fab.chain["die_yield"].equation.source, fab.chain["harvested"].equation.source,
        ])  # fmt: skip

    def _make(self) -> Drawing:
        self.plot = plot_of("dies tested", "share of dies", x_axis_type="log")
        self.plot.x_range, self.plot.y_range = Range1d(1, 10), Range1d(0, 1)
        self.plot.yaxis.formatter = NumeralTickFormatter(format="0%")
        self.band = source_of("95 of 100", ("dies", "low", "high"))
        self.expected = {name: source_of(f"{name}, the model", ("dies", "share", "_name")) for name in ("perfect", "sold")}
        self.track = {name: source_of(f"{name}, measured", ("dies", "share")) for name in ("perfect", "sold")}
        band = glyph_of(self.plot, self.band, VArea, x="dies", y1="low", y2="high", fill_alpha=0.25)
        paint(band.glyph, fill_color="series-1")
        for name, token in (("perfect", "series-1"), ("sold", "series-4")):
            line = line_of(self.plot, self.expected[name], "dies", "share", token, line_dash="dashed")
            line.glyph.line_width = 1.5
            line_of(self.plot, self.track[name], "dies", "share", token)
            dots_of(self.plot, self.track[name], "dies", "share", token, size=4)
            words_of(self.plot, self.expected[name], "dies", "share", "_name", token, text_align="right", x_offset=-4, y_offset=-5)
        return self.plot, self._model

    @property
    def components(self) -> list[LightDom]:
        """What the page binds."""
        return [*super().components, self.slices]

    def show(self, result: Fab) -> None:
        """Bring it up to a result: what was sampled of another one is moot."""
        if self._latest is not None and self._latest.values != result.values:
            self.slices.anew()
        super().show(result)

    def below_html(self) -> Markup:
        """Return the button that samples a lot, and how far it is."""
        return self.slices.html()

    def _model(self, fab: Fab, _breadth: float) -> str:
        """What the model says, and the one wafer that is on show."""
        states = fab.sampled.states
        total = len(states)
        most = total * fab.taken["wafers"]
        self.plot.x_range.update(start=max(1, total * 0.7), end=most * 1.4)
        for name, value in (("perfect", fab.chain.die_yield), ("sold", fab.chain.harvested)):
            self.expected[name].data = {
                "dies": [max(1, total * 0.7), most * 1.4], "share": [float(value)] * 2, "_name": ["", f"{name}, by the model"],
            }  # fmt: skip
        shares = {"perfect": float(np.mean(states == PERFECT)), "sold": float(np.mean(states != DEAD))}
        for name, value in shares.items():
            self.track[name].data = {"dies": [total], "share": [value]}
        self.band.data = {"dies": [], "low": [], "high": []}
        self._frame([float(fab.chain.die_yield), float(fab.chain.harvested), *shares.values()])
        low, high = interval(int(np.sum(states == PERFECT)), total)
        return (
            f"One wafer of {total} dies leaves the yield between {percent(low)} and {percent(high)}, in 95 of 100 cases. "
            f"Sample {fab.taken['wafers']} to see it close in on the model's {percent(float(fab.chain.die_yield))}."
        )

    def _show_lot(self, lot: Lot) -> str:
        """Bring the picture up to what was sampled so far."""
        with pn.io.hold():
            self.draw()
            self._draw_lot(lot)
        return told(lot)

    def _draw_lot(self, lot: Lot) -> None:
        dies, perfect, sold = (np.array(column) for column in zip(*lot.track, strict=True))
        ends = [interval(round(share * number), int(number)) for share, number in zip(perfect, dies, strict=True)]
        self.band.data = {"dies": dies, "low": np.array([low for low, _ in ends]), "high": np.array([high for _, high in ends])}
        self.track["perfect"].data = {"dies": dies, "share": perfect}
        self.track["sold"].data = {"dies": dies, "share": sold}
        modelled = [self.expected[name].data["share"][0] for name in self.expected]
        self._frame([*modelled, *perfect, *sold])

    def _frame(self, shares: list[float]) -> None:
        low, high = min(shares), max(shares)
        room = max(0.05, 0.2 * (high - low))
        self.plot.y_range.update(start=max(0.0, low - room), end=min(1.0, high + room) + 0.02)


def lot_picture() -> LotPicture:
    """Build it."""
    return LotPicture()


def told(lot: Lot) -> str:
    """Say what was measured so far."""
    low, high = lot.between
    return (
        f"{lot.wafers:,} wafers, {lot.dies:,} dies: {percent(lot.measured, 4)} perfect, "
        f"between {percent(low, 4)} and {percent(high, 4)} in 95 of 100 cases"
    )
