"""One number in every format: the bits that hold it, what they stand for, and how far that is from what was meant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas.caching import shared
from formulas.formats.codes import decode, encode, nan_code, neighbour
from formulas.formats.layout import Layout, layouts
from formulas.formats.matrix import scale_codes
from instruments.precision.typed import Typed, read, written

ALONE = ("fp32", "tf32", "bf16", "fp16", "e5m2", "e4m3", "e3m2", "e2m3", "e2m1", "int8", "int4")
"""Formats of single numbers."""
BLOCKS = ("mxfp8-e5m2", "mxfp8-e4m3", "mxint8", "mxfp6-e3m2", "mxfp6-e2m3", "mxfp4", "nvfp4", "int8-group", "int4-group")
"""Formats of blocks that share a scale."""


@shared
def shown() -> Mapping[str, Layout]:
    """The layouts that stand on the number line, in their order."""
    return {name: layouts()[name] for name in (*ALONE, *BLOCKS)}


@dataclass(frozen=True)
class Held:
    """A number as a format holds it.

    ``code`` are the bits of the number itself, ``scale_code`` those of the scale of its block, which ``scale`` is the value of.
    """

    layout: Layout
    number: float
    code: int
    value: float
    scale: float = 1.0
    scale_code: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether nothing was lost."""
        return self.value == self.number or (self.code >= 0 and math.isnan(self.value) and math.isnan(self.number))

    @property
    def error(self) -> float:
        """Distance from the number that was meant; nan where either is no finite number."""
        return abs(self.value - self.number) if math.isfinite(self.value) and math.isfinite(self.number) else math.nan

    @property
    def relative(self) -> float:
        """The same as a share of the number."""
        return self.error / abs(self.number) if self.number else (0.0 if self.is_exact else math.nan)


@dataclass(frozen=True)
class Numbers:
    """What was typed, and what it becomes in every format."""

    number: float
    chosen: Held
    held: Mapping[str, Held]


def scale_of(layout: Layout, largest: float) -> tuple[float, int | None]:
    """Return the scale of a block whose largest number this is, and its code; of a format without one 1."""
    if layout.scale is None:
        return 1.0, None
    code = int(scale_codes(layout, np.float64(largest)))
    return float(decode(layout.scale_layout(), code)), code


def held(layout: Layout, number: float, largest: float, *, saturate: bool) -> Held:
    """Return a number as a format holds it, in a block whose largest number is at least ``largest``."""
    scale, scale_code = scale_of(layout, max(largest, abs(number)) if math.isfinite(number) else largest)
    element = layout.element_layout()
    return _held(layout, number, int(encode(element, number / scale, saturate=saturate)), scale, scale_code)


def _held(layout: Layout, number: float, code: int, scale: float, scale_code: int | None) -> Held:
    return Held(layout, number, code, float(decode(layout.element_layout(), code)) * scale, scale, scale_code)


def numbers(text: str, name: str, largest: float, *, saturate: bool) -> Numbers:
    """Return what a typed text becomes in every format; bits are those of the one that is named.

    Raises
    ------
    ValueError
        If the text is neither a number nor bits of that format.
    """
    own = chosen(text, shown()[name], largest, saturate=saturate)
    every = {key: own if key == name else held(each, own.number, largest, saturate=saturate) for key, each in shown().items()}
    return Numbers(own.number, own, every)


def chosen(text: str, layout: Layout, largest: float, *, saturate: bool) -> Held:
    """Return what a typed text becomes in the format that its bits would be those of; raises as :func:`numbers` does."""
    typed = read(text, layout.bits, layout.name)
    return held(layout, typed.number, largest, saturate=saturate) if typed.code is None else _of_code(layout, typed, largest)


def _of_code(layout: Layout, typed: Typed, largest: float) -> Held:
    scale, scale_code = scale_of(layout, largest)
    number = float(decode(layout.element_layout(), typed.code)) * scale
    return _held(layout, number, typed.code, scale, scale_code)


def text_of(layout: Layout, code: int, largest: float, *, saturate: bool) -> str:
    """Return what to type for these bits: the number where that alone leads back to them, else the bits themselves."""
    own = _of_code(layout, Typed(code=code), largest)
    back = held(layout, own.value, largest, saturate=saturate)
    if back.code == code and back.scale_code == own.scale_code and not math.isnan(own.value):
        return written(own.value)
    return f"0x{code:0{-(-layout.bits // 4)}X}"


def flipped(now: Held, bit: int, largest: float, *, saturate: bool) -> dict[str, object]:
    """Return the inputs after one bit of a number is turned over, the last bit being the first; the scale of its block stays."""
    return _at(now, now.code ^ (1 << bit), largest, saturate=saturate)


def _at(now: Held, code: int, largest: float, *, saturate: bool) -> dict[str, object]:
    """Return the inputs that give these bits under the present scale, which the number itself may have set."""
    block = block_of(now, largest)
    return {"number": text_of(now.layout, code, block, saturate=saturate), "largest": block}


def block_of(now: Held, largest: float) -> float:
    """Return the largest number of the block that a number is held in: what stands beside it, or the number itself."""
    return largest if scale_of(now.layout, largest)[1] == now.scale_code else abs(now.number)


def nearest(now: Held, number: float) -> int:
    """Return the code of the number of a format that lies nearest, under the present scale."""
    return int(encode(now.layout.element_layout(), number / now.scale, saturate=True))


def rescaled(now: Held, bit: int) -> dict[str, object]:
    """Return the inputs after one bit of a block's scale is turned over; the bits of the number stay.

    Raises
    ------
    ValueError
        If the scale would be no positive number.
    """
    form, element = now.layout.scale_layout(), now.layout.element_layout()
    scale = float(decode(form, now.scale_code ^ (1 << bit)))
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"Those bits of a scale in {form.name} stand for {scale:g}: a block needs a positive number")
    largest = scale * (2.0**element.largest_exponent if now.layout.rule == "power" else element.largest)
    return {"largest": largest, "number": text_of(now.layout, now.code, largest, saturate=False)}


def specials(layout: Layout) -> dict[str, int]:
    """Return the codes of the numbers that a format is known by, by what they are called."""
    element = layout.element_layout()
    if element.kind == "integer":
        return {"0": 0, "smallest": 1, "largest": element.top, "least": element.top + 1}
    found = {"0": 0, "\N{MINUS SIGN}0": 2 ** (element.bits - 1), "smallest": 1, "smallest normal": 2**element.mantissa_bits}
    found |= {"1": int(encode(element, 1.0)), "largest": element.top}
    if element.specials == "ieee":
        found["\N{INFINITY}"] = element.top + 1
    if (code := nan_code(element)) >= 0:
        found["NaN"] = code
    return found


def beside(now: Held, by: int, largest: float, *, saturate: bool) -> dict[str, object]:
    """Return the inputs at the next number that the format holds, upwards or downwards."""
    return _at(now, neighbour(now.layout.element_layout(), now.code, by), largest, saturate=saturate)


def special(now: Held, code: int, largest: float, *, saturate: bool) -> dict[str, object]:
    """Return the inputs at one of the numbers that a format is known by."""
    return _at(now, code, largest, saturate=saturate)
