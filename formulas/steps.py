"""A chain of registered formulas that keeps every step with the numbers that went into it, so that any of them can be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from formulas.registry import TRUST, Equation, Outside, Ranges

# From the best to the least trusted.
_CLASSES = tuple(TRUST)


class Step(NamedTuple):
    """One equation of the chain with what went in and what came out.

    ``equation`` is None for a number that is only carried along; ``valid`` are the ranges that go with constants which
    were put in, where they are not the equation's own, and ``beyond`` says what else its source does not cover.
    ``extents`` are the ranges of what else its source covers, of figures that are no arguments.
    ``rule`` is the equation that a carried number was read from, if one was.
    """

    equation: Equation | None
    arguments: Mapping[str, object]
    value: np.ndarray
    valid: Ranges | None = None
    beyond: str = ""
    rule: Equation | None = None
    extents: tuple[Outside, ...] = ()


class Chain(dict[str, Step]):
    """The steps of one evaluation by name; reading an attribute gives the step's value."""

    def step(self, name: str, function: Callable, /, **arguments: object) -> None:
        """Run a registered formula and keep it under ``name``."""
        self[name] = Step(function.equation, arguments, function(**arguments))

    def step_if_known(self, name: str, function: Callable, /, *perhaps: str, **arguments: object) -> None:
        """Run a formula of which the arguments named in ``perhaps`` may be unknown: ``nan`` gives ``nan``, never a guess."""
        if not any(_unknown_somewhere(arguments[each]) for each in perhaps):
            self.step(name, function, **arguments)
            return
        unknown = np.logical_or.reduce(np.broadcast_arrays(*(np.isnan(arguments[each]) for each in perhaps)))
        known = {each: np.where(np.isnan(arguments[each]), 1.0, arguments[each]) for each in perhaps}
        self[name] = Step(function.equation, arguments, np.where(unknown, np.nan, function(**arguments | known)))

    def carry(self, name: str, value: np.ndarray, rule: Equation | None = None) -> None:
        """Keep a number that no equation of its own makes; ``rule`` is the one that it was read from, if one was."""
        self[name] = Step(None, {}, value, rule=rule)

    def weakest(self, step: Step) -> Equation:
        """The equation that decides how far to trust a step.

        An equation that is exact is no better than what goes into it: it is then the least trusted one among those that its arguments
        come from, however far back. Any other says itself how far to trust it.
        """
        exact = step.equation.trust == "exact"
        return self._weakest(step, {id(made.value): made for made in self.values()} if exact else {})

    def _weakest(self, step: Step, made: Mapping[int, Step]) -> Equation:
        if step.equation.trust != "exact":
            return step.equation
        # An argument comes from a step where it is that step's very number: what was typed in comes from none.
        parts = [made[id(value)] for value in step.arguments.values() if id(value) in made]
        found = [part.rule or (self._weakest(part, made) if part.equation else None) for part in parts]
        return max([step.equation, *filter(None, found)], key=lambda equation: _CLASSES.index(equation.trust))

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self[name].value
        except KeyError:
            raise AttributeError(name) from None


def _unknown_somewhere(value: np.ndarray | float) -> bool:
    return np.isnan(value if isinstance(value, float) else np.minimum.reduce(value, axis=None))
