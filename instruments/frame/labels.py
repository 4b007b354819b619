"""Where names stand beside their dots: clear of each other, of every dot and of the curve.

How wide the frame of a picture is, is known but for what the labels of its axes take. So what a name must not cover may be
moved sideways against it by a few pixels: a name is placed where it is clear all along.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formulas.caching import shared
from instruments.widgets.lettering import text_width

LINE = 17.0
"""Pixels of a name's height."""
# A name without a leader is nearer to its own dot than to any other, by so many pixels.
_NEARER = 3.0
# What is drawn next to a name stays so far from it, and from a leader; the curve, which is broad, a little farther.
_AIR, _CURVE_AIR = 1.5, 2.5
# Dots whose middles are nowhere farther from each other than this are one spot.
_SAME = 4.0
# A leader ends so far before its name.
_GAP = 3.0
# Leaders in pixels: those that are tried first, and those for where all these would cover something.
_SHORT, _LONG = (14.0, 22.0, 32.0), (44.0, 58.0, 74.0, 92.0, 112.0)
_ANGLES = np.radians([-45, -90, 45, 90, -135, 135, 0, 180, -68, -112, 68, 112, -22, 22, -158, 158])
# So many pixels longer a leader may rather be than cross the curve.
_CROSSING = 12.0
# Points along a leader, as shares of its length.
_ALONG = np.linspace(0.0, 1.0, 9)[1:]


