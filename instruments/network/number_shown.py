"""What of each number is to be seen: its text, how much of the result is in it, and whether it has just come."""

from __future__ import annotations

from typing import NamedTuple

from formulas.caching import shared
from instruments.network.play import Play

_SUMMED = ("all-reduce", "reduce-scatter")


class Cell(NamedTuple):
    """A chunk of a card.

    ``kind`` is ``none``, ``own`` (the card's number at first), ``part`` (a sum on its way), ``whole`` (what it is to end with) or
    ``gone`` (handed on, and no longer needed); ``share`` is how many of all numbers are in it.
    """

    text: str
    kind: str
    share: float
    came: bool


def is_summed(operation: str) -> bool:
    """Whether numbers are added up in an operation."""
    return operation in _SUMMED


@shared
def cells(play: Play, step: int) -> tuple[tuple[Cell, ...], ...]:
    """Return all chunks of all cards after some steps."""
    state, came, gone = play.states[step], _came(play, step), _gone(play, step)
    lines = []
    for row, (values, parts) in enumerate(zip(state.values.tolist(), state.parts.tolist(), strict=True)):
        line = []
        for chunk, (value, part) in enumerate(zip(values, parts, strict=True)):
            kind = _kind(play, row, chunk, part, gone=(row, chunk) in gone)
            line.append(Cell(f"{value:.0f}" if part else "", kind, part.bit_count() / play.ranks, (row, chunk) in came))
        lines.append(tuple(line))
    return tuple(lines)


def _kind(play: Play, row: int, chunk: int, part: int, *, gone: bool) -> str:
    if not part:
        return "none"
    if part == _wanted(play, row, chunk):
        return "whole"
    if gone:
        return "gone"
    return "own" if part == 1 << row else "part"


def _wanted(play: Play, row: int, chunk: int) -> int:
    """The cards whose numbers are to be in a chunk in the end; none, where it does not matter."""
    if play.operation == "all-reduce":
        return play.everyone
    if play.operation == "reduce-scatter":
        return play.everyone if row == chunk else 0
    if play.operation == "all-gather":
        return 1 << chunk
    if play.operation == "broadcast":
        return 1
    return 1 << (row - chunk) % play.ranks


def _came(play: Play, step: int) -> frozenset[tuple[int, int]]:
    return frozenset((each.target, chunk) for each in play.now(step) for chunk in each.chunks)


def _gone(play: Play, step: int) -> set[tuple[int, int]]:
    """What was handed on to be added elsewhere, and has not come back."""
    gone: set[tuple[int, int]] = set()
    for each_step in play.schedule[:step]:
        gone |= {(each.source, chunk) for each in each_step if each.adds for chunk in each.chunks}
        gone -= {(each.target, chunk) for each in each_step for chunk in each.chunks}
    return gone
