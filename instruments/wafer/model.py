"""A wafer as one reactive object: die, defects and prices in, dies sold and their cost out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from formulas.steps import Chain
from formulas.wafer import cost, dies, memory_stacks, redundancy, sampling, yields
from formulas.wafer.catalogue import dies as published
from formulas.wafer.catalogue import processes
from formulas.wafer.mixing import SPREADS, Spread
from formulas.wafer.placement import DieGrid, lay
from instruments.citing import Citation
from instruments.frame.model import Model
from instruments.frame.reading import defaults, read
from instruments.frame.relevance import effective
from instruments.frame.result import Result
from instruments.wafer import chips
from instruments.wafer.inputs import Inputs
from instruments.wafer.rows import GROUPS, ROWS

FIELDS = {"full": (26.0, 33.0), "half": (26.0, 16.5)}
"""Exposure fields in millimetres."""
_NANO = 1e-9


@dataclass(frozen=True)
class Fab(Result):
    """What follows for a wafer; ``taken`` are the inputs as they count, ``grid`` is where its dies lie."""

    taken: Mapping[str, Any]
    grid: DieGrid

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
        return sampling.one(self.grid, self.spread, self.shape, self.fate, self.taken["wafer_diameter"], self.taken["seed"])

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Return the source of the numbers that a catalogue gave."""
        if self.values["wafer_price"] is None and name in {"die_cost", "perfect_cost", "chiplet_cost"}:
            row = processes()[self.values["process"]]
            return {"wafer_price": Citation(f"{row.name}, {row.date}", row.source, row.status, row.note)}
        if name.startswith("whole_"):
            row = published()[chips.WHOLE_WAFER]
            return dict.fromkeys(("die_area", "cores"), Citation(row.name, row.source, row.status, row.note))
        return {}

    def unknown(self, figure: Any) -> str:
        """Say why no field prints such a die."""
        return "not known: no exposure holds this die" if figure.id == "shots" else super().unknown(figure)


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
        chip = read(type(self), {"chip": raw["chip"]})["chip"] if "chip" in raw else ""
        super().__init__(**((chips.inputs_of(str(chip)) if chip else {}) | raw))

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Take the chip of the card that the Forge's design runs on; nothing, where its die is not known."""
        del lender
        chip = chips.of_card(design.accelerator)
        return {"chip": chip, **chips.inputs_of(chip)} if chip else {}

    def follow(self, changed: frozenset[str]) -> Mapping[str, object]:
        """A chip sets its die, unless that comes with it; a link leaves out what is as it comes."""
        if "chip" not in changed:
            return {}
        own = defaults(type(self))
        brings_none = not changed & set(chips.SETS) or all(getattr(self, name) == own[name] for name in chips.SETS)
        return chips.inputs_of(self.chip) if brings_none else {}

    def evaluate(self, values: Mapping[str, object]) -> Fab:
        """Everything about the wafer of these inputs."""
        return fab(values)

    @property
    def summary(self) -> str:
        """The design in one line."""
        figures = self.result.figures
        return f"{figures['sold'].shown} of {figures['placed'].shown}, {figures['die_cost'].shown} each"


def fab(values: Mapping[str, Any]) -> Fab:
    """Work out the chain of one wafer.

    Raises
    ------
    ValueError
        If no whole die fits it.
    """
    taken, c = effective(Inputs, values), Chain()
    grid = _wafer(c, taken)
    _works(c, taken)
    _costs(c, taken)
    _chiplets(c, taken)
    _beside(c, taken)
    return Fab(values, c, taken, grid)


def shape_of(taken: Mapping[str, Any], spread: Spread) -> float:
    """Return the number that a yield model takes beside the mean, 1 where it takes none."""
    return float(taken[spread.shape]) if spread.shape else 1.0


def model_yield(c: Chain, name: str, key: str, taken: Mapping[str, Any], defects: object) -> None:
    """Take a step by one of the yield models."""
    spread = SPREADS[key]
    more = {spread.shape: taken[spread.shape]} if spread.shape else {}
    c.step(name, spread.formula, defects=defects, **more)


