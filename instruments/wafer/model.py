"""A wafer as one reactive object: die, defects and prices in, dies sold and their cost out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from formulas.wafer import sampling
from formulas.wafer.catalogue import dies as published
from formulas.wafer.catalogue import packaging as assumed
from formulas.wafer.catalogue import processes, stacks
from formulas.wafer.fields import Fields
from formulas.wafer.placement import DieGrid
from formulas.wafer.spreads import SPREADS, Spread
from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.frame.model import Model
from instruments.frame.reading import defaults, read
from instruments.frame.relevance import effective
from instruments.frame.result import Result
from instruments.wafer import chips
from instruments.wafer.inputs import Inputs
from instruments.wafer.rows import GROUPS, ROWS
from instruments.wafer.steps import shape_of, worked_out

BRING = ("chip", "process", "memory")
"""Inputs that bring others with them."""
_ASSUMED = {"interposer_price": "interposer", "assembly_cost": "assembly"}


@dataclass(frozen=True)
class Fab(Result):
    """What follows for a wafer: ``taken`` are the inputs as they count, ``grid`` is where its dies lie, ``fields`` how they are exposed."""

    taken: Mapping[str, Any]
    grid: DieGrid
    fields: Fields

    rows: ClassVar = ROWS
    groups: ClassVar = GROUPS

    @property
    def spread(self) -> Spread:
        """How the density of defects varies under the yield model that was chosen."""
        return SPREADS[self.taken["yield_model"]]

    @property
    def shape(self) -> float:
        """The yield model's number beside the mean."""
        return shape_of(self.taken, self.spread)

    @property
    def fate(self) -> sampling.Fate:
        """What decides over a die."""
        return sampling.Fate(
            self.taken["defect_density"], float(self.chain.critical_share), self.taken["core_share"], self.taken["cores"],
            self.taken["needed_cores"],
        )  # fmt: skip

    @cached_property
    def sampled(self) -> sampling.Wafer:
        """One wafer, the one with the number that was put in."""
        return sampling.one(self.grid, self.spread, self.shape, self.fate, self.taken["seed"])

    @property
    def round(self) -> bool:
        """Whether it is a wafer and not a panel."""
        return self.taken["substrate"] == "wafer"

    @property
    def stitched(self) -> bool:
        """Whether no exposure prints a die at once."""
        return float(self.chain.stitches) > 1

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Return the source of the numbers that a catalogue gave."""
        row, found = processes()[self.values["process"]], {}
        if self.values["wafer_price"] is None and name in {"price", "die_cost", "perfect_cost", "chiplet_cost"}:
            argument = "list_price" if name == "price" else "wafer_price"
            found[argument] = Citation(f"{row.name}, {row.date}", row.source, row.status, row.note)
        if name in {"defects", "chiplet_defects"} and self.taken["defect_density"] == row.defects_per_cm2:
            found["defect_density"] = Citation(f"{row.name}, {row.defects_date}", row.defects_source, row.defects_status, row.note)
        if name == "stack_price" and self.values["stack_price"] is None:
            kind = stacks()[self.taken["memory"]]
            found["price_per_byte"] = Citation(f"{kind.name}, {kind.price_date}", kind.price_source, kind.price_status, kind.note)
        if name == "packaging":
            found |= {argument: _cited(key) for argument, key in _ASSUMED.items() if self.taken[argument] == assumed()[key].value}
        if name == "needed_area":
            found |= {"stack_area": _cited("stack"), "margin": _cited("margin")}
        if name.startswith("whole_"):
            row = published()[chips.WHOLE_WAFER]
            found |= dict.fromkeys(("die_area", "cores", "wafer_memory"), Citation(row.name, row.source, row.status, row.note))
        return found

    def doubted(self, figure: Any) -> Reason | None:
        """Say where a process has no published density of defects: the one that stands there is then of another, or one's own."""
        row = processes()[self.values["process"]]
        none = figure.id == "defects" and row.defects_per_cm2 is None
        return super().doubted(figure) or (Reason("density is yours", f"nobody published one for {row.name}") if none else None)

    def unknown(self, figure: Any) -> Reason:
        """Say why a formula or a field does not apply."""
        if figure.id in {"gross", "flynn"}:
            return Reason("not known", "the formula is for a round wafer")
        return Reason("not known", "no exposure holds this die") if figure.id in {"full_shots", "fewest"} else super().unknown(figure)


def _cited(key: str) -> Citation:
    row = assumed()[key]
    return Citation(f"{row.name}, {row.date}", row.source, row.status, row.note)


class Wafer(Inputs):
    """A wafer.

    Examples
    --------
    >>> wafer = Wafer(chip="h100", defect_density=0.1)
    >>> int(wafer.result.figures["placed"].value)
    66
    """

    def __init__(self, **raw: Any) -> None:
        # Whoever names a chip means its die, unless he says otherwise; a name that is none is refused with the rest.
        self._named: frozenset[str] = frozenset()
        super().__init__(**(brought(read(type(self), {name: raw[name] for name in BRING if name in raw})) | raw))

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Take the chip of the card that the Forge's design runs on; nothing, where its die is not known."""
        del lender
        chip = chips.of_card(design.accelerator)
        return {"chip": chip, **chips.inputs_of(chip)} if chip else {}

    def take(self, values: Mapping[str, object], givers: Mapping[str, str]) -> None:
        """Put in several values at once: what comes with a process or a memory is not asked for again."""
        self._named = frozenset(values)
        try:
            super().take(values, givers)
        finally:
            self._named = frozenset()

    def follow(self, changed: frozenset[str]) -> Mapping[str, object]:
        """A chip sets its die, a process its defects and a memory its stacks, unless these come as well.

        A link leaves out what is as it comes, so that all of a chip's that is so is none of it.
        """
        own = defaults(type(self))
        if "chip" in changed:
            brings_none = not changed & set(chips.SETS) or all(getattr(self, name) == own[name] for name in chips.SETS)
            return chips.inputs_of(self.chip) if brings_none else {}
        moved = chips.of_process(self.process) if "process" in changed else {}
        moved |= chips.of_memory(self.memory) if "memory" in changed else {}
        return {name: value for name, value in moved.items() if name not in self._named}

    def evaluate(self, values: Mapping[str, object]) -> Fab:
        """Everything about the wafer of these inputs."""
        taken = effective(Inputs, values)
        chain, grid, fields = worked_out(taken)
        return Fab(values, chain, taken, grid, fields)

    @property
    def summary(self) -> str:
        """The design in one line."""
        figures = self.result.figures
        return f"{figures['sold'].shown} of {figures['placed'].shown}, {figures['die_cost'].shown} each"


def brought(named: Mapping[str, object]) -> dict[str, object]:
    """Return what a chip, a process and a memory that are named bring with them, the chip's first."""
    found = chips.inputs_of(str(named["chip"])) if "chip" in named else {}
    found |= {"process": named["process"], **chips.of_process(str(named["process"]))} if "process" in named else {}
    return found | (chips.of_memory(str(named["memory"])) if "memory" in named else {})
