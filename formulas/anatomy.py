"""A public model taken apart: its parameters and FLOPs by named part, from its full configuration."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from formulas import check, transformer
from formulas.catalogue import ModelConfig
from formulas.float64 import real

# A backward pass takes the gradients of weights and of inputs: two products for each one forward.
_PASSES = 3


@dataclass(frozen=True)
class ParameterParts:
    """Parameters by what they do."""

    embedding: float
    output: float
    attention: float
    mlp: float
    experts: float
    shared_experts: float
    router: float
    norms: float
    biases: float
    positions: float

    @property
    def total(self) -> float:
        """All of them."""
        return sum(astuple(self))


@dataclass(frozen=True)
class FlopParts:
    """Forward FLOPs of one token by where they are spent; ``scores`` is attention to other tokens."""

    output: float
    attention: float
    mlp: float
    experts: float
    shared_experts: float
    router: float
    scores: float

    @property
    def total(self) -> float:
        """All of them."""
        return sum(astuple(self))


def parameter_parts(model: ModelConfig, *, active: bool = False) -> ParameterParts:
    """Exact parameters of ``model`` by part: all of them, or those that one token passes through.

    Active counts the routed experts of one token, and both embeddings; published figures differ in
    whether they count the input embedding, which is looked up rather than multiplied.
    """
    m, experts = model, model.top_k if active else model.experts
    embedding = m.vocab * m.d_model
    expert = transformer.mlp_parameters(m.d_model, m.expert_d_ff, m.mlp_matrices) if m.experts else 0
    dense = transformer.mlp_parameters(m.d_model, m.d_ff, m.mlp_matrices)
    return ParameterParts(
        embedding=embedding,
        output=0 if m.tied_embeddings else embedding,
        attention=m.layers * _attention(m),
        mlp=m.dense_layers * dense,
        experts=m.expert_layers * experts * expert,
        shared_experts=m.expert_layers * m.shared_experts * expert,
        router=m.expert_layers * m.d_model * m.experts,
        norms=_norms(m) + m.layers * _inner_norms(m),
        biases=_biases(m, experts),
        positions=m.learned_positions * m.d_model,
    )


def forward_flop_parts(model: ModelConfig, context: float, *, causal: bool = True) -> FlopParts:
    """Forward FLOPs per token of ``model`` by part, in a sequence of ``context`` tokens.

    With ``causal`` the mean token of the sequence, which sees only those before it; without, every
    token is taken to see the whole sequence (or window), as many papers count.
    """
    context = real(context)
    check.positive(context=context)
    m, parts = model, parameter_parts(model, active=True)
    window = np.minimum(context, m.sliding_window or np.inf)
    seen, seen_windowed = (context / 2, window - window**2 / (2 * context)) if causal else (context, window)
    # The mean of what a score and a weighted sum run over; the two differ in latent attention alone.
    head = (m.head_dim + m.qk_rope_head_dim + m.v_head_dim) / 2 if m.attention == "mla" else m.head_dim
    attention_width = m.heads * head
    windowed = m.layers - m.full_attention_layers
    return FlopParts(
        output=2 * m.vocab * m.d_model,
        **{name: 2 * getattr(parts, name) for name in ("attention", "mlp", "experts", "shared_experts", "router")},
        scores=transformer.attention_flop_per_token(m.full_attention_layers, attention_width, seen)
        + transformer.attention_flop_per_token(windowed, attention_width, seen_windowed),
    )


def training_flop_per_token(model: ModelConfig, sequence: float) -> float:
    """FLOPs that ``model`` is trained with per token of sequences of so many: forward, and twice as much backward.

    Attention is counted for the mean token of a causal sequence, which is what 6ND leaves out.
    """
    return _PASSES * forward_flop_parts(model, sequence).total


def _attention(m: ModelConfig) -> float:
    """One layer's projections, with the relative-position matrix where there is one."""
    if m.attention == "mla":
        return transformer.latent_attention_parameters(
            m.d_model, m.heads, m.head_dim, m.qk_rope_head_dim, m.v_head_dim, m.kv_lora_rank, m.q_lora_rank or 0
        )
    relative = m.d_model * m.heads * m.head_dim if m.relative_positions else 0
    sinks = m.heads if m.attention_sinks else 0
    return transformer.attention_parameters(m.d_model, m.heads, m.kv_heads, m.head_dim) + relative + sinks


def _norms(m: ModelConfig) -> int:
    """Gains of the norms of the residual stream."""
    return (m.layers * m.norms_per_layer + m.final_norms) * m.d_model


def _inner_norms(m: ModelConfig) -> int:
    """Gains of the norms inside one attention layer: of latents, or of queries and keys."""
    if m.attention == "mla":
        return (m.q_lora_rank or 0) + m.kv_lora_rank
    return {"none": 0, "head": 2 * m.head_dim, "full": (m.heads + m.kv_heads) * m.head_dim}[m.qk_norm]


def _biases(m: ModelConfig, experts: int) -> int:
    """Biases of projections, MLPs, experts, router and norms."""
    qkv = (m.heads + 2 * m.kv_heads) * m.head_dim
    attention = m.layers * {"none": 0, "qkv": qkv, "all": qkv + m.d_model}[m.attention_biases]
    inner = m.mlp_matrices - 1
    mlp = m.dense_layers * (inner * m.d_ff + m.d_model)
    mlp += m.expert_layers * (experts + m.shared_experts) * (inner * m.expert_d_ff + m.d_model)
    router = m.expert_layers * m.experts if m.router_biases else 0
    return attention + (mlp if m.mlp_biases else 0) + router + (_norms(m) if m.norm_biases else 0)
