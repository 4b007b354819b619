"""Where the cards of the picture stand: round a ring, as a tree, in servers, or about a switch; and how large each is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from instruments.network.play import Play

WIDTH, HEIGHT = 430.0, 400.0
FEW = 8
"""Cards that have room for the numbers of all their chunks."""
CELL = (23.0, 21.0)
NAME = 19.0
_MOST_COLUMNS = 4
_MIDDLE = (WIDTH / 2, HEIGHT / 2)
_MARGIN = 2.0
_MANY = (62.0, 46.0)
_BETWEEN = 8.0

_AIR = 2.0
_BEND, _BENT = 14.0, 0.086
_STACKED = 175.0
_SHORT_WAY, _NEAR = 150.0, 0.24


@dataclass(frozen=True)
class Body:
    """Half of a card's width and height, and how many numbers stand beside each other in it."""

    half_width: float
    half_height: float
    columns: int


@dataclass(frozen=True)
class Spot:
    """The middle of a card."""

    x: float
    y: float


def body(play: Play) -> Body:
    """Return the size of a card: as large as its numbers, or as there is room for among many."""
    if play.ranks <= FEW:
        rows = math.ceil(play.ranks / _MOST_COLUMNS)
        columns = math.ceil(play.ranks / rows)
        return Body((max(columns, 2) * CELL[0] + 6) / 2, (NAME + rows * CELL[1] + 3) / 2, columns)
    width, height = _MANY
    if play.algorithm == "tree":
        width = min(width, WIDTH / _leaves(play.ranks) - _BETWEEN)
    elif play.server > 1:
        width = min(width, WIDTH * play.server / play.ranks - _BETWEEN)
    return Body(width / 2, height / 2, play.ranks)


def spots(play: Play) -> tuple[Spot, ...]:
    """Return where each card stands, and after them the switch, where there is one."""
    size = body(play)
    if play.algorithm == "tree":
        return _tree(play.ranks, size)
    if play.server > 1:
        return _servers(play.ranks, play.server)
    around = tuple(_around(card, play.ranks, size) for card in range(play.ranks))
    return (*around, Spot(*_MIDDLE)) if play.algorithm == "switch" else around


def _around(card: int, ranks: int, size: Body) -> Spot:
    """A ring with corners: there is more room between wide cards than on a circle."""
    turn = 2 * math.pi * card / ranks - math.pi / 2
    across, down = (max(-1.0, min(1.0, math.sqrt(2) * each)) for each in (math.cos(turn), math.sin(turn)))
    return Spot(
        _MIDDLE[0] + (_MIDDLE[0] - size.half_width - _MARGIN) * across, _MIDDLE[1] + (_MIDDLE[1] - size.half_height - _MARGIN) * down
    )


def _below(ranks: int) -> dict[int, list[int]]:
    """Of each card those that get from it: it is theirs without the last bit."""
    below: dict[int, list[int]] = {card: [] for card in range(ranks)}
    for card in range(1, ranks):
        below[card & (card - 1)].append(card)
    return below


def _leaves(ranks: int) -> int:
    return sum(not under for under in _below(ranks).values())


def _tree(ranks: int, size: Body) -> tuple[Spot, ...]:
    """Each card below the one that it gets from."""
    below = _below(ranks)
    places: dict[int, float] = {}
    free = 0

    def place(card: int) -> float:
        nonlocal free
        if below[card]:
            under = [place(each) for each in below[card]]
            places[card] = (under[0] + under[-1]) / 2
        else:
            places[card], free = float(free), free + 1
        return places[card]

    place(0)
    deepest = max(card.bit_count() for card in range(ranks))
    edge, top = size.half_width + _MARGIN, size.half_height + _MARGIN
    across, down = (WIDTH - 2 * edge) / max(free - 1, 1), (HEIGHT - 2 * top) / max(deepest, 1)
    left = edge if free > 1 else WIDTH / 2
    return tuple(Spot(left + places[card] * across, top + card.bit_count() * down) for card in range(ranks))


def _servers(ranks: int, size: int) -> tuple[Spot, ...]:
    """A column for each server."""
    servers = ranks // size
    across, down = WIDTH / servers, (HEIGHT - 30) / size
    return tuple(Spot((card // size + 0.5) * across, 27 + (card % size + 0.5) * down) for card in range(ranks))


def frames(play: Play) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the servers: left, top, width and height."""
    if play.server <= 1:
        return []
    servers = play.ranks // play.server
    across = WIDTH / servers
    room = min(across - 4, 2 * body(play).half_width + 60)
    return [((server + 0.5) * across - room / 2, 2, room, HEIGHT - 4) for server in range(servers)]


def way(source: Spot, target: Spot, size: Body) -> str:
    """Return the path from the edge of one card to that of another, somewhat bent.

    >>> way(Spot(0, 0), Spot(100, 0), Body(20, 10, 4))
    'M22.0 0.0Q50.0 9.6 78.0 0.0'
    """
    curve = _curve(source, target, size)
    return "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*(number for spot in curve for number in (spot.x, spot.y)))


def beside(source: Spot, target: Spot, size: Body) -> Spot:
    """Return where what is sent is named: in the middle of a short way, near its beginning on one that others cross."""
    begin, control, end = _curve(source, target, size)
    straight = abs(end.x - begin.x) < 1
    at = 0.5 if straight or math.hypot(end.x - begin.x, end.y - begin.y) < _SHORT_WAY else _NEAR
    weights = ((1 - at) ** 2, 2 * at * (1 - at), at**2)
    return Spot(*(sum(w * getattr(spot, axis) for w, spot in zip(weights, (begin, control, end), strict=True)) for axis in ("x", "y")))


def _curve(source: Spot, target: Spot, size: Body) -> tuple[Spot, Spot, Spot]:
    across, down = target.x - source.x, target.y - source.y
    long = math.hypot(across, down) or 1.0
    along = (across / long, down / long)
    # From the middle of a card to its edge.
    edge = min(size.half_width / max(abs(along[0]), 1e-9), size.half_height / max(abs(along[1]), 1e-9)) + _AIR
    cut = min(edge, long / 2.2)
    begin = Spot(source.x + along[0] * cut, source.y + along[1] * cut)
    end = Spot(target.x - along[0] * cut, target.y - along[1] * cut)
    # Past the cards between two that stand above each other.
    past = abs(across) < 1 and long > _STACKED
    bend = 2 * (size.half_width + _AIR if past else min(_BEND, _BENT * (long - 2 * cut)))
    middle = ((begin.x + end.x) / 2, (begin.y + end.y) / 2)
    return begin, Spot(middle[0] - along[1] * bend, middle[1] + along[0] * bend), end
