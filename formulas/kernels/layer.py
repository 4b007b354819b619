"""One layer of a model as the kernels that run it, each with the arguments of the equations that say what it computes and moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from formulas.catalogue import ModelConfig
from formulas.kernels import pointwise, products, scores
from formulas.serving import experts_touched

NAMES = {
    "norm_attention": "First norm",
    "query_key_value": "Query, key and value",
    "query_down": "Query to latent",
    "query_up": "Query from latent",
    "latent_down": "Keys and values to latent",
    "latent_up": "Keys and values from latent",
    "absorbed_keys": "Queries into the latent",
    "attention": "Attention",
    "scores": "Scores",
    "softmax": "Softmax",
    "weighted_sum": "Weighted sum",
    "absorbed_values": "Values out of the latent",
    "output": "Output projection",
    "add_attention": "First residual sum",
    "norm_mlp": "Second norm",
    "router": "Router",
    "up": "MLP in",
    "activation": "Activation",
    "down": "MLP out",
    "experts_up": "Experts in",
    "experts_activation": "Activation of the experts",
    "experts_down": "Experts out",
    "shared_up": "Shared expert in",
    "shared_activation": "Activation of the shared expert",
    "shared_down": "Shared expert out",
    "combine": "Sum of the experts",
    "add_mlp": "Second residual sum",
    "own": "Product of your own",
}
"""Every kernel that a layer of the catalogue has, in the order in which they run; and a product that belongs to none."""
# Operations for each element, an exponential or a root counted as one.
_NORM, _ADD, _SOFTMAX, _GATED, _PLAIN = 4.0, 1.0, 5.0, 5.0, 4.0


@dataclass(frozen=True)
class LatentShape:
    """Sizes of multi-head latent attention."""

    latent: float
    rotary: float
    query: float
    value_dim: float


@dataclass(frozen=True)
class LayerShape:
    """What of a model's description a layer's kernels need; ``window`` is infinite where the layer looks at everything."""

    d_model: float
    heads: float
    kv_heads: float
    head_dim: float
    d_ff: float
    mlp_matrices: float = 3.0
    window: float = np.inf
    latent: LatentShape | None = None
    experts: float = 0.0
    top_k: float = 0.0
    shared_experts: float = 0.0
    expert_d_ff: float = 0.0

    @classmethod
    def of(cls, model: ModelConfig) -> LayerShape:
        """Return a layer of a public model: one that looks at everything where there is one, and one with experts where there are."""
        m = model
        latent = LatentShape(m.kv_lora_rank, m.qk_rope_head_dim, m.q_lora_rank or 0, m.v_head_dim) if m.attention == "mla" else None
        return cls(
            m.d_model, m.heads, m.kv_heads, m.head_dim, m.d_ff, m.mlp_matrices,
            np.inf if m.full_attention_layers or not m.sliding_window else float(m.sliding_window), latent,
            *((m.experts, m.top_k, m.shared_experts, m.expert_d_ff) if m.expert_layers else ()),
        )  # fmt: skip


@dataclass(frozen=True)
class Work:
    """What the layer is given to do, and how many bytes a number of each kind takes."""

    sequences: float
    queries: float
    """New tokens of a sequence."""
    past: float
    """Tokens of a sequence that are in the cache already."""
    flash: bool
    bytes_per_weight: float
    bytes_per_input: float
    bytes_per_activation: float
    bytes_per_cached: float

    @property
    def tokens(self) -> float:
        """New tokens of all sequences."""
        return self.sequences * self.queries


@dataclass(frozen=True)
class Kernel:
    """One kernel: which equations say what it computes and moves, with their arguments."""

    id: str
    kind: str
    """``product``, ``attention`` or ``pointwise``."""
    flop: Callable
    flop_arguments: Mapping[str, float]
    moved: Callable
    moved_arguments: Mapping[str, float]
    on_weights: bool = False
    """Whether its right-hand matrix is weights, multiplied in their format; else it is in the activations'."""

    @property
    def name(self) -> str:
        """What it is called."""
        return NAMES[self.id]

    @property
    def shape(self) -> tuple[float, float, float, float] | None:
        """Rows, columns, depth and matrices of a product."""
        if self.kind != "product":
            return None
        arguments = self.moved_arguments
        return arguments["rows"], arguments["columns"], arguments["depth"], arguments["weight_matrices"]


