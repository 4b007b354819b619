"""Over how many cards the heads of a described model may be split, and what a card then keeps of a sequence.

Tensor parallelism gives every card whole heads.  Keys and values are copied where cards outnumber their heads; a latent and an
indexer's key serve all heads, so that every card keeps them whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from formulas import check
from formulas.float64 import real
from formulas.model import description as m
from formulas.model.cache import Cached, kept
from formulas.model.description import Block, Description, Number
from formulas.registry import equation


@equation(
    symbol="r",
    latex=r"\frac{«cards»}{«kv_heads»} \left\lceil \frac{«kv_heads»}{«cards»} \right\rceil",
    symbols={"cards": "t", "kv_heads": r"h_{\mathrm{kv}}"},
    trust="exact",
    source="pope2022",
    locator="section 3.3",
    validity="Tensor parallelism by whole heads: the card that holds the most heads counts for all, which have the same memory."
    " Latent attention has one head for this purpose. Data-parallel attention and a cache that is split by sequence keep one copy.",
    slips="Ten key-value heads over four cards take the room of twelve: three on two of the cards, and none can be cut.",
)
def head_copies(cards, kv_heads):
    """Copies of a sequence's cache that a group of cards makes room for, where heads stay whole.

    Parameters
    ----------
    cards : array_like [card]
        Cards of the group.
    kv_heads : array_like [head]
        Key-value heads; 1 for multi-query and latent attention.

    Returns
    -------
    copies : array [1]
        At least 1; above it where cards do not divide the heads.

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> [float(head_copies(cards, 8)) for cards in (4, 8, 16, 3)]
    [1.0, 1.0, 2.0, 1.125]

    References
    ----------
    Pope et al. 2022, section 3.3.
    """
    check.positive(cards=cards, kv_heads=kv_heads)
    return cards * np.ceil(kv_heads / cards) / kv_heads


def divides(description: Description, cards: Number) -> np.ndarray:
    """Whether engines split the model over so many cards: they divide all query heads, and divide or are divided by those of the cache."""
    cards = real(cards)
    check.positive(cards=cards)
    holds = np.asarray(cards == np.floor(cards))
    for block in _mixers(description):
        whole, shared = _heads(block)
        holds = holds & (np.mod(whole, cards) == 0) & ((np.mod(shared, cards) == 0) | (np.mod(cards, shared) == 0))
    return holds[()]


def widest(description: Description, limit: int) -> int:
    """The most cards, at most ``limit``, over which engines split the model."""
    check.require(limit=(limit, limit >= 1, "must be at least 1"))
    cards = np.arange(1.0, limit + 1)
    return int(cards[np.broadcast_to(divides(description, cards), cards.shape)][-1])


def held_per_card(description: Description, tokens: Number, cards: Number) -> Cached:
    """Values that the card with the most heads keeps of one sequence of ``tokens``."""
    tokens, cards = real(tokens), real(cards)
    check.positive(tokens=tokens, cards=cards)
    found: dict[str, Number] = {}
    for group in description.groups:
        for block in group.blocks:
            share = head_copies(cards, _heads(block)[1]) / cards if isinstance(block, m.MIXERS) else 0.0
            for kind, number in kept(block, tokens).items():
                found[kind] = found.get(kind, 0.0) + group.layers * number * share
    return Cached(found)


def _mixers(description: Description) -> Iterator[Block]:
    return (block for group in description.groups for block in group.blocks if isinstance(block, m.MIXERS))


def _heads(block: Block) -> tuple[Number, Number]:
    """Heads that must be split evenly, and those by which the cache may be."""
    match block:
        case m.Attention():
            return block.heads, block.kv_heads
        case m.LatentAttention() | m.CompressedAttention():
            return block.heads, np.float64(1.0)
        case m.DeltaNet():
            return block.key_heads, block.value_heads
        case m.Mamba2() | m.LightningAttention():
            return block.heads, block.heads
        case m.Mamba1():
            return block.inner, block.inner
    # Of a mixer that is known by its numbers alone every card is taken to hold all.
    return np.float64(0.0), np.float64(1.0)
