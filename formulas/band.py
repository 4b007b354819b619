"""How far published values lie from what an equation gives: a band that need not be as wide above as below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Band:
    """Two factors on an equation's result between which published values lie.

    Attributes
    ----------
    low, high
        The least and the largest published value to expect, over the equation's result; 1 is agreement.
    basis
        What the factors were read from, and why the one side is wider where it is.
    at
        Values of arguments for which they were read, where a person may put in others; the equation carries them over.

    Raises
    ------
    ValueError
        If the factors are not positive and in order, or nothing is said of where they come from.
    """

    low: float
    high: float
    basis: str
    at: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.high:
            raise ValueError(f"band is {self.low} to {self.high}: must be two positive factors in order")
        if not self.basis:
            raise ValueError(f"band {self.low} to {self.high} has no basis: must say what it was read from")
        object.__setattr__(self, "at", MappingProxyType(dict(self.at)))

    def covers(self, ratio: float) -> bool:
        """Whether a published value that is ``ratio`` times the equation's lies inside; a hair is left for binary fractions."""
        return self.low * (1 - 1e-9) <= ratio <= self.high * (1 + 1e-9)

    @property
    def inverse(self) -> Band:
        """The band of a quantity that falls as the equation's result rises, such as tokens at a fixed compute."""
        return Band(1 / self.high, 1 / self.low, self.basis, self.at)
