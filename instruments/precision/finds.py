"""What a search leads to in Precision: every number format on the line, and the rows that show an equation at work."""

from __future__ import annotations

from collections.abc import Iterator

from formulas.registry import equations
from instruments.frame.address import encode
from instruments.frame.finding import Find
from instruments.frame.reading import defaults
from instruments.precision.held import shown
from instruments.precision.model import Precision

_HERE = "/precision"


def entries() -> Iterator[Find]:
    """Yield everything."""
    for figure in Precision().result.figures.values():
        if figure.equation in equations() and figure.equation.startswith("formats."):
            yield Find(
                kind="equations", title=figure.row.label, note=f"{figure.row.label}, in Precision", also=(figure.row.explanation,),
                equation=figure.equation, route=_HERE, opens=figure.id,
            )  # fmt: skip
    for name, layout in shown().items():
        scale = f", in blocks of {layout.block}" if layout.block else ""
        yield Find(
            kind="instruments", title=f"{layout.name} on the number line", note=f"{layout.bits} bits{scale}: its values, and its bits",
            also=(layout.name, *layout.aliases, name), route=f"{_HERE}?{encode(Precision, defaults(Precision) | {'layout': name})}",
        )  # fmt: skip
