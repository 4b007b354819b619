"""The matrices of a described model that mixtures by tensor tell apart: whose they are, what they do, and how long their rows are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from formulas.model import description as m
from formulas.model.description import Block, Description, Number


@dataclass(frozen=True)
class Matrix:
    """Parameters of one ``role`` in one ``part``, of all its layers; ``columns`` is the length of a row, ``at`` the layers if known."""

    part: str
    role: str
    parameters: Number
    columns: Number
    at: tuple[int, ...] = ()


def matrices(description: Description) -> Iterator[Matrix]:
    """Every matrix of the layers of ``description`` that has a role; what a part has beside them is read from the stream."""
    for group in description.groups:
        for block in group.blocks:
            for part, role, parameters, columns in _roles(block, description.d_model):
                yield Matrix(part, role, group.layers * parameters, columns, group.at)


def grouped_queries(description: Description) -> Number:
    """Query heads that share a key-value head, of the first layers that have such heads; else 1."""
    return next((b.heads / b.kv_heads for b in _blocks(description) if isinstance(b, m.Attention)), 1.0)


def experts(description: Description) -> Number:
    """Routed experts of the first layers that have any; else 0."""
    return next((b.experts for b in _blocks(description) if isinstance(b, m.Experts)), 0.0)


def _blocks(description: Description) -> Iterator[Block]:
    return (block for group in description.groups for block in group.blocks)


@singledispatch
def _roles(block: Block, d_model: Number) -> Iterator[tuple[str, str, Number, Number]]:
    return iter(())


@_roles.register
def _(block: m.Attention, d_model: Number) -> Iterator[tuple[str, str, Number, Number]]:
    b, output = block, block.heads * block.values
    yield "attention", "query", (b.query_rank == 0) * d_model * b.heads * b.key_dim, d_model
    yield "attention", "key", b.projects_keys * d_model * b.kv_heads * b.key_dim, d_model
    yield "attention", "value", b.projects_values * d_model * b.kv_heads * b.values, d_model
    yield "attention", "output", d_model * output, output


@_roles.register
def _(block: m.LatentAttention, d_model: Number) -> Iterator[tuple[str, str, Number, Number]]:
    b, output = block, block.heads * block.value_dim
    # Stored by head and transposed, so that a row is as long as a key.
    yield "attention", "up", b.kv_rank * b.heads * b.key_dim, b.key_dim
    yield "attention", "output", d_model * output, output


@_roles.register
def _(block: m.Mlp, d_model: Number) -> Iterator[tuple[str, str, Number, Number]]:
    yield from _fed("mlp", 1.0, d_model, block.width, block.matrices)


@_roles.register
def _(block: m.Experts, d_model: Number) -> Iterator[tuple[str, str, Number, Number]]:
    b = block
    inside = b.latent + (b.latent == 0) * d_model
    yield from _fed("experts", b.experts, inside, b.width, b.matrices)
    yield from _fed("shared_experts", 1.0, d_model, b.shared * b.shared_each, b.matrices)


def _fed(part: str, count: Number, inside: Number, width: Number, of: Number) -> Iterator[tuple[str, str, Number, Number]]:
    """The matrices of feed-forward blocks: those up (and the gate), and the one down again."""
    yield part, "up", count * (of - 1) * inside * width, inside
    yield part, "down", count * inside * width, width
