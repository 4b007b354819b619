"""Number formats in which checkpoints and caches are stored: bytes of a block of values, and what scales add.

A name is a row of ``data/stored_numbers.json``, alone or with the values that share a scale behind it: ``int4-g128`` (groups of 128),
``int4-g128z`` (each with a zero point too), ``fp8-128x128`` (blocks of a matrix).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import shared
from formulas.catalogue import Row, load

_GROUPED = re.compile(r"(?P<base>[a-z]+\d)-(?:g(?P<group>\d{1,5})|(?P<rows>\d{1,4})x(?P<columns>\d{1,4}))(?P<zero>z)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class StoredNumber(Row):
    """A number format: so many ``values`` in so many ``bytes``; a group of them may add a scale and a zero point.

    ``multiplied`` is the row of the catalogue's precisions as which a card multiplies it.  ``fallback`` is the format that stands in
    for a row of a matrix that is no whole number of blocks long.
    """

    values: int
    bytes: float
    scale_bytes: float = 0.0
    zero_bytes: float = 0.0
    multiplied: str
    fallback: str = ""


@shared
def stored_numbers() -> Mapping[str, StoredNumber]:
    """Every number format of checkpoints and caches by id."""
    return load("stored_numbers", StoredNumber)


def stored_bits(name: str) -> float:
    """Bits per value of a number format, its share of scales and zero points included.

    Raises
    ------
    ValueError
        If there is no such format, or the group is empty.

    Examples
    --------
    >>> stored_bits("q4_k"), stored_bits("int4-g128z"), stored_bits("fp8-128x128")
    (4.5, 4.15625, 8.001953125)
    """
    row, group, zero = _read(name)
    overhead = (row.scale_bytes + row.zero_bytes * zero) / group if group else 0.0
    return 8.0 * (row.bytes / row.values + overhead)


def multiplied_as(name: str) -> str:
    """The catalogue's precision as which a card multiplies what is stored in a number format.

    >>> multiplied_as("q4_k"), multiplied_as("fp8-128x128")
    ('w4a16', 'fp8')
    """
    return _read(name)[0].multiplied


def told(name: str) -> str:
    """A number format in words.

    >>> told("int4-g32"), told("fp8-128x128"), told("q8_0")
    ('INT4 in groups of 32', 'FP8 in blocks of 128 x 128', 'Q8_0')
    """
    row, group, _ = _read(name)
    shape = name.removeprefix(row.id).lstrip("-").rstrip("z")
    if not group:
        return row.name
    return f"{row.name} in groups of {group}" if shape.startswith("g") else f"{row.name} in blocks of {shape.replace('x', ' x ')}"


def _read(name: str) -> tuple[StoredNumber, int, bool]:
    """The row of a name, the values that share a scale (0: none is counted), and whether they share a zero point."""
    if (row := stored_numbers().get(name)) is not None:
        return row, 0, False
    found = _GROUPED.fullmatch(name)
    row = stored_numbers().get(found["base"]) if found else None
    if row is None or not row.scale_bytes:
        raise ValueError(f"number format is {name[:40]!r}: no such format")
    group = int(found["group"] or int(found["rows"]) * int(found["columns"]))
    if not group:
        raise ValueError(f"number format is {name[:40]!r}: a group holds at least one value")
    return row, group, bool(found["zero"])
