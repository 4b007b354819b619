"""Families of one form each: Llama 4, MiMo-V2-Flash, MiniMax M3, Nemotron found by search (DeciLM)."""

from __future__ import annotations

import math

from formulas.model.description import Attention, Block, Description, Indexer
from formulas.model.reader import parts
from formulas.model.reader.fields import Keys
from formulas.model.reader.layers import FULL, Layer, full_length, grouped, how_many, kinds, sparse


def llama4(keys: Keys) -> Description:
    """Llama 4: three layers that see their own chunk to one that sees all, a shared expert as wide as the others."""
    frame, layers = parts.frame(keys), how_many(keys)
    h, mixed = parts.heads(keys, frame.d_model), sparse(keys, layers)
    types, unrotated = kinds(keys, layers), keys.numbers("no_rope_layers")
    if unrotated is not None and unrotated:
        full_length(unrotated, "no_rope_layers", layers)
    interval = keys.number("no_rope_layer_interval", default=4)
    chunk, width = keys.size("attention_chunk_size") or math.inf, keys.number("intermediate_size")
    biases = keys.flag("attention_bias")
    keys.flag("use_qk_norm"), keys.size("intermediate_size_mlp")  # the norm has no gains

    def near(i: int) -> bool:
        if types is not None:
            return types[i] == "chunked_attention"
        return bool(unrotated[i]) if unrotated else (i + 1) % interval != 0

    def layer(short: bool, mixture: bool) -> Layer:
        attention = Attention(
            heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, chunk=chunk if short else math.inf, qkv_biases=biases, output_bias=biases
        )
        if not mixture:
            return (attention, parts.mlp(keys.number("intermediate_size_mlp", default=width))), 2
        routed = parts.experts(keys)
        return (attention, parts.Experts(experts=routed.experts, top_k=routed.top_k, width=width, shared=1)), 2

    return Description(
        **frame.of(), groups=grouped(layer, ((near(i), mixed(i)) for i in range(layers))), tied=keys.flag("tie_word_embeddings")
    )


def mimo_v2(keys: Keys) -> Description:
    """MiMo-V2-Flash: five layers with a short window, sinks and heads of their own to one that sees all; values narrower than keys."""
    frame, layers = parts.frame(keys), how_many(keys)
    h, types, marks = parts.heads(keys, frame.d_model), kinds(keys, layers), keys.numbers("hybrid_layer_pattern")
    full_length(marks, "hybrid_layer_pattern", layers)
    mixed = sparse(keys, layers)
    if types is None and marks is None:
        raise ValueError("the configuration has no hybrid_layer_pattern: must say which layers have a window")
    sinks_near, sinks_far = keys.flag("add_swa_attention_sink_bias", default=True), keys.flag("add_full_attention_sink_bias")
    value = keys.number("v_head_dim", default=h.dim)
    near_heads = keys.number("swa_num_attention_heads", default=h.heads)
    near_kv, near_dim = keys.number("swa_num_key_value_heads", default=h.kv_heads), keys.number("swa_head_dim", default=h.dim)
    near_value = keys.number("swa_v_head_dim", default=value)

    def mixer(near: bool) -> Attention:
        if not near:
            return Attention(heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, value_dim=value, sinks=sinks_far)
        return Attention(
            heads=near_heads, kv_heads=near_kv, key_dim=near_dim, value_dim=near_value, window=parts.window(keys), sinks=sinks_near
        )

    def layer(short: bool, mixture: bool) -> Layer:
        return (mixer(short), parts.experts(keys, router_biases=True) if mixture else parts.mlp(parts.feed_forward(keys))), 2

    def near(i: int) -> bool:
        return types[i] == "sliding_attention" if types is not None else bool(marks[i])

    return Description(
        **frame.of(), groups=grouped(layer, ((near(i), mixed(i)) for i in range(layers))), tied=keys.flag("tie_word_embeddings")
    )