def _wafer(c: Chain, taken: Mapping[str, Any]) -> DieGrid:
    c.step("die_width", dies.die_width, die_area=taken["die_area"], aspect=taken["aspect"])
    c.step("die_height", dies.die_height, die_area=taken["die_area"], die_width=c.die_width)
    c.step("usable", dies.usable_diameter, wafer_diameter=taken["wafer_diameter"], edge=taken["edge"])
    size = {"die_width": c.die_width, "die_height": c.die_height, "scribe": taken["scribe"]}
    c.step("site", dies.site_area, **size)
    grid = lay(float(c.usable), float(c.die_width), float(c.die_height), taken["scribe"], taken["keep_out"], taken["placing"])
    at = {"keep_out": taken["keep_out"], "offset_x": grid.offset_x, "offset_y": grid.offset_y}
    c.step("placed", dies.placed_dies, usable_diameter=c.usable, **size, **at)
    if c.placed < 1:
        raise ValueError(f"Die area is {taken['die_area']:g}: no whole die of it fits the wafer")
    c.step("gross", dies.gross_dies, usable_diameter=c.usable, site_area=c.site)
    c.step("flynn", dies.flynn_dies, usable_diameter=c.usable, site_area=c.site)
    wide, high = FIELDS[taken["field"]]
    c.step("per_shot", dies.dies_per_shot, field_width=wide, field_height=high, **size)
    c.step_if_known("shots", dies.fewest_shots, "per_shot", dies=c.placed, per_shot=c.per_shot if c.per_shot else float("nan"))
    return grid


def _works(c: Chain, taken: Mapping[str, Any]) -> None:
    if taken["critical"] == "lines":
        lengths = {name: taken[name] * _NANO for name in ("line_width", "spacing", "defect_size")}
        c.step("critical_share", yields.critical_share_of_lines, **lengths)
    else:
        c.carry("critical_share", taken["critical_share"])
    c.step("defects", yields.killing_defects, **_falling(c, taken), die_area=taken["die_area"])
    c.step("yield_poisson", yields.poisson_yield, defects=c.defects)
    c.step("yield_murphy", yields.murphy_yield, defects=c.defects)
    c.step("yield_seeds", yields.seeds_yield, defects=c.defects)
    c.step("yield_negative_binomial", yields.negative_binomial_yield, defects=c.defects, clustering=taken["clustering"])
    c.step("yield_bose_einstein", yields.bose_einstein_yield, defects=c.defects, critical_layers=taken["critical_layers"])
    chosen = taken["yield_model"]
    model_yield(c, "die_yield", chosen, taken, c.defects)
    densities, weights = SPREADS[chosen].nodes(shape_of(taken, SPREADS[chosen]))
    c.step(
        "harvested", redundancy.harvested_yield, defects=c.defects, core_share=taken["core_share"], cores=taken["cores"],
        needed_cores=taken["needed_cores"], densities=densities, density_weights=weights,
    )  # fmt: skip
    c.step("perfect", cost.good_dies, dies=c.placed, die_yield=c.die_yield)
    c.step("sold", cost.good_dies, dies=c.placed, die_yield=c.harvested)
    c.step("defect_level", yields.defect_level, die_yield=c.die_yield, fault_coverage=taken["fault_coverage"])


def _falling(c: Chain, taken: Mapping[str, Any]) -> dict[str, Any]:
    return {"defect_density": taken["defect_density"], "critical_share": c.critical_share}


def wafer_price(taken: Mapping[str, Any]) -> float:
    """Return the price of a wafer: the one put in, or that of the process."""
    return processes()[taken["process"]].wafer_price_usd if taken["wafer_price"] is None else taken["wafer_price"]


