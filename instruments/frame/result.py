"""What follows from a model's inputs: rows, each a figure that one step of a chain of registered formulas made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from formulas.caching import frozen
from formulas.registry import Equation
from formulas.steps import Chain, Step
from formulas.version import VERSION
from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.evidence.validity import extrapolated
from instruments.frame.told import Told
from instruments.quantities.text import Shown, handed_over, quantity


@dataclass(frozen=True)
class Row:
    """One row of a result: ``id`` is also the name of the chain's step that makes its figure.

    ``unit`` is that of the formula; ``spoken`` the one that people say, where that is another.
    """

    id: str
    label: str
    unit: str
    group: str
    explanation: str
    spoken: str = ""
    gives: str = ""
    """The input of another instrument that may take its figure: ``forge.pue`` (:mod:`instruments.frame.handing`)."""
    takes: Mapping[str, str] = field(default=MappingProxyType({}), hash=False)
    """Which arguments of its step are inputs as they were put in: argument to input."""
    further: bool = False
    """Whether it stands behind what most readers look for, and is shown once they ask for more of its group."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "takes", frozen(self.takes))

    @property
    def spoken_unit(self) -> str:
        """The unit as people say it."""
        return self.spoken or self.unit


@dataclass(frozen=True)
class Breakdown:
    """What a figure is made of, as a table: what it is, the heads of its columns, and its rows, each with its name first."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Shown, ...], ...]


@dataclass(frozen=True)
class Figure:
    """The figure of one row."""

    row: Row
    value: float | None
    step: Step
    rests_on: Step | None = None
    weakest: Equation | None = None

    @property
    def id(self) -> str:
        """The row's."""
        return self.row.id

    @property
    def unit(self) -> str:
        """The formula's."""
        return self.row.unit

    @property
    def trust(self) -> str:
        """How far to trust it: as far as its equation, and where that is exact, as far as what goes into it."""
        return (self.weakest or self.step.equation).trust

    @property
    def equation(self) -> str:
        """Id of the equation that made it."""
        return self.step.equation.id

    @property
    def spoken_unit(self) -> str:
        """The unit as people say it."""
        return self.row.spoken_unit

    @cached_property
    def shown(self) -> Shown:
        """The figure as the page shows it."""
        return quantity(self.value, self.spoken_unit)

    @property
    def told(self) -> Told:
        """The figure as a reader may guess it."""
        return Told(self.row.label, self.spoken_unit, self.value)

    @cached_property
    def flag(self) -> Reason | None:
        """Why the figure is outside what its source covers, if it is."""
        return extrapolated(self.step)


class Figures(Mapping[str, Figure]):
    """The figure of every row by id, each made when it is first asked for: a row that nobody sees costs nothing."""

    def __init__(self, rows: Mapping[str, Row], make: Callable[[Row], Figure]) -> None:
        self._rows, self._make, self._made = rows, make, {}

    def __getitem__(self, name: str) -> Figure:
        if name not in self._made:
            self._made[name] = self._make(self._rows[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


@dataclass(frozen=True)
class Result:
    """Inputs and what follows from them; nothing in it changes afterwards.

    An instrument's own result names its ``rows``, in their order, and the ``groups`` that they stand in.
    """

    values: Mapping[str, object]
    chain: Chain

    rows: ClassVar[Mapping[str, Row]] = {}
    groups: ClassVar[Mapping[str, str]] = {}

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Every row's figure by id."""
        return Figures(self.rows, self._figure)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is to be said below the rows where they are told as text."""
        return ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What whoever reads it should know of where its numbers come from, whatever was put in."""
        return ()

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Return the source of each argument in the working of a row that nobody typed and no equation made."""
        del name
        return {}

    def breakdown(self, name: str) -> Breakdown | None:
        """Return what the figure of a row is made of, if that is to be shown below its working."""
        del name

    def unknown(self, figure: Figure) -> Reason:
        """Say of a figure without a value why it has none."""
        missing = [name for name, value in figure.step.arguments.items() if np.ndim(value) == 0 and np.isnan(value)]
        named = " and no ".join(name.replace("_", " ") for name in missing)
        return Reason("not known", f"no {named}") if missing else Reason("no finite value")

    def doubted(self, figure: Figure) -> Reason | None:
        """Say why a figure is missing or outside what its source covers, if it is."""
        return figure.flag or (self.unknown(figure) if figure.value is None else None)

    def to_json(self) -> dict:
        """Return plain data: inputs and rows with SI values, units, trust and equation ids, and the version of the numbers."""
        return {
            "schema": 1,
            "numbers": VERSION,
            "design": dict(self.values),
            "fields": {
                name: {
                    "value": figure.value, "unit": figure.unit, "trust": figure.trust, "equation": figure.equation,
                    **({"flag": figure.flag} if figure.flag else {}),
                }
                for name, figure in self.figures.items()
            },
        }

    def _figure(self, row: Row) -> Figure:
        step = self.chain[row.id]
        value = handed_over(float(step.value))
        return Figure(row, None if np.isnan(value) else value, step, self.chain.made_by(step.equation.rests_on), self.chain.weakest(step))


def table(*rows: Row) -> Mapping[str, Row]:
    """Return rows by their ids, in their order."""
    return {row.id: row for row in rows}