def minimax_m3(keys: Keys) -> Description:
    """MiniMax M3: an indexer picks blocks of the cache; the first layers are dense."""
    frame, layers = parts.frame(keys), how_many(keys)
    h, mixed = parts.heads(keys, frame.d_model), sparse(keys, layers)
    own = keys.inner("sparse_attention_config") or Keys({})
    marks = own.numbers("sparse_attention_freq")
    full_length(marks, "sparse_attention_freq", layers)
    block = own.number("sparse_block_size", default=keys.number("index_block_size", default=128))
    picks = Indexer(
        heads=own.number("sparse_num_index_heads", default=keys.number("index_n_heads", default=4)),
        dim=own.number("sparse_index_dim", default=keys.number("index_head_dim", default=128)),
        top_k=block * own.number("sparse_topk_blocks", default=keys.number("index_topk_blocks", default=16)),
        weighted=False,
    )
    types = kinds(keys, layers)
    keys.flag("use_qk_norm"), keys.flag("use_gemma_norm"), keys.size("first_k_dense_replace")

    def selects(i: int) -> bool:
        if types is not None:
            return types[i] not in FULL
        return bool(marks[i]) if marks is not None else mixed(i)

    def layer(picked: bool, mixture: bool) -> Layer:
        attention = Attention(
            heads=h.heads, kv_heads=h.kv_heads, key_dim=h.dim, qk_norm="head", indexer=picks if picked else None,
            gate=h.dim if keys.flag("attention_output_gate") else 0,
        )  # fmt: skip
        if mixture:
            return (attention, parts.experts(keys, router_biases=True)), 2
        return (attention, parts.mlp(keys.number("dense_intermediate_size", "intermediate_size"))), 2

    return Description(
        **frame.of(), groups=grouped(layer, ((selects(i), mixed(i)) for i in range(layers))), tied=keys.flag("tie_word_embeddings")
    )


def searched(keys: Keys) -> Description:
    """Nemotron models that a search cut out of Llama: each layer has its own key-value heads and width, or lacks either part."""
    frame, blocks = parts.frame(keys), keys.tables("block_configs") or []
    layers = how_many(keys)
    full_length(blocks, "block_configs", layers)
    count = keys.number("num_attention_heads", what="number of attention heads")
    dim = keys.number("head_dim", default=max(frame.d_model // count, 1))

    def kind(i: int) -> tuple[int, float, int]:
        """Key-value heads, window and width of the MLP of a layer; 0 heads and width where it lacks the part."""
        attention, feed = blocks[i].inner("attention") or Keys({}), blocks[i].inner("ffn") or Keys({})
        if attention.flag("replace_with_linear") or feed.flag("replace_with_linear"):
            raise ValueError(f"block_configs of layer {i} replaces a part by one matrix: that form is not read")
        kv_heads = 0 if attention.flag("no_op") else count // attention.number("n_heads_in_group", default=1, most=count)
        wide = 0 if feed.flag("no_op") else _rounded(2 * feed.fraction("ffn_mult", 1.0) * frame.d_model / 3)
        return kv_heads, attention.size("window_length") or math.inf, wide

    def layer(kv_heads: int, window: float, wide: int) -> Layer:
        found: list[Block] = [Attention(heads=count, kv_heads=kv_heads, key_dim=dim, window=window)] if kv_heads else []
        found += [parts.mlp(wide)] if wide else []
        return tuple(found), len(found)

    return Description(**frame.of(), groups=grouped(layer, map(kind, range(layers))), tied=keys.flag("tie_word_embeddings"))


def _rounded(width: float) -> int:
    """A width up to a multiple of 256, as these models have it."""
    return -(-int(width) // 256) * 256 or 256


READERS = {
    "llama4": llama4, "llama4_text": llama4, "mimo_v2_flash": mimo_v2, "minimax_m3": minimax_m3, "minimax_m3_vl_text": minimax_m3,
    "nemotron-nas": searched,
}  # fmt: skip
