"""The pictures: the flow first, then what decides its size (capping, serving) and where it stands (instruments.energy.pictures_site)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bokeh.models import Range1d

from formulas.power import lifetime
from formulas.power.catalogue import answers
from formulas.power.chain import Load, rate, trained
from formulas.steps import Chain
from instruments.energy import IDS
from instruments.energy.flow_picture import FlowPicture
from instruments.energy.pictures_site import availability_picture, night_picture, siting_picture
from instruments.energy.resolve import MEASURED_ANSWER
from instruments.energy.result import Balance
from instruments.frame.drawing import design_dot, dots_of, hover, line_of, plot_of, source_of, words_of
from instruments.frame.pictures import Drawing, Picture, picture
from instruments.quantities.text import quantity, ratio, significant

_CAPS = np.linspace(0.4, 1.0, 49)
_BATCHES = 2.0 ** np.arange(0, 11.01, 0.25)
_PER_CENT = 100
_MODELS = {"Qwen3-14B": ("series-2", "14B"), "Llama-3.1-70B": ("series-3", "70B"), "Qwen3-235B-A22B-FP8": ("series-4", "235B-A22B")}


def pictures() -> list[Picture | FlowPicture]:
    """Build all of them."""
    return [
        FlowPicture(), _cap_picture(), _lifetime_picture(), _answers_picture(), siting_picture(), availability_picture(), night_picture(),
    ]  # fmt: skip


def capped(load: Load) -> dict[str, np.ndarray]:
    """Energy, time and cost of the run over the caps, each over what it is without one."""
    over, free = trained(replace(load, cap=_CAPS)), trained(replace(load, cap=1.0))
    found = {"cap": _CAPS, "energy": over.run_energy / free.run_energy, "time": over.run_time / free.run_time}
    known = not np.isnan(free.run_cost)
    found["cost"] = over.run_cost / free.run_cost if known else np.full(_CAPS.shape, np.nan)
    return {name: _PER_CENT * np.broadcast_to(values, _CAPS.shape) for name, values in found.items()}


@picture(IDS, "cap", "Does a power cap pay?", lambda result: [result.chain["capped_speed"].equation.source])
def _cap_picture() -> Drawing:
    plot = plot_of("power cap (% of the board's limit)", "% of the run without a cap", x_range=Range1d(39, 101))
    curve = source_of("over the cap", ("cap", "energy", "time", "cost"), **dict.fromkeys(("cap", "energy", "time", "cost"), "%"))
    here, names = source_of("this design", ("cap", "energy")), source_of("_names", ("x", "y", "text"))
    for name, token, dash in (("energy", "series-1", "solid"), ("time", "series-2", [7, 3]), ("cost", "series-3", [2, 3])):
        line = line_of(plot, curve, "cap", name, token, line_dash=dash)
        hover(plot, [line], name, {"cap": "@cap{0}%", name: f"@{name}{{0.0}}%"})
    words_of(plot, names, "x", "y", "text", "text", x_offset=4, y_offset=-4)
    design_dot(plot, here, "cap", "energy")

    def update(result: Balance, _breadth: float) -> str:
        found = capped(result.load)
        curve.data = found
        cap = _PER_CENT * float(result.load.cap)
        here.data = {"cap": [cap], "energy": [_PER_CENT * (1 + float(result.chain.run_energy_change))]}
        # Names stand at the left end, one line of text apart where their curves are not.
        known = np.concatenate([found[name] for name in ("time", "cost", "energy")])  # what a card without a price costs is not
        reach = float(known[np.isfinite(known)].max()) - float(found["energy"].min())
        plot.y_range.update(start=float(found["energy"].min()) - 0.1 * reach - 1, end=float(found["energy"].min()) + 1.18 * reach + 2)
        ends = sorted((float(found[name][0]), name) for name in ("energy", "time", "cost") if np.isfinite(found[name][0]))
        heights = spread([end for end, _ in ends], 0.09 * (reach + 3))
        names.data = {"x": [40.0] * len(ends), "y": heights, "text": [name for _, name in ends]}
        return " ".join((
            f"At a cap of {significant(cap, 2)}% the run takes {_signed(result.chain.run_time_change)} time and "
            f"{_signed(result.chain.run_energy_change)} energy.", _least(found["energy"]),
        ))

    plot.y_range = Range1d(60, 140)
    return plot, update


def _least(energy: np.ndarray) -> str:
    """Say where the energy is least, and why it rises again if it does."""
    best = int(np.argmin(energy))
    told, cap = f"{significant(float(energy[best]))}%", f"{significant(float(_PER_CENT * _CAPS[best]), 2)}%"
    if best == len(_CAPS) - 1:
        return "No cap saves energy: hosts and cooling would run on for longer than boards save."
    if best:
        return f"The least energy, {told}, is at a cap of {cap}: below, hosts and cooling run on for longer than boards save."
    return f"Energy falls down to a cap of {cap}, where it is {told}; what it saves in watts it takes in card-hours."


def spread(heights: list[float], apart: float) -> list[float]:
    """Move heights, least first, up so that they are so far apart."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + apart) if placed else height)
    return placed


