"""The shape rule as a description: what a model that does not exist yet would plausibly be made of."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.decoding import latent_sizes
from formulas.float64 import in_float64
from formulas.model.description import Attention, Description, Experts, Group, LatentAttention, Mlp, Number
from formulas.shape import Shape, shape

LATENT_WIDTH = 576.0
"""Latent and rotary key of DeepSeek-V2, V2-Lite and V3, Kimi K2 and GLM-5, from 16 billion parameters to a million million."""


@in_float64
def dense(parameters: Number, *, latent_width: Number | None = None, **given: Number | None) -> Description:
    """Describe a dense model of ``parameters``: grouped-query attention, or latent attention that caches ``latent_width`` per layer.

    ``given`` are fields of :class:`~formulas.shape.Shape` that stay as they are.
    """
    form = shape(parameters, **given)
    return _of(form, _mixer(form, latent_width), Mlp(width=form.d_ff))


@in_float64
def mixture(
    active: Number, total: Number, experts: Number, top_k: Number, *, latent_width: Number | None = None, **given: Number | None
) -> Description:
    """Describe a mixture of which one token passes through ``active`` of ``total`` parameters: every layer has experts.

    The routed experts are as wide as the difference makes them; what is left of a token's own goes to one shared expert.
    """
    check.require(
        total=(total, total >= active, "must be at least the active parameters"),
        top_k=(top_k, top_k < experts, "must be fewer than the experts"),
    )
    form = shape(active, experts=experts, **given)
    routed = (total - active) / (3 * form.layers * form.d_model * (experts - top_k))
    width = np.minimum(routed, form.d_ff / top_k)
    mixed = Experts(experts=experts, top_k=top_k, width=width, shared=1.0, shared_width=form.d_ff - top_k * width)
    return _of(form, _mixer(form, latent_width), mixed)


def _of(form: Shape, mixer: Attention | LatentAttention, feed_forward: Mlp | Experts) -> Description:
    layers = Group(layers=form.layers, blocks=(mixer, feed_forward))
    return Description(d_model=form.d_model, vocabulary=form.vocabulary, groups=(layers,))


def _mixer(form: Shape, latent_width: Number | None) -> Attention | LatentAttention:
    if latent_width is None:
        return Attention(heads=form.heads, kv_heads=form.kv_heads, key_dim=form.head_dim)
    latent, rotary, queries = latent_sizes(latent_width, form.d_model, form.heads, form.head_dim)
    return LatentAttention(
        heads=form.heads, key_dim=form.head_dim, rotary=rotary, value_dim=form.head_dim, kv_rank=latent, query_rank=queries
    )  # fmt: skip
