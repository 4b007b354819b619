"""What is typed into the field for a number: a number as people write them, a special value, or the bits of one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from instruments.quantities.numbers import read_number

_BASES = {"0x": 16, "0b": 2}
_WORDS = {
    "inf": math.inf, "infinity": math.inf, "\N{INFINITY}": math.inf, "nan": math.nan, "pi": math.pi,
    "\N{GREEK SMALL LETTER PI}": math.pi,
}  # fmt: skip
_SIGNS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")
_SIGNED = ("-", "+")
_APART = re.compile(r"[\s_]+")
_LONGEST = 60


@dataclass(frozen=True)
class Typed:
    """A number, or the bits of one in the format that is looked at."""

    number: float = 0.0
    code: int | None = None


def read(text: str, bits: int, called: str) -> Typed:
    """Read what was typed.

    Parameters
    ----------
    text
        ``0.1``, ``-3e-5``, ``1/3``, ``pi``, ``inf``, ``nan``, or bits as ``0x7e`` or ``0b0111 1110``.
    bits
        How many bits the format has that is looked at.
    called
        What it is called.

    Raises
    ------
    ValueError
        If it is none of these, or has more bits than the format.

    >>> read("-0", 8, "FP8 E4M3"), read("0x7e", 8, "FP8 E4M3")
    (Typed(number=-0.0, code=None), Typed(number=0.0, code=126))
    """
    plain = text.strip().translate(_SIGNS).lower()
    if plain[:2] in _BASES:
        return Typed(code=_code(plain, bits, called))
    sign, size = (-1.0, plain[1:].strip()) if plain.startswith("-") else (1.0, plain.removeprefix("+").strip())
    if size in _WORDS:
        return Typed(sign * _WORDS[size])
    if size[:1] in _SIGNED:
        raise ValueError(f"Number: {text.strip()[:_LONGEST]!r} is not a number: it has two signs")
    try:
        return Typed(sign * read_number(size, words="Number", example="0.1, 1/3, -2e-8, inf or 0x3C"))
    except ValueError as fault:
        raise ValueError(f"Number: {fault}") from None


def _code(plain: str, bits: int, called: str) -> int:
    base, digits = _BASES[plain[:2]], _APART.sub("", plain[2:])
    shown = plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"
    if not re.fullmatch(r"[01]+" if base == 2 else r"[0-9a-f]+", digits):
        raise ValueError(f"Number: {shown!r} holds no bits: type for example 0b0011 or 0x3C")
    code = int(digits[-_LONGEST:], base) if not digits[:-_LONGEST].strip("0") else 2**bits
    if code >= 2**bits:
        raise ValueError(f"Number: {shown!r} has more bits than {called}, which has {bits}")
    return code


def written(number: float) -> str:
    """Return the shortest text that is read as exactly this number.

    >>> written(-0.0), written(0.1), written(448.0), written(float("-inf"))
    ('-0', '0.1', '448', '-inf')
    """
    if not math.isfinite(number):
        return str(number)
    text = repr(number)
    return text.removesuffix(".0")
