"""The chain of the Forge for a model that exists: what its description says in place of what a budget and the shape rule would.

Which steps there are, and what they are called, is as for a design from a budget; the chain says only which of the two it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from formulas import memory, scaling, serving, training
from formulas.float64 import real
from formulas.model import cache, split, stored, work
from formulas.model import description as m
from formulas.model.attended import cached_values, pair_flop
from formulas.model.description import Description, Number
from formulas.model.forms import Form
from formulas.model.parameters import MULTIPLIED, Parts, parameters
from formulas.model.summed import (
    counted_parameters,
    guessed_parameters,
    mixture_bits,
    published_tokens,
    sequence_cache_bytes,
    touched_weight_bytes,
)

if TYPE_CHECKING:
    from formulas.design import Design
    from formulas.registry import Equation
    from formulas.steps import Chain

_TOLD = {
    "tables": ("embedding", "positions", "head"),
    "mixing": ("attention", "recurrence", "indexer"),
    "feeding": ("mlp", "shared_experts", "router"),
    "routed": ("experts",),
    "beside": ("residual", "norms", "biases", "prediction", "encoder"),
}
_CACHED = {
    "keys_and_values": ("keys", "values"), "latents": ("latent", "rotary"), "indexer_keys": ("indexer",), "kept_states": cache.FIXED,
}  # fmt: skip
# A token of the text passes none of these; of the embedding it reads one row.
_UNREAD = ("embedding", "positions", "prediction", "encoder")
_PACKED_BELOW = 16


@dataclass(frozen=True, eq=False)
class Described:
    """A model that exists, the ``form`` in which it is served, and the bits in which each kind of cached value is kept."""

    model: Description
    form: Form
    cache_bits: Mapping[str, Number]

    @cached_property
    def parameters(self) -> Parts:
        """All parameters by part."""
        return parameters(self.model)

    @cached_property
    def active(self) -> Parts:
        """Parameters of one token by part."""
        return parameters(self.model, active=True)

    @cached_property
    def stored(self) -> stored.Stored:
        """Bytes of the checkpoint by part."""
        return stored.stored(self.model, self.form)

    @cached_property
    def multiplied(self) -> Number:
        """Weights of the layers that a token is multiplied by."""
        return sum(self.active[part] for part in MULTIPLIED)

    @cached_property
    def head(self) -> Number:
        """Weights of the head, be they those of the embedding."""
        return self.model.embedded * self.model.vocabulary

    @cached_property
    def _routed(self) -> dict[tuple[float, float], tuple[Number, Number]]:
        """Weights and biases of all routed experts, by experts and experts per token of each kind of mixture."""
        found: dict[tuple[float, float], tuple[Number, Number]] = {}
        for group in self.model.groups:
            for block in group.blocks:
                if isinstance(block, m.Experts):
                    inside = block.latent if block.latent > 0 else self.model.d_model
                    kind, count = (float(block.experts), float(block.top_k)), group.layers * block.experts
                    biases = block.biases * ((block.matrices - 1) * block.width + inside)
                    weights, others = found.get(kind, (0.0, 0.0))
                    found[kind] = weights + count * block.matrices * inside * block.width, others + count * biases
        return found

    @cached_property
    def mixtures(self) -> tuple[tuple[Number, Number, Number], ...]:
        """Experts, experts per token, and share of all routed weights, of each kind of mixture in it."""
        total = sum(weights for weights, _ in self._routed.values())
        return tuple((*kind, weights / total) for kind, (weights, _) in self._routed.items())

    @property
    def experts(self) -> Number:
        """Routed experts of its first mixture; 1 of a dense model."""
        return self.mixtures[0][0] if self.mixtures else 1.0

    @property
    def top_k(self) -> Number:
        """Experts that a token is sent to there."""
        return self.mixtures[0][1] if self.mixtures else 1.0

    @cached_property
    def expert_bytes(self) -> Number:
        """Bytes of the routed experts and their biases, without what leads to a latent on which they work."""
        parts, counted = self.stored.parts, self.parameters
        weights, biases = (sum(each[i] for each in self._routed.values()) for i in (0, 1))
        found = parts["experts"] / counted["experts"] * weights if weights else 0.0
        return found + (parts["biases"] / counted["biases"] * biases if biases else 0.0)

    @cached_property
    def kept_bytes(self) -> Number:
        """Bytes of what every token is multiplied by, whatever experts it is sent to."""
        parts = self.stored.parts
        read = sum(number for part, number in parts.items() if part not in _UNREAD)
        tied = parts["embedding"] / self.parameters["embedding"] * self.head if self.model.tied else 0.0
        return read + tied - self.expert_bytes

    @cached_property
    def mixing_bytes(self) -> Number:
        """Bytes of attention and recurrences: what data-parallel attention copies."""
        return sum(self.stored.parts[part] for part in _TOLD["mixing"])

    @cached_property
    def mixer(self) -> m.Attention | m.LatentAttention | None:
        """The attention of its first layers that have any of these two kinds."""
        blocks = (block for group in self.model.groups for block in group.blocks)
        return next((block for block in blocks if isinstance(block, m.Attention | m.LatentAttention)), None)

    @cached_property
    def routed_layers(self) -> Number:
        """Layers that have routed experts."""
        return sum(g.layers for g in self.model.groups if any(isinstance(block, m.Experts) for block in g.blocks))

    def bytes_of(self, values: Mapping[str, Number], *kinds: str) -> Number:
        """Bytes of cached values, of some kinds or of all."""
        return sum(values[kind] * (self.cache_bits[kind] / 8) for kind in kinds or values)

    @property
    def rule(self) -> Equation | None:
        """What numbers of a configuration were read by that was not wholly understood."""
        return guessed_parameters.equation if self.model.unknown else None


def facts(described: Described, tokens: float) -> dict[str, Number]:
    """Return the numbers of a design that a description decides, with the tokens of its training (nan: not published)."""
    total, active = described.parameters.total, described.active.total
    return {
        "total_to_active": total / active, "experts": described.experts, "top_k": described.top_k,
        "weight_bits": 8 * described.stored.total / total, "training_tokens": tokens, "overtraining": np.nan,
        "training_compute": np.nan if np.isnan(tokens) else float(training.training_flop(active, tokens)),
    }  # fmt: skip


def model(c: Chain, d: Design) -> None:
    """Sizes as they are counted, text as it was published; what that took."""
    count = guessed_parameters if d.described.model.unknown else counted_parameters
    for name, parts in (("active_parameters", d.described.active), ("total_parameters", d.described.parameters)):
        c.step(name, count, **{told: real(sum(parts[part] for part in among)) for told, among in _TOLD.items()})
    c.step_if_known("training_tokens", published_tokens, "published", published=d.training_tokens)
    c.step("training_compute", training.training_flop, parameters=c.active_parameters, tokens=c.training_tokens)
    c.step("tokens_per_parameter", scaling.tokens_per_parameter, tokens=c.training_tokens, parameters=c.active_parameters)


def shape(c: Chain, d: Design) -> None:
    """What kernels and links are counted by: layers and width, and of the first layers heads and their sizes."""
    described = d.described.model
    blocks = [block for group in described.groups for block in group.blocks]
    mixer = d.described.mixer
    mlp = next((block for block in blocks if isinstance(block, m.Mlp)), None)
    mixed = next((block for block in blocks if isinstance(block, m.Experts)), None)
    width = mixed.top_k * mixed.width + mixed.shared * mixed.shared_each if mixed else mlp.width if mlp else np.nan
    numbers = {
        "layers": described.layers, "d_model": described.d_model, "vocabulary": described.vocabulary, "d_ff": width,
        "heads": mixer.heads if mixer else np.nan, "head_dim": mixer.key_dim if mixer else np.nan,
        "kv_heads": mixer.kv_heads if isinstance(mixer, m.Attention) else 1.0 if mixer else np.nan,
        "routed_layers": d.described.routed_layers,
    }  # fmt: skip
    for name, number in numbers.items():
        if np.isnan(number):
            c.lack(name)
        else:
            c.carry(name, number, d.described.rule)


def weights(c: Chain, d: Design) -> None:
    """The checkpoint in the form in which it is served: what is packed, and what stays as it was."""
    shipped, counted = d.described.stored, d.described.parameters
    packed = {part for part, number in counted.items() if number and 8 * shipped.parts[part] < _PACKED_BELOW * number}
    for name, among in (("packed", packed), ("kept", counted.keys() - packed)):
        c.carry(name, real(sum(counted[part] for part in among)), d.described.rule)
        size, number = sum(shipped.parts[part] for part in among), c[name].value
        by_tensor = mixture_bits.equation if d.described.form.mixture and name == "packed" else None
        c.carry(f"{name}_bits", real(8 * size / number if number else _PACKED_BELOW), by_tensor)
    if not packed:
        c.step("weight_bytes", memory.weight_bytes, parameters=c.kept, bits=c.kept_bits)
        return
    c.step("weight_bytes", stored.packed_weight_bytes, packed=c.packed, packed_bits=c.packed_bits, kept=c.kept, kept_bits=c.kept_bits)


def cached(c: Chain, d: Design) -> None:
    """What a user keeps in the cache, held once; the room that it takes where heads stay whole; and what a step reads of it."""
    described, tokens = d.described, real(d.context)
    values = cache.held(described.model, tokens)
    for told, kinds in _CACHED.items():
        c.carry(f"cached_{told}", real(described.bytes_of(values, *kinds)), described.rule or cached_values.equation)
    c.step("kv_cache_per_user", sequence_cache_bytes, **{told: c[f"cached_{told}"].value for told in _CACHED})
    growing = [kind for kind in cache.KINDS if kind not in cache.FIXED]
    c.carry("cache_per_token", real(described.bytes_of(cache.per_token(described.model), *growing)))
    c.carry("cache_read", real(described.bytes_of(cache.read(described.model, tokens))))
    held = split.held_per_card(described.model, tokens, c.available_cards)
    c.carry("resident_cache_per_user", np.maximum(described.bytes_of(held) * c.available_cards, c.kv_cache_per_user))
    c.carry("cache_copies", c.resident_cache_per_user / c.kv_cache_per_user, split.head_copies.equation)


def used(c: Chain, d: Design) -> None:
    """Bytes of weights that one token reads."""
    c.step("active_weight_bytes", touched_weight_bytes, **_reading(d, d.described.top_k))


def prompt(c: Chain, d: Design) -> None:
    """Arithmetic of a prompt, which needs the logits of its last position alone, and the bytes of weights that it reads."""
    described = d.described
    c.carry("prompt_attention", real(work.mixing_of_prompt(described.model, real(d.prompt))), described.rule or pair_flop.equation)
    c.carry("multiplied", real(described.multiplied), described.rule)
    c.step("prefill_flop", work.pass_flop, multiplied=c.multiplied, prompt=d.prompt, attention_compute=c.prompt_attention,
           d_model=described.model.embedded, vocabulary=described.model.vocabulary, logit_positions=1.0)
    c.step("prompt_bytes_read", touched_weight_bytes, **_reading(d, _touched(c, d, "prompt_experts_touched", d.prompt)))


def attention(c: Chain, d: Design) -> None:
    """Arithmetic of one sequence's attention and states in a step, and the bytes of the weights of both."""
    described = d.described
    c.carry("attention_compute", real(work.mixing_of_step(described.model, real(d.context))), described.rule or pair_flop.equation)
    c.carry("projection_bytes", real(described.mixing_bytes), described.rule)
    c.carry("step_parameters", real(described.multiplied + described.head), described.rule)


def read(c: Chain, d: Design) -> None:
    """Bytes of weights that a step of the whole batch reads."""
    c.step("bytes_read", touched_weight_bytes, **_reading(d, _touched(c, d, "experts_touched", c.batch)))


def _touched(c: Chain, d: Design, name: str, tokens: Number) -> Number:
    """Experts of a layer that so many tokens touch; of several kinds of mixtures in the mean of their weights."""
    kinds = d.described.mixtures
    if len(kinds) > 1:
        shares = sum(share * serving.experts_touched(experts, top_k, tokens) / experts for experts, top_k, share in kinds)
        c.carry(name, d.described.experts * shares, serving.experts_touched.equation)
    else:
        c.step(name, serving.experts_touched, experts=d.described.experts, top_k=d.described.top_k, batch=tokens)
    return c[name].value


def _reading(d: Design, touched: Number) -> dict[str, Number]:
    described = d.described
    sizes = {"kept_bytes": described.kept_bytes, "expert_bytes": described.expert_bytes}
    return {name: real(size) for name, size in sizes.items()} | {"touched": touched, "experts": described.experts}
