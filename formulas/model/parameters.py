"""Parameters of a described model by part: all of them, or those that one token passes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import singledispatch

import numpy as np

from formulas import transformer
from formulas.model import attended
from formulas.model import description as m
from formulas.model.description import PARTS, Block, Description, Group, Number

MULTIPLIED = ("attention", "recurrence", "indexer", "mlp", "experts", "shared_experts", "router", "residual")
"""The parts of a layer that a token is multiplied by; the head is beside them, tied or not."""
_ASIDE = ("prediction", "encoder")


class Named(Mapping[str, Number]):
    """Numbers by name; one that is not there is 0, and what is no name is refused."""

    names: tuple[str, ...] = ()

    def __init__(self, numbers: Mapping[str, Number]) -> None:
        if unknown := numbers.keys() - set(self.names):
            raise ValueError(f"part is {', '.join(sorted(unknown))}: must be one of {', '.join(self.names)}")
        self._numbers = {name: numbers.get(name, 0.0) for name in self.names}

    def __getitem__(self, name: str) -> Number:
        return self._numbers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def total(self) -> Number:
        """All of them."""
        return sum(self.values())


class Parts(Named):
    """Parameters by the names of :data:`PARTS`."""

    names = PARTS

    @property
    def text(self) -> Number:
        """Those of the language model alone: without encoders and further heads, as most published totals count."""
        return sum(number for part, number in self.items() if part not in _ASIDE)


def parameters(description: Description, *, active: bool = False) -> Parts:
    """Parameters of ``description`` by part: all of them, or those that one token passes through.

    Active counts the routed experts of one token and both embeddings, neither encoders nor further heads; published figures differ in
    whether they count the input embedding, which is looked up rather than multiplied.
    """
    d = description
    table = d.vocabulary * d.embedded
    norms = (1 + d.norm_biases) * d.norms * d.d_model
    found = {"embedding": table, "positions": d.positions * d.d_model, "head": 0.0 if d.tied else table, "norms": norms}
    found["biases"] = d.vocabulary if d.head_bias else 0.0
    for weights in d.extra:
        _add(found, block_parts(weights, d.d_model, active))
    for group in d.groups:
        _add(found, group_parts(d, group, active=active), group.layers)
    if not active:
        found["prediction"] = sum(group.layers * sum(group_parts(d, group).values()) for group in d.prediction)
        found["encoder"] = d.encoder
    return Parts(found)


def group_parts(description: Description, group: Group, *, active: bool = False) -> dict[str, Number]:
    """Parameters of ONE layer of ``group`` by part; parts that it lacks are left out."""
    found = {"norms": (1 + description.norm_biases) * group.norms * description.d_model}
    for block in group.blocks:
        _add(found, block_parts(block, description.d_model, active))
    return found


def _add(found: dict[str, Number], parts: Mapping[str, Number], times: Number = 1.0) -> None:
    for part, number in parts.items():
        found[part] = found.get(part, 0.0) + times * number


@singledispatch
def block_parts(block: Block, d_model: Number, active: bool) -> dict[str, Number]:
    """Parameters of one block by part, in a stream of ``d_model``; of a mixture all experts, or with ``active`` those of one token."""
    raise TypeError(f"no block of a layer: {block!r}")


@block_parts.register
def _(block: m.Attention, d_model: Number, active: bool) -> dict[str, Number]:
    b, keys, values = block, block.kv_heads * block.key_dim, block.kv_heads * block.values
    queries = b.heads * b.key_dim
    weights = attended.projection_parameters(d_model, b.heads, b.kv_heads, b.key_dim, b.values, b.gate)
    weights = weights - d_model * ((not b.projects_keys) * keys + (not b.projects_values) * values)
    weights = weights + _through(d_model, b.query_rank, queries) - d_model * queries * (1 - b.relative)
    held = queries + b.projects_keys * keys
    inner = {"none": 0.0, "head": (1 + b.projects_keys) * b.key_dim, "full": held}[b.qk_norm]
    biases = b.qkv_biases * (held + b.projects_values * values) + b.output_bias * d_model + b.sinks * b.heads
    found = {"attention": weights, "norms": inner + b.query_rank, "biases": biases}
    _add(found, _indexed(b.indexer, d_model, b.query_rank))
    return found


@block_parts.register
def _(block: m.LatentAttention, d_model: Number, active: bool) -> dict[str, Number]:
    b = block
    weights = transformer.latent_attention_parameters(d_model, b.heads, b.key_dim, b.rotary, b.value_dim, b.kv_rank, b.query_rank)
    found = {"attention": weights + d_model * b.heads * b.gate, "norms": b.query_rank + b.kv_rank}
    # As DeepSeek's code has it: on the projections down and the one out.
    found["biases"] = b.biases * (b.query_rank + b.kv_rank + b.rotary + d_model)
    _add(found, _indexed(b.indexer, d_model, b.query_rank))
    return found


@block_parts.register
def _(block: m.CompressedAttention, d_model: Number, active: bool) -> dict[str, Number]:
    b, output = block, block.heads * block.dim
    grouped = _either(b.output_rank > 0, b.output_rank * (output + b.output_groups * d_model), output * d_model)
    weights = _through(d_model, b.query_rank, output) + d_model * b.dim + grouped
    found = {"attention": weights, "norms": b.query_rank + b.dim, "biases": b.sinks * b.heads}
    _add(found, _compressor("attention", d_model, b, b.dim), b.ratio > 0)
    if b.indexer:
        _add(found, {"indexer": b.indexer.heads * (b.query_rank * b.indexer.dim + d_model)})
        _add(found, _compressor("indexer", d_model, b, b.indexer.dim))
    return found


def _compressor(part: str, d_model: Number, b: m.CompressedAttention, dim: Number) -> dict[str, Number]:
    """What makes one row of ``dim`` of several tokens: keys and their gates, a place's bias for each, and a norm."""
    return {part: 2 * d_model * b.overlap * dim, "biases": b.ratio * b.overlap * dim, "norms": dim}


