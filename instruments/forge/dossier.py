"""The finished dossier of one design: every figure with its equation, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formulas import chain
from formulas.check import RefusedError
from formulas.counted import BOARDS
from formulas.design import Design
from formulas.steps import Step
from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.forge.fields import FIELDS, GROUPS
from instruments.forge.inputs import Inputs
from instruments.forge.parts import of_memory
from instruments.forge.remarks import remarks
from instruments.forge.resolve import resolve
from instruments.forge.sources import cited, of_spread
from instruments.forge.verdict import Verdict, judge
from instruments.frame.reading import labelled
from instruments.frame.relevance import notes
from instruments.frame.result import Breakdown, Figure, Result

# What is not known where the catalogue has no die of a card.
_OF_DIES = {"die_area", "dies_per_card"}
# What is not known where nobody published how much text a model was trained on.
_OF_TEXT = {"published", "lowest", "optimal_parameters"}

# What counts boards alone, or whole servers, and what is said of it where it is boards alone.
_OF_POWER = {"site_power", "training_energy"}
_TOKENS = Inputs.param["training_tokens"].label
_ALONE = Reason("boards alone", f"hosts, network and storage come on top; {Inputs.param['power_counted'].label} under More counts them")


@dataclass(frozen=True)
class Dossier(Result):
    """A design and what follows from it; nothing in it changes afterwards."""

    design: Design

    rows = FIELDS
    groups = GROUPS

    @cached_property
    def verdict(self) -> Verdict:
        """What breaks first, by how much, and what repairs it."""
        return judge(self.values, self.design, self.chain)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Which inputs differ from their default and count for nothing under the choices made, and what there is to know besides."""
        return *notes(Inputs, self.values), *self.remarks

    @property
    def remarks(self) -> tuple[str, ...]:
        """Of a model that exists, what of its configuration was not understood, and whether the context is longer than its own."""
        return remarks(self.design)

    @property
    def lines(self) -> tuple[str, ...]:
        """The verdict, and what counts for nothing."""
        return f"{self.verdict.headline}. {self.verdict.first.sentence}", *self.notes

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Catalogue and law behind the arguments of a row."""
        return of_spread(self.chain, self.design.total_to_active) if name == "law_spread" else cited(self.values, name)

    def doubted(self, figure: Figure) -> Reason | None:
        """Say of power and energy where boards alone are counted; carbon and bill follow from them."""
        alone = figure.id in _OF_POWER and figure.value is not None and self.values["power_counted"] == BOARDS
        return super().doubted(figure) or (_ALONE if alone else None)

    def breakdown(self, name: str) -> Breakdown | None:
        """The memory by part, below the weights."""
        return of_memory(self.design, self.chain) if name == "weight_bytes" else None

    def unknown(self, figure: Figure) -> Reason:
        """Say what nobody has published."""
        missing = list(self._missing(figure.step))
        if self.chain.is_unknown("training_tokens") and not _OF_TEXT.isdisjoint(missing):
            return Reason("not published", f"nobody published how much text it was trained on; give your own as {_TOKENS} under More")
        if figure.id == "repaying_tokens":
            return Reason("none", "it is not over-trained")
        if not _OF_DIES.isdisjoint(missing):
            return Reason("not known", "the catalogue has no die of this card that is cut from a wafer")
        meant = " and ".join(dict.fromkeys(name.removeprefix("attention_").replace("_", " ") for name in missing))
        if not meant:
            return Reason("not known for this card")
        known_by = "give your own under More" if meant == "price" else "its maker does not state it for this card"
        return Reason(f"no published {meant}", known_by)

    def _missing(self, step: Step) -> Iterator[str]:
        """Names of what is not known of a step, followed back to what no step makes."""
        for name, value in step.arguments.items():
            if np.ndim(value) == 0 and np.isnan(value):
                made = next((each for each in self.chain.evaluated.values() if each.value is value and each.arguments), None)
                yield from self._missing(made) if made else [name]

    def to_json(self) -> dict:
        """The dossier as plain data, with the verdict."""
        return super().to_json() | {"verdict": self.verdict.to_json(), "notes": list(self.notes)}


def dossier(values: Mapping[str, object]) -> Dossier:
    """Evaluate a full set of inputs.

    Raises
    ------
    ValueError
        If the inputs contradict each other; the sentence names them as the page does.
    """
    design = resolve(values)
    try:
        return Dossier(dict(values), chain.evaluate(design), design)
    except RefusedError as refusal:
        raise ValueError(labelled(Inputs, refusal)) from None
