"""What the pictures of a wafer show, as numbers: yields over area, cost over area, where the wafer goes, densities of real dies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas.wafer import cost, dies, redundancy, yields
from formulas.wafer.catalogue import dies as published
from formulas.wafer.catalogue import failures, older_dies, processes
from formulas.wafer.pareto import share_of_first
from formulas.wafer.sampling import DEAD, HARVESTED, PERFECT
from formulas.wafer.spreads import SPREADS
from instruments.wafer.model import Fab
from instruments.wafer.steps import shape_of

PIECES = (1, 2, 4, 8)
"""Into how many chiplets the cost picture cuts a die."""
_POINTS = 60
_LEAST = 50.0


@dataclass(frozen=True)
class Loss:
    """A part of the wafer that is not sold: its name, and square millimetres."""

    name: str
    area: float


def reticle(fab: Fab) -> float:
    """Largest area of a die of this shape that an exposure prints, in square millimetres."""
    return float(fab.chain.largest)


def areas(fab: Fab) -> np.ndarray:
    """Die areas that the yield picture covers: to a little beyond the design, and the reticle limit."""
    return np.linspace(1, 1.15 * max(float(fab.taken["die_area"]), reticle(fab)), _POINTS)


def yield_of(fab: Fab, key: str, area: np.ndarray | float) -> np.ndarray:
    """Yield by one of the models at areas, everything else as in the design."""
    spread = SPREADS[key]
    mean = yields.killing_defects(fab.taken["defect_density"], fab.chain.critical_share, area)
    return spread.formula(mean, **({spread.shape: shape_of(fab.taken, spread)} if spread.shape else {}))


def pieces(fab: Fab) -> tuple[np.ndarray, Mapping[int, np.ndarray]]:
    """Total areas, and what that much of working silicon costs in so many pieces; not a number where no piece fits.

    Dies are counted by a formula: laid out one by one, every curve would jump as rows drop off the wafer.
    """
    total = np.geomspace(_LEAST, 8 * reticle(fab), _POINTS)
    return total, {count: cost_of(fab, count, total) for count in PIECES}


def cost_of(fab: Fab, count: int, total: np.ndarray | float) -> np.ndarray:
    """Cost of so much area in so many pieces; a single one has no links and no bonds, and none is larger than an exposure."""
    taken = fab.taken
    each = cost.chiplet_area(total, count, taken["link_share"] if count > 1 else 0.0)
    side = np.sqrt(each)
    site = dies.site_area(side, side, taken["scribe"])
    fits = each <= reticle(fab)
    site = np.where(fits, site, 1.0)
    # On a panel nearly all of the area is under whole dies; what the rim of a wafer cuts off, Flynn's formula says.
    number = dies.flynn_dies(fab.chain.usable, site) if fab.round else fab.grid.substrate.usable_area / site
    good = cost.good_dies(number, yield_of(fab, taken["yield_model"], each))
    one = cost.good_die_cost(fab.chain.price, good)
    bond_cost, bond_yield = (taken["bond_cost"], taken["bond_yield"]) if count > 1 else (0.0, 1.0)
    return np.where(fits, cost.chiplets_cost(count, one, bond_cost, bond_yield), np.nan)


def crossing(total: np.ndarray, big: np.ndarray, cut: np.ndarray) -> float:
    """Area from which on the cut one is cheaper, or not a number: between two points, as on a straight line.

    >>> float(crossing(np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([2.0, 2.0])))
    1.5
    """
    difference = big - cut
    changes = np.flatnonzero((difference[:-1] < 0) & (difference[1:] >= 0))
    if not len(changes):
        return float("nan")
    at = changes[0]
    share = difference[at] / (difference[at] - difference[at + 1])
    return float(total[at] + share * (total[at + 1] - total[at]))


def losses(fab: Fab) -> list[Loss]:
    """Where the area goes that is in no die sold, the largest loss first, in the mean of the model."""
    taken, c, on = fab.taken, fab.chain, fab.grid.substrate
    area, placed = taken["die_area"], float(c.placed)
    # Could every core be dead, only what is hit beside them would be lost.
    densities, weights = fab.spread.nodes(fab.shape)
    spared = redundancy.harvested_yield(c.defects, taken["core_share"], taken["cores"], 0, densities, weights)
    spare = float(c.sold) * area * taken["core_share"] * (1 - taken["needed_cores"] / taken["cores"])
    found = [
        Loss("dies hit beside their cores", placed * area * (1 - float(spared))),
        Loss("dies with too few cores", placed * area * max(0.0, float(spared - c.harvested))),
        Loss("cut off by the rim", max(0.0, on.usable_area - placed * float(c.site))), Loss("spare cores", spare),
        Loss("scribe lines", placed * (float(c.site) - area)), Loss("edge exclusion", on.area - on.usable_area),
    ]  # fmt: skip
    return sorted(found, key=lambda loss: -loss.area)


@dataclass(frozen=True)
class Kind:
    """A kind of failures: its name, on how many wafers it was seen, its share, and that of it and all that are commoner."""

    name: str
    wafers: int
    share: float
    together: float


def kinds() -> list[Kind]:
    """Patterns that failures make on a wafer, the commonest first."""
    rows = list(failures().values())
    counts = np.array([row.wafers for row in rows], np.float64)
    together = [share_of_first(counts, number + 1) for number in range(len(rows))]
    return [
        Kind(row.name, row.wafers, float(count / counts.sum()), float(up_to))
        for row, count, up_to in zip(rows, counts, together, strict=True)
    ]  # fmt: skip


def bill(fab: Fab) -> dict[str, float]:
    """What a package that works costs, by what it goes into; they come to the whole."""
    taken, c = fab.taken, fab.chain
    interposer = float(c.packaging) - taken["assembly_cost"]
    parts = {
        "dies": taken["package_dies"] * float(c.die_cost), "memory": taken["stacks"] * float(c.stack_price), "interposer": interposer,
        "substrate, assembly, test": taken["assembly_cost"],
    }  # fmt: skip
    return parts | {"lost in assembly": float(c.package_cost) - sum(parts.values())}


def made() -> list[tuple[str, float, float, str]]:
    """Dies whose transistors are known: name, nanometres of the process, transistors per mm2, status."""
    return [
        (die.name, processes()[die.process].nanometres, float(cost.transistor_density(die.transistors, die.die_area_mm2)), die.status)
        for die in (*older_dies().values(), *published().values()) if die.transistors is not None
    ]  # fmt: skip


def counted(states: np.ndarray) -> dict[str, int]:
    """How many dies of a wafer are in each state."""
    return {name: int(np.sum(states == state)) for name, state in (("perfect", PERFECT), ("harvested", HARVESTED), ("dead", DEAD))}
