"""What follows for a wafer, step by step: what fits, what works, what it costs, and what stands beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from formulas.steps import Chain, Step
from formulas.wafer import cost, dies, exposures, memory_stacks, packaging, panels, pareto, redundancy, yields
from formulas.wafer.catalogue import dies as published
from formulas.wafer.catalogue import failures, processes, stacks
from formulas.wafer.catalogue import packaging as assumed
from formulas.wafer.fields import Fields, expose
from formulas.wafer.placement import DieGrid, lay
from formulas.wafer.spreads import SPREADS, Spread
from formulas.wafer.substrates import Panel, Round, Substrate
from instruments.wafer import chips
from instruments.wafer.rows import YIELDS

FIELDS = {"full": (26.0, 33.0), "half": (26.0, 16.5)}
"""Exposure fields in millimetres."""
PANELS = {"panel-310": (310.0, 310.0), "panel-510": (510.0, 515.0), "panel-600": (600.0, 600.0)}
"""Sizes of panels in millimetres."""
_NANO, _GIGA = 1e-9, 1e9
_LIST_DIAMETER = 300.0


def worked_out(taken: Mapping[str, Any]) -> tuple[Chain, DieGrid, Fields]:
    """Work out the chain of one wafer, and return it with where its dies lie and how they are exposed.

    Raises
    ------
    ValueError
        If no whole die fits it.
    """
    c = Chain()
    grid = _wafer(c, taken)
    fields = _exposed(c, taken, grid)
    _works(c, taken)
    _price(c, taken, grid.substrate.area)
    _costs(c, taken)
    _chiplets(c, taken)
    _beside(c, taken)
    return c, grid, fields


def substrate_of(taken: Mapping[str, Any]) -> Substrate:
    """Return what the dies are laid on."""
    if taken["substrate"] in PANELS:
        return Panel(*PANELS[taken["substrate"]], taken["edge"])
    usable = float(dies.usable_diameter(taken["wafer_diameter"], taken["edge"]))
    return Round(usable, taken["keep_out"], taken["edge"], taken["notch"])


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
    size = {"die_width": c.die_width, "die_height": c.die_height, "scribe": taken["scribe"]}
    c.step("site", dies.site_area, **size)
    grid = lay(substrate_of(taken), float(c.die_width), float(c.die_height), taken["scribe"], taken["placing"])
    place(c, "placed", taken, grid, size)
    if c.placed < 1:
        raise ValueError(f"Die area is {taken['die_area']:g}: no whole die of it fits the {_called(taken)}")
    formulas = {"gross": dies.gross_dies, "flynn": dies.flynn_dies}
    if taken["substrate"] in PANELS:
        c.update({name: _not_known(formula, site_area=c.site) for name, formula in formulas.items()})
        return grid
    c.step("usable", dies.usable_diameter, wafer_diameter=taken["wafer_diameter"], edge=taken["edge"])
    for name, formula in formulas.items():
        c.step(name, formula, usable_diameter=c.usable, site_area=c.site)
    return grid


def place(c: Chain, name: str, taken: Mapping[str, Any], grid: DieGrid, size: Mapping[str, Any]) -> None:
    """Take a step that counts the whole dies of a grid."""
    on = grid.substrate
    if isinstance(on, Panel):
        c.step(name, panels.panel_dies, panel_width=on.width, panel_height=on.height, edge=on.edge, **size)
        return
    c.step(
        name, dies.placed_dies, usable_diameter=on.usable, **size, keep_out=taken["keep_out"], offset_x=grid.offset_x,
        offset_y=grid.offset_y, notch_tip=on.tip, edge=on.edge,
    )  # fmt: skip


def _called(taken: Mapping[str, Any]) -> str:
    return "panel" if taken["substrate"] in PANELS else "wafer"


def _not_known(formula: Any, **arguments: Any) -> Step:
    return Step(formula.equation, arguments, np.float64("nan"))


def _exposed(c: Chain, taken: Mapping[str, Any], grid: DieGrid) -> Fields:
    wide, high = FIELDS[taken["field"]]
    field, size = {"field_width": wide, "field_height": high}, {"die_width": c.die_width, "die_height": c.die_height}
    c.step("largest", exposures.largest_die, **field, aspect=taken["aspect"])
    c.step("stitches", exposures.exposures_of_die, **size, **field)
    c.step("per_shot", dies.dies_per_shot, **field, **size, scribe=taken["scribe"])
    fields = expose(grid, wide, high)
    if fields.per_field:
        c.step("shots", exposures.exposures, field_dies=fields.dies, least=1)
        c.step("full_shots", exposures.exposures, field_dies=fields.dies, least=c.per_shot)
        c.step("fewest", dies.fewest_shots, dies=c.placed, per_shot=c.per_shot)
    else:
        c.step("shots", exposures.stitched_exposures, dies=c.placed, exposures_of_die=c.stitches)
        c["full_shots"] = _not_known(exposures.exposures, least=c.per_shot)
        c["fewest"] = _not_known(dies.fewest_shots, dies=c.placed, per_shot=c.per_shot)
    return fields


def _works(c: Chain, taken: Mapping[str, Any]) -> None:
    if taken["critical"] == "lines":
        lengths = {name: taken[name] * _NANO for name in ("line_width", "spacing", "defect_size")}
        c.step("critical_share", yields.critical_share_of_lines, **lengths)
    else:
        c.carry("critical_share", taken["critical_share"])
    c.step("defects", yields.killing_defects, **_falling(c, taken), die_area=taken["die_area"])
    for key, name in YIELDS.items():
        model_yield(c, name, key, taken, c.defects)
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
    counts = np.array([kind.wafers for kind in failures().values()], np.float64)
    c.step("commonest", pareto.share_of_first, counts=counts, first=taken["vital_few"])


def _falling(c: Chain, taken: Mapping[str, Any]) -> dict[str, Any]:
    return {"defect_density": taken["defect_density"], "critical_share": c.critical_share}


def _price(c: Chain, taken: Mapping[str, Any], area: float) -> None:
    """The one put in, or that of the process, by area."""
    if taken["wafer_price"] is None:
        listed, list_area = processes()[taken["process"]].wafer_price_usd, np.pi / 4 * _LIST_DIAMETER**2
    else:
        listed, list_area = taken["wafer_price"], area
    c.step("price", panels.price_by_area, list_price=listed, substrate_area=area, list_area=list_area)


def _costs(c: Chain, taken: Mapping[str, Any]) -> None:
    c.step("perfect_cost", cost.good_die_cost, wafer_price=c.price, good=c.perfect)
    c.step("die_cost", cost.good_die_cost, wafer_price=c.price, good=c.sold)
    c.step("parts", cost.package_parts, package_dies=taken["package_dies"], stacks=taken["stacks"])
    capacity = taken["stack_capacity"] * _GIGA
    each = stacks()[taken["memory"]].price_usd_per_gb / _GIGA if taken["stack_price"] is None else taken["stack_price"] / capacity
    c.step("stack_price", packaging.stack_price, stack_capacity=capacity, price_per_byte=each)
    c.step(
        "needed_area", packaging.interposer_area, package_dies=taken["package_dies"], die_area=taken["die_area"], stacks=taken["stacks"],
        stack_area=assumed()["stack"].value, margin=assumed()["margin"].value,
    )  # fmt: skip
    alone = taken["package_dies"] == 1 and taken["stacks"] == 0
    area = (0.0 if alone else c.needed_area) if taken["interposer_area"] is None else taken["interposer_area"]
    c.step(
        "packaging", packaging.packaging_cost, interposer_area=area, interposer_price=taken["interposer_price"],
        assembly_cost=taken["assembly_cost"],
    )  # fmt: skip
    c.step("assembly_yield", cost.assembly_yield, bond_yield=taken["bond_yield"], parts=c.parts)
    c.step(
        "package_cost", cost.packaged_cost, package_dies=taken["package_dies"], die_cost=c.die_cost, stacks=taken["stacks"],
        stack_price=c.stack_price, packaging=c.packaging, assembly_yield=c.assembly_yield,
    )  # fmt: skip


def _chiplets(c: Chain, taken: Mapping[str, Any]) -> None:
    c.step("chiplet_area", cost.chiplet_area, die_area=taken["die_area"], chiplets=taken["chiplets"], link_share=taken["link_share"])
    c.step("chiplet_width", dies.die_width, die_area=c.chiplet_area, aspect=taken["aspect"])
    c.step("chiplet_height", dies.die_height, die_area=c.chiplet_area, die_width=c.chiplet_width)
    size = {"die_width": c.chiplet_width, "die_height": c.chiplet_height, "scribe": taken["scribe"]}
    grid = lay(substrate_of(taken), float(c.chiplet_width), float(c.chiplet_height), taken["scribe"], taken["placing"])
    place(c, "chiplet_dies", taken, grid, size)
    if c.chiplet_dies < 1:
        raise ValueError(f"Area for links is {taken['link_share']:g}: no whole chiplet fits the {_called(taken)}")
    c.step("chiplet_defects", yields.killing_defects, **_falling(c, taken), die_area=c.chiplet_area)
    model_yield(c, "chiplet_yield", taken["yield_model"], taken, c.chiplet_defects)
    c.step("chiplet_good", cost.good_dies, dies=c.chiplet_dies, die_yield=c.chiplet_yield)
    c.step("chiplet_cost", cost.good_die_cost, wafer_price=c.price, good=c.chiplet_good)
    c.step(
        "chiplets_cost", cost.chiplets_cost, chiplets=taken["chiplets"], die_cost=c.chiplet_cost, bond_cost=taken["bond_cost"],
        bond_yield=taken["bond_yield"],
    )  # fmt: skip


def _beside(c: Chain, taken: Mapping[str, Any]) -> None:
    c.step("stacks_capacity", packaging.stacks_capacity, stacks=taken["stacks"], stack_capacity=taken["stack_capacity"] * _GIGA)
    c.step("stacks_bandwidth", memory_stacks.stacks_bandwidth, stacks=taken["stacks"], pins=taken["pins"], pin_rate=taken["pin_rate"] * 1e9)
    transistors = float("nan") if taken["transistors"] is None else taken["transistors"]
    c.step_if_known("density", cost.transistor_density, "transistors", transistors=transistors, die_area=taken["die_area"])
    whole = published()[chips.WHOLE_WAFER]
    (wide, high), side = FIELDS["full"], whole.die_area_mm2**0.5
    c.step("whole_shots", exposures.exposures_of_die, die_width=side, die_height=side, field_width=wide, field_height=high)
    c.step("whole_memory", packaging.core_memory, wafer_memory=whole.on_die_gb * _GIGA, cores=whole.needed_cores)
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
