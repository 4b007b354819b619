"""The finished dossier of one design: every figure with its equation, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formulas import chain
from formulas.chain import Chain, Design, Step
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.resolve import resolve
from instruments.forge.verdict import Verdict, judge
from instruments.frame.reading import labelled
from instruments.frame.relevance import notes
from instruments.text import Shown, handed_over, quantity
from instruments.validity import extrapolated

# Where a field's unit in JSON is not how people say it.
SPOKEN = {"training_gpu_hours": "card-hour", "data_share": "%"}


@dataclass(frozen=True)
class Figure:
    """One row of the dossier."""

    id: str
    value: float | None
    unit: str
    trust: str
    equation: str
    step: Step
    rests_on: Step | None = None

    @cached_property
    def shown(self) -> Shown:
        """The figure as the page shows it."""
        return quantity(self.value, self.spoken_unit)

    @cached_property
    def flag(self) -> str:
        """Why the figure is outside what its source covers, or nothing."""
        return extrapolated(self.step)

    @property
    def spoken_unit(self) -> str:
        """The unit as people say it."""
        return SPOKEN.get(self.id, self.unit)


@dataclass(frozen=True)
class Dossier:
    """A design and what follows from it; nothing in it changes afterwards."""

    values: Mapping[str, object]
    design: Design
    chain: Chain

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Every field by id."""
        return {name: self._figure(name) for name in FIELDS}

    @cached_property
    def verdict(self) -> Verdict:
        """What breaks first, by how much, and what repairs it."""
        return judge(self.values, self.design, self.chain)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Which inputs differ from their default and count for nothing under the choices made."""
        return notes(Inputs, self.values)

    def _figure(self, name: str) -> Figure:
        step = self.chain[name]
        value = handed_over(float(step.value))
        return Figure(
            name, None if np.isnan(value) else value, FIELDS[name].unit, step.equation.trust, step.equation.id, step,
            self._made_by(step.equation.rests_on),
        )

    def _made_by(self, equation: str) -> Step | None:
        """The step of the chain that evaluates an equation, if there is one."""
        return next((step for step in self.chain.values() if step.equation and step.equation.id == equation), None)

    def to_json(self) -> dict:
        """The dossier as plain data: SI values, units, trust, equation ids and the verdict."""
        return {
            "schema": 1,
            "design": dict(self.values),
            "fields": {
                name: {
                    "value": figure.value, "unit": figure.unit, "trust": figure.trust, "equation": figure.equation,
                    **({"flag": figure.flag} if figure.flag else {}),
                }
                for name, figure in self.figures.items()
            },
            "verdict": self.verdict.to_json(),
            "notes": list(self.notes),
        }


def dossier(values: Mapping[str, object]) -> Dossier:
    """Evaluate a full set of inputs.

    Raises
    ------
    ValueError
        If the inputs contradict each other; the sentence names them as the page does.
    """
    design = resolve(values)
    try:
        return Dossier(dict(values), design, chain.evaluate(design))
    except ValueError as refusal:
        raise ValueError(labelled(Inputs, str(refusal))) from None
