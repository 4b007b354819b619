"""What is written into the picture of the roofline: its axes, the names of the roofs and of the ridge, and what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formulas import roofline
from formulas.kernels.measured import MeasuredKernel, measured_kernels
from instruments.chip.placement import Placement
from instruments.frame.drawing import share
from instruments.frame.labels import Frame, text_width
from instruments.quantities.text import quantity

LINE = 18
"""Pixels of a line of words."""
_OFF_SLOPE = 16
"""Pixels that a word at the height of a roof keeps from the slope below it."""
ROOFS = {"matrix": ("products with weights", "series-6"), "plain": ("products of activations", "series-2"),
         "vector": ("vector units", "series-3")}  # fmt: skip
"""What each roof is called, and its colour."""
_SHORT = {"matrix": "weights", "plain": "attention", "vector": "vectors"}
"""The same where there is little room."""
MARKERS = {"matrix": "x", "plain": "cross", "vector": "asterisk", "other": "y"}
"""Marks of what was measured, by the roof that it stands under; others are of formats that none of the roofs is of."""


@dataclass(frozen=True)
class Axes:
    """Ends of both axes."""

    x: tuple[float, float]
    y: tuple[float, float]


def axes(found: Placement) -> Axes:
    """Return ends of the axes between which every part stands, with room for names above the roof and below the slope."""
    intensities = [part.intensity for part in (*found.parts, found.part)]
    bandwidth, peak = found.card.bandwidth_bytes_per_s, _highest(found)
    low, high = min(0.08, min(intensities) / 2), max(2e4, 3 * max(intensities))
    return Axes((low, high), (low * bandwidth / 2, (peak if math.isfinite(peak) else high * bandwidth) * 3))


def _highest(found: Placement) -> float:
    return float(np.nanmax([found.roofs.weights.peak, found.roofs.activations.peak, found.roofs.vector, 0.0]) or np.nan)


def peaks_of(found: Placement) -> dict[str, float]:
    """Return the peak of each roof; unknown is nan."""
    return {"matrix": found.roofs.weights.peak, "plain": found.roofs.activations.peak, "vector": found.roofs.vector}


def measured_columns(found: Placement) -> dict[str, dict[str, list]]:
    """Return what was measured on the card, as columns by the roof that it stands under."""
    peaks = peaks_of(found)
    rows: dict[str, list[MeasuredKernel]] = {name: [] for name in MARKERS}
    for row in measured_kernels().values():
        if row.accelerator == found.card.id:
            rows[next((name for name, peak in peaks.items() if peak == row.peak), "other")].append(row)
    return {name: {
        "intensity": [row.intensity for row in of_roof], "speed": [row.flop_per_s for row in of_roof],
        "name": [row.name for row in of_roof], "format": [row.format_name for row in of_roof], "shape": [row.shape for row in of_roof],
        "_share": [f"{row.share:.0%}" for row in of_roof], "_shown": [str(quantity(row.flop_per_s, "FLOP/s")) for row in of_roof],
    } for name, of_roof in rows.items()}  # fmt: skip


class End(NamedTuple):
    """The name of a roof: its right end, and how far that is off the point."""

    x: float
    y: float
    text: str
    dx: float
    dy: float


END = End._fields
NO_END: dict[str, list] = {name: [] for name in END}


def ends_of(peaks: Mapping[str, float], bandwidth: float, within: Axes, room: Frame) -> dict[str, End]:
    """Name the roofs, those that lie on each other once.

    Left of where a roof begins nothing is drawn at its height, so that its name stands there; where it has no room there, it stands
    below the right end of the roof, and where it has none there either the colour has to say whose number it is.
    """
    rows: dict[float, list[str]] = {}
    for name, peak in peaks.items():
        if math.isfinite(peak):
            rows.setdefault(peak, []).append(name)
    found: dict[str, End] = {}
    for peak, names in rows.items():
        begins = float(roofline.ridge_point(peak, bandwidth))
        left = float(share(begins, *within.x)) * room.narrow - _OFF_SLOPE
        value = str(quantity(peak, "FLOP/s"))
        called = (ROOFS[names[0]][0], _SHORT[names[0]]) if len(names) == 1 else ("all products", "all")
        before = next((text for text in (f"{each}  {value}" for each in called) if text_width(text) < left), "")
        after = f"{called[1]}  {value}"
        if not before and text_width(after) + 4 < room.narrow - left - _OFF_SLOPE:
            found[names[0]] = End(within.x[1], peak, after, -4, LINE - 1)
        else:
            found[names[0]] = End(begins, peak, before or value, -_OFF_SLOPE, LINE / 2)
    return found


def ridge_of(peak: float, bandwidth: float, within: Axes, ends: Sequence[End], room: Frame) -> dict[str, list]:
    """The ridge, from the axis up to the roof, with its name at its foot; what is written across its way leaves it a gap."""
    if not math.isfinite(peak):
        return {"x": [], "low": [], "high": [], "text": []}
    at = float(roofline.ridge_point(peak, bandwidth))
    along, decades = float(share(at, *within.x)) * room.narrow, math.log(within.y[1] / within.y[0])
    stops = [within.y[0]]
    for end in sorted(ends, key=lambda each: each.y):
        right = float(share(end.x, *within.x)) * room.narrow + end.dx
        if right - text_width(end.text) - 4 < along < right + 4:
            # Pixels are logarithms along this axis.
            stops += [end.y * math.exp(-decades * each / room.height) for each in (end.dy + 2, end.dy - LINE)]
    stops.append(peak)
    parts = [pair for pair in zip(stops[::2], stops[1::2], strict=True) if pair[0] < pair[1]]
    texts = [f"ridge {quantity(at, 'FLOP/B')}"] + [""] * (len(parts) - 1)
    return {"x": [at] * len(parts), "low": [low for low, _ in parts], "high": [high for _, high in parts], "text": texts}


def covered(ends: Sequence[End], at: np.ndarray, room: Frame) -> np.ndarray:
    """Where the names of the roofs stand, as a row of marks as high as a line."""
    found = [np.empty((0, 2))]
    for end, (right, top) in zip(ends, at, strict=True):
        back = np.arange(LINE / 2, text_width(end.text), LINE / 2) - end.dx
        # Above its anchor is the text, whose lower end the anchor is.
        found.append(np.stack([right - back / room.narrow, np.full(len(back), top + (end.dy - LINE / 2) / room.height)], axis=-1))
    return np.concatenate(found)


def told_measured(found: Placement) -> str:
    """Say which marks are measured kernels of which format."""
    signs = {"matrix": "\N{MULTIPLICATION SIGN}", "plain": "+", "vector": "\N{ASTERISK OPERATOR}", "other": "Y"}
    formats = {name: sorted(set(columns["format"])) for name, columns in measured_columns(found).items()}
    told = [f"{signs[name]} {' and '.join(each)}" for name, each in formats.items() if each]
    return f" Measured kernels stand in the colour of their roof: {', '.join(told)}." if told else ""
