"""One decoding step of a transformer, stage by stage: FLOP, bytes, time, and the cache it leaves behind.

One token passes through the whole model.  Its matrices are used once each, so that their bytes
dominate the time: a batch shares them, a single reader does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas import check, memory, stepcost

STAGES = ("embed", "project", "attend", "mlp", "unembed", "sample")


@dataclass(frozen=True)
class Stage:
    """One stage of a step.

    Attributes
    ----------
    name : str [1]
        ``embed``, ``project``, ``attend``, ``mlp``, ``unembed`` or ``sample``.
    flop : float [FLOP]
        Arithmetic.
    weights : float [B]
        Bytes of weights read.
    cache : float [B]
        Bytes of the cache read and written.
    time : float [s]
        Shortest time on the card.
    bound : str [1]
        ``bandwidth`` or ``compute``, whichever takes longer.
    equation : str [1]
        Id of the equation that gives the arithmetic; empty where there is none to speak of.
    arguments : mapping [1]
        What was put into it.
    """

    name: str
    flop: float
    weights: float
    cache: float
    time: float
    bound: str
    equation: str
    arguments: Mapping[str, float]

    @property
    def moved(self) -> float:
        """All bytes read and written [B]."""
        return self.weights + self.cache


@dataclass(frozen=True)
class DecodingStep:
    """A decoding step: its stages in order and the cache it leaves behind [B]."""

    stages: tuple[Stage, ...]
    cache_per_token: float
    cache_total: float

    @property
    def flop(self) -> float:
        """Arithmetic of the step [FLOP]."""
        return sum(stage.flop for stage in self.stages)

    @property
    def moved(self) -> float:
        """Bytes that the step reads and writes [B]."""
        return sum(stage.moved for stage in self.stages)

    @property
    def time(self) -> float:
        """Shortest time on the card, one stage after the other [s]."""
        return sum(stage.time for stage in self.stages)


def latent_sizes(cached, d_model, heads, head_dim):
    """Split what latent attention caches for a position as DeepSeek-V2, V2-Lite, V3 and Kimi K2 do: keys, rotary part, queries [1].

    The rotary part is half a head, and no more than half of what is cached; queries are compressed to three times the latent of the
    keys wherever that takes fewer weights, and else have none (0).
    """
    rotary = np.minimum(np.divide(head_dim, 2), np.divide(cached, 2))
    keys = cached - rotary
    query = heads * (head_dim + rotary)
    return keys, rotary, np.where(3 * keys * (d_model + query) < d_model * query, 3 * keys, 0.0)


@dataclass(frozen=True)
class Latent:
    """Sizes of multi-head latent attention.

    Attributes
    ----------
    keys : float [1]
        Latent vector that stands for a position's keys and values.
    rotary : float [1]
        Rotary part of a key, which all heads share.
    queries : float [1]
        Latent vector of the queries; 0 where they are not compressed.
    """

    keys: float
    rotary: float
    queries: float

    @classmethod
    def by_rule(cls, cached: float, d_model: float, heads: float, head_dim: float) -> Latent:
        """Split what is cached for a position by :func:`latent_sizes`.

        >>> Latent.by_rule(576, 7168, 128, 128)
        Latent(keys=512.0, rotary=64.0, queries=1536.0)
        """
        return cls(*(float(size) for size in latent_sizes(cached, d_model, heads, head_dim)))


def decoding_step(
    *, layers, d_model, heads, kv_heads, head_dim, d_ff, vocabulary, weight_bytes, cache_bytes, context, peak, bandwidth,
    latent: Latent | None = None,
) -> DecodingStep:  # fmt: skip
    """Work out each stage of decoding one token with a key-value cache.

    Parameters
    ----------
    layers : int [layer]
        Number of layers.
    d_model : int [1]
        Size of the residual stream.
    heads : int [head]
        Query heads.
    kv_heads : int [head]
        Key and value heads.
    head_dim : int [1]
        Size of one head.
    d_ff : int [1]
        Hidden size of the MLP that one token passes through (of all its experts together).
    vocabulary : int [token]
        Number of tokens there are.
    weight_bytes : float [B]
        Bytes of one weight.
    cache_bytes : float [B]
        Bytes of one number in the cache.
    context : int [token]
        Positions attended to, the new one included.
    peak : float [FLOP/s]
        Dense peak of the card, or of the cards that share the model.
    bandwidth : float [B/s]
        Memory bandwidth of the same.
    latent : Latent [1]
        Sizes of latent attention, which has no key and value heads; none for ordinary heads.

    Returns
    -------
    step : DecodingStep [1]
        Stages in order.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.
    """
    check.positive(weight_bytes=weight_bytes, cache_bytes=cache_bytes, peak=peak, bandwidth=bandwidth)
    project = {"layers": layers, "d_model": d_model, "heads": heads, "head_dim": head_dim}
    attend = {"layers": layers, "heads": heads, "context": context}
    if latent:
        sizes = {"latent": latent.keys, "rotary": latent.rotary}
        attention = {
            "project": (stepcost.latent_projection_flop, project | sizes | {"query_latent": latent.queries}),
            "attend": (stepcost.latent_attention_flop, attend | sizes),
        }
        per_token = memory.latent_cache_bytes_per_token(layers, latent.keys + latent.rotary, cache_bytes)
    else:
        attention = {
            "project": (stepcost.projection_flop, project | {"kv_heads": kv_heads}),
            "attend": (stepcost.decoding_attention_flop, attend | {"head_dim": head_dim}),
        }
        per_token = memory.kv_cache_bytes_per_token(layers, kv_heads, head_dim, cache_bytes)
    asked = attention | {
        "mlp": (stepcost.mlp_flop, {"layers": layers, "d_model": d_model, "d_ff": d_ff}),
        "unembed": (stepcost.unembedding_flop, {"d_model": d_model, "vocabulary": vocabulary}),
    }
    flop = {name: float(function(**arguments)) for name, (function, arguments) in asked.items()}
    # Largest, difference, exponential, sum, quotient: about five operations per token, on numbers at hand.
    flop |= {"embed": 0.0, "sample": 5.0 * vocabulary}
    # A matrix costs two FLOP per weight and is read once, so its bytes follow from its FLOP.
    weights = {name: flop[name] / 2 * weight_bytes for name in ("project", "mlp", "unembed")} | {"embed": d_model * weight_bytes}
    cache = {"project": float(per_token), "attend": float(per_token * context)}
    stages = []
    for name in STAGES:
        moved = weights.get(name, 0.0) + cache.get(name, 0.0)
        function, arguments = asked.get(name, (None, {}))
        stages.append(
            Stage(
                name=name,
                flop=flop[name],
                weights=weights.get(name, 0.0),
                cache=cache.get(name, 0.0),
                time=float(stepcost.stage_time(flop[name], moved, peak, bandwidth)),
                bound="bandwidth" if moved / bandwidth >= flop[name] / peak else "compute",
                equation=function.equation.id if function else "",
                arguments=arguments,
            )
        )
    return DecodingStep(tuple(stages), float(per_token), float(per_token * context))