@dataclass(frozen=True)
class Frame:
    """Pixels of what a picture draws in: its height, and its width, which is between two bounds."""

    narrow: float
    wide: float
    height: float

    def sweep(self, share: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
        """Return the pixels, from and to, that a distance in shares of the width may take."""
        ends = np.multiply.outer(np.array([self.narrow, self.wide]), share)
        return ends.min(axis=0), ends.max(axis=0)


class Label(NamedTuple):
    """A name: pixels from its dot to its anchor, the side of the text that this is on, and its leader; no text where there is no room."""

    text: str
    dx: float = 0.0
    dy: float = 0.0
    align: str = "left"
    leader: float = 0.0
    """Length in pixels, from the middle of the dot; 0 without one."""
    angle: float = 0.0
    """Direction of the leader in radians, anticlockwise from the right."""


@dataclass(frozen=True)
class Dots:
    """Marks of a picture: x and y as shares of its frame, from its left and top, and their radii in pixels."""

    at: np.ndarray
    radius: np.ndarray


class _Box(NamedTuple):
    """A rectangle in pixels from a dot; each side may be an array, one for each place of a name."""

    left: np.ndarray
    top: np.ndarray
    right: np.ndarray
    bottom: np.ndarray


class _Places(NamedTuple):
    """Places for one name, the preferred first."""

    box: _Box
    tip: np.ndarray
    """End of the leader; the dot itself where there is none."""
    shift: np.ndarray
    """Share of the text that is left of its anchor."""
    length: np.ndarray
    """Pixels of the leader, from the rim of the dot."""

    def only(self, kept: np.ndarray) -> _Places:
        """Return some of the places."""
        return _Places(_Box(*(side[kept] for side in self.box)), self.tip[kept], self.shift[kept], self.length[kept])


class _Taken(NamedTuple):
    """A name that has been written, and the end of its leader, in pixels from its dot."""

    at: np.ndarray
    box: _Box
    tip: np.ndarray


def place(names: Sequence[str], dots: Dots, curve: np.ndarray, frame: Frame) -> list[Label]:
    """Place names one after the other, the important ones first.

    Parameters
    ----------
    names
        What to write at the first of the dots.
    dots
        All marks of the picture.
    curve
        Points of its line, as shares of the frame like those of the dots, from left to right.
    frame
        What it is drawn in.

    Returns
    -------
    A label for each name, without a text where it would cover something or leave the frame.
    """
    taken: list[_Taken] = []
    labels = []
    for i, name in enumerate(names):
        at = dots.at[i]
        found = _best(name, _Scene(i, dots, curve, frame, tuple(taken))) if ((at >= 0) & (at <= 1)).all() else None
        labels.append(found[0] if found else Label(""))
        if found:
            taken.append(found[1])
    return labels


@dataclass(frozen=True)
class _Scene:
    """What is around the dot ``own``."""

    own: int
    dots: Dots
    curve: np.ndarray
    frame: Frame
    taken: tuple[_Taken, ...]

    @property
    def at(self) -> np.ndarray:
        return self.dots.at[self.own]

    @property
    def radius(self) -> float:
        return float(self.dots.radius[self.own])


def _best(name: str, scene: _Scene) -> tuple[Label, _Taken] | None:
    """The nearest place that is free, and rather one whose leader does not cross the curve."""
    for leaders in (_SHORT, _LONG):
        places = _places(text_width(name), scene.radius, leaders)
        free = _free(places, scene)
        if len(free):
            break
    else:
        return None
    cost = places.length[free] + np.where(_crosses(places.tip[free], scene), _CROSSING, 0.0)
    k = free[int(cost.argmin())]
    box, tip, shift = _Box(*(side[k] for side in places.box)), places.tip[k], float(places.shift[k])
    return _label(name, box, tip, shift), _Taken(scene.at, box, tip)


def _label(name: str, box: _Box, tip: np.ndarray, shift: float) -> Label:
    anchor = float(box.left + shift * (box.right - box.left))
    align = {0.0: "left", 0.5: "center", 1.0: "right"}[shift]
    angle = math.atan2(-tip[1], tip[0]) if tip.any() else 0.0
    return Label(name, anchor, float(box.top + box.bottom) / 2, align, math.hypot(*tip), angle)


def _places(width: float, radius: float, leaders: tuple[float, ...]) -> _Places:
    """Boxes beside the dot, and boxes at the ends of leaders."""
    x, y, shift, tips, length = _anchors(radius, leaders)
    left = x - shift * width
    return _Places(_Box(left, y - LINE / 2, left + width, y + LINE / 2), tips, shift, length)


@shared
def _anchors(radius: float, leaders: tuple[float, ...]) -> tuple[np.ndarray, ...]:
    """Where the text begins, which share of it is on the left, where its leader ends, and how long that is; for every place."""
    near, half = radius + 4.0, LINE / 2
    beside = np.array([
        (near, 0, 0.0), (-near, 0, 1.0), (radius, -near - 4, 0.0), (radius, near + 4, 0.0), (-radius, -near - 4, 1.0),
        (-radius, near + 4, 1.0), (0, -near - half, 0.5), (0, near + half, 0.5),
    ])  # fmt: skip
    length, angle = (each.ravel() for each in np.meshgrid(leaders, _ANGLES, indexing="ij"))
    x, y = (radius + length) * np.cos(angle), (radius + length) * np.sin(angle)
    shift = np.where(np.abs(np.cos(angle)) < 0.3, 0.5, np.where(x > 0, 0.0, 1.0))
    led = np.stack([np.where(shift == 0.5, x, x + np.copysign(_GAP, x)), np.where(shift == 0.5, y + np.copysign(half + _GAP, y), y), shift])
    anchors = np.concatenate([beside.T, led], axis=1)
    tips = np.concatenate([np.zeros((len(beside), 2)), np.stack([x, y], axis=-1)])
    return (*anchors, tips, np.concatenate([np.zeros(len(beside)), length]))


def _free(places: _Places, scene: _Scene) -> np.ndarray:
    """Which places cover nothing, however wide the frame is; by number."""
    free = np.flatnonzero(_inside(places, scene))
    for test in (_off_curve, _off_names, _off_dots):
        if len(free):
            free = free[test(places.only(free), scene)]
    return free


def _inside(places: _Places, scene: _Scene) -> np.ndarray:
    """The name is within the frame."""
    (x, y), frame, box = scene.at, scene.frame, places.box
    top, left = y * frame.height, x * frame.narrow
    # The farther from the left, the more a wider frame adds: never less than to the left of the dot.
    fits = (box.left + left >= 0) & (left + box.right <= frame.narrow) & (x * frame.wide + box.right <= frame.wide)
    return fits & (top + box.top >= 0) & (top + box.bottom <= frame.height)


def _off_dots(places: _Places, scene: _Scene) -> np.ndarray:
    """No dot below the name, its own the nearest one or led to, and no other dot below the leader."""
    dots, at = scene.dots, scene.at
    low, high = scene.frame.sweep(dots.at[:, 0] - at[0])
    y = (dots.at[:, 1] - at[1]) * scene.frame.height
    apart = _distance(places.box, low, high, y)
    clear = (apart > dots.radius + _AIR).all(axis=1)
    others = np.hypot(np.maximum(-low, high), y) > _SAME
    nearest = (apart[:, others] > apart[:, scene.own, None] + _NEARER).all(axis=1)
    low, high, y = low[others], high[others], y[others]
    # From below a dot that covers its own one, a leader leads away.
    least = np.minimum(dots.radius[others] + 2 * _AIR, 0.8 * np.hypot(np.maximum(np.maximum(low, -high), 0), y))
    led = (_from_leader(places.tip, low, high, y) > least).all(axis=1)
    return clear & np.where(places.length > 0, led, nearest)


def _from_leader(tip: np.ndarray, low: np.ndarray, high: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least distance of each leader from each point that is between ``low`` and ``high``."""
    across, down = tip[:, 0, None], tip[:, 1, None]
    square = np.maximum(across**2 + down**2, 1e-9)

    def point(x: np.ndarray) -> np.ndarray:
        share = np.clip((x * across + y * down) / square, 0, 1)
        return np.hypot(x - share * across, y - share * down)

    def end(x: np.ndarray | float, height: np.ndarray | float) -> np.ndarray:
        return np.hypot(np.maximum(np.maximum(low - x, x - high), 0), y - height)

    share = y / np.where(np.abs(down) < 1e-9, np.inf, down)
    through = (share >= 0) & (share <= 1) & (share * across >= low) & (share * across <= high) & (np.abs(down) >= 1e-9)
    apart = np.minimum(np.minimum(point(low), point(high)), np.minimum(end(0.0, 0.0), end(across, down)))
    return np.where(through, 0.0, apart)


def _through(tip: np.ndarray, box: _Box) -> np.ndarray:
    """Which leaders run through a box; one of both for all of the other, or one of each."""
    across, down = (np.where(np.abs(tip[..., i]) < 1e-9, 1e-9, tip[..., i]) for i in (0, 1))
    sides = (box.left / across, box.right / across), (box.top / down, box.bottom / down)
    enter = np.maximum(np.minimum(*sides[0]), np.minimum(*sides[1]))
    leave = np.minimum(np.maximum(*sides[0]), np.maximum(*sides[1]))
    return (enter <= leave) & (leave >= 0) & (enter <= 1)


def _distance(box: _Box, low: np.ndarray, high: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Least distance of each box from each point that is between ``low`` and ``high``."""
    left, top, right, bottom = (side[:, None] for side in box)
    return np.hypot(np.maximum(np.maximum(left - high, low - right), 0), np.maximum(np.maximum(top - y, y - bottom), 0))


def _off_curve(places: _Places, scene: _Scene) -> np.ndarray:
    """No piece of the curve runs through the name."""
    curve, at = scene.curve, scene.at
    x, y = curve[:, 0] - at[0], (curve[:, 1] - at[1]) * scene.frame.height
    left, top, right, bottom = (side[:, None] for side in places.box)
    # Each piece between the heights of the box: its two ends there, and how far these may be to the left and right.
    first = np.maximum(np.minimum(y[:-1], y[1:]), top - _CURVE_AIR)
    last = np.minimum(np.maximum(y[:-1], y[1:]), bottom + _CURVE_AIR)
    rise = y[1:] - y[:-1]
    level = np.abs(rise) < 1e-9
    slope = (x[1:] - x[:-1]) / np.where(level, 1.0, rise)
    ends = (np.where(level, x[end], x[:-1] + slope * (height - y[:-1])) for end, height in ((slice(-1), first), (slice(1, None), last)))
    (low_one, high_one), (low_other, high_other) = map(scene.frame.sweep, ends)
    low, high = np.minimum(low_one, low_other), np.maximum(high_one, high_other)
    return ~((first <= last) & (high >= left - _CURVE_AIR) & (low <= right + _CURVE_AIR)).any(axis=1)


def _off_names(places: _Places, scene: _Scene) -> np.ndarray:
    """Name off name, leader off name, and leader off leader."""
    box, led = places.box, places.length > 0
    clear = np.ones(len(led), dtype=bool)
    for one in scene.taken:
        low, high = (float(end) for end in scene.frame.sweep(float(one.at[0] - scene.at[0])))
        down = float(one.at[1] - scene.at[1]) * scene.frame.height
        other = _Box(one.box.left + low - _GAP, one.box.top + down - _AIR, one.box.right + high + _GAP, one.box.bottom + down + _AIR)
        clear &= (box.right < other.left) | (box.left > other.right) | (box.bottom < other.top) | (box.top > other.bottom)
        clear &= ~(led & _through(places.tip, other))
        if one.tip.any():
            seen = _Box(box.left - high - _AIR, box.top - down - _AIR, box.right - low + _AIR, box.bottom - down + _AIR)
            clear &= ~_through(one.tip, seen)
            along = _ALONG[:, None] * one.tip
            clear &= ~led | (_from_leader(places.tip, along[:, 0] + low, along[:, 0] + high, along[:, 1] + down) > _AIR).all(axis=1)
    return clear


def _crosses(tip: np.ndarray, scene: _Scene) -> np.ndarray:
    """Which leaders end on another side of the curve than they begin on; from a dot on the curve, none crosses it."""
    curve, at, frame = scene.curve, scene.at, scene.frame

    def side(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.sign(y - frame.height * np.interp(x, curve[:, 0], curve[:, 1]))

    own, begun = side(at[0], at[1] * frame.height), abs(at[1] - np.interp(at[0], curve[:, 0], curve[:, 1])) * frame.height
    if begun < scene.radius:
        return np.zeros(len(tip), dtype=bool)
    ends = [side(at[0] + tip[:, 0] / width, at[1] * frame.height + tip[:, 1]) for width in (frame.narrow, frame.wide)]
    return tip.any(axis=1) & ((ends[0] != own) | (ends[1] != own))
