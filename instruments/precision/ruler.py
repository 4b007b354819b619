"""The number line: a ruler on which every number has its place, the window that is looked through, and the values within it.

The ruler is the order of FP32's own codes, carried on between them: every power of two takes equal room, and within one numbers lie
evenly; below the smallest normal number they do down to zero, and from there it goes on to the other side.  So one line holds
10^38 and 10^-45, and a window on it goes from all of it down to two neighbours in FP32.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from formulas.formats.codes import spacing
from formulas.formats.layout import Layout

_MANTISSA, _LEAST = 23, -126  # FP32's
_OCTAVE = 2.0**_MANTISSA
END = 255 * _OCTAVE
"""Place of infinity, where the ruler ends."""
WIDEST = 2 * END
DEEPEST = 30.0
"""The most that can be zoomed in, as a power of two: a handful of neighbours in FP32 are left."""
WIDTH = 1000
"""Points that a window is drawn with."""
_FEWEST = -44  # power of ten of FP32's smallest number
_APART = 4.0  # points between two values that are drawn as two


def place(numbers: np.ndarray | float) -> np.ndarray:
    """Return the places of numbers on the ruler.

    >>> float(place(1.0) - place(0.5)) == float(place(4.0) - place(2.0)) == 2**23
    True
    """
    size = np.minimum(np.abs(np.asarray(numbers, np.float64)), 2.0**128)
    octave = np.maximum(np.where(size == 0, _LEAST, np.frexp(size)[1] - 1), _LEAST)
    along = np.ldexp(size, -octave) + np.where(octave == _LEAST, 0.0, octave - _LEAST)
    return np.copysign(np.minimum(along * _OCTAVE, END), numbers)


def number_at(places: np.ndarray | float) -> np.ndarray:
    """Return the numbers at places on the ruler; beyond its end the largest that lies before it."""
    along = np.minimum(np.abs(np.asarray(places, np.float64)), np.nextafter(END, 0)) / _OCTAVE
    octave = np.maximum(np.floor(along) - 1, 0)
    return np.copysign(np.ldexp(along - octave, (octave + _LEAST).astype(np.int64)), places)


@dataclass(frozen=True)
class Window:
    """What of the ruler is seen, as places from ``start`` to ``end``; ``even`` spreads the numbers themselves evenly instead."""

    start: float
    end: float
    even: bool = False

    @classmethod
    def around(cls, number: float, zoom: float, *, even: bool = False) -> Window:
        """Return the window with a number in its middle, or as near to it as the ruler's ends allow."""
        half = WIDEST * 2.0**-zoom / 2
        middle = min(max(float(place(number)), half - END), END - half)
        return cls(middle - half, middle + half, even=even)

    @property
    def ends(self) -> tuple[float, float]:
        """The numbers at its ends."""
        return float(number_at(self.start)), float(number_at(self.end))

    def share(self, numbers: np.ndarray | float) -> np.ndarray:
        """Return where numbers lie, from 0 at its start to 1 at its end; others beyond that."""
        if self.even:
            first, last = self.ends
            # Divided first: their difference may be beyond what float64 holds.
            return (np.asarray(numbers) / 2 - first / 2) / (last / 2 - first / 2)
        return (place(numbers) - self.start) / (self.end - self.start)

    def number(self, shares: np.ndarray | float) -> np.ndarray:
        """Return the numbers that lie there."""
        if self.even:
            first, last = self.ends
            return first * (1 - np.asarray(shares)) + last * np.asarray(shares)
        return number_at(self.start + np.asarray(shares) * (self.end - self.start))

    def moved(self, by: float, factor: float, about: float = 0.5) -> tuple[float, float]:
        """Return number in the middle and zoom of the window that is moved by a share of itself and zoomed about one of its points."""
        # As few digits as nobody sees the rest of: they stand in the address.
        zoom = round(min(max(math.log2(WIDEST / (self.end - self.start)) + math.log2(factor), 0.0), DEEPEST), 4)
        width = WIDEST * 2.0**-zoom
        pinned = float(place(self.number(about)))
        start = pinned - (about - by) * width if self.even else self.start + about * (self.end - self.start) - (about - by) * width
        middle = float(number_at(min(max(start + width / 2, width / 2 - END), END - width / 2)))
        return float(f"{middle:.12g}"), zoom

    def sees(self, number: float) -> bool:
        """Whether a number lies within it."""
        return self.start <= float(place(number)) <= self.end


