"""A row of the catalogue as a description."""

from __future__ import annotations

import numpy as np

from formulas.catalogue import ModelConfig
from formulas.model.description import Attention, Block, Description, Experts, Group, LatentAttention, Mlp


def described(row: ModelConfig) -> Description:
    """Describe a model of the catalogue.

    A row says how many layers have a window (or chunks) and how many an MLP, not which.  Layers with both come first: no sum over the
    layers depends on it.
    """
    dense, windowed = row.dense_layers, row.layers - row.full_attention_layers
    both = min(dense, windowed)
    counts = {(True, True): both, (False, True): dense - both, (True, False): windowed - both}
    counts[False, False] = row.layers - sum(counts.values())
    groups = tuple(
        Group(layers=layers, blocks=(_mixer(row, near), _mlp(row) if plain else _experts(row)), norms=row.norms_per_layer)
        for (near, plain), layers in counts.items()
        if layers
    )
    return Description(
        name=row.name, d_model=row.d_model, vocabulary=row.vocab, groups=groups, tied=row.tied_embeddings, positions=row.learned_positions,
        norms=row.final_norms, norm_biases=row.norm_biases, context=row.context,
    )  # fmt: skip


def _mixer(row: ModelConfig, near: bool) -> Block:
    if row.attention == "mla":
        return LatentAttention(
            heads=row.heads, key_dim=row.head_dim, rotary=row.qk_rope_head_dim, value_dim=row.v_head_dim,
            kv_rank=row.kv_lora_rank, query_rank=row.q_lora_rank or 0,
        )  # fmt: skip
    length = row.sliding_window if near and row.sliding_window else np.inf
    return Attention(
        heads=row.heads, kv_heads=row.kv_heads, key_dim=row.head_dim, **{"chunk" if row.chunked else "window": length},
        qk_norm=row.qk_norm, qkv_biases=row.attention_biases != "none", output_bias=row.attention_biases == "all",
        sinks=row.attention_sinks, relative=row.relative_positions,
    )  # fmt: skip


def _mlp(row: ModelConfig) -> Mlp:
    return Mlp(width=row.d_ff, matrices=row.mlp_matrices, biases=row.mlp_biases)


def _experts(row: ModelConfig) -> Experts:
    return Experts(
        experts=row.experts, top_k=row.top_k, width=row.expert_d_ff, matrices=row.mlp_matrices, shared=row.shared_experts,
        biases=row.mlp_biases, router_biases=row.router_biases,
    )  # fmt: skip
