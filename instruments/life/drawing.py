"""The drawing of the map: a grid of columns and rows, and on it the way, the branch and the way back, as SVG.

The words stand on the same grid as HTML, so that they wrap, grow and can be chosen like any other text; what the two share is
told once, here.  Tracks are in parts of the whole, and so are places in the drawing: it fits whatever the words make of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formulas.caching import frozen
from instruments.prose.markup import Markup, joined, markup

_COLUMNS = (20, 3, 20, 3, 20, 3, 20, 3, 20)
_ROWS = (20, 2.4, 20, 2.4, 20)
_CORNER = 36
_HEADS = {"right": "M-3 -6L3 0L-3 6", "left": "M3 -6L-3 0L3 6", "up": "M-6 3L0 -3L6 3", "down": "M-6 -3L0 3L6 -3"}


@dataclass(frozen=True)
class Cell:
    """Where something stands: its first column and row, counted from nought without the gaps, and over how many it reaches."""

    column: int
    row: int
    columns: int = 1
    rows: int = 1

    @property
    def area(self) -> str:
        """The same in the words of a style sheet's grid."""
        first_row, first_column = 2 * self.row + 1, 2 * self.column + 1
        return f"{first_row} / {first_column} / {first_row + 2 * self.rows - 1} / {first_column + 2 * self.columns - 1}"


CELLS: Mapping[str, Cell] = frozen({
    "data": Cell(0, 0), "pretraining": Cell(1, 0), "base": Cell(2, 0), "posttraining": Cell(3, 0), "assistant": Cell(4, 1),
    "adapt": Cell(3, 2), "compress": Cell(2, 2), "serve": Cell(1, 2), "application": Cell(0, 2),
    "return": Cell(0, 1), "diffusion": Cell(1, 1),
})  # fmt: skip
"""Where each stop of the loop stands: along the top, round the corner to the right, back along the bottom, up on the left."""
PLATE = Cell(2, 1, columns=2)
"""Where the design stands whose life it is: in the middle."""


def tracks() -> str:
    """Return the grid's tracks as custom properties of a style attribute."""
    columns, rows = (" ".join(f"minmax(0, {part}fr)" if wide else f"{part}fr" for part in parts)
                     for parts, wide in ((_COLUMNS, True), (_ROWS, False)))  # fmt: skip
    return f"--columns: {columns}; --rows: {rows}"


def drawing() -> Markup:
    """Return the drawing; all that it says stands in words beside it."""
    left, right, top, bottom = _x(0), _x(4), _y(0), _y(2)
    way = markup(
        '<rect class="way" x="{:.2f}%" y="{:.2f}%" width="{:.2f}%" height="{:.2f}%" rx="{}"/>',
        left, top, right - left, bottom - top, _CORNER,
    )  # fmt: skip
    branch = _line("branch", _x(1), top, _x(1), bottom)
    back = joined(_line(kind, left, bottom, left, top) for kind in ("back", "back-flow"))
    return markup('<svg class="life-drawing" aria-hidden="true" focusable="false">{}{}{}{}</svg>', way, branch, back, joined(_heads()))


def _heads() -> Iterator[Markup]:
    for gap in range(4):
        yield _head("way-head", "right", _gap(_COLUMNS, gap), _y(0))
        yield _head("way-head", "left", _gap(_COLUMNS, gap), _y(2))
    for gap in range(2):
        yield _head("way-head", "down", _x(4), _gap(_ROWS, gap))
        yield _head("back-head", "up", _x(0), _gap(_ROWS, gap))
        yield _head("branch-head", "down", _x(1), _gap(_ROWS, gap))


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return markup('<line class="{}" x1="{:.2f}%" y1="{:.2f}%" x2="{:.2f}%" y2="{:.2f}%"/>', kind, x1, y1, x2, y2)


def _head(kind: str, towards: str, x: float, y: float) -> Markup:
    """A head of an arrow at a place; its size is in pixels whatever that of the drawing is."""
    return markup('<svg class="{}" x="{:.2f}%" y="{:.2f}%" overflow="visible"><path d="{}"/></svg>', kind, x, y, _HEADS[towards])


def _x(column: int) -> float:
    return _middle(_COLUMNS, 2 * column)


def _y(row: int) -> float:
    return _middle(_ROWS, 2 * row)


def _gap(parts: tuple[int, ...], gap: int) -> float:
    return _middle(parts, 2 * gap + 1)


def _middle(parts: tuple[int, ...], track: int) -> float:
    """The middle of a track in percent of the whole."""
    return 100 * (sum(parts[:track]) + parts[track] / 2) / sum(parts)
