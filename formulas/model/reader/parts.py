"""The parts that most families share: width, vocabulary, attention, MLP and mixture, by the names that configurations give them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formulas.model.description import Experts, Group, Mlp, Weights
from formulas.model.reader.fields import Keys


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the layers."""

    d_model: int
    vocabulary: int
    context: int | None

    def of(self) -> dict[str, object]:
        """As arguments of a description."""
        return {"d_model": self.d_model, "vocabulary": self.vocabulary, "context": self.context}


def frame(keys: Keys) -> Frame:
    """Width, vocabulary and longest sequence."""
    return Frame(d_model=width(keys), vocabulary=vocabulary(keys), context=context(keys))


def width(keys: Keys) -> int:
    """Width of the stream."""
    return keys.number("hidden_size", "n_embd", "n_embed", "d_model", "dim", "model_dim", what="width of the model")


def vocabulary(keys: Keys) -> int:
    """Rows of the embedding."""
    return keys.number("padded_vocab_size", "vocab_size", "n_vocab", what="size of the vocabulary")


def context(keys: Keys) -> int | None:
    """The longest sequence, or None where the file does not say."""
    names = ("max_position_embeddings", "n_positions", "seq_length", "max_sequence_length", "model_max_length", "max_seq_len", "n_ctx")
    return keys.size(*names) or None


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Query and key-value heads and their size."""

    heads: int
    kv_heads: int
    dim: int


def heads(keys: Keys, d_model: int) -> Heads:
    """Heads of attention; their size is the width shared out where the file does not say."""
    count = keys.number("num_attention_heads", "n_head", "n_heads", "num_heads", what="number of attention heads")
    kv_heads = keys.number("num_key_value_heads", "num_kv_heads", "n_head_kv", "n_kv_heads", "multi_query_group_num", default=count)
    shared_out = max(d_model // count, 1)
    return Heads(heads=count, kv_heads=kv_heads, dim=keys.number("head_dim", "attention_head_dim", "kv_channels", default=shared_out))


def window(keys: Keys) -> float:
    """Length of the window, infinite where there is none."""
    return keys.size("sliding_window", "sliding_window_size") or math.inf


def feed_forward(keys: Keys, default: int | None = None) -> int:
    """Width of an MLP."""
    names = ("intermediate_size", "ffn_hidden_size", "n_inner", "ffn_dim", "d_ff", "hidden_dim")
    return keys.number(*names, default=default, what="width of the MLP")


def has_experts(keys: Keys) -> bool:
    """Whether the file names experts."""
    return keys.size(*_EXPERTS) > 1


_EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
_TOP_K = ("num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_k", "top_k_experts", "num_selected_experts")
_SHARED_WIDTH = (
    "shared_expert_intermediate_size", "moe_shared_expert_intermediate_size", "shared_intermediate_size", "share_expert_dim",
)  # fmt: skip


def experts(keys: Keys, *, matrices: int = 3, biases: bool = False, router_biases: bool = False, shared_gate: bool = False) -> Experts:
    """The mixture of a layer; a shared width without a number of shared experts is one of them."""
    count = keys.number(*_EXPERTS, what="number of experts")
    shared_width = keys.size(*_SHARED_WIDTH)
    shared = keys.size("n_shared_experts", "num_shared_experts", "moe_num_shared_experts", default=1 if shared_width else 0)
    return Experts(
        experts=count,
        top_k=keys.number(*_TOP_K, default=1, most=count),
        width=keys.number("moe_intermediate_size", "expert_ffn_hidden_size", "intermediate_size", what="width of an expert"),
        matrices=matrices,
        shared=shared,
        shared_width=shared_width or None,
        shared_gate=shared_gate and bool(shared),
        latent=keys.size("moe_latent_size", "routed_expert_hidden_size"),
        biases=biases,
        router_biases=router_biases,
    )


def mlp(width: float, matrices: int = 3, *, biases: bool = False) -> Mlp:
    """An MLP."""
    return Mlp(width=width, matrices=matrices, biases=biases)


def further(keys: Keys, frame: Frame, layer: tuple[tuple[object, ...], float], *, copies: bool, norms: int = 3) -> tuple[Group, ...]:
    """Layers of multi-token prediction: each a layer of the model behind a matrix from two streams to one.

    Checkpoints of DeepSeek V3 and GLM 4.5 hold a copy of embedding and head beside each.
    """
    count = keys.size("num_nextn_predict_layers", "mtp_num_hidden_layers")
    if not count:
        return ()
    table = frame.vocabulary * frame.d_model if copies else 0
    joined = Weights(multiplied=2 * frame.d_model**2 + table, looked_up=table)
    blocks, own = layer
    return (Group(layers=count, blocks=(*blocks, joined), norms=own + norms),)
