"""A chain of registered formulas that keeps every step with the numbers that went into it, so that any of them can be shown."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from functools import partial
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
    """The steps of one evaluation by name; reading an attribute gives the step's value.

    Steps that were put off (:meth:`later`) are evaluated when the first of them is read, and before the chain is gone through.
    """

    def __init__(self, begun: Chain | None = None) -> None:
        """Begin a chain, with the steps of another if one is given."""
        super().__init__({} if begun is None else begun.evaluated)
        # By identity, and kept, so that no other number takes it: the values of steps that hold an unknown number.
        self._unknown: dict[int, object] = {} if begun is None else begun._unknown
        later = () if begun is None else begun._later
        self._later: dict[str, Callable[[], None]] = {name: partial(self._take, begun, name) for name in later}

    def later(self, names: Iterable[str], make: Callable[[], None]) -> None:
        """Put off steps that nothing else rests on: ``make`` adds all of ``names`` to the chain once one of them is asked for."""
        self._later |= dict.fromkeys(names, make)

    @property
    def evaluated(self) -> Mapping[str, Step]:
        """The steps that were evaluated so far."""
        return dict(super().items())

    def part(self, *names: str) -> Chain:
        """Return a chain of some of the steps alone."""
        found = Chain()
        found.update({name: self[name] for name in names})
        found._unknown = dict(self._unknown)
        return found

    def step(self, name: str, function: Callable, /, **arguments: object) -> None:
        """Run a registered formula and keep it under ``name``; where it rests on a step that is unknown, so is it."""
        if self._rests_on_unknown(arguments):
            self.step_if_known(name, function, **arguments)
        else:
            self[name] = Step(function.equation, arguments, function(**arguments))

    def step_if_known(self, name: str, function: Callable, /, *perhaps: str, **arguments: object) -> None:
        """Run a formula of which the arguments named in ``perhaps`` may be unknown: ``nan`` gives ``nan``, never a guess.

        So may be those that are the value of a step which is unknown.
        """
        value = self._if_known(function, perhaps, arguments)
        self[name] = Step(function.equation, arguments, value)

    def carry(self, name: str, value: np.ndarray, rule: Equation | None = None) -> None:
        """Keep a number that no equation of its own makes; ``rule`` is the one that it was read from, if one was."""
        self[name] = Step(None, {}, value, rule=rule)

    def lack(self, name: str) -> None:
        """Keep that a number is unknown."""
        self.carry(name, np.float64(np.nan))
        self._unknown[id(self[name].value)] = self[name].value

    def carry_if_known(self, name: str, function: Callable, /, **arguments: object) -> None:
        """Keep what a function makes that is no equation; where it rests on a step that is unknown, so is it."""
        self.carry(name, self._if_known(function, (), arguments))

    def is_unknown(self, name: str) -> bool:
        """Whether a step is unknown, of one design at least."""
        return id(self[name].value) in self._unknown

    def _rests_on_unknown(self, arguments: Mapping[str, object]) -> list[str]:
        return [name for name, value in arguments.items() if id(value) in self._unknown] if self._unknown else []

    def _if_known(self, function: Callable, perhaps: Iterable[str], arguments: Mapping[str, object]) -> np.ndarray:
        """The value of a function, unknown where one of the arguments is that may be so."""
        steps = self._rests_on_unknown(arguments)
        perhaps = {*steps, *(each for each in perhaps if _unknown_somewhere(arguments[each]))}
        if not perhaps:
            return function(**arguments)
        unknown = np.logical_or.reduce(np.broadcast_arrays(*(np.isnan(arguments[each]) for each in perhaps)))
        if steps and np.all(unknown):
            value = np.full(np.broadcast_shapes(*map(np.shape, arguments.values())), np.nan)
        else:
            known = {each: np.where(np.isnan(arguments[each]), 1.0, arguments[each]) for each in perhaps}
            value = np.where(unknown, np.nan, function(**arguments | known))
        self._unknown[id(value)] = value
        return value

    def weakest(self, step: Step) -> Equation:
        """The equation that decides how far to trust a step.

        An equation that is exact is no better than what goes into it: it is then the least trusted one among those that its arguments
        come from, however far back. Any other says itself how far to trust it.
        """
        exact = step.equation.trust == "exact"
        return self._weakest(step, {id(made.value): made for made in super().values()} if exact else {})

    def made_by(self, equation: str) -> Step | None:
        """Return the step that evaluates an equation, if there is one among those that were evaluated."""
        return next((step for step in super().values() if step.equation and step.equation.id == equation), None)

    def _weakest(self, step: Step, made: Mapping[int, Step]) -> Equation:
        if step.equation.trust != "exact":
            return step.equation
        # An argument comes from a step where it is that step's very number: what was typed in comes from none.
        parts = [made[id(value)] for value in step.arguments.values() if id(value) in made]
        found = [part.rule or (self._weakest(part, made) if part.equation else None) for part in parts]
        return max([step.equation, *filter(None, found)], key=lambda equation: _CLASSES.index(equation.trust))

    def __missing__(self, name: str) -> Step:
        if (make := self._later.get(name)) is None:
            raise KeyError(name)
        self._later = {each: other for each, other in self._later.items() if other is not make}
        make()
        return self[name]

    def _take(self, begun: Chain, name: str) -> None:
        self[name] = begun[name]

    def _whole(self) -> None:
        while self._later:
            self.__missing__(next(iter(self._later)))

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._later

    def __iter__(self) -> Iterator[str]:
        self._whole()
        return super().__iter__()

    def __len__(self) -> int:
        return super().__len__() + len(self._later)

    def keys(self) -> KeysView[str]:
        """Names of all steps."""
        self._whole()
        return super().keys()

    def values(self) -> ValuesView[Step]:
        """All steps."""
        self._whole()
        return super().values()

    def items(self) -> ItemsView[str, Step]:
        """All steps by name."""
        self._whole()
        return super().items()

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self[name].value
        except KeyError:
            raise AttributeError(name) from None


def _unknown_somewhere(value: np.ndarray | float) -> bool:
    return np.isnan(value if isinstance(value, float) else np.minimum.reduce(value, axis=None))
