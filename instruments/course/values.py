"""The numbers of one exercise for one seed: what is given, and every step that follows from it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from formulas.caching import shared
from formulas.registry import get
from formulas.steps import Chain, Step
from instruments.course.answer import said
from instruments.course.exercise import Exercise, FormulaStep, Key, RowStep
from instruments.course.given import Value, factor, in_unit
from instruments.frame.discovery import instruments
from instruments.quantities.text import quantity, stated_digits, tex

# Digits of what is computed, and the most of what somebody stated.
_SHOWN, _STATED = 3, 6


@shared
def _own(formula: str) -> Mapping[str, float]:
    """The arguments for which an equation has a number of its own."""
    own = inspect.signature(get(formula).function).parameters.values()
    return {each.name: each.default for each in own if each.default is not each.empty}


class Values:
    """Given values and steps by name, each in its own unit."""

    def __init__(self, exercise: Exercise, seed: str) -> None:
        self.exercise = exercise
        self.given: dict[str, Value] = {}
        for name, given in exercise.given.items():
            self.given[name] = given.draw(seed, self.given)

    @cached_property
    def steps(self) -> Chain:
        """Every step, evaluated in the order of the file."""
        chain = Chain()
        for name, spec in self.exercise.steps.items():
            if isinstance(spec, FormulaStep):
                equation = get(spec.formula)
                wanted = {each.name: each.unit for each in equation.arguments}
                arguments = {each: self._argument(value, wanted[each], chain) for each, value in spec.arguments.items()}
                # With what the equation takes for itself, so that its working has a number for every symbol.
                chain.step(name, equation.function, **{**_own(spec.formula), **arguments})
            else:
                chain[name] = self._row(spec, chain)
        return chain

    def unit(self, name: str) -> str:
        """Return the unit of a given value or a step."""
        if name in self.given:
            return self.exercise.given[name].unit
        return self.steps[name].equation.result.unit

    def number(self, name: str) -> float | np.ndarray:
        """Return a given value or a step's."""
        return self._number(name, self.steps)

    def key(self, key: Key, unit: str) -> float:
        """Return the key of an answer, in the unit asked for."""
        if key.times:
            first, second = key.times
            base, value = "1", float(self.number(first)) / float(self._argument(second, self.unit(first), self.steps))
        else:
            base, value = self.unit(key.step), self.number(key.step)
            value = float(value if key.at is None else np.asarray(value)[key.at])
        scale = factor(base, unit)
        return value if scale is None else value * 10.0**scale.exponent * scale.ratio

    def bound(self, value: str | float) -> float:
        """Return a bound: a number, or a given value or step by its name."""
        return float(self.number(value)) if isinstance(value, str) else float(value)

    def told(self, name: str) -> str:
        """Return a value as the texts tell it, with its unit, or with another one that stands behind a colon."""
        name, _, unit = name.partition(":")
        if unit:
            return said(self.key(Key(name), unit), unit, _SHOWN)
        if name in self.given:
            return self.exercise.given[name].told(self.given[name])
        return str(quantity(float(self.steps[name].value), self.unit(name)))

    def in_maths(self, name: str) -> str:
        """Return a value as it stands in a formula."""
        value = self.number(name)
        if np.ndim(value):
            return r"\ldots"
        digits = stated_digits(float(value))
        return tex(float(value), digits if digits <= _STATED else _SHOWN)

    def inputs(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return inputs of an instrument with given values and steps put in by name."""
        return {name: self._input(value, self.steps) for name, value in values.items()}

    def needed(self, names: tuple[str, ...]) -> dict[str, Step]:
        """Return the steps behind some, with what they rest on, in their order."""
        wanted, waiting = set(), [name for name in names if name in self.steps]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                spec = self.exercise.steps[name]
                used = spec.arguments if isinstance(spec, FormulaStep) else spec.inputs
                waiting += [value for value in used.values() if isinstance(value, str) and value in self.steps]
        return {name: step for name, step in self.steps.items() if name in wanted}

    def _argument(self, value: str | float, wanted: str, chain: Chain) -> float | np.ndarray:
        if not isinstance(value, str):
            return float(value)
        if value in self.given:
            return in_unit(self.given[value], self.exercise.given[value].unit, wanted)
        step = chain[value]
        return in_unit(step.value, step.equation.result.unit, wanted)

    def _number(self, name: str, chain: Chain) -> float | np.ndarray:
        return self.given[name] if name in self.given else chain[name].value

    def _row(self, spec: RowStep, chain: Chain) -> Step:
        model = instruments()[spec.instrument].model_class()
        return model(**{name: self._input(value, chain) for name, value in spec.inputs.items()}).result.figures[spec.row].step

    def _input(self, value: object, chain: Chain) -> object:
        if not isinstance(value, str) or (value not in self.given and value not in self.exercise.steps):
            return value
        number = self._number(value, chain)
        return number.id if hasattr(number, "id") else float(number)
