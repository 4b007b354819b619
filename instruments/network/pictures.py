"""Pictures of the formulas: algorithms over the buffer, and switches as the network grows."""

from __future__ import annotations

import numpy as np

from formulas.network.fabrics import fabrics
from instruments.frame.drawing import design_dot, hover, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, Picture, picture
from instruments.network.curves import BUFFERS, CARDS, switches_per_thousand, times
from instruments.network.inputs import Inputs
from instruments.network.operations import ALGORITHMS, TITLES, WAYS
from instruments.network.pictures_measured import measured_pictures
from instruments.network.rows import Outcome
from instruments.quantities.text import quantity

_NAMES = {key: title for title, key in ALGORITHMS.items()}
_TOKENS = {key: f"series-{i}" for i, key in enumerate(_NAMES, 1)} | {"direct": "series-2"}
"""Six colours: no operation goes both by a tree and to all others at once."""
_APART = 1.1
_ABOVE, _BELOW = -3, 17
_NAMED_AT = 92


def pictures() -> list[Picture]:
    """Return all of them, built anew."""
    return [_by_buffer(), *measured_pictures(), _by_cards()]


@picture(Inputs.ids(), "by-buffer", "Which algorithm is the fastest?", lambda result: [
    result.chain["collective_time"].equation.source, "sanders2009", "nccl-tuning",
])  # fmt: skip
def _by_buffer() -> Drawing:
    plot = plot_of("buffer, bytes", "time, s", x_axis_type="log", y_axis_type="log")
    plot.y_range.range_padding = 0.16
    curves = {key: source_of(name, ("buffer", "time"), buffer="B", time="s") for key, name in _NAMES.items()}
    drawn = [line_of(plot, source, "buffer", "time", _TOKENS[key], name=_NAMES[key]) for key, source in curves.items()]
    # One tip and one set of names for all curves: each is a part more for the browser.
    hover(plot, drawn, "$name", {"Buffer": "@buffer{0.0a}B", "Time": "@time{0.00e+0} s"})
    names = source_of("names", ("x", "y", "text", "dy"))
    words_of(plot, names, "x", "y", "text", "text", x_offset=4, y_offset="dy")
    here = source_of("this operation", ("buffer", "time"))
    design_dot(plot, here, "buffer", "time")

    def update(result: Outcome, _breadth: float) -> str:
        operation = str(result.values["operation"])
        found = times(operation, result.paths, result.fabric.adds, BUFFERS)
        for key, source in curves.items():
            source.data = {"buffer": BUFFERS, "time": found[key]} if key in found else {"buffer": [], "time": []}
        names.data = _named(found)
        here.data = {"buffer": [result.values["buffer"]], "time": [float(result.chain.collective_time)]}
        at = np.array([float(result.values["buffer"])])
        there = {key: float(time[0]) for key, time in times(operation, result.paths, result.fabric.adds, at).items()}
        best = min(there, key=there.__getitem__)
        return (
            f"With {quantity(result.values['buffer'], 'B')} the fastest {TITLES[operation].lower()} goes {WAYS[best]}, in "
            f"{quantity(there[best], 's')}; the smallest buffers go fastest {WAYS[min(found, key=lambda key: float(found[key][0]))]}."
        )

    return plot, update


def _named(found: dict[str, np.ndarray]) -> dict[str, list]:
    """Return each curve's name at its left end, below it where another is near above; or where it parts from others, further right."""
    at_right = [key for key in ("tree", "two-trees") if "halving" in found and key in found]
    left = sorted((key for key in found if key not in at_right), key=lambda key: float(found[key][0]))
    heights = [float(np.log10(found[key][0])) for key in left]
    lines = []
    for place, key in enumerate(left):
        is_near = place + 1 < len(left) and heights[place + 1] - heights[place] < _APART
        lines.append((BUFFERS[0], 10 ** heights[place], _NAMES[key], _BELOW if is_near else _ABOVE))
    lines += [(BUFFERS[place - 14], float(found[key][place]), _NAMES[key], _ABOVE) for key, place in zip(at_right, (-16, -9), strict=False)]
    return dict(zip(("x", "y", "text", "dy"), map(list, zip(*lines, strict=True)), strict=True))


@picture(Inputs.ids(), "by-cards", "What does a larger network take?", lambda result: [
    "alfares2008", fabrics()[result.values["fabric"]].source("radix"),
])  # fmt: skip
def _by_cards() -> Drawing:
    plot = plot_of("cards", "switches per thousand cards", x_axis_type="log")
    curves, drawn = {}, []
    for key, (name, token) in {"tree": ("Fat tree", "series-1"), "rails": ("Rails", "series-2")}.items():
        curves[key] = source_of(name, ("cards", "switches"))
        drawn.append(line_of(plot, curves[key], "cards", "switches", token, name=name))
    hover(plot, drawn, "$name", {"Cards": "@cards{0,0}", "Switches per thousand": "@switches{0.0}"})
    names = source_of("names", ("x", "y", "text", "dy"))
    words_of(plot, names, "x", "y", "text", "text", text_align="center", x_offset=0, y_offset="dy")
    here = source_of("this network", ("cards", "switches"))
    design_dot(plot, here, "cards", "switches")

    def update(result: Outcome, _breadth: float) -> str:
        heights = []
        for key, source in curves.items():
            per = switches_per_thousand(result.values, key)
            source.data = {"cards": CARDS, "switches": per}
            heights.append(per[_NAMED_AT])
        names.data = {
            "x": [CARDS[_NAMED_AT]] * 2, "y": heights, "text": [source.name for source in curves.values()], "dy": [_ABOVE, _BELOW + 2],
        }  # fmt: skip
        cards, switches = float(result.values["cards"]), float(result.chain.switches)
        here.data = {"cards": [cards], "switches": [1000 * switches / cards]}
        if result.values["topology"] == "torus":
            return f"The torus of {quantity(cards, 'card')} has no switches: its cards are joined to their neighbours."
        tiers = quantity(float(result.chain.tiers), "tier")
        return (
            f"{quantity(cards, 'card')} take {quantity(switches, 'switch')} in {tiers}: {1000 * switches / cards:.0f} for each thousand. "
            f"Every further tier costs two more ports for each card; rails need it later, for each joins equal places only."
        )

    return plot, update
