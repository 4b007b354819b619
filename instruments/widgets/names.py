"""Where the names of places on a slider's scale stand: clear of each other and of each other's ticks, however narrow the slider is.

A name keeps its pixels while the scale grows: what is clear on the narrowest scale, from left to right, is clear on every other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from formulas.caching import shared
from instruments.widgets.lettering import text_width

NARROWEST = 232.0
"""Pixels of the narrowest scale on which names are to be read."""
TOUCH = 40.0
"""Pixels that a finger needs."""
_AIR = 8.0
"""Pixels between two names, and between a name and another one's tick."""
_TICK = 6.0
"""Pixels from the end of a name to the tick that it hangs on, as in the style sheet."""
_BEYOND = 16.0
"""Pixels that a name may stand out over either end of the scale."""
_SIDES = ("", "before", "after")


class Standing(NamedTuple):
    """Where a name stands: below its tick, or before or after it; and on which line below the scale."""

    side: str = ""
    line: int = 0


class _Span(NamedTuple):
    left: float
    right: float

    def clear(self, other: _Span) -> bool:
        return self.right + _AIR <= other.left or other.right + _AIR <= self.left


@shared
def standings(labels: Sequence[str], places: Sequence[float], width: float = NARROWEST) -> tuple[Standing, ...]:
    """Return where each name stands, with as few lines as there can be.

    Parameters
    ----------
    labels
        The names, in the order of their places.
    places
        Where they are on the scale, 0 to 1.
    width
        Pixels of the scale.
    """
    ticks = [place * width for place in places]
    for lines in range(1, len(labels) + 1):
        for found in _search(labels, ticks, width, lines):
            return found
    # One below the other, each below its tick: there is always room.
    return tuple(Standing("", line) for line in range(len(labels)))


def _search(labels: Sequence[str], ticks: Sequence[float], width: float, lines: int) -> Iterator[tuple[Standing, ...]]:
    """Yield what is clear on so many lines, the plainest first; one name is set after the other, and taken back where it ends."""
    choices = [Standing(side, line) for line, side in product(range(lines), _SIDES)]

    def onwards(chosen: tuple[Standing, ...]) -> Iterator[tuple[Standing, ...]]:
        i = len(chosen)
        if i == len(labels):
            yield chosen
            return
        for standing in choices:
            if _fits((*chosen, standing), labels, ticks, width):
                yield from onwards((*chosen, standing))

    return onwards(())


def _fits(chosen: tuple[Standing, ...], labels: Sequence[str], ticks: Sequence[float], width: float) -> bool:
    """Whether the last of the names is clear of the scale's ends, of the names before it, and they of its tick."""
    spans = [span(labels[i], ticks[i], each.side) for i, each in enumerate(chosen)]
    *earlier, last = spans
    line = chosen[-1].line
    if last.left < -_BEYOND or last.right > width + _BEYOND:
        return False
    for i, other in enumerate(earlier):
        if chosen[i].line == line and not other.clear(last):
            return False
        # A tick comes down through the lines above its name.
        if chosen[i].line < line and not other.clear(_Span(ticks[-1 + len(chosen)], ticks[-1 + len(chosen)])):
            return False
        if line < chosen[i].line and not last.clear(_Span(ticks[i], ticks[i])):
            return False
    return True


def span(label: str, tick: float, side: str) -> _Span:
    """Return from where to where a name reaches, in pixels of the scale."""
    width = max(text_width(label), TOUCH)
    left = {"": tick - width / 2, "before": tick + _TICK - width, "after": tick - _TICK}[side]
    return _Span(left, left + width)