def _costs(c: Chain, taken: Mapping[str, Any]) -> None:
    price = wafer_price(taken)
    c.step("perfect_cost", cost.good_die_cost, wafer_price=price, good=c.perfect)
    c.step("die_cost", cost.good_die_cost, wafer_price=price, good=c.sold)
    c.step("parts", cost.package_parts, package_dies=taken["package_dies"], stacks=taken["stacks"])
    c.step("assembly_yield", cost.assembly_yield, bond_yield=taken["bond_yield"], parts=c.parts)
    c.step(
        "package_cost", cost.packaged_cost, package_dies=taken["package_dies"], die_cost=c.die_cost, stacks=taken["stacks"],
        stack_price=taken["stack_price"], packaging=taken["packaging"], assembly_yield=c.assembly_yield,
    )  # fmt: skip


def _chiplets(c: Chain, taken: Mapping[str, Any]) -> None:
    c.step("chiplet_area", cost.chiplet_area, die_area=taken["die_area"], chiplets=taken["chiplets"], link_share=taken["link_share"])
    c.step("chiplet_width", dies.die_width, die_area=c.chiplet_area, aspect=taken["aspect"])
    c.step("chiplet_height", dies.die_height, die_area=c.chiplet_area, die_width=c.chiplet_width)
    grid = lay(float(c.usable), float(c.chiplet_width), float(c.chiplet_height), taken["scribe"], taken["keep_out"], taken["placing"])
    c.step(
        "chiplet_dies", dies.placed_dies, usable_diameter=c.usable, die_width=c.chiplet_width, die_height=c.chiplet_height,
        scribe=taken["scribe"], keep_out=taken["keep_out"], offset_x=grid.offset_x, offset_y=grid.offset_y,
    )  # fmt: skip
    if c.chiplet_dies < 1:
        raise ValueError(f"Area for links is {taken['link_share']:g}: no whole chiplet fits the wafer")
    c.step("chiplet_defects", yields.killing_defects, **_falling(c, taken), die_area=c.chiplet_area)
    model_yield(c, "chiplet_yield", taken["yield_model"], taken, c.chiplet_defects)
    c.step("chiplet_good", cost.good_dies, dies=c.chiplet_dies, die_yield=c.chiplet_yield)
    c.step("chiplet_cost", cost.good_die_cost, wafer_price=wafer_price(taken), good=c.chiplet_good)
    c.step(
        "chiplets_cost", cost.chiplets_cost, chiplets=taken["chiplets"], die_cost=c.chiplet_cost, bond_cost=taken["bond_cost"],
        bond_yield=taken["bond_yield"],
    )  # fmt: skip


def _beside(c: Chain, taken: Mapping[str, Any]) -> None:
    c.step("stacks_bandwidth", memory_stacks.stacks_bandwidth, stacks=taken["stacks"], pins=taken["pins"], pin_rate=taken["pin_rate"] * 1e9)
    transistors = float("nan") if taken["transistors"] is None else taken["transistors"]
    c.step_if_known("density", cost.transistor_density, "transistors", transistors=transistors, die_area=taken["die_area"])
    whole = published()[chips.WHOLE_WAFER]
    c.step("whole_defects", yields.killing_defects, **_falling(c, taken), die_area=whole.die_area_mm2)
    chosen = taken["yield_model"]
    model_yield(c, "whole_bare", chosen, taken, c.whole_defects)
    # All of it is cores: what lies between them is a part of them.
    c.step("whole_core", redundancy.core_failure, defects=c.whole_defects, core_share=1.0, cores=whole.cores)
    c.step("whole_dead", redundancy.dead_cores, cores=whole.cores, core_failure=c.whole_core)
    densities, weights = SPREADS[chosen].nodes(shape_of(taken, SPREADS[chosen]))
    c.step(
        "whole_yield", redundancy.harvested_yield, defects=c.whole_defects, core_share=1.0, cores=whole.cores,
        needed_cores=whole.needed_cores, densities=densities, density_weights=weights,
    )  # fmt: skip
