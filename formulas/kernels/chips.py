"""What is on a chip besides its peak: multiprocessors or arrays, their clock, their memories, and the way to the host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from formulas.caching import shared
from formulas.catalogue import Accelerator, Row, load, lookup, precisions
from formulas.kernels.levels import on_chip_bandwidth
from formulas.steps import Chain

TILES = ((128, 256), (256, 128), (128, 128), (64, 256), (256, 64), (64, 128), (128, 64), (64, 64))
"""Tiles that libraries of products come with, the most efficient first (NVIDIA, Matrix Multiplication Background, section 2.3)."""
_WIDER = ("bf16", "fp16", "fp32")
# A format of 32 bits is first looked for in units of 32 bits.
_WIDEST = ("fp32", "bf16", "fp16")
_OPERAND_BYTES = {"fp32": 4.0, "tf32": 4.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5, "int4": 0.5}


@dataclass(frozen=True, kw_only=True)
class Processor(Row):
    """The inside of a card of the catalogue, under the card's id; sizes are those of one multiprocessor but for the cache.

    ``block_bytes`` is what one block of threads can use of ``shared_bytes``; ``array_side`` the multipliers along the side of an array.
    """

    units: int
    unit_kind: str
    array_side: int | None
    clock_hz: float | None
    register_bytes: float | None
    register_bytes_per_cycle: float | None
    shared_bytes: float | None
    block_bytes: float | None
    shared_bytes_per_cycle: float | None
    cache_bytes: float | None
    cache_bandwidth_bytes_per_s: float | None
    cache_kind: str
    host_link_bytes_per_s: float | None
    host_link_kind: str

    @property
    def tiled(self) -> bool:
        """Whether blocks of threads work on tiles, rather than one array on all of it."""
        return self.array_side is None


@dataclass(frozen=True, kw_only=True)
class MemoryBeside(Row):
    """A level of memory outside of the card; without a bandwidth of its own it is read through the card's link to the host."""

    place: int
    capacity_bytes: float
    bandwidth_bytes_per_s: float | None
    through: str


@shared
def processors() -> Mapping[str, Processor]:
    """Return the inside of every card of which it is known, by the card's id."""
    return load("processors", Processor)


@shared
def memories_beside() -> Mapping[str, MemoryBeside]:
    """Return the levels of memory outside of a card by id."""
    return load("memory_levels", MemoryBeside)


@dataclass(frozen=True)
class Multiplied:
    """How a card multiplies a number format: in which of its own, at which peak, and the bytes of an operand; unknown is nan."""

    kind: str
    peak: float
    operand_bytes: float
    unpacked: bool


def multiplied(card: Accelerator, precision: str) -> Multiplied:
    """Return how a card multiplies matrices kept in a format: in the format itself, or unpacked to the narrowest wider one it has.

    Where it has none as wide, as TPUs have no FP32, operands are rounded to 16 bits.

    Examples
    --------
    >>> from formulas.catalogue import accelerators
    >>> multiplied(accelerators()["a100-80gb"], "fp8").kind, multiplied(accelerators()["h100-sxm"], "fp8").kind
    ('bf16', 'fp8')
    """
    row = lookup(precisions(), precision, "precision")
    own, others = row.compute_peaks, _WIDEST if row.storage_bits > 16 else _WIDER
    for kind in (*own, *(each for each in others if each not in own)):
        peak = getattr(card, f"peak_{kind}_flop_per_s")
        if peak is not None:
            return Multiplied(kind, peak, _OPERAND_BYTES[kind], kind not in own)
    return Multiplied(own[0], np.nan, _OPERAND_BYTES[own[0]], False)


@dataclass(frozen=True)
class MemoryLevel:
    """One level of memory: what it holds in all, how fast it is read, where both come from; unknown is nan."""

    name: str
    capacity: float
    bandwidth: float
    source: str
    status: str
    step: str = ""
    """Name of the step of the chain that made the bandwidth, where one did."""


def memory_levels(card: Accelerator, chain: Chain) -> tuple[MemoryLevel, ...]:
    """Return the levels of memory from the registers down, as far as they are known; what is worked out is kept in the chain."""
    return tuple(_levels(card, chain))


def _levels(card: Accelerator, chain: Chain) -> Iterator[MemoryLevel]:
    inside = processors().get(card.id)
    if inside is not None and inside.clock_hz:
        for name, called in (("register", "Registers"), ("shared", "Shared memory")):
            size, rate = getattr(inside, f"{name}_bytes"), getattr(inside, f"{name}_bytes_per_cycle")
            if size and rate:
                step = f"{name}_bandwidth"
                chain.step(step, on_chip_bandwidth, units=inside.units, bytes_per_cycle=rate, clock=inside.clock_hz)
                yield MemoryLevel(called, inside.units * size, float(chain[step].value), inside.source(f"{name}_bytes"), "derived", step)
    if inside is not None and inside.cache_bytes:
        rate = inside.cache_bandwidth_bytes_per_s or np.nan
        key = "cache_bandwidth_bytes_per_s"
        yield MemoryLevel(inside.cache_kind, inside.cache_bytes, rate, inside.source(key), inside.standing(key))
    key = "bandwidth_bytes_per_s"
    yield MemoryLevel(card.memory_kind, card.memory_bytes, card.bandwidth_bytes_per_s, card.source(key), card.standing(key))
    for level in sorted(memories_beside().values(), key=lambda each: each.place):
        rate, source = level.bandwidth_bytes_per_s, level.source("capacity_bytes")
        if rate is None:
            rate = (inside and inside.host_link_bytes_per_s) or np.nan
            source = inside.source("host_link_bytes_per_s") if inside else source
        yield MemoryLevel(level.name, level.capacity_bytes, rate, source, level.standing("capacity_bytes"))
