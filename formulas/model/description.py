"""A language model described once: layer groups between an embedding and a head, and what each layer is made of.

Parameters, cache and work are computed from a :class:`Description` and from nothing else.  Numbers are plain
numbers or arrays that broadcast together, so that a million designs are one description.  A description says
what is there and computes nothing: :mod:`formulas.model.parameters`, :mod:`~formulas.model.cache` and
:mod:`~formulas.model.work` do.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from formulas import check
from formulas.float64 import real

type Number = float | np.ndarray

PARTS = (
    "embedding", "positions", "head", "attention", "recurrence", "indexer", "mlp", "experts", "shared_experts", "router",
    "residual", "norms", "biases", "prediction", "encoder",
)  # fmt: skip
"""What parameters and bytes are told by. ``residual`` is what widens or mixes the residual stream (hyper-connections, AltUp, Laurel,
per-layer inputs), ``norms`` gains and shifts of norms, ``biases`` every other vector (biases, sinks, decays), ``prediction`` further
heads for multi-token prediction with all that belongs to them, ``encoder`` whatever reads images or sound."""


class _Sized:
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
class Attention(_Sized):
    """Attention with keys and values of its own: multi-head, grouped-query or multi-query.

    ``key_dim`` is the size of a query and a key head, ``value_dim`` of a value head (None: the same).  A layer sees the last
    ``window`` tokens, or those of its own block of ``chunk``.  ``gate`` is how many numbers a head's output is multiplied by
    (its whole value size where a query projection is doubled, 1 for one gate per head, 0 for none).  ``query_rank`` above 0 makes
    queries from a latent.  A layer that ``caches`` nothing reads another layer's cache; whether it has projections of keys and values
    of its own is said apart (Gemma 3n has and does not use them, Gemma 4 has none), as is that values are the keys.
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

    positive = ("heads", "kv_heads", "key_dim")
    unlimited = ("window", "chunk")

    @property
    def values(self) -> Number:
        """Size of a value head."""
        return self.key_dim if self.value_dim is None else self.value_dim


@dataclass(frozen=True, kw_only=True)
class Indexer(_Sized):
    """A cheap scorer that picks the ``top_k`` cached rows that a token attends to; its keys are cached too, ``dim`` each.

    Queries of ``heads`` heads are made from the attention's query latent, or from the stream where there is none.
    """

    heads: Number
    dim: Number
    top_k: Number

    positive = ("heads", "dim", "top_k")


@dataclass(frozen=True, kw_only=True)
class LatentAttention(_Sized):
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
class CompressedAttention(_Sized):
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
class Mamba1(_Sized):
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
class Mamba2(_Sized):
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
class DeltaNet(_Sized):
    """Linear attention by the delta rule: a state of key size times value size for each value head.

    ``channelwise`` False is the gated delta net (Qwen3-Next, Qwen3.5: one decay per head, a gate as wide as the values); True is Kimi
    delta attention (a decay per channel; decay and gate through low-rank pairs of matrices of a head's size).
    """

    key_heads: Number
    value_heads: Number
    key_dim: Number
    value_dim: Number
    kernel: Number = 4.0
    channelwise: bool = False

    positive = ("key_heads", "value_heads", "key_dim", "value_dim", "kernel")


@dataclass(frozen=True, kw_only=True)
class LightningAttention(_Sized):
    """Linear attention with a fixed decay (MiniMax-Text-01): queries, keys, values and a gate; a state of head size squared per head."""

    heads: Number
    head_dim: Number

    positive = ("heads", "head_dim")


@dataclass(frozen=True, kw_only=True)
class Recurrence(_Sized):
    """A recurrent mixer known by its numbers alone: weights in matrices, other parameters, state kept, FLOP of a step beside weights."""

    weights: Number
    vectors: Number = 0.0
    state_values: Number = 0.0
    convolution_values: Number = 0.0
    step_flop: Number = 0.0


@dataclass(frozen=True, kw_only=True)
class Mlp(_Sized):
    """A feed-forward block of ``width``, of 3 matrices with a gate or 2 without."""

    width: Number
    matrices: Number = 3.0
    biases: bool = False

    positive = ("width", "matrices")


@dataclass(frozen=True, kw_only=True)
class Experts(_Sized):
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
class Weights(_Sized):
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


@dataclass(frozen=True, kw_only=True)
class Group(_Sized):
    """So many ``layers`` that are alike: each a tuple of blocks, in order or side by side, and ``norms`` of the stream's width.

    A layer may have one block (Nemotron-H), a mixer and a feed-forward block (nearly all), two mixers side by side (Falcon-H1) or an
    MLP beside a mixture (Gemma 4).  ``at`` says which layers of the model these are, counted from 0, where it is known.
    """

    layers: Number
    blocks: tuple[Block, ...]
    norms: Number = 2.0
    at: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Description(_Sized):
    """A language model: ``groups`` of layers between an embedding and a head.

    ``embedding_width`` is that of the embedding where it is not the stream's (OPT-350M).  ``positions`` are learned ones.
    ``norms`` are those outside the layers (the last one; two where the embedding is normed too); ``norm_biases`` gives every
    norm of the stream a shift beside its gain.  ``extra`` is what belongs to no layer.  ``prediction`` are layers of further heads
    (multi-token prediction), ``encoder`` the parameters of what reads images or sound.  ``form`` is the id of the checkpoint format
    in which the model ships, ``context`` its longest sequence, ``unknown`` what of a configuration was not understood.
    """

    d_model: Number
    vocabulary: Number
    groups: tuple[Group, ...]
    tied: bool = False
    embedding_width: Number | None = None
    positions: Number = 0.0
    norms: Number = 1.0
    norm_biases: bool = False
    head_bias: bool = False
    extra: tuple[Weights, ...] = ()
    prediction: tuple[Group, ...] = ()
    encoder: Number = 0.0
    context: Number | None = None
    name: str = ""
    form: str | None = None
    unknown: tuple[str, ...] = ()

    positive = ("d_model", "vocabulary")

    @property
    def embedded(self) -> Number:
        """Width of the embedding and of the head."""
        return self.d_model if self.embedding_width is None else self.embedding_width

    @property
    def layers(self) -> Number:
        """Layers, those of further heads left out."""
        return sum(group.layers for group in self.groups)
