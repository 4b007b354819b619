"""A language model described once: layer groups between an embedding and a head, and what each layer is made of.

Parameters, cache and work are computed from a :class:`Description` and from nothing else.  Numbers are plain
numbers or arrays that broadcast together, so that a million designs are one description.  A description says
what is there and computes nothing: :mod:`formulas.model.parameters`, :mod:`~formulas.model.cache` and
:mod:`~formulas.model.work` do.
"""

from __future__ import annotations

from dataclasses import dataclass

from formulas.model.blocks import (
    MIXERS,
    Attention,
    Block,
    CompressedAttention,
    DeltaNet,
    Experts,
    Indexer,
    LatentAttention,
    LightningAttention,
    Mamba1,
    Mamba2,
    Mlp,
    Number,
    Recurrence,
    Sized,
    Weights,
)

__all__ = [
    "MIXERS", "PARTS", "Attention", "Block", "CompressedAttention", "DeltaNet", "Description", "Experts", "Group", "Indexer",
    "LatentAttention", "LightningAttention", "Mamba1", "Mamba2", "Mlp", "Number", "Recurrence", "Weights",
]  # fmt: skip

PARTS = (
    "embedding", "positions", "head", "attention", "recurrence", "indexer", "mlp", "experts", "shared_experts", "router",
    "residual", "norms", "biases", "prediction", "encoder",
)  # fmt: skip
"""What parameters and bytes are told by. ``residual`` is what widens or mixes the residual stream (hyper-connections, AltUp, Laurel,
per-layer inputs), ``norms`` gains and shifts of norms, ``biases`` every other vector (biases, sinks, decays), ``prediction`` further
heads for multi-token prediction with all that belongs to them, ``encoder`` whatever reads images or sound."""


@dataclass(frozen=True, kw_only=True)
class Group(Sized):
    """So many ``layers`` that are alike: each a tuple of blocks, in order or side by side, and ``norms`` of the stream's width.

    A layer may have one block (Nemotron-H), a mixer and a feed-forward block (nearly all), two mixers side by side (Falcon-H1) or an
    MLP beside a mixture (Gemma 4).  ``at`` says which layers of the model these are, counted from 0, where it is known.
    """

    layers: Number
    blocks: tuple[Block, ...]
    norms: Number = 2.0
    at: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Description(Sized):
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
