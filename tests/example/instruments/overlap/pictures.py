"""Two pictures: over the devices, over the batch."""

import numpy as np
from formulas.overlap import arithmetic_time, ring_all_reduce_time
from instruments.overlap.model import Overlap

from instruments.frame.drawing import design_dot, line_of, plot_of, source_of
from instruments.frame.pictures import Drawing, Picture, picture


def pictures() -> list[Picture]:
    """Return both."""
    return [
        _picture("devices", "Does it grow with the devices?", np.arange(2, 129), lambda c, x: ring_all_reduce_time(
            c["reduce_time"].arguments["message"], 50e9, x), "reduce_time"),
        _picture("tokens", "From which batch on is it hidden?", 2.0 ** np.arange(8, 21), lambda c, x: arithmetic_time(
            6 * c["step_flop"].arguments["parameters"] * x, c["compute_time"].arguments["peak"]), "compute_time"),
    ]  # fmt: skip


def _picture(name, title, at, curve_of, row) -> Picture:
    @picture(Overlap.ids(), name, title, lambda result: [result.figures[row].step.equation.source])
    def drawn() -> Drawing:
        plot = plot_of(name, "s", x_axis_type="log", y_axis_type="log")
        curve, here = source_of(title, (name, "seconds"), seconds="s"), source_of("this design", (name, "seconds"))
        line_of(plot, curve, name, "seconds", "series-1")
        design_dot(plot, here, name, "seconds")

        def update(result, _breadth):
            figure = result.figures[row]
            curve.data = {name: at, "seconds": curve_of(result.chain, at)}
            here.data = {name: [result.values[name]], "seconds": [figure.value]}
            return f"{figure.row.label} takes {figure.shown} with {result.values[name]:,} {name}."

        return plot, update

    return drawn()