def product(name: str, work: Work, rows: float, columns: float, depth: float, matrices: float = 1.0) -> Kernel:
    """Return a product with weights."""
    return _product(name, rows, columns, depth, matrices, work.bytes_per_weight, work.bytes_per_input, work.bytes_per_activation, True)


def layer(shape: LayerShape, work: Work) -> tuple[Kernel, ...]:
    """Return the kernels of a layer in their order.

    Rotary positions, biases and norms of queries and keys are done within the kernels beside them, as serving engines have it.
    """
    return tuple(_kernels(shape, work))


def _kernels(shape: LayerShape, work: Work) -> Iterator[Kernel]:
    tokens, width = work.tokens, shape.d_model
    yield _pointwise("norm_attention", work, tokens * width, _NORM, 1, 1)
    yield from _latent(shape, work) if shape.latent else _grouped(shape, work)
    yield _pointwise("add_attention", work, tokens * width, _ADD, 2, 1)
    yield _pointwise("norm_mlp", work, tokens * width, _NORM, 1, 1)
    yield from _mixture(shape, work) if shape.experts else _mlp("", shape, work, tokens, shape.d_ff)
    yield _pointwise("add_mlp", work, tokens * width, _ADD, 2, 1)


def _grouped(shape: LayerShape, work: Work) -> Iterator[Kernel]:
    width, size = shape.d_model, shape.head_dim
    yield product("query_key_value", work, work.tokens, (shape.heads + 2 * shape.kv_heads) * size, width)
    yield from _attention(work, shape.heads, shape.kv_heads, size, size, shape.window)
    yield product("output", work, work.tokens, width, shape.heads * size)


def _latent(shape: LayerShape, work: Work) -> Iterator[Kernel]:
    """A prompt makes keys and values of the latents; after a cache of latents, their matrices work on queries and results instead."""
    sizes, heads, width, tokens = shape.latent, shape.heads, shape.d_model, work.tokens
    key = shape.head_dim + sizes.rotary
    if sizes.query:
        yield product("query_down", work, tokens, sizes.query, width)
    yield product("query_up", work, tokens, heads * key, sizes.query or width)
    yield product("latent_down", work, tokens, sizes.latent + sizes.rotary, width)
    if work.past:
        yield product("absorbed_keys", work, tokens * heads, sizes.latent, shape.head_dim, heads)
        yield from _over_latents(shape, work)
        yield product("absorbed_values", work, tokens * heads, sizes.value_dim, sizes.latent, heads)
    else:
        yield product("latent_up", work, tokens, heads * (shape.head_dim + sizes.value_dim), sizes.latent)
        yield from _attention(work, heads, heads, key, sizes.value_dim, np.inf)
    yield product("output", work, tokens, width, heads * sizes.value_dim)


def _over_latents(shape: LayerShape, work: Work) -> Iterator[Kernel]:
    sizes, keys = shape.latent, work.past + work.queries
    if not work.flash:
        yield from _through_memory(work, shape.heads, 1.0, sizes.latent + sizes.rotary, sizes.latent, keys)
        return
    flop = {
        "sequences": work.sequences, "heads": shape.heads, "pairs": scores.attended_pairs(work.queries, work.past),
        "key_dim": sizes.latent + sizes.rotary, "value_dim": sizes.latent,
    }  # fmt: skip
    moved = {
        "sequences": work.sequences, "heads": shape.heads, "query_tokens": work.queries, "key_tokens": keys, "latent": sizes.latent,
        "rotary": sizes.rotary, "bytes_per_activation": work.bytes_per_activation, "bytes_per_cached": work.bytes_per_cached,
    }  # fmt: skip
    yield Kernel("attention", "attention", scores.attention_kernel_flop, flop, scores.shared_latent_bytes, moved)


