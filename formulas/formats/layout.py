"""Layouts of number formats: which bits there are, what they stand for, and what of them is left for infinities and NaN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from formulas.caching import shared
from formulas.catalogue import Row, load


@dataclass(frozen=True, kw_only=True)
class Layout(Row):
    """How the bits of one number are laid out, or those of a block of numbers that share a scale.

    ``kind`` is ``float`` (sign, exponent, mantissa), ``integer`` (two's complement, ``mantissa_bits`` of it behind the point),
    ``power`` (an exponent alone) or ``block`` (an ``element`` format, ``block`` of which share a number in the format ``scale``).
    ``specials`` says what the largest codes of a float are: ``ieee`` infinity and NaN, ``nan`` one NaN, ``none`` ordinary numbers.
    ``rule`` says how the scale of a block follows from its largest number: ``power`` is the power of two that brings it into the
    elements' last octave, ``top`` brings it onto their largest value.
    """

    kind: str
    bits: int
    exponent_bits: int = 0
    mantissa_bits: int = 0
    bias: int = 0
    specials: str = "none"
    element: str | None = None
    block: int | None = None
    scale: str | None = None
    rule: str | None = None

    @cached_property
    def top(self) -> int:
        """Code of the largest finite number."""
        if self.kind == "integer":
            return 2 ** (self.bits - 1) - 1
        if self.kind == "power":
            return 2**self.bits - 2
        magnitudes = 2 ** (self.exponent_bits + self.mantissa_bits)
        return magnitudes - {"ieee": 2**self.mantissa_bits, "nan": 1, "none": 0}[self.specials] - 1

    @cached_property
    def largest(self) -> float:
        """The largest finite number."""
        if self.kind == "integer":
            return self.top * 2.0**-self.mantissa_bits
        if self.kind == "power":
            return 2.0 ** (self.top - self.bias)
        exponent, mantissa = divmod(self.top, 2**self.mantissa_bits)
        return (1 + mantissa * 2.0**-self.mantissa_bits) * 2.0 ** (exponent - self.bias)

    @property
    def largest_exponent(self) -> int:
        """The power of two that the largest number begins with."""
        if self.kind == "integer":
            return self.bits - 2 - self.mantissa_bits
        return (self.top >> self.mantissa_bits) - self.bias

    @property
    def smallest_exponent(self) -> int:
        """The power of two of the smallest normal number; what is smaller is spaced as evenly as there."""
        return 1 - self.bias

    def element_layout(self) -> Layout:
        """The layout of one number: of a block that of its elements."""
        return layouts()[self.element] if self.element else self

    def scale_layout(self) -> Layout | None:
        """The layout of the number that a block shares."""
        return layouts()[self.scale] if self.scale else None


@shared
def layouts() -> Mapping[str, Layout]:
    """Every layout by id."""
    return load("layouts", Layout)


def integer(bits: int) -> Layout:
    """Return the layout of whole numbers of any width.

    >>> integer(3).largest
    3.0
    """
    return replace(layouts()["int8"], id=f"int{bits}", name=f"INT{bits}", bits=bits)
