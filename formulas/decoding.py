"""One decoding step of a transformer, stage by stage: FLOP, bytes, time, and the cache it leaves behind.

One token passes through the whole model.  Its matrices are used once each, so that their bytes
dominate the time: a batch shares them, a single reader does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas import check, stepcost

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
class Step:
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


def step(
    *, layers, width, heads, kv_heads, head_dim, hidden, vocabulary, weight_bytes, cache_bytes, context, peak, bandwidth,
    cache_per_token=None,
) -> Step:  # fmt: skip
    """Work out each stage of decoding one token with a key-value cache.

    Parameters
    ----------
    layers : int [layer]
        Number of layers.
    width : int [1]
        Size of the residual stream.
    heads : int [head]
        Query heads.
    kv_heads : int [head]
        Key and value heads.
    head_dim : int [1]
        Size of one head.
    hidden : int [1]
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
    cache_per_token : float [B/token]
        Bytes that one token adds to the cache, where that does not follow from its heads (latent attention).

    Returns
    -------
    step : Step [1]
        Stages in order.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.
    """
    check.positive(weight_bytes=weight_bytes, cache_bytes=cache_bytes, peak=peak, bandwidth=bandwidth)
    asked = {
        "project": (
            stepcost.projection_flop,
            {"layers": layers, "width": width, "heads": heads, "kv_heads": kv_heads, "head_dim": head_dim},
        ),
        "attend": (stepcost.attention_flop, {"layers": layers, "heads": heads, "head_dim": head_dim, "context": context}),
        "mlp": (stepcost.mlp_flop, {"layers": layers, "width": width, "hidden": hidden}),
        "unembed": (stepcost.unembedding_flop, {"width": width, "vocabulary": vocabulary}),
    }
    flop = {name: float(function(**arguments)) for name, (function, arguments) in asked.items()}
    # Largest, difference, exponential, sum, quotient: about five operations per token, on numbers at hand.
    flop |= {"embed": 0.0, "sample": 5.0 * vocabulary}
    # A matrix costs two FLOP per weight and is read once, so its bytes follow from its FLOP.
    weights = {name: flop[name] / 2 * weight_bytes for name in ("project", "mlp", "unembed")} | {"embed": width * weight_bytes}
    per_token = 2.0 * layers * kv_heads * head_dim * cache_bytes if cache_per_token is None else cache_per_token
    cache = {"project": per_token, "attend": per_token * context}
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
    return Step(tuple(stages), per_token, per_token * context)
