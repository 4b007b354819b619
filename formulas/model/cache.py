"""What a described model keeps of a sequence: values that grow with it by kind, and states that do not.

Values are counted here and not bytes: what one takes is the cache format's to say (:mod:`formulas.model.stored`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch

import numpy as np

from formulas import check
from formulas.float64 import real
from formulas.model import description as m
from formulas.model.attended import cached_values
from formulas.model.description import Block, Description, Number
from formulas.model.parameters import Named, convolved

KINDS = ("keys", "values", "latent", "rotary", "indexer", "state", "convolution")
FIXED = ("state", "convolution")
"""The kinds that are as large for one token as for a million."""


class Cached(Named):
    """Values by the names of :data:`KINDS`."""

    names = KINDS

    @property
    def growing(self) -> Number:
        """Those that grow with the sequence."""
        return sum(number for kind, number in self.items() if kind not in FIXED)

    @property
    def fixed(self) -> Number:
        """Those that do not."""
        return sum(self[kind] for kind in FIXED)


def held(description: Description, tokens: Number) -> Cached:
    """Values that one sequence of ``tokens`` keeps in the cache: windows and chunks capped, states as they are."""
    return _over(description, tokens, kept)


def read(description: Description, tokens: Number) -> Cached:
    """Values of the cache that a step reads after ``tokens``: of an indexed layer all keys of the indexer, and the rows it picks."""
    return _over(description, tokens, picked)


def per_token(description: Description, *, far: bool = False) -> Cached:
    """Values that one token adds in all layers together; ``far`` into a sequence, in those without a window or chunk alone."""
    return _sum(description, lambda block: _rates(block, far))


def _over(description: Description, tokens: Number, rows: Callable[[Block, Number], dict[str, Number]]) -> Cached:
    tokens = real(tokens)
    check.positive(tokens=tokens)
    return _sum(description, lambda block: rows(block, tokens))


def _sum(description: Description, values: Callable[[Block], Mapping[str, Number]]) -> Cached:
    found: dict[str, Number] = {}
    for group in description.groups:
        for block in group.blocks:
            for kind, number in values(block).items():
                found[kind] = found.get(kind, 0.0) + group.layers * number
    return Cached(found)


@singledispatch
def kept(block: Block, tokens: Number) -> dict[str, Number]:
    """Values that one layer's block keeps of a sequence of ``tokens``, by kind."""
    return {}


@singledispatch
def picked(block: Block, tokens: Number) -> dict[str, Number]:
    """Values that one layer's block reads in a step after ``tokens``: what it keeps, where nothing is picked from it."""
    return kept(block, tokens)


def _rates(block: Block, far: bool) -> dict[str, Number]:
    """Values that a token adds to one layer's block."""
    if not isinstance(block, m.Attention | m.LatentAttention | m.CompressedAttention):
        return {}
    if isinstance(block, m.CompressedAttention):
        seldom = np.divide(1.0, block.ratio, out=np.zeros_like(real(block.ratio)), where=real(block.ratio) > 0)
        rows = seldom + (not far)
        found = {"latent": (block.dim - block.rotary) * rows, "rotary": block.rotary * rows}
        return found | ({"indexer": block.indexer.keys * seldom} if block.indexer else {})
    ending = isinstance(block, m.Attention) and far
    grows = np.isinf(np.minimum(block.window, block.chunk)) if ending else True
    return {kind: grows * number for kind, number in kept(block, 1.0).items()}


@kept.register
def _(block: m.Attention, tokens: Number) -> dict[str, Number]:
    return _grouped(block, tokens, tokens, float(block.caches))


@picked.register
def _(block: m.Attention, tokens: Number) -> dict[str, Number]:
    """A layer that keeps nothing reads what another keeps."""
    return _grouped(block, tokens, tokens if block.indexer is None else np.minimum(tokens, block.indexer.top_k), 1.0)


def _grouped(block: m.Attention, tokens: Number, rows: Number, layers: float) -> dict[str, Number]:
    rows = np.minimum(rows, np.minimum(block.window, block.chunk))
    keys = cached_values(layers, rows, block.kv_heads, block.key_dim, 0.0)
    found = {"keys": keys, "values": cached_values(layers, rows, block.kv_heads, 0.0, block.values)}
    return found | ({"indexer": block.indexer.keys * tokens} if block.indexer else {})


@kept.register
def _(block: m.LatentAttention, tokens: Number) -> dict[str, Number]:
    return _latent(block, tokens, tokens)


@picked.register
def _(block: m.LatentAttention, tokens: Number) -> dict[str, Number]:
    return _latent(block, tokens, tokens if block.indexer is None else np.minimum(tokens, block.indexer.top_k))


def _latent(block: m.LatentAttention, tokens: Number, rows: Number) -> dict[str, Number]:
    found = {"latent": cached_values(1.0, rows, 1.0, block.kv_rank, 0.0), "rotary": cached_values(1.0, rows, 1.0, block.rotary, 0.0)}
    return found | ({"indexer": block.indexer.keys * tokens} if block.indexer else {})


@kept.register
def _(block: m.CompressedAttention, tokens: Number) -> dict[str, Number]:
    far = compressed(block, tokens)
    return _compressed(block, tokens, far, far)


@picked.register
def _(block: m.CompressedAttention, tokens: Number) -> dict[str, Number]:
    far = compressed(block, tokens)
    return _compressed(block, tokens, far, far if block.indexer is None else np.minimum(far, block.indexer.top_k))


def compressed(block: m.CompressedAttention, tokens: Number) -> Number:
    """Rows that stand for several tokens each, of a sequence of ``tokens``; a row not yet full is not there."""
    return np.where(block.ratio > 0, np.floor(tokens / np.maximum(block.ratio, 1.0)), 0.0)[()]


def _compressed(block: m.CompressedAttention, tokens: Number, far: Number, rows: Number) -> dict[str, Number]:
    """One vector is key and value, its rotary part within it; so it is told as a latent and its rotary part."""
    rows = rows + np.minimum(tokens, block.window)
    found = {"latent": (block.dim - block.rotary) * rows, "rotary": block.rotary * rows}
    return found | ({"indexer": block.indexer.keys * far} if block.indexer else {})


@kept.register
def _(block: m.Mamba1, tokens: Number) -> dict[str, Number]:
    return {"state": block.inner * block.state, "convolution": block.inner * (block.kernel - 1)}


@kept.register
def _(block: m.Mamba2, tokens: Number) -> dict[str, Number]:
    return {"state": block.heads * block.head_dim * block.state, "convolution": convolved(block) * (block.kernel - 1)}


@kept.register
def _(block: m.DeltaNet, tokens: Number) -> dict[str, Number]:
    return {"state": block.value_heads * block.key_dim * block.value_dim, "convolution": convolved(block) * (block.kernel - 1)}


@kept.register
def _(block: m.LightningAttention, tokens: Number) -> dict[str, Number]:
    return {"state": block.heads * block.head_dim * block.head_dim}


@kept.register
def _(block: m.Recurrence, tokens: Number) -> dict[str, Number]:
    return {"state": block.state_values, "convolution": block.convolution_values}