def _indexed(indexer: m.Indexer | None, d_model: Number, query_rank: Number) -> dict[str, Number]:
    """Queries from the query latent (or from the stream), one key, a weight for each head; two norms, or one with a shift."""
    if indexer is None or not indexer.own:
        return {}
    source = _either(query_rank > 0, query_rank, d_model)
    weights = source * indexer.heads * indexer.dim + d_model * (indexer.dim + indexer.weighted * indexer.heads)
    return {"indexer": weights, "norms": 2 * indexer.dim}


def _through(d_model: Number, rank: Number, width: Number) -> Number:
    """A matrix from the stream to ``width``, or two with ``rank`` between them."""
    return _either(rank > 0, rank * (d_model + width), d_model * width)


def _either(holds: bool | np.ndarray, this: Number, that: Number) -> Number:
    """One or the other, of numbers as of arrays."""
    return np.where(holds, this, that)[()]


@block_parts.register
def _(block: m.Mamba1, d_model: Number, active: bool) -> dict[str, Number]:
    b = block
    weights = 3 * d_model * b.inner + b.inner * (2 * b.rank + 2 * b.state + b.kernel)
    vectors = b.inner * (b.state + 2 + b.convolution_bias) + b.biases * (2 * b.inner + d_model)
    return {"recurrence": weights, "biases": vectors, "norms": b.inner_norms * (b.rank + 2 * b.state)}


@block_parts.register
def _(block: m.Mamba2, d_model: Number, active: bool) -> dict[str, Number]:
    b = block
    inner, mixed = b.heads * b.head_dim, convolved(b)
    projected = inner + mixed + b.heads
    vectors = 3 * b.heads + b.convolution_bias * mixed + b.biases * (projected + d_model)
    weights = d_model * (projected + inner) + mixed * b.kernel
    return {"recurrence": weights, "biases": vectors, "norms": b.gated_norm * inner}


@block_parts.register
def _(block: m.DeltaNet, d_model: Number, active: bool) -> dict[str, Number]:
    b, values, mixed = block, block.value_heads * block.value_dim, convolved(block)
    weights = d_model * (mixed + values) + mixed * b.kernel
    if b.channelwise:
        keys = b.key_heads * b.key_dim
        gate = _through(d_model, 0.0 if b.full_gate else b.value_dim, values)
        weights = weights + d_model * b.value_heads + _through(d_model, b.key_dim, keys) + gate
        return {"recurrence": weights, "biases": keys + b.key_heads, "norms": b.value_dim}
    return {"recurrence": weights + d_model * (values + 2 * b.value_heads), "biases": 2 * b.value_heads, "norms": b.value_dim}


def convolved(block: m.Mamba2 | m.DeltaNet) -> Number:
    """Channels that pass through the short convolution."""
    if isinstance(block, m.Mamba2):
        return block.heads * block.head_dim + 2 * block.groups * block.state
    return 2 * block.key_heads * block.key_dim + block.value_heads * block.value_dim


@block_parts.register
def _(block: m.LightningAttention, d_model: Number, active: bool) -> dict[str, Number]:
    inner = block.heads * block.head_dim
    return {"recurrence": 5 * d_model * inner, "norms": inner}


@block_parts.register
def _(block: m.Recurrence, d_model: Number, active: bool) -> dict[str, Number]:
    return {"recurrence": block.weights, "biases": block.vectors}


@block_parts.register
def _(block: m.Mlp, d_model: Number, active: bool) -> dict[str, Number]:
    found = {"mlp": transformer.mlp_parameters(d_model, block.width, block.matrices)}
    found["biases"] = block.biases * ((block.matrices - 1) * block.width + d_model)
    return found


@block_parts.register
def _(block: m.Experts, d_model: Number, active: bool) -> dict[str, Number]:
    b, experts = block, block.top_k if active else block.experts
    inside = _either(b.latent > 0, b.latent, d_model)
    shared = b.shared * b.shared_each
    found = {"experts": experts * transformer.mlp_parameters(inside, b.width, b.matrices) + 2 * d_model * b.latent}
    found["shared_experts"] = b.matrices * d_model * shared + b.shared_gate * d_model
    found["router"] = d_model * b.experts
    biases = experts * ((b.matrices - 1) * b.width + inside) + (b.matrices - 1) * shared + b.shared * d_model
    found["biases"] = b.biases * biases + b.router_biases * b.experts
    return found


@block_parts.register
def _(block: m.Weights, d_model: Number, active: bool) -> dict[str, Number]:
    return {block.part: block.multiplied, "embedding": block.looked_up, "biases": block.vectors}
