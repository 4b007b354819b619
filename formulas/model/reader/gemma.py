"""Gemma 3n and Gemma 4: layers that read an earlier layer's cache, per-layer inputs, heads that differ by layer."""

from __future__ import annotations

import math

from formulas.model.description import Attention, Block, Description, Weights
from formulas.model.reader import parts
from formulas.model.reader.fields import Keys
from formulas.model.reader.layers import Layer, full_length, grouped, how_many, windowed


def _per_layer(keys: Keys, d_model: int, layers: int) -> tuple[tuple[Weights, ...], tuple[Weights, ...]]:
    """What per-layer inputs cost in each layer, and once: a table with a row for each token and layer."""
    narrow = keys.size("hidden_size_per_layer_input")
    keys.size("vocab_size_per_layer_input")
    if not narrow:
        return (), ()
    rows = keys.number("vocab_size_per_layer_input", default=parts.vocabulary(keys))
    once = Weights(multiplied=d_model * narrow * layers, looked_up=rows * narrow * layers)
    return (Weights(multiplied=2 * d_model * narrow),), (once, Weights(part="norms", multiplied=narrow))


def gemma3n(keys: Keys) -> Description:
    """Gemma 3n: four residual streams, low-rank detours, per-layer inputs; its last layers read what earlier ones keep."""
    frame, layers = parts.frame(keys), how_many(keys)
    d_model, h = frame.d_model, parts.heads(keys, frame.d_model)
    near, streams = windowed(keys, layers, 5), keys.number("altup_num_inputs", default=4)
    sharing = layers - keys.size("num_kv_shared_layers", default=15)
    widths = _widths(keys, layers)
    each, once = _per_layer(keys, d_model, layers)
    laurel = 2 * d_model * keys.number("laurel_rank", default=64)
    residual = Weights(multiplied=laurel + streams**2 + streams**3 + d_model * streams, vectors=d_model)
    joins = Weights(multiplied=2 * (streams - 1) * d_model**2)

    def layer(short: bool, caches: bool, width: int) -> Layer:
        # Projections of keys and values of the layers that share are in the checkpoint, and unused.
        attention = Attention(
            heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, window=parts.window(keys) if short else math.inf,
            qk_norm="head", caches=caches,
        )  # fmt: skip
        return (attention, parts.mlp(width), residual, *each), 7 if each else 6

    return Description(
        **frame.of(),
        groups=grouped(layer, ((near(i), i < sharing, widths[i]) for i in range(layers))),
        tied=keys.flag("tie_word_embeddings", default=True),
        extra=(*once, joins),
    )


def _widths(keys: Keys, layers: int) -> list[int]:
    """Width of the MLP of each layer; one number holds for all."""
    if not keys.listed("intermediate_size"):
        return [parts.feed_forward(keys)] * layers
    widths = keys.numbers("intermediate_size", least=1) or []
    full_length(widths, "intermediate_size", layers)
    return widths


def gemma4(keys: Keys) -> Description:
    """Gemma 4: full layers have larger and fewer key-value heads whose values are the keys; an MLP beside a mixture in the 26B."""
    frame, layers = parts.frame(keys), how_many(keys)
    near, h = windowed(keys, layers, 6), parts.heads(keys, frame.d_model)
    sharing = layers - keys.size("num_kv_shared_layers")
    each, once = _per_layer(keys, frame.d_model, layers)
    wide, mixture = keys.flag("use_double_wide_mlp"), keys.flag("enable_moe_block")
    same, width = keys.flag("attention_k_eq_v"), parts.feed_forward(keys)
    global_dim = keys.number("global_head_dim", default=_global_dim(keys, h.dim))
    global_heads = keys.number("num_global_key_value_heads", default=h.kv_heads)

    def layer(own: bool, far: bool) -> Layer:
        attention = Attention(
            heads=h.heads, kv_heads=global_heads if far and same else h.kv_heads, key_dim=global_dim if far else h.dim,
            window=math.inf if far else parts.window(keys), qk_norm="head", caches=own, projects_keys=own,
            projects_values=own and not (far and same),
        )  # fmt: skip
        blocks: tuple[Block, ...] = (attention, parts.mlp(width * (2 if wide and not own else 1)), *each)
        norms = 5 if each else 4
        if mixture:
            routed = parts.experts(keys)
            return (*blocks, routed, Weights(vectors=frame.d_model + routed.experts)), norms + 3
        return blocks, norms

    return Description(
        **frame.of(),
        groups=grouped(layer, ((i < sharing, not near(i)) for i in range(layers))),
        tied=keys.flag("tie_word_embeddings", default=True),
        extra=once,
    )


def _global_dim(keys: Keys, dim: int) -> int:
    """Head size of full layers as files that the transformers package writes itself say it: by layer."""
    by_layer = keys.inner("per_layer_config")
    first = None if by_layer is None else next((by_layer.inner(key) for key in by_layer.names()), None)
    return dim if first is None else first.number("head_dim", default=dim)


READERS = {"gemma3n": gemma3n, "gemma3n_text": gemma3n, "gemma4": gemma4, "gemma4_text": gemma4}