def _attention(work: Work, heads: float, kv_heads: float, key_dim: float, value_dim: float, window: float) -> Iterator[Kernel]:
    past = min(work.past, window - work.queries) if work.past else 0.0
    keys = past + work.queries
    if not work.flash:
        yield from _through_memory(work, heads, kv_heads, key_dim, value_dim, keys)
        return
    flop = {
        "sequences": work.sequences, "heads": heads, "pairs": scores.attended_pairs(work.queries, past, window),
        "key_dim": key_dim, "value_dim": value_dim,
    }  # fmt: skip
    moved = {
        "sequences": work.sequences, "heads": heads, "kv_heads": kv_heads, "query_tokens": work.queries, "key_tokens": keys,
        "key_dim": key_dim, "value_dim": value_dim, "bytes_per_activation": work.bytes_per_activation,
        "bytes_per_cached": work.bytes_per_cached,
    }  # fmt: skip
    yield Kernel("attention", "attention", scores.attention_kernel_flop, flop, scores.attention_bytes_once, moved)


def _through_memory(work: Work, heads: float, kv_heads: float, key_dim: float, value_dim: float, keys: float) -> Iterator[Kernel]:
    """Attention as three kernels, whose scores are written and read."""
    rows, matrices, size = work.tokens * heads, work.sequences * kv_heads, work.bytes_per_activation
    yield _product("scores", rows, keys, key_dim, matrices, work.bytes_per_cached, size, size, False)
    yield _pointwise("softmax", work, rows * keys, _SOFTMAX, 1, 1)
    yield _product("weighted_sum", rows, value_dim, keys, matrices, work.bytes_per_cached, size, size, False)


def _mlp(prefix: str, shape: LayerShape, work: Work, rows: float, hidden: float, matrices: float = 1.0) -> Iterator[Kernel]:
    """Two or three matrices with an activation between them; the gate is one product with what it gates."""
    first = shape.mlp_matrices - 1
    yield product(f"{prefix}up", work, rows, first * hidden, shape.d_model, matrices)
    yield _pointwise(f"{prefix}activation", work, rows * hidden, _GATED if first > 1 else _PLAIN, first, 1)
    yield product(f"{prefix}down", work, rows, shape.d_model, hidden, matrices)


def _mixture(shape: LayerShape, work: Work) -> Iterator[Kernel]:
    """Experts that are chosen, each read once, with the rows shared out among them."""
    yield product("router", work, work.tokens, shape.experts, shape.d_model)
    touched = float(experts_touched(shape.experts, shape.top_k, work.tokens))
    yield from _mlp("experts_", shape, work, work.tokens * shape.top_k, shape.expert_d_ff, touched)
    if shape.shared_experts:
        yield from _mlp("shared_", shape, work, work.tokens, shape.shared_experts * shape.expert_d_ff)
    chosen = shape.top_k + bool(shape.shared_experts)
    yield _pointwise("combine", work, work.tokens * shape.d_model, 2 * chosen, chosen, 1)


def _product(
    name: str, rows: float, columns: float, depth: float, matrices: float, weight: float, given: float, result: float, on_weights: bool
) -> Kernel:
    sizes = {"rows": rows, "columns": columns, "depth": depth}
    widths = {"bytes_per_weight": weight, "bytes_per_input": given, "bytes_per_output": result}
    moved = sizes | widths | {"weight_matrices": matrices}
    return Kernel(name, "product", products.product_flop, sizes, products.product_bytes, moved, on_weights)


def _pointwise(name: str, work: Work, elements: float, operations: float, reads: float, writes: float) -> Kernel:
    flop = {"elements": elements, "operations": operations}
    moved = {"elements": elements, "reads": reads, "writes": writes, "bytes_per_activation": work.bytes_per_activation}
    return Kernel(name, "pointwise", pointwise.pointwise_flop, flop, pointwise.pointwise_bytes, moved)
