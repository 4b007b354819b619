"""The schedules of each collective operation, by algorithm: every card has one chunk for each card that takes part."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from formulas.network.schedule import Schedule, Transfer, turned
from formulas.network.two_trees import two_tree_reduce

SERVER = 4
"""Most cards of a server in the hierarchical schedules: few, so that there are several servers."""


def ring_gather(ranks: int, direction: int = 1) -> Schedule:
    """All-gather: each card hands its newest chunk to its neighbour."""
    return tuple(
        tuple(Transfer(i, (i + direction) % ranks, ((i - direction * step) % ranks,), adds=False) for i in range(ranks))
        for step in range(ranks - 1)
    )


def ring_scatter(ranks: int) -> Schedule:
    """Reduce-scatter: the sums go round, each card adding its own, until card ``i`` has that of chunk ``i``."""
    return turned(ring_gather(ranks, -1))


def doubling_gather(ranks: int) -> Schedule:
    """All-gather: what a card holds doubles in each round.

    Of a power of two, partners swap; of any other number each card asks those behind it, and the last round is a short one.
    """
    steps, distance = [], 1
    while distance < ranks:
        steps.append(tuple(_round(ranks, distance, card) for card in range(ranks)))
        distance *= 2
    return tuple(steps)


def _round(ranks: int, distance: int, card: int) -> Transfer:
    """What a card gets in a round of doubling."""
    if ranks & (ranks - 1) == 0:
        partner = card ^ distance
        first = partner & ~(distance - 1)
        return Transfer(partner, card, tuple(range(first, first + distance)), adds=False)
    source, count = (card + distance) % ranks, min(distance, ranks - distance)
    return Transfer(source, card, tuple((source + i) % ranks for i in range(count)), adds=False)


def halving_scatter(ranks: int) -> Schedule:
    """Reduce-scatter: what is left to add halves in each round."""
    return turned(doubling_gather(ranks))


def server_of(ranks: int) -> int:
    """Return how many cards stand in a server: the largest divisor that leaves several servers, or 1.

    >>> [server_of(ranks) for ranks in (4, 6, 7, 8, 12, 16)]
    [2, 3, 1, 4, 4, 4]
    """
    return max(size for size in range(1, SERVER + 1) if ranks % size == 0 and size < ranks)


def level_gather(ranks: int, direction: int = 1) -> Schedule:
    """All-gather on two levels: across servers among those at the same place, then within each server."""
    size = server_of(ranks)
    servers = ranks // size
    across = tuple(
        tuple(
            Transfer(
                server * size + place, (server + direction) % servers * size + place,
                ((server - direction * step) % servers * size + place,), adds=False,
            )
            for server in range(servers) for place in range(size)
        )
        for step in range(servers - 1)
    )  # fmt: skip
    within = tuple(
        tuple(
            Transfer(
                server * size + place, server * size + (place + direction) % size,
                tuple(other * size + (place - direction * step) % size for other in range(servers)), adds=False,
            )
            for server in range(servers) for place in range(size)
        )
        for step in range(size - 1)
    )  # fmt: skip
    return across + within


def level_scatter(ranks: int) -> Schedule:
    """Reduce-scatter on two levels: within each server first."""
    return turned(level_gather(ranks, -1))


def tree_broadcast(ranks: int) -> Schedule:
    """Broadcast by a binomial tree from card 0: whoever has all chunks hands all of them on."""
    distances = [1]
    while distances[-1] * 2 < ranks:
        distances.append(distances[-1] * 2)
    every = tuple(range(ranks))
    return tuple(
        tuple(
            Transfer(card, card + distance, every, adds=False)
            for card in range(0, ranks, 2 * distance) if card + distance < ranks
        )
        for distance in reversed(distances)
    )  # fmt: skip


def chain_broadcast(ranks: int) -> Schedule:
    """Broadcast along a chain from card 0: the chunks follow each other."""
    return tuple(
        tuple(
            Transfer(card, card + 1, (step - card,), adds=False)
            for card in range(ranks - 1) if 0 <= step - card < ranks
        )
        for step in range(2 * ranks - 2)
    )  # fmt: skip


def switch_reduce(ranks: int) -> Schedule:
    """All-reduce in a switch, which is number ``ranks``: all send up, the switch adds, and all get the sum."""
    every = tuple(range(ranks))
    return (
        tuple(Transfer(card, ranks, every, adds=True) for card in range(ranks)),
        tuple(Transfer(ranks, card, every, adds=False) for card in range(ranks)),
    )


def turns(ranks: int) -> Schedule:
    """All-to-all in turns: chunk ``k`` of a card is for the ``k``-th card after it, and goes there at once."""
    return tuple(
        tuple(Transfer(card, (card + step) % ranks, (step,), adds=False) for card in range(ranks)) for step in range(1, ranks)
    )


def at_once(ranks: int) -> Schedule:
    """All-to-all in one step: every card sends to all others at the same time."""
    return (tuple(each for turn in turns(ranks) for each in turn),)


def doubling_exchange(ranks: int) -> Schedule:
    """All-to-all in rounds of doubling distance: in each, the chunks go on whose way has that distance in it."""
    steps, distance = [], 1
    while distance < ranks:
        far = tuple(chunk for chunk in range(ranks) if chunk & distance)
        steps.append(tuple(Transfer(card, (card + distance) % ranks, far, adds=False) for card in range(ranks)))
        distance *= 2
    return tuple(steps)


def _both(scatter: Callable[[int], Schedule], gather: Callable[[int], Schedule]) -> Callable[[int], Schedule]:
    return lambda ranks: scatter(ranks) + gather(ranks)


SCHEDULES: Mapping[str, Mapping[str, Callable[[int], Schedule]]] = {
    "all-reduce": {
        "ring": _both(ring_scatter, ring_gather),
        "tree": _both(lambda ranks: turned(tree_broadcast(ranks)), tree_broadcast),
        "two-trees": two_tree_reduce,
        "halving": _both(halving_scatter, doubling_gather),
        "levels": _both(level_scatter, level_gather),
        "switch": switch_reduce,
    },
    "reduce-scatter": {"ring": ring_scatter, "halving": halving_scatter, "levels": level_scatter},
    "all-gather": {"ring": ring_gather, "halving": doubling_gather, "levels": level_gather},
    "broadcast": {"ring": chain_broadcast, "tree": tree_broadcast},
    "all-to-all": {"ring": turns, "halving": doubling_exchange, "direct": at_once},
}
"""The schedule of a number of cards, by collective operation and algorithm."""
