"""Where the cards of the picture stand: round a ring, as a tree, in servers, or about a switch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from instruments.network.play import Play

WIDTH, HEIGHT = 520.0, 340.0
_MIDDLE = (WIDTH / 2, HEIGHT / 2)
_ROUND = (206.0, 138.0)
_EDGE = 52.0


@dataclass(frozen=True)
class Spot:
    """The middle of a card."""

    x: float
    y: float


def spots(play: Play) -> tuple[Spot, ...]:
    """Return where each card stands, and after them the switch, where there is one."""
    if play.algorithm == "tree":
        return _tree(play.ranks)
    if play.server > 1:
        return _servers(play.ranks, play.server)
    around = tuple(_around(card, play.ranks) for card in range(play.ranks))
    return (*around, Spot(*_MIDDLE)) if play.algorithm == "switch" else around


def _around(card: int, ranks: int) -> Spot:
    turn = 2 * math.pi * card / ranks - math.pi / 2
    return Spot(_MIDDLE[0] + _ROUND[0] * math.cos(turn), _MIDDLE[1] + _ROUND[1] * math.sin(turn))


def _tree(ranks: int) -> tuple[Spot, ...]:
    """Each card below the one that it gets from: that without its last bit."""
    below: dict[int, list[int]] = {card: [] for card in range(ranks)}
    for card in range(1, ranks):
        below[card & (card - 1)].append(card)
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
    across, down = (WIDTH - 2 * _EDGE) / max(free - 1, 1), (HEIGHT - 90) / max(deepest, 1)
    left = _EDGE if free > 1 else WIDTH / 2
    return tuple(Spot(left + places[card] * across, 45 + card.bit_count() * down) for card in range(ranks))


def _servers(ranks: int, size: int) -> tuple[Spot, ...]:
    """A column for each server."""
    servers = ranks // size
    across, down = WIDTH / servers, (HEIGHT - 30) / size
    return tuple(Spot((card // size + 0.5) * across, 30 + (card % size + 0.5) * down) for card in range(ranks))


def frames(play: Play) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the servers: left, top, width and height."""
    if play.server <= 1:
        return []
    servers = play.ranks // play.server
    across = WIDTH / servers
    room = min(across - 12, 190)
    return [((server + 0.5) * across - room / 2, 6, room, HEIGHT - 12) for server in range(servers)]


def way(source: Spot, target: Spot, *, bend: float, short: float) -> str:
    """Return the path from one card towards another, somewhat bent, and shorter at its ends by ``short`` pixels.

    >>> way(Spot(0, 0), Spot(100, 0), bend=0, short=10)
    'M10.0 0.0Q50.0 0.0 90.0 0.0'
    """
    across, down = target.x - source.x, target.y - source.y
    long = math.hypot(across, down) or 1.0
    along = (across / long, down / long)
    middle = ((source.x + target.x) / 2 - along[1] * bend, (source.y + target.y) / 2 + along[0] * bend)
    cut = min(short, long / 3)
    begin = (source.x + along[0] * cut, source.y + along[1] * cut)
    end = (target.x - along[0] * cut, target.y - along[1] * cut)
    # The control point of a curve through the bent middle.
    control = (2 * middle[0] - (begin[0] + end[0]) / 2, 2 * middle[1] - (begin[1] + end[1]) / 2)
    return f"M{begin[0]:.1f} {begin[1]:.1f}Q{control[0]:.1f} {control[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


def between(source: Spot, target: Spot, *, bend: float) -> Spot:
    """Return where a bent path has its middle: the place of what is said of it."""
    across, down = target.x - source.x, target.y - source.y
    long = math.hypot(across, down) or 1.0
    return Spot((source.x + target.x) / 2 - down / long * bend, (source.y + target.y) / 2 + across / long * bend)
