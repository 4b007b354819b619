"""All-reduce by two binary trees at once: each card is a leaf in one of them, so that both together use all links both ways.

Sanders, Speck and Träff 2009.  The schedule is not written down: the transfers that the trees ask for are put into steps, as early as
what they need is there, with one chunk sent and one received by a card in a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from formulas.network.schedule import Schedule, Transfer


class _Wish(NamedTuple):
    """A transfer of one chunk.

    ``needs`` is how often its source has to have got the chunk before; ``due`` puts first what has a long way to go, and of that the
    earlier chunks.
    """

    transfer: Transfer
    needs: int
    due: float


def tree_parents(ranks: int) -> tuple[int, ...]:
    """Return of each card the one above it in a binary tree whose leaves are the odd cards; the root, card 0, has itself.

    >>> tree_parents(8)
    (0, 2, 4, 2, 0, 6, 4, 6)
    """
    parents = [0]
    for card in range(1, ranks):
        lowest = card & -card
        above = (card ^ lowest) | lowest << 1
        parents.append(above if above < ranks else card ^ lowest)
    return tuple(parents)


def other_parents(ranks: int) -> tuple[int, ...]:
    """Return the same of the second tree: the first seen from the other end, or moved on by one where the cards are odd.

    >>> other_parents(8)
    (1, 3, 1, 7, 5, 3, 5, 7)
    """
    place = [ranks - 1 - card if ranks % 2 == 0 else (card - 1) % ranks for card in range(ranks)]
    back = sorted(range(ranks), key=place.__getitem__)
    first = tree_parents(ranks)
    return tuple(back[first[place[card]]] for card in range(ranks))


def two_tree_reduce(ranks: int) -> Schedule:
    """All-reduce: even chunks go up and down the first tree, odd ones the second, following each other without a gap."""
    trees = (tree_parents(ranks), other_parents(ranks))
    wishes = [wish for chunk in range(ranks) for wish in _wishes(trees[chunk % 2], chunk)]
    return _in_steps(sorted(wishes, key=lambda wish: wish.due))


def _wishes(parents: Sequence[int], chunk: int) -> list[_Wish]:
    """Up, once all below have sent theirs; down, once the sum has come from above (to the root, from all below)."""
    links = [(child, above) for child, above in enumerate(parents) if child != above]
    below = [sum(above == card for _, above in links) for card in range(len(parents))]
    depth = [_depth(parents, card) for card in range(len(parents))]
    deepest = max(depth)
    up = [
        _Wish(Transfer(child, above, (chunk,), adds=True), below[child], chunk / 2 - depth[child] - deepest) for child, above in links
    ]  # fmt: skip
    down = [
        _Wish(Transfer(above, child, (chunk,), adds=False), below[above] + (parents[above] != above), chunk / 2 - deepest + depth[above])
        for child, above in links
    ]  # fmt: skip
    return up + down


def _depth(parents: Sequence[int], card: int) -> int:
    return 0 if parents[card] == card else 1 + _depth(parents, parents[card])


def _in_steps(wishes: list[_Wish]) -> Schedule:
    """Put transfers into steps, each as early as it can be, in the order that they come in."""
    got: dict[tuple[int, int], int] = {}
    steps: list[tuple[Transfer, ...]] = []
    while wishes:
        sends, receives, chosen, later = set(), set(), [], []
        for wish in wishes:
            source, target, (chunk,), _ = wish.transfer
            if source in sends or target in receives or got.get((source, chunk), 0) < wish.needs:
                later.append(wish)
                continue
            sends.add(source)
            receives.add(target)
            chosen.append(wish.transfer)
        for each in chosen:
            key = (each.target, each.chunks[0])
            got[key] = got.get(key, 0) + 1
        steps.append(tuple(chosen))
        wishes = later
    return tuple(steps)
