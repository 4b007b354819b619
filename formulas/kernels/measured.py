"""Kernels that somebody has timed, beside what the roofline allows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from formulas.caching import shared
from formulas.catalogue import Row, accelerators, load
from formulas.kernels.chips import Multiplied, multiplied, processors
from formulas.kernels.levels import read_time
from formulas.kernels.pointwise import pointwise_bytes, pointwise_flop
from formulas.kernels.products import arithmetic_intensity, product_bytes, product_flop
from formulas.kernels.scores import attended_pairs, attention_bytes_once, attention_kernel_flop, naive_attention_bytes
from formulas.kernels.shares import Shares, tile_and_wave
from formulas.roofline import attainable
from formulas.stepcost import stage_time

# Operations and reads for each element of what is done element by element.
_POINTWISE = {"add": (1.0, 2.0), "softmax": (5.0, 1.0), "rms_norm": (4.0, 1.0)}
REASONS = {
    "power": "Multipliers that all work draw more than the board may: the clock falls below the one that the peak is printed for.",
    "waves": "With the large tiles that are efficient, the last wave of tiles fills only part of the multiprocessors.",
    "idle": "Even its smallest tiles are fewer than the multiprocessors: those without one neither multiply nor read, and the others alone"
    " have too few reads in flight to fill the bus.",
    "hidden": "Only what of its traffic is not hidden behind its arithmetic is missing: one after the other they would take longer.",
    "short": "It ends in a few microseconds, of which starting up and filling the pipeline take a share.",
    "epilogue": "With so short a depth a tile spends as long on writing its result as on multiplying.",
    "exponentials": "The softmax between the two products runs on units that do few exponentials in a cycle, and the multipliers wait.",
    "overlap": "The kernel was written for an older card: it does not overlap copies, products and softmax as this one could.",
    "passes": "Scale, mask and dropout are kernels of their own, so that the scores cross the bus more often than the four times counted.",
    "software": "The library was young: the same card has become faster with newer versions.",
    "reread": "The library's kernel goes over each row more than once, and has too few reads in flight to fill the bus.",
    "refresh": "Memory itself gives nine tenths of its data-sheet rate at best: refresh and turning from reading to writing take the rest.",
}
"""Why a measured kernel stays below its roof, or seems to be above it."""


@dataclass(frozen=True, kw_only=True)
class MeasuredKernel(Row):
    """A kernel of a stated shape on a card of the catalogue, and how fast it was; ``flop_per_s`` counts useful arithmetic.

    A ``product`` has rows, columns and depth; ``attention`` sequences, heads, tokens, head size and whether it is causal; what is
    ``pointwise`` rows and columns.
    """

    kernel: str
    accelerator: str
    precision: str
    rows: int | None
    columns: int | None
    depth: int | None
    sequences: int | None
    heads: int | None
    tokens: int | None
    head_dim: int | None
    causal: bool
    algorithm: str
    flop_per_s: float
    reasons: tuple[str, ...]
    measured: str
    locator: str

    @property
    def shape(self) -> str:
        """Its shape in words."""
        if self.kernel == "product":
            return f"{self.rows:,} x {self.columns:,} x {self.depth:,}"
        if self.kernel == "pointwise":
            return f"{self.rows:,} x {self.columns:,}"
        masked = ", causal" if self.causal else ""
        return f"{self.sequences:,} x {self.tokens:,} tokens, {self.heads} heads of {self.head_dim}{masked}"

    @cached_property
    def format(self) -> Multiplied:
        """How its card multiplies."""
        return multiplied(accelerators()[self.accelerator], self.precision)

    @cached_property
    def compute(self) -> float:
        """FLOP of one run."""
        if self.kernel == "product":
            return float(product_flop(self.rows, self.columns, self.depth))
        if self.kernel == "pointwise":
            return float(pointwise_flop(self.rows * self.columns, _POINTWISE[self.algorithm][0]))
        pairs = attended_pairs(self.tokens) if self.causal else self.tokens**2
        return float(attention_kernel_flop(self.sequences, self.heads, pairs, self.head_dim, self.head_dim))

    @cached_property
    def moved(self) -> float:
        """Least bytes of one run."""
        size = self.format.operand_bytes
        if self.kernel == "product":
            return float(product_bytes(self.rows, self.columns, self.depth, size, size, max(size, 2.0)))
        if self.kernel == "pointwise":
            return float(pointwise_bytes(self.rows * self.columns, _POINTWISE[self.algorithm][1], 1, size))
        sizes = (self.heads, self.heads, self.tokens, self.tokens, self.head_dim, self.head_dim, size, size)
        once = float(attention_bytes_once(self.sequences, *sizes))
        if self.algorithm == "flash":
            return once
        return float(naive_attention_bytes(once, self.sequences, self.heads, self.tokens, self.tokens, size))

    @cached_property
    def intensity(self) -> float:
        """FLOP for each byte."""
        return float(arithmetic_intensity(self.compute, self.moved))

    @property
    def peak(self) -> float:
        """Peak of the units that it runs on."""
        return accelerators()[self.accelerator].peak_fp32_flop_per_s if self.kernel == "pointwise" else self.format.peak

    @property
    def format_name(self) -> str:
        """The format that those units compute in."""
        return "FP32" if self.kernel == "pointwise" else self.format.kind.upper()

    @cached_property
    def roof(self) -> float:
        """What the roofline allows it."""
        return float(attainable(self.intensity, self.peak, accelerators()[self.accelerator].bandwidth_bytes_per_s))

    @property
    def share(self) -> float:
        """What it reached of its roof."""
        return self.flop_per_s / self.roof

    @cached_property
    def apart(self) -> float:
        """What it would reach of its roof if traffic and arithmetic came one after the other, nothing of either hidden."""
        card = accelerators()[self.accelerator]
        together = stage_time(self.compute, self.moved, self.peak, card.bandwidth_bytes_per_s)
        return float(together / (self.compute / self.peak + read_time(self.moved, card.bandwidth_bytes_per_s)))

    @cached_property
    def tiled(self) -> Shares | None:
        """The best tile for its shape, and what of it is of use; None where the chip has no tiles or it is no product."""
        inside = processors().get(self.accelerator)
        if self.kernel != "product" or inside is None or not inside.tiled:
            return None
        return tile_and_wave(self.rows, self.columns, 1.0, inside.units)

    @property
    def filled(self) -> float | None:
        """Share of the multipliers that this tile keeps busy."""
        return None if self.tiled is None else self.tiled.share

    @property
    def why(self) -> tuple[str, ...]:
        """What keeps it from its roof."""
        return tuple(REASONS[each] for each in self.reasons)


@shared
def measured_kernels() -> Mapping[str, MeasuredKernel]:
    """Return every measured kernel by id.

    Raises
    ------
    ValueError
        If rows are malformed, or one names a card or a reason that there is not.
    """
    rows = load("measured_kernels", MeasuredKernel)
    bad = [f"{key}: accelerator is {row.accelerator!r}" for key, row in rows.items() if row.accelerator not in accelerators()]
    bad += [f"{key}: reason is {each!r}" for key, row in rows.items() for each in row.reasons if each not in REASONS]
    if bad:
        raise ValueError("; ".join(bad))
    return rows