@dataclass(frozen=True)
class Marks:
    """Values of a format within a window, as points of :data:`WIDTH`: ``ticks`` one by one, ``bands`` where they lie too close."""

    ticks: np.ndarray
    values: np.ndarray
    bands: np.ndarray


def marks(layout: Layout, scale: float, window: Window) -> Marks:
    """Return the values of a format that a window shows."""
    element = layout.element_layout()
    # Whatever value has a point to itself is the nearest one to some point.
    levels = np.clip(window.number(_SHARES) / scale, -_below(element), element.largest)
    step = spacing(element, levels)
    every = np.clip(np.rint(levels / step) * step, -_below(element), element.largest) * scale
    values = every[np.append(True, every[1:] > every[:-1])]
    points = window.share(values) * WIDTH
    seen = (points >= 0) & (points <= WIDTH)
    values, points = values[seen], points[seen]
    if not len(points):
        return Marks(points, values, np.empty((0, 2)))
    breaks = np.flatnonzero(np.diff(points) >= _APART)
    first, last = np.append(0, breaks + 1), np.append(breaks, len(points) - 1)
    alone = first == last
    # Where all of a format falls on one point, that much is still to be seen.
    half = np.maximum(points[last] - points[first], 1.0) / 2
    middle = (points[last] + points[first]) / 2
    return Marks(points[first[alone]], values[first[alone]], np.stack([middle - half, middle + half], axis=1)[~alone])


def _below(element: Layout) -> float:
    """How far below zero it goes: whole numbers one step further."""
    return element.largest + (float(spacing(element, 0.0)) if element.kind == "integer" else 0.0)


_SHARES = (np.arange(WIDTH) + 0.5) / WIDTH


def divisions(window: Window, most: int = 9) -> list[float]:
    """Return round numbers to write along a window: powers of ten over many of them, else what divides it evenly."""
    first, last = window.ends
    return [number for number in (_decades(window, most) if _is_wide(window) else _even(first, last, most)) if window.sees(number)]


def _is_wide(window: Window) -> bool:
    first, last = window.ends
    return not window.even and (first * last <= 0 or max(abs(first), abs(last)) / max(min(abs(first), abs(last)), 5e-324) > 30)


def _decades(window: Window, most: int) -> list[float]:
    """Powers of ten on the sides of zero that are seen, and zero."""
    first, last = window.ends
    sides = [(sign, near, far) for sign, near, far in ((-1.0, -last, -first), (1.0, first, last)) if far > 0]
    ranges = [(sign, _tens(max(near, 10.0**_FEWEST)), _tens(far)) for sign, near, far in sides]
    every = max(1, math.ceil(sum(high - low for _, low, high in ranges) / most))
    powers = [sign * 10.0**power for sign, low, high in ranges for power in range(low, high + 2) if power % every == 0]
    return [0.0, *powers] if first <= 0 <= last else powers


def _tens(number: float) -> int:
    return math.floor(math.log10(max(number, 10.0**_FEWEST)))


def _even(first: float, last: float, most: int) -> list[float]:
    span = last / most - first / most
    if span <= 0:
        return [first]
    rough = 10.0 ** math.floor(math.log10(span))
    step = next(times * rough for times in (1, 2, 5, 10) if times * rough >= span)
    return [round(each * step, 15) if step > 1e-15 else each * step for each in range(math.ceil(first / step), math.floor(last / step) + 1)]
