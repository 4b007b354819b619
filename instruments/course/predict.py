"""Predict, then reveal: which slider of an instrument moves where, and which figure is guessed before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from instruments.course import answer
from instruments.course.calibration import Guess
from instruments.frame.inputs import Amount, Count, inputs
from instruments.frame.model import Model
from instruments.frame.relevance import counts
from instruments.frame.result import Figure
from instruments.frame.told import Told
from instruments.quantities.numbers import write_number
from instruments.quantities.units import unit as unit_named

_STEPS = {"log": 10.0, "log2": 4.0, "linear": 1.5}
_NOTHING = 1e-9
_STRIDE = 5


@dataclass(frozen=True)
class Run:
    """One slider run that is predicted: ``slider`` goes to ``to``, and ``figure`` is guessed."""

    slider: str
    to: float
    figure: str


@dataclass(frozen=True)
class Revealed:
    """A run that was predicted, with what came of it."""

    run: Run
    guess: Guess
    values: Mapping[str, object]
    """The design after it."""


def sliders(model: Model) -> Mapping[str, Amount | Count]:
    """Return the inputs that are moved on a scale and count in this design."""
    return {
        name: declared
        for name, declared in inputs(type(model)).items()
        if isinstance(declared, Amount | Count) and declared.about.scale and counts(type(model), name, model.values)
    }


def figures(model: Model) -> Mapping[str, Figure]:
    """Return the figures of a design that can be guessed."""
    return {name: figure for name, figure in model.result.figures.items() if figure.value}


def suggested(model: Model, turn: int = 0) -> Run:
    """Return a run that moves something, another one at each turn until all have been; sliders take turns."""
    moved = [_moving(model, slider) for slider in sliders(model)]
    found = [run for together in zip_longest(*moved) for run in together if run]
    if not found:
        raise ValueError("nothing here moves anything")
    return found[turn % len(found)]


def _moving(model: Model, slider: str) -> list[Run]:
    """Every run of a slider that moves a figure; figures in strides, so that one is not followed by its neighbour."""
    to, before = further(model, slider), figures(model)
    after = _after(model, Run(slider, to, "")).result.figures
    moved = [name for name, figure in before.items() if after[name].value and abs(after[name].value / figure.value - 1) > _NOTHING]
    return [Run(slider, to, name) for start in range(_STRIDE) for name in moved[start::_STRIDE]]


def further(model: Model, slider: str) -> float:
    """Return where a slider could go: a step up, or down where there is no room."""
    declared = sliders(model)[slider]
    low, high = declared.softbounds or declared.bounds
    present, step = getattr(model, slider), _STEPS[declared.about.scale]
    to = present * step if present * step <= high else max(present / step, low)
    return round(to) if declared.rule.whole else float(f"{to:.3g}")


def chosen(model: Model, form: Mapping[str, object], before: Run) -> Run:
    """Return the run that a form names, as far as it names one that there is; what stands in it of another slider does not count."""
    slider, figure = str(form.get("slider", "")), str(form.get("figure", ""))
    slider = slider if slider in sliders(model) else before.slider
    figure = figure if figure in figures(model) else before.figure
    to = before.to if slider == before.slider else further(model, slider)
    return Run(slider, to, figure)


def reveal(model: Model, run: Run, to: str, guess: str, at: str) -> Revealed:
    """Read a guess, and only then move the slider.

    Raises
    ------
    ValueError
        If the guess or where the slider goes cannot be read; the sentence says why.
    """
    figure = figures(model)[run.figure].told
    read = guessed(guess, figure)
    moved = Run(run.slider, sliders(model)[run.slider].read(to), run.figure)
    after = _after(model, moved)
    truth = after.result.figures[run.figure].value
    if not truth:
        raise ValueError(f"{figure.label} has no value there: let the slider go elsewhere")
    declared = sliders(model)[run.slider]
    what = f"{figure.label} at {declared.label.lower()} {write_number(moved.to)}"
    return Revealed(moved, Guess(what, read, float(truth), figure.unit, at), after.values)


def guessed(text: str, told: Told) -> float:
    """Return a guess at a figure, in the figure's own unit; a number without a unit counts what the figure shows in.

    Raises
    ------
    ValueError
        If it cannot be read or scored; the sentence says why.
    """
    unit = told.unit if unit_named(told.unit) else "1"
    read = answer.read(text, unit, f"{told.label} {told.unit}")
    if not read.unit and unit != "1":
        read = answer.read(f"{text} {told.counts}", unit, told.label)
    if read.value <= 0:
        raise ValueError(f"{read.understood} cannot be scored: the figure is above zero")
    return read.value / 100 if unit == "%" else read.value


def _after(model: Model, run: Run) -> Model:
    """A design of its own, so that the one on the other page stays as it is."""
    return type(model)(**(model.values | {run.slider: run.to}))


def choices(model: Model) -> tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]:
    """Return sliders and figures by name with what they are called."""
    return (
        [(name, declared.about.short or declared.label) for name, declared in sliders(model).items()],
        [(name, figure.row.label) for name, figure in figures(model).items()],
    )
