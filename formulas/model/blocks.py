"""What a layer is made of: mixers of tokens, and blocks that work on each token alone.

Numbers are plain numbers or arrays that broadcast together.  A block says what is there and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from formulas import check
from formulas.float64 import real

type Number = float | np.ndarray


class Sized:
    """Holds every number to be finite and at least 0, and those of ``positive`` above it; they are kept as float64."""

    positive: tuple[str, ...] = ()
    unlimited: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.type.startswith("Number")}
        numbers = {name: real(value) for name, value in kept.items() if value is not None}
        for name, value in numbers.items():
            object.__setattr__(self, name, value)
        spans = {name: numbers.pop(name) for name in self.unlimited}
        check.together(
            positive={name: numbers.pop(name) for name in self.positive},
            not_negative=numbers,
            **{name: (value, value > 0, "must be positive") for name, value in spans.items()},
        )


@dataclass(frozen=True, kw_only=True)
class Attention(Sized):
    """Attention with keys and values of its own: multi-head, grouped-query or multi-query.

    ``key_dim`` is the size of a query and a key head, ``value_dim`` of a value head (None: the same).  A layer sees the last
    ``window`` tokens, or those of its own block of ``chunk``.  ``gate`` is how many numbers a head's output is multiplied by
    (its whole value size where a query projection is doubled, 1 for one gate per head, 0 for none).  ``query_rank`` above 0 makes
    queries from a latent.  A layer that ``caches`` nothing reads another layer's cache; whether it has projections of keys and values
    of its own is said apart (Gemma 3n has and does not use them, Gemma 4 has none), as is that values are the keys.  An ``indexer``
    picks among the cached rows (MiniMax M3).
    """

    heads: Number
    kv_heads: Number
    key_dim: Number
    value_dim: Number | None = None
    window: Number = np.inf
    chunk: Number = np.inf
    gate: Number = 0.0
    query_rank: Number = 0.0
    qk_norm: Literal["none", "head", "full"] = "none"
    qkv_biases: bool = False
    output_bias: bool = False
    sinks: bool = False
    relative: bool = False
    caches: bool = True
    projects_keys: bool = True
    projects_values: bool = True
    indexer: Indexer | None = None

    positive = ("heads", "kv_heads", "key_dim")
    unlimited = ("window", "chunk")

    @property
    def values(self) -> Number:
        """Size of a value head."""
        return self.key_dim if self.value_dim is None else self.value_dim


@dataclass(frozen=True, kw_only=True)
class Indexer(Sized):
    """A cheap scorer that picks the ``top_k`` cached rows that a token attends to; its keys are cached too, ``dim`` each.

    Queries of ``heads`` heads are made from the attention's query latent, or from the stream where there is none, and ``weighted`` by
    a learned number each.  A layer whose indexer is not its ``own`` uses the rows that an earlier layer picked: it has no weights and
    no keys for it.
    """

    heads: Number
    dim: Number
    top_k: Number
    weighted: bool = True
    own: bool = True

    positive = ("heads", "dim", "top_k")

    @property
    def keys(self) -> Number:
        """Size of the key that the layer itself keeps and scores: 0 where an earlier layer picks."""
        return self.own * self.dim


@dataclass(frozen=True, kw_only=True)
class LatentAttention(Sized):
    """Multi-head latent attention: one cached latent of ``kv_rank`` and one rotary key for all heads.

    Scores run over ``key_dim`` + ``rotary``, the weighted sum over ``value_dim``.  ``query_rank`` 0 leaves queries uncompressed;
    ``gate`` as in :class:`Attention`.
    """

    heads: Number
    key_dim: Number
    rotary: Number
    value_dim: Number
    kv_rank: Number
    query_rank: Number = 0.0
    gate: Number = 0.0
    biases: bool = False
    indexer: Indexer | None = None

    positive = ("heads", "key_dim", "value_dim", "kv_rank")


@dataclass(frozen=True, kw_only=True)
class CompressedAttention(Sized):
    """Attention over a window of single tokens and, beyond it, over rows that stand for ``ratio`` tokens each (DeepSeek-V4).

    One vector of ``dim`` per row is key and value to all heads.  ``ratio`` 0 leaves the window alone.  ``indexer`` picks among the
    compressed rows, by keys compressed alike.  ``overlap`` is how many columns the compressor makes of each that it keeps: 2 where
    neighbouring blocks overlap, else 1.  The output goes through ``output_groups`` low-rank matrices of ``output_rank`` (rank 0: none).
    """

    heads: Number
    dim: Number
    window: Number
    query_rank: Number
    ratio: Number = 0.0
    overlap: Number = 1.0
    rotary: Number = 0.0
    output_rank: Number = 0.0
    output_groups: Number = 1.0
    sinks: bool = False
    indexer: Indexer | None = None

    positive = ("heads", "dim", "window", "query_rank", "output_groups")


@dataclass(frozen=True, kw_only=True)
class Mamba1(Sized):
    """A selective state space of ``inner`` channels with ``state`` numbers each (Mamba, Jamba)."""

    inner: Number
    state: Number
    rank: Number
    kernel: Number = 4.0
    convolution_bias: bool = True
    biases: bool = False
    inner_norms: bool = False

    positive = ("inner", "state", "rank", "kernel")


@dataclass(frozen=True, kw_only=True)
class Mamba2(Sized):
    """A state space by heads: each keeps ``head_dim`` times ``state`` numbers (Mamba 2, Nemotron-H, Granite 4, Falcon-H1)."""

    heads: Number
    head_dim: Number
    groups: Number
    state: Number
    kernel: Number = 4.0
    convolution_bias: bool = True
    biases: bool = False
    gated_norm: bool = True

    positive = ("heads", "head_dim", "groups", "state", "kernel")


@dataclass(frozen=True, kw_only=True)
class DeltaNet(Sized):
    """Linear attention by the delta rule: a state of key size times value size for each value head.

    ``channelwise`` False is the gated delta net (Qwen3-Next, Qwen3.5: one decay per head, a gate as wide as the values); True is Kimi
    delta attention (a decay per channel; decay and gate through low-rank pairs of matrices of a head's size).  Kimi K3's gate is one
    whole matrix (``full_gate``).
    """

    key_heads: Number
    value_heads: Number
    key_dim: Number
    value_dim: Number
    kernel: Number = 4.0
    channelwise: bool = False
    full_gate: bool = False

    positive = ("key_heads", "value_heads", "key_dim", "value_dim", "kernel")


@dataclass(frozen=True, kw_only=True)
class LightningAttention(Sized):
    """Linear attention with a fixed decay (MiniMax-Text-01): queries, keys, values and a gate; a state of head size squared per head."""

    heads: Number
    head_dim: Number

    positive = ("heads", "head_dim")


@dataclass(frozen=True, kw_only=True)
class Recurrence(Sized):
    """A recurrent mixer known by its numbers alone: weights in matrices, other parameters, state kept, FLOP of a step beside weights."""

    weights: Number
    vectors: Number = 0.0
    state_values: Number = 0.0
    convolution_values: Number = 0.0
    step_flop: Number = 0.0


@dataclass(frozen=True, kw_only=True)
class Mlp(Sized):
    """A feed-forward block of ``width``, of 3 matrices with a gate or 2 without."""

    width: Number
    matrices: Number = 3.0
    biases: bool = False

    positive = ("width", "matrices")


@dataclass(frozen=True, kw_only=True)
class Experts(Sized):
    """A mixture of experts of ``width`` each; ``shared`` further ones serve every token, ``shared_width`` wide (None: as the others).

    ``latent`` above 0 is the size of the latent on which routed experts work, with a matrix down to it and one up again.
    ``shared_gate`` is a learned scalar gate on the shared expert; ``router_biases`` one number per expert.
    """

    experts: Number
    top_k: Number
    width: Number
    matrices: Number = 3.0
    shared: Number = 0.0
    shared_width: Number | None = None
    shared_gate: bool = False
    latent: Number = 0.0
    biases: bool = False
    router_biases: bool = False

    positive = ("experts", "top_k", "width", "matrices")

    @property
    def shared_each(self) -> Number:
        """Width of one shared expert."""
        return self.width if self.shared_width is None else self.shared_width


@dataclass(frozen=True, kw_only=True)
class Weights(Sized):
    """Parameters known by their number alone: ``multiplied`` by every token, ``looked_up`` by it (tables), or ``vectors``."""

    part: str = "residual"
    multiplied: Number = 0.0
    looked_up: Number = 0.0
    vectors: Number = 0.0


type Block = (
    Attention | LatentAttention | CompressedAttention
    | Mamba1 | Mamba2 | DeltaNet | LightningAttention | Recurrence
    | Mlp | Experts | Weights
)  # fmt: skip
MIXERS = (Attention, LatentAttention, CompressedAttention, Mamba1, Mamba2, DeltaNet, LightningAttention, Recurrence)
"""The blocks that mix tokens; the others work on each token alone."""