def _signed(change: np.ndarray) -> str:
    percent = _PER_CENT * float(change)
    return "as much" if abs(percent) < 0.05 else f"{significant(abs(percent), 2)}% {'more' if percent > 0 else 'less'}"


@picture(IDS, "lifetime", "When has answering taken more than training?", lambda result: [
    result.chain[name].equation.source for name in ("run_energy", "token_energy", "break_even")
])  # fmt: skip
def _lifetime_picture() -> Drawing:
    plot = plot_of("tokens served", "GWh", x_axis_type="log", y_axis_type="log")
    curve = source_of("over the tokens", ("tokens", "answering", "training"), tokens="tokens", answering="GWh", training="GWh")
    here, cross = source_of("this design", ("tokens", "energy")), source_of("break-even", ("tokens", "energy"), energy="GWh")
    names = source_of("_names", ("x", "y", "text"))
    serving = line_of(plot, curve, "tokens", "answering", "series-2")
    training = line_of(plot, curve, "tokens", "training", "series-1", line_dash=[7, 3])
    hover(plot, [serving], "answering", {"tokens": "@tokens{0.0 a}", "energy": "@answering GWh"})
    hover(plot, [training], "training", {"energy": "@training GWh"})
    dots_of(plot, cross, "tokens", "energy", "series-3", size=11)
    design_dot(plot, here, "tokens", "energy")
    words_of(plot, names, "x", "y", "text", "text", x_offset=4, y_offset=-5)

    def update(result: Balance, _breadth: float) -> str:
        c, served = result.chain, float(result.load.served)
        energy, even = float(c.run_energy), float(c.break_even)
        lowest, highest = min(served, even) / 300, max(served, even) * 300
        tokens = np.geomspace(lowest, highest, 60)
        curve.data = {
            "tokens": tokens, "answering": lifetime.served_energy_kwh(tokens, c.token_energy) / 1e6, "training": np.full(60, energy / 1e6),
        }  # fmt: skip
        cross.data = {"tokens": [even], "energy": [energy / 1e6]}
        here.data = {"tokens": [served], "energy": [float(c.served_energy) / 1e6]}
        names.data = {"x": [lowest, even], "y": [energy / 1e6, energy / 3.2e6], "text": ["training", f"even at {quantity(even, 'token')}"]}
        more = float(c.served_energy) / energy
        return (
            f"Training takes {quantity(energy, 'kWh')}, an answer {quantity(float(c.answer_energy), 'Wh')}: "
            f"after {quantity(even, 'token')} both are even. The {quantity(served, 'token')} that are served take "
            f"{ratio(more)} times the training."
        )

    return plot, update


@picture(IDS, "answers", "What does it save to answer together?", lambda result: [
    "mlenergy2025", "chung2026", "elsworth2025", result.chain["step_time"].equation.source,
])  # fmt: skip
def _answers_picture() -> Drawing:
    plot = plot_of("answers written together", "J per token, boards alone", x_axis_type="log", y_axis_type="log")
    curve = source_of("this model, boards alone", ("together", "joules"), joules="J per token")
    here, names = source_of("this design", ("together", "joules")), source_of("_names", ("x", "y", "text"))
    line_of(plot, curve, "together", "joules", "series-1")
    for model, (token, _) in _MODELS.items():
        rows = [row for row in answers().values() if row.model == model]
        points = source_of(f"measured, {model}", ("together", "joules", "name"), joules="J per token")
        points.data = {
            "together": [row.batch for row in rows], "joules": [row.boards_w / row.tokens_per_s for row in rows],
            "name": [row.name for row in rows],
        }  # fmt: skip
        dots = dots_of(plot, points, "together", "joules", token)
        hover(plot, [dots], "@name", {"measured": "@joules{0.00} J per token"})
    design_dot(plot, here, "together", "joules")
    words_of(plot, names, "x", "y", "text", "text", x_offset=6, y_offset=-6)

    def update(result: Balance, _breadth: float) -> str:
        load, c = result.load, Chain()
        rate(c, replace(load, batch=_BATCHES))
        boards = float(load.serving_power) * float(load.serving_draw)
        joules = boards / c.rate
        curve.data = {"together": _BATCHES, "joules": joules}
        mine = boards / float(result.chain.rate)
        here.data = {"together": [float(load.batch)], "joules": [mine]}
        last = {model: max((row for row in answers().values() if row.model == model), key=lambda row: row.batch) for model in _MODELS}
        names.data = {
            "x": [row.batch for row in last.values()], "y": [row.boards_w / row.tokens_per_s for row in last.values()],
            "text": [name for _, name in _MODELS.values()],
        }  # fmt: skip
        plot.y_range.update(start=min(0.06, float(joules.min()) / 2), end=max(30.0, 2 * float(joules.max())))
        return (
            f"With {float(load.batch):,.0f} answers together, the boards spend {significant(mine)} J on a token, and with one alone "
            f"{significant(float(joules[0]))} J. With all that belongs to it an answer takes "
            f"{quantity(float(result.chain.answer_energy), 'Wh')}; "
            f"the median prompt at Google took {MEASURED_ANSWER} Wh, 58% of it for the accelerators. "
            "Dots are measured, on H100 (ML.ENERGY)."
        )

    plot.x_range, plot.y_range = Range1d(0.8, 2600), Range1d(0.06, 30)
    return plot, update
