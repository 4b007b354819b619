"""Arithmetic of a described model by part: of a prompt, of one decoding step and of training.

Two FLOP for each weight that a token is multiplied by; attention over what a token sees, half of it in the mean of a causal sequence.
States are counted as their recurrence is written: kernels that work by blocks do more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

import numpy as np

from formulas import check, stepcost
from formulas.float64 import real
from formulas.model import cache
from formulas.model import description as m
from formulas.model.attended import chunked_pairs, pair_flop, windowed_pairs
from formulas.model.description import Block, Description, Number
from formulas.model.parameters import MULTIPLIED, Named, parameters
from formulas.registry import equation

# A backward pass takes the gradients of weights and of inputs: two products for each one forward.
_PASSES = 3
# Of each number of a state: multiplied by its decay, a product added to it, and a product of it added to the output.
_STATE_FLOP = 5.0
# The delta rule reads the state once more, for what it holds already.
_DELTA_FLOP = 7.0


@equation(
    symbol="C",
    latex=r"2\,«multiplied»\,«prompt» + «attention_compute» + 2\,«d_model»\,«vocabulary»\,«logit_positions»",
    symbols={
        "multiplied": "W", "prompt": "s", "attention_compute": r"C_{\mathrm{attn}}",
        "d_model": "d", "vocabulary": "V", "logit_positions": "n",
    },
    trust="exact",
    source="kaplan2020",
    locator="section 2.1",
    validity="Weights are those of the layers that a token is multiplied by: of a mixture the experts that it is sent to, no embedding and"
    " no head. A prompt needs the logits of its last position, training those of all; a step is a prompt of one token.",
    slips="Taking logits of every position makes a short prompt of a small model a quarter dearer than it is.",
)
def pass_flop(multiplied, prompt, attention_compute, d_model, vocabulary, logit_positions=1.0):
    """Arithmetic of one forward pass over some tokens.

    Parameters
    ----------
    multiplied : array_like [parameter]
        Weights of the layers that each token is multiplied by.
    prompt : array_like [token]
        Tokens that pass: a prompt, or 1 for a step.
    attention_compute : array_like [FLOP]
        Attention to other tokens and updates of states, all layers together.
    d_model : array_like [1]
        Width of the head, that of the residual stream.
    vocabulary : array_like [token]
        Entries of the vocabulary.
    logit_positions : array_like [token]
        Positions of which the logits are worked out.

    Returns
    -------
    compute : array [FLOP]
        Forward FLOP.

    Raises
    ------
    ValueError
        If the number of tokens is not positive, or another argument negative or not finite.

    Examples
    --------
    >>> f"{pass_flop(1.1e9, 2048, 0, 2048, 128256):.3g}"
    '4.51e+12'

    References
    ----------
    Kaplan et al. 2020, section 2.1.
    """
    sizes = {"d_model": d_model, "vocabulary": vocabulary, "logit_positions": logit_positions}
    check.together(positive={"prompt": prompt}, not_negative={"multiplied": multiplied, "attention_compute": attention_compute} | sizes)
    return 2.0 * (multiplied * prompt + d_model * vocabulary * logit_positions) + attention_compute


class Flop(Named):
    """FLOP by part: those of the weights, ``scores`` of attention to other tokens, ``states`` of recurrences, and the ``head``."""

    names = (*MULTIPLIED, "scores", "states", "head")


def prompt_flop(description: Description, tokens: Number, *, all_logits: bool = False) -> Flop:
    """FLOP of reading a prompt of ``tokens`` by part.

    A prompt needs the logits of its last position alone; ``all_logits`` counts those of every position, as training makes them.
    """
    tokens = real(tokens)
    check.positive(tokens=tokens)
    return _sum(description, tokens, lambda block: attention_flop(block, tokens), tokens if all_logits else 1.0)


def step_flop(description: Description, context: Number) -> Flop:
    """FLOP of decoding one token that sees ``context`` tokens, itself among them, by part."""
    context = real(context)
    check.positive(context=context)
    return _sum(description, 1.0, lambda block: attending_flop(block, context), 1.0)


def mixing_of_prompt(description: Description, tokens: Number) -> Number:
    """FLOP of attention to other tokens and of states alone, over a prompt of ``tokens``."""
    return sum(_mixed(description, tokens, lambda block: attention_flop(block, tokens)))


def mixing_of_step(description: Description, context: Number) -> Number:
    """The same of decoding one token that sees ``context`` tokens."""
    return sum(_mixed(description, 1.0, lambda block: attending_flop(block, context)))


def training_flop_per_token(description: Description, sequence: Number) -> Number:
    """FLOP of training on one token of sequences of so many: forward, and twice as much backward, with every logit."""
    return _PASSES * prompt_flop(description, sequence, all_logits=True).total / real(sequence)


def _sum(description: Description, tokens: Number, attention: Callable[[Block], Number], logits: Number) -> Flop:
    """Weights for every token, attention as it is given, and logits of so many positions."""
    weights = parameters(description, active=True)
    found = {part: 2 * weights[part] * tokens for part in MULTIPLIED}
    found["scores"], found["states"] = _mixed(description, tokens, attention)
    return Flop(found | {"head": logits * stepcost.unembedding_flop(description.embedded, description.vocabulary)})


def _mixed(description: Description, tokens: Number, attention: Callable[[Block], Number]) -> tuple[Number, Number]:
    """Attention as it is given, and the states of so many tokens, of all layers."""
    scores = states = 0.0
    for group in description.groups:
        for block in group.blocks:
            scores = scores + group.layers * attention(block)
            states = states + group.layers * tokens * state_flop(block)
    return scores, states


@singledispatch
def attention_flop(block: Block, tokens: Number) -> Number:
    """Scores and weighted sums of one layer's block over a whole prompt."""
    return 0.0


