"""What a search leads to in Precision: the rows that show an equation at work, whatever the inputs."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.frame.search import Find
from instruments.precision.model import Precision

# Those of the other rows change with the format and the rounding.
_STEADY = ("matrix_error", "relative_error", "number_error", "number_share", "epsilon")


def entries() -> Iterator[Find]:
    """Yield everything."""
    figures = Precision().result.figures
    for figure in map(figures.__getitem__, _STEADY):
        yield Find(
            kind="equations", title=figure.row.label, note=f"{figure.row.label}, in Precision", also=(figure.row.explanation,),
            equation=figure.equation, route="/precision", opens=figure.id,
        )  # fmt: skip
