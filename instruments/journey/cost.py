"""The bridge to the Forge: what the step on the screen costs, here and in a model of the design's size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formulas.decoding import DecodingStep, Latent, decoding_step
from formulas.design import Design
from formulas.model.description import LatentAttention
from formulas.tiny.weights import shipped
from instruments.forge.dossier import Dossier

# The page computes in float64: eight bytes for every weight and for every number in the cache.
_FLOAT64 = 8


@dataclass(frozen=True)
class Bridge:
    """The same step twice: through the tiny transformer, and through the design.

    ``cards`` hold the design's replica and share each stage evenly; ``attended`` is the design's
    context as its cache holds it (windowed layers hold less).  ``peak`` and ``bandwidth`` are those of all its cards.
    Where there are no steps, ``why`` says why.
    """

    tiny: DecodingStep | None
    scaled: DecodingStep | None
    cards: float
    attended: float
    why: str = ""
    peak: float = np.nan
    bandwidth: float = np.nan


def tiny_step(context: int, peak: float, bandwidth: float) -> DecodingStep:
    """Cost of one step of the tiny transformer as the page runs it, on a card of this peak and bandwidth.

    Parameters
    ----------
    context : int
        Positions looked at [token].
    peak : float
        Dense peak of the card [FLOP/s].
    bandwidth : float
        Memory bandwidth of the card [B/s].
    """
    c, _ = shipped()
    return decoding_step(
        layers=c.layers, d_model=c.d_model, heads=c.heads, kv_heads=c.kv_heads, head_dim=c.head_dim, d_ff=c.d_ff,
        vocabulary=c.vocabulary, weight_bytes=_FLOAT64, cache_bytes=_FLOAT64, context=context, peak=peak, bandwidth=bandwidth,
    )  # fmt: skip


def bridge(context: int, dossier: Dossier) -> Bridge:
    """Cost of one step here and in the Forge's current design, both on its serving cards.

    Parameters
    ----------
    context : int
        Positions that the tiny transformer looks at [token]; the design is at its own full context.
    dossier : Dossier
        The Forge's result.
    """
    design, chain = dossier.design, dossier.chain
    cards = float(chain.cards_per_replica)
    if chain.is_unknown("heads") or not chain.cache_per_token:
        return Bridge(None, None, cards, float(design.context), "Its layers keep no keys and values.")
    attended = float(chain.kv_cache_per_user / chain.cache_per_token)
    peak, bandwidth = float(design.serving_peak), float(design.serving_bandwidth)
    if not np.isfinite([peak, bandwidth, cards]).all():
        return Bridge(None, None, cards, attended, "The card's peak or bandwidth is not published.")
    shape = {name: float(getattr(chain, name)) for name in ("layers", "heads", "head_dim", "vocabulary")}
    d_model = float(chain.d_model)
    kv_heads = {"mha": float(chain.heads), "mqa": 1.0}.get(design.attention, float(chain.kv_heads))
    scaled = decoding_step(
        **shape, d_model=d_model, kv_heads=kv_heads, d_ff=float(chain.d_ff),
        weight_bytes=float(design.weight_bits) / 8, cache_bytes=float(design.cache_bits) / 8, context=attended,
        peak=peak * cards, bandwidth=bandwidth * cards,
        latent=_latent(design, d_model, shape["heads"], shape["head_dim"]),
    )  # fmt: skip
    return Bridge(tiny_step(context, peak, bandwidth), scaled, cards, attended, peak=peak * cards, bandwidth=bandwidth * cards)


def _latent(design: Design, d_model: float, heads: float, head_dim: float) -> Latent | None:
    """Sizes of the latent attention of a design: of a model that exists its own, else by the rule."""
    if design.described is not None:
        mixer = design.described.mixer
        return Latent(float(mixer.kv_rank), float(mixer.rotary), float(mixer.query_rank)) if isinstance(mixer, LatentAttention) else None
    return Latent.by_rule(float(design.latent_width), d_model, heads, head_dim) if design.attention == "mla" else None
