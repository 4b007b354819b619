"""What dies are laid on: a round wafer with its notch, or a rectangular panel.  Millimetres from the middle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_TURN = np.linspace(-np.pi / 2, 1.5 * np.pi, 181)
_SQUARE_CENTIMETRE = 100


@dataclass(frozen=True)
class Round:
    """A wafer whose notch is at the lower end.

    Parameters
    ----------
    usable
        Diameter within which dies are made.
    keep_out
        How far no die may reach into it from below.
    edge
        Edge exclusion, which follows the rim around the notch.
    notch
        Depth of the notch, a right angle with its tip inwards; 0 is none.
    """

    usable: float
    keep_out: float = 0.0
    edge: float = 0.0
    notch: float = 0.0

    @property
    def diameter(self) -> float:
        """With the rim."""
        return self.usable + 2 * self.edge

    @property
    def tip(self) -> float:
        """How far the tip of the notch is from the middle."""
        return self.diameter / 2 - self.notch

    @property
    def reach(self) -> tuple[float, float]:
        """How far it reaches from the middle to the right and up, without the rim."""
        return self.usable / 2, self.usable / 2

    @property
    def size(self) -> tuple[float, float]:
        """Breadth and height with the rim."""
        return self.diameter, self.diameter

    @property
    def area(self) -> float:
        """With the rim, in square millimetres; the notch is less than a thousandth of it."""
        return np.pi / 4 * self.diameter**2

    @property
    def usable_area(self) -> float:
        """Without the rim."""
        return np.pi / 4 * self.usable**2

    def touches(self, left: np.ndarray, low: np.ndarray, width: float, height: float) -> np.ndarray:
        """Whether some of a rectangle lies within what is usable."""
        return np.hypot(_nearest(left, width), _nearest(low, height)) < self.usable / 2

    def holds(self, left: np.ndarray, low: np.ndarray, width: float, height: float) -> np.ndarray:
        """Whether all of a rectangle does, clear of the notch."""
        far = np.maximum(left**2, (left + width) ** 2) + np.maximum(low**2, (low + height) ** 2)
        free = np.maximum(self.keep_out - self.usable / 2, clear_of_notch(_nearest(left, width), self.edge) - self.tip)
        return (far <= self.usable**2 / 4) & (low >= free)

    def points(self, along: np.ndarray, around: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places spread evenly over it, from two random numbers each."""
        away, turn = self.diameter / 2 * np.sqrt(along), 2 * np.pi * around
        return away * np.cos(turn), away * np.sin(turn)

    def rim(self) -> tuple[np.ndarray, np.ndarray]:
        """Its outline, with the notch."""
        radius, half = self.diameter / 2, self._half_mouth()
        turn = np.arcsin(half / radius)
        first, last = -np.pi / 2 + turn, 1.5 * np.pi - turn
        circle = np.concatenate([[first], _TURN[(first < _TURN) & (last > _TURN)], [last]])
        x, y = radius * np.cos(circle), radius * np.sin(circle)
        return np.concatenate([x, [0.0], x[:1]]), np.concatenate([y, [-self.tip], y[:1]])

    def inner(self) -> tuple[np.ndarray, np.ndarray]:
        """The line within which dies are made."""
        return self.usable / 2 * np.cos(_TURN), self.usable / 2 * np.sin(_TURN)

    def _half_mouth(self) -> float:
        """Half the breadth of the notch at the rim: where a line of 45 degrees from the tip meets the circle."""
        radius = self.diameter / 2
        return (-self.tip + np.sqrt(2 * radius**2 - self.tip**2)) / 2


@dataclass(frozen=True)
class Panel:
    """A rectangular panel.

    Parameters
    ----------
    width, height
        Of the whole.
    edge
        Rim on which nothing works.
    """

    width: float
    height: float
    edge: float = 0.0

    @property
    def reach(self) -> tuple[float, float]:
        """How far it reaches from the middle to the right and up, without the rim."""
        return self.width / 2 - self.edge, self.height / 2 - self.edge

    @property
    def size(self) -> tuple[float, float]:
        """Breadth and height with the rim."""
        return self.width, self.height

    @property
    def area(self) -> float:
        """With the rim, in square millimetres."""
        return self.width * self.height

    @property
    def usable_area(self) -> float:
        """Without the rim."""
        across, up = self.reach
        return 4 * across * up

    def touches(self, left: np.ndarray, low: np.ndarray, width: float, height: float) -> np.ndarray:
        """Whether some of a rectangle lies within what is usable."""
        across, up = self.reach
        return (_nearest(left, width) < across) & (_nearest(low, height) < up)

    def holds(self, left: np.ndarray, low: np.ndarray, width: float, height: float) -> np.ndarray:
        """Whether all of a rectangle does."""
        across, up = self.reach
        # What was laid from one side to the other ends there but for rounding.
        across, up = across + 1e-9, up + 1e-9
        return (left >= -across) & (left + width <= across) & (low >= -up) & (low + height <= up)

    def points(self, along: np.ndarray, around: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places spread evenly over it, from two random numbers each."""
        return self.width * (along - 0.5), self.height * (around - 0.5)

    def rim(self) -> tuple[np.ndarray, np.ndarray]:
        """Its outline."""
        return _box(self.width / 2, self.height / 2)

    def inner(self) -> tuple[np.ndarray, np.ndarray]:
        """The line within which dies are made."""
        return _box(*self.reach)


type Substrate = Round | Panel


def square_centimetres(substrate: Substrate) -> float:
    """Area of all of it."""
    return substrate.area / _SQUARE_CENTIMETRE


def clear_of_notch(aside: np.ndarray, edge: float) -> np.ndarray:
    """How far above the tip of a notch of a right angle something begins that is so far aside of it, to be an edge's breadth clear.

    Around the tip that is an arc, beside it a line along the flank.
    """
    arc = np.sqrt(np.maximum(edge**2 - aside**2, 0))
    return np.where(aside <= edge / np.sqrt(2), arc, np.sqrt(2) * edge - aside)


def _nearest(edge: np.ndarray, size: float) -> np.ndarray:
    """How near to the middle a rectangle comes."""
    return np.maximum(0, np.maximum(edge, -edge - size))


def _box(across: float, up: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([-across, across, across, -across, -across]), np.array([-up, -up, up, up, -up])
