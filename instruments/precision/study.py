"""How the matrix of the present inputs is quantised, and the same again with something else about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from formulas.caching import shared
from formulas.formats.layout import Layout, integer, layouts
from formulas.formats.matrix import NARROW, NEAREST, Quantised, Recipe, quantise
from instruments.precision.weights import Matrix

SCALED = ("int8", "int6", "int4", "int3", "int2", "e4m3", "e5m2")
"""Formats whose scales are for us to choose."""
WHOLE = SCALED[:5]
"""Those of them that are whole numbers."""
NARROW_ONES = (*SCALED, "mxfp8-e4m3", "mxint8", "mxfp6-e2m3", "mxfp4", "nvfp4")
"""Formats that need a scale, whose range can be clipped."""
STORED = (*NARROW_ONES, "bf16", "fp16")
"""What weights can be stored in."""
TENSOR, CHANNEL = "tensor", "channel"
GROUPS = (128, 64, 32, 16)
_SCALE_BITS = 16


@shared
def stored() -> Mapping[str, Layout]:
    """The layouts that weights can be stored in."""
    return {name: layouts()[name] if name in layouts() else integer(int(name[3:])) for name in STORED}


def recipe(values: Mapping[str, object]) -> Recipe:
    """Return how these inputs quantise."""
    layout = stored()[values["stored"]]
    return Recipe(
        layout=layout, group=_group(values["granularity"]), symmetric=values["symmetric"] or layout.kind != "integer",
        rounding=values["rounding"], clip=values["clip"],
    )  # fmt: skip


def _group(granularity: str) -> int:
    return {TENSOR: 0, CHANNEL: -1}.get(granularity) if granularity in (TENSOR, CHANNEL) else int(granularity)


def overhead(used: Recipe) -> dict[str, float]:
    """Return what a weight takes beside its own bits, as :func:`formulas.memory.effective_bits` is told it."""
    layout = used.layout
    if layout.kind == "block":
        return {"bits": layout.bits, "block": layout.block, "scale_bits": layout.scale_layout().bits, "zero_point_bits": 0}
    # The scales of whole rows and matrices vanish among the weights of a real model, and wide formats have none.
    block = used.group if used.group > 0 and layout.bits <= NARROW else np.inf
    has_zero_point = layout.kind == "integer" and not used.symmetric
    return {"bits": layout.bits, "block": block, "scale_bits": _SCALE_BITS, "zero_point_bits": layout.bits if has_zero_point else 0}


@dataclass(frozen=True)
class Study:
    """A matrix, how it is quantised, and what comes of that."""

    matrix: Matrix
    recipe: Recipe

    @property
    def weights(self) -> np.ndarray:
        """The matrix itself."""
        return self.matrix.weights

    @cached_property
    def quantised(self) -> Quantised:
        """What becomes of the weights."""
        return quantise(self.weights, self.recipe, None if self.is_nearest else self.matrix.chances)

    @cached_property
    def norm(self) -> float:
        """Frobenius norm of the weights."""
        return float(np.linalg.norm(self.weights))

    def changed(self, **changes: object) -> Study:
        """Return the same matrix, quantised in another way."""
        return replace(self, recipe=replace(self.recipe, **changes))

    @property
    def is_nearest(self) -> bool:
        """Whether weights are rounded to the nearest level."""
        return self.recipe.rounding == NEAREST
