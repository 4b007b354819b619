"""Every part of a layer on the roofline: what it does, moves, attains and takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formulas import roofline, stepcost
from formulas.catalogue import Accelerator
from formulas.kernels.chips import Multiplied, multiplied
from formulas.kernels.layer import Kernel
from formulas.kernels.products import arithmetic_intensity

_WIDE = ("fp32", "tf32")


@dataclass(frozen=True)
class Roofs:
    """The peaks of a card that a layer's parts have above them; unknown is nan."""

    card: Accelerator
    weights: Multiplied
    activations: Multiplied
    vector: float
    vector_known: bool

    @classmethod
    def of(cls, card: Accelerator, precision: str) -> Roofs:
        """Return the peaks: of products with weights, of those with activations only, and of what is done element by element.

        Where no peak of the vector units is published, that of the matrix units stands in: it is above it.
        """
        weights = multiplied(card, precision)
        activations = multiplied(card, precision if precision in _WIDE else "bf16")
        vector = card.peak_fp32_flop_per_s
        return cls(card, weights, activations, activations.peak if vector is None else vector, vector is not None)

    def above(self, kernel: Kernel) -> float:
        """Return the peak above a kernel."""
        if kernel.kind == "pointwise":
            return self.vector
        return self.weights.peak if kernel.on_weights else self.activations.peak

    def field(self, kernel: Kernel) -> str:
        """Return the field of the catalogue that this peak stands in."""
        if kernel.kind == "pointwise" and self.vector_known:
            return "peak_fp32_flop_per_s"
        kind = (self.weights if kernel.on_weights else self.activations).kind
        return f"peak_{kind}_flop_per_s"


@dataclass(frozen=True)
class Part:
    """One kernel and where it stands."""

    kernel: Kernel
    compute: float
    moved: float
    intensity: float
    peak: float
    performance: float
    time: float

    @property
    def by_memory(self) -> bool:
        """Whether it waits for memory rather than for arithmetic."""
        return self.performance < self.peak


def placed(kernels: Sequence[Kernel], roofs: Roofs) -> tuple[Part, ...]:
    """Place kernels under the roofs of a card; without a published peak, they have no time."""
    compute = np.array([float(each.flop(**each.flop_arguments)) for each in kernels])
    moved = np.array([float(each.moved(**each.moved_arguments)) for each in kernels])
    peak = np.array([roofs.above(each) for each in kernels])
    bandwidth = roofs.card.bandwidth_bytes_per_s
    intensity = arithmetic_intensity(compute, moved)
    known = ~np.isnan(peak)
    performance, time = np.full(len(kernels), np.nan), np.full(len(kernels), np.nan)
    if known.any():
        performance[known] = roofline.attainable(intensity[known], peak[known], bandwidth)
        time[known] = stepcost.stage_time(compute[known], moved[known], peak[known], bandwidth)
    numbers = zip(*(each.tolist() for each in (compute, moved, intensity, peak, performance, time)), strict=True)
    return tuple(Part(kernel, *found) for kernel, found in zip(kernels, numbers, strict=True))