@attention_flop.register
def _(block: m.Attention, tokens: Number) -> Number:
    pairs = np.minimum(windowed_pairs(tokens, block.window), chunked_pairs(tokens, block.chunk))
    if block.indexer is None:
        return pair_flop(1.0, block.heads, block.key_dim, block.values, pairs)
    found = pair_flop(1.0, block.heads, block.key_dim, block.values, np.minimum(pairs, windowed_pairs(tokens, block.indexer.top_k)))
    return found + pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, pairs)


@attention_flop.register
def _(block: m.LatentAttention, tokens: Number) -> Number:
    """Keys and values of a prompt are made from the latents once; rows that are picked for each token are worked on as they are cached."""
    if block.indexer is None:
        return pair_flop(1.0, block.heads, block.key_dim + block.rotary, block.value_dim, windowed_pairs(tokens))
    found = pair_flop(1.0, block.heads, block.kv_rank + block.rotary, block.kv_rank, windowed_pairs(tokens, block.indexer.top_k))
    return found + pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, windowed_pairs(tokens))


@attention_flop.register
def _(block: m.CompressedAttention, tokens: Number) -> Number:
    each, rows = np.maximum(block.ratio, 1.0), block.ratio > 0
    far = windowed_pairs(tokens) if block.indexer is None else windowed_pairs(tokens, block.indexer.top_k * each)
    found = pair_flop(1.0, block.heads, block.dim, block.dim, windowed_pairs(tokens, block.window) + rows * far / each)
    if block.indexer is None:
        return found
    return found + rows * pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, windowed_pairs(tokens) / each)


@singledispatch
def attending_flop(block: Block, context: Number) -> Number:
    """Scores and weighted sums of one layer's block for one token that sees ``context`` tokens."""
    return 0.0


@attending_flop.register
def _(block: m.Attention, context: Number) -> Number:
    seen = np.minimum(np.minimum(context, block.window), np.where(np.isinf(block.chunk), context, _into(context, block.chunk)))
    if block.indexer is None:
        return pair_flop(1.0, block.heads, block.key_dim, block.values, seen)
    found = pair_flop(1.0, block.heads, block.key_dim, block.values, np.minimum(seen, block.indexer.top_k))
    return found + pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, seen)


def _into(context: Number, chunk: Number) -> Number:
    """Tokens of the last chunk of a sequence, the last token among them."""
    length = np.where(np.isinf(chunk), 1.0, chunk)
    return context - length * (np.ceil(context / length) - 1)


@attending_flop.register
def _(block: m.LatentAttention, context: Number) -> Number:
    """Scores over the latent and the rotary key, sums over the latent: what keys and values are made with is in the projections."""
    seen = context if block.indexer is None else np.minimum(context, block.indexer.top_k)
    found = pair_flop(1.0, block.heads, block.kv_rank + block.rotary, block.kv_rank, seen)
    return found if block.indexer is None else found + pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, context)


@attending_flop.register
def _(block: m.CompressedAttention, context: Number) -> Number:
    far = cache.compressed(block, context)
    rows = far if block.indexer is None else np.minimum(far, block.indexer.top_k)
    found = pair_flop(1.0, block.heads, block.dim, block.dim, rows + np.minimum(context, block.window))
    return found if block.indexer is None else found + pair_flop(1.0, block.indexer.heads, block.indexer.keys, 0.0, far)


@singledispatch
def state_flop(block: Block) -> Number:
    """FLOP of one token in the states of one layer's block."""
    return 0.0


@state_flop.register(m.Mamba1 | m.Mamba2 | m.LightningAttention)
def _(block: Block) -> Number:
    return _STATE_FLOP * cache.kept(block, 1.0)["state"]


@state_flop.register
def _(block: m.DeltaNet) -> Number:
    return _DELTA_FLOP * cache.kept(block, 1.0)["state"]


@state_flop.register
def _(block: m.Recurrence) -> Number:
    return block.step_flop
