"""Dies that were made, as inputs: what of the design each sets, and which of them a card of the Forge has."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.caching import shared
from formulas.names import Names
from formulas.wafer.catalogue import Die, printable, processes, stacks
from formulas.wafer.catalogue import of_card as die_of_card

SETS = (
    "die_area", "process", "defect_density", "cores", "needed_cores", "package_dies", "stacks", "memory", "stack_capacity", "pins",
    "pin_rate", "transistors",
)  # fmt: skip
"""Inputs that a chip sets."""
NO_MEMORY = "hbm3"
"""What stands there for a chip without stacks: none of it counts."""
WHOLE_WAFER = "wse3"
"""The die that is a whole wafer: the limit case."""


def chips() -> Mapping[str, Die]:
    """The dies that a scanner can print."""
    return printable()


def inputs_of(chip: str) -> dict[str, object]:
    """Return what a chip sets."""
    die = chips()[chip]
    return {
        "die_area": die.die_area_mm2, "process": die.process, **of_process(die.process), "cores": die.cores,
        "needed_cores": die.needed_cores, "package_dies": die.package_dies, "stacks": die.stacks, **of_memory(die.memory or NO_MEMORY),
        **({"stack_capacity": die.stack_gb} if die.stack_gb else {}), "pins": die.pins, "pin_rate": die.pin_rate_gbit_per_s,
        "transistors": die.transistors,
    }  # fmt: skip


def of_process(process: str) -> dict[str, object]:
    """Return what a process sets: its density of defects, where one was published."""
    density = processes()[process].defects_per_cm2
    return {} if density is None else {"defect_density": density}


def of_memory(memory: str) -> dict[str, object]:
    """Return what a generation of memory sets: what a stack of it holds, how wide it is, and how fast by its standard."""
    row = stacks()[memory]
    return {"memory": memory, "stack_capacity": row.gb_per_stack[0], "pins": row.pins, "pin_rate": row.pin_rate_gbit_per_s}


def of_card(card: str) -> str:
    """Return the chip of a card of the catalogue, or nothing where its die is not known.

    >>> of_card("h100-sxm"), of_card("tpu-v4")
    ('h100', '')
    """
    die = die_of_card(card)
    return die.id if die else ""


def objects() -> dict[str, str]:
    """Return the choices by what they are called."""
    return {die.name: key for key, die in chips().items()}


@shared
def names() -> Mapping[str, Names]:
    """What each chip may be called."""
    return {key: Names((die.name, key, *die.cards)) for key, die in chips().items()}


def process_objects() -> dict[str, str]:
    """Return the processes by what they are called, the finest first."""
    return {row.name: key for key, row in reversed(processes().items())}


def memory_objects() -> dict[str, str]:
    """Return the generations of stacked memory by what they are called, the newest first."""
    return {row.name: key for key, row in reversed(stacks().items())}
