"""What the pictures draw, as plain arrays: the present matrix, quantised in other ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.formats import errors
from formulas.formats.codes import decode
from formulas.formats.layout import integer
from formulas.formats.matrix import quantise
from formulas.memory import effective_bits
from instruments.precision.study import Study, overhead, stored

BITS = np.arange(2, 9)
CLIPS = np.round(np.geomspace(0.05, 1.0, 17), 4)
_BINS = 60
_WITH_LEVELS = 8
"""Bits up to which levels are few enough to be drawn."""
_GROUP = 32
# Each at what it is mostly used with: whole numbers in groups, FP8 under one scale for each channel.
COMPARED = ("int8", "int6", "int4", "int3", "e4m3", "e5m2", "mxfp8-e4m3", "mxfp6-e2m3", "mxfp4", "nvfp4", "bf16")


@dataclass(frozen=True)
class Levels:
    """How many weights lie where, the levels of a middling scale, and which share of the weights becomes zero."""

    edges: np.ndarray
    counts: np.ndarray
    levels: np.ndarray
    zeros: float


def levels(study: Study) -> Levels:
    """Count the weights, and lay the levels of one scale over them."""
    q, layout = study.quantised, study.recipe.layout
    counts, edges = np.histogram(study.weights, bins=_BINS)
    scale = float(np.median(q.scales))
    element = layout.element_layout()
    found = np.empty(0)
    if element.bits <= _WITH_LEVELS and scale > 0:
        found = np.unique(decode(element, np.arange(2**element.bits))) * scale
        # Of whole numbers the one that reaches furthest below zero is used without symmetry alone.
        least = -element.largest * scale if study.recipe.symmetric and layout.kind == "integer" else -np.inf
        found = found[np.isfinite(found) & (found >= max(edges[0] - scale / 2, least)) & (found <= edges[-1] + scale / 2)]
    zeros = np.count_nonzero((q.held == 0) & (study.weights != 0)) / study.weights.size
    return Levels(edges, counts, found, zeros)


def by_bits(study: Study) -> dict[str, np.ndarray]:
    """Rounding error of whole numbers of 2 to 8 bits: measured, expected and at most."""
    rows = []
    expected, bound = (
        (errors.nearest_error_expected, errors.nearest_error_bound) if study.is_nearest
        else (errors.stochastic_error_expected, errors.stochastic_error_bound)
    )  # fmt: skip
    for bits in BITS.tolist():
        q = study.changed(layout=integer(bits)).quantised
        rows.append((
            float(errors.error_norm(q.rounding_square, q.weights.size)), float(expected(q.step, q.rounded_count)),
            float(bound(q.step, q.rounded_count)),
        ))  # fmt: skip
    measured, likely, most = np.array(rows).T
    return {"bits": BITS.astype(float), "measured": measured, "expected": likely, "bound": most}


def by_clip(study: Study) -> dict[str, np.ndarray]:
    """Errors over the share of the range that is kept: of rounding, of clipping, and of both."""
    rows = [
        (float(np.sqrt(q.weights.size * q.rounding_square)), float(np.sqrt(q.weights.size * q.clipping_square)))
        for q in (study.changed(clip=float(clip)).quantised for clip in CLIPS)
    ]
    rounding, clipping = np.array(rows).T
    return {"clip": CLIPS, "rounding": rounding, "clipping": clipping, "both": np.hypot(rounding, clipping)}


def by_format(study: Study) -> dict[str, list]:
    """Effective bits and relative error of the formats in use, on this matrix, rounded to the nearest and not clipped."""
    found: dict[str, list] = {"bits": [], "error": [], "name": []}
    for name in COMPARED:
        layout = stored()[name]
        used = study.changed(layout=layout, group=_GROUP if layout.kind == "integer" else -1, symmetric=True, rounding="nearest", clip=1.0)
        q = quantise(study.weights, used.recipe)
        found["bits"].append(float(effective_bits(**overhead(used.recipe))))
        found["error"].append(float(np.sqrt(q.squares.sum()) / study.norm))
        found["name"].append(layout.name)
    return found
