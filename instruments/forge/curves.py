"""What the four pictures draw, as plain arrays: sweeps of the chain and points on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from formulas import chain, repetition, roofline, scaling
from formulas.caching import shared
from formulas.catalogue import models
from formulas.design import Design
from formulas.scaling import Law
from instruments.forge.dossier import Dossier
from instruments.quantities.text import quantity

_SWEEP = np.geomspace(1 / 300, 300, 81)
CONTEXTS = np.geomspace(2**10, 10 * 2**20, 81)
# Models that carry their name in the picture, the first ones before the others where there is little room.
NAMED = ("chinchilla-70b", "gpt-3-175b", "llama-3-405b", "deepseek-v3", "llama-3-8b")
# Decades of intensity nearer than which two points of the roofline share one name.
_APART = 0.5
Columns = Mapping[str, np.ndarray | list]


@dataclass(frozen=True)
class Loss:
    """Loss against parameters at the design's compute, its optimum, the design, and published models."""

    curve: Columns
    optimum: tuple[float, float]
    design: tuple[float, float]


def loss(dossier: Dossier) -> Loss | None:
    """Sweep the size at fixed compute; nothing of a model whose training is not published."""
    c, design = dossier.chain, dossier.design
    if c.is_unknown("training_compute"):
        return None
    best = float(c.optimal_parameters)
    parameters = best * _SWEEP
    losses = _loss_at(design, parameters)
    if scaling.training_tokens(design.training_compute, best) > design.text_stock:
        # Where the text is read again, a larger model that reads less is better than the law's optimum.
        best = float(parameters[losses.argmin()])
    return Loss(
        {"parameters": parameters, "loss": losses},
        (best, float(_loss_at(design, best))),
        (float(c.active_parameters), float(c.predicted_loss)),
    )


def _loss_at(design: Design, parameters: np.ndarray | float) -> np.ndarray:
    tokens = scaling.training_tokens(design.training_compute, parameters)
    unique = repetition.unique_tokens(tokens, design.text_stock)
    worth = repetition.effective_tokens(unique, repetition.epochs(tokens, unique))
    return scaling.loss(parameters, worth, **design.law.coefficients_of(design.total_to_active))


@shared
def published(law: Law) -> Columns:
    """Public models at their own size and tokens, placed at the loss that the law gives them: it is no published one."""
    rows = [(row, row.active_parameters or row.total_parameters) for row in models().values() if row.training_tokens]
    rows = [(row, size) for row, size in rows if size]
    sizes, tokens = np.array([size for _, size in rows]), np.array([row.training_tokens for row, _ in rows])
    ratios = np.array([(row.total_parameters or size) / size for row, size in rows])
    return {
        "parameters": sizes,
        "loss": scaling.loss(sizes, tokens, **law.coefficients_of(ratios)),
        "name": [row.name for row, _ in rows],
        "_size": [str(quantity(size, "parameter")) for _, size in rows],
    }


@dataclass(frozen=True)
class Memory:
    """Bytes of one replica by use, one after the other, and its capacity."""

    weights: float
    cache: float
    free: float
    reserved: float
    users: float
    missing: float

    @property
    def capacity(self) -> float:
        """All memory of the replica's cards."""
        return self.free + self.reserved + self.weights + self.cache - self.missing


def memory(dossier: Dossier) -> Memory:
    """Split one replica's memory; where not even one user fits, show what one would need."""
    c = dossier.chain
    cards, usable = float(c.available_cards), float(c.available_cards * c.usable_bytes)
    total = cards * float(dossier.design.serving_memory)
    weights, users = float(c.weight_bytes), float(c.concurrent_users)
    cache = max(users, 1.0) * float(c.resident_cache_per_user)
    left = usable - weights - cache
    return Memory(weights, cache, max(left, 0.0), total - usable, users, max(-left, 0.0))


@dataclass(frozen=True)
class Roof:
    """The roofline of one serving card, and where prefill and decode stand on it."""

    roof: Columns
    points: Columns
    ridge: float


def roof(dossier: Dossier) -> Roof | None:
    """Intensity and attained speed; nothing where the card's peak is unknown."""
    c, design = dossier.chain, dossier.design
    if np.isnan(design.serving_peak):
        return None
    ridge = float(roofline.ridge_point(design.serving_peak, design.serving_bandwidth))
    # Two straight lines on logarithmic axes: their ends and the ridge.
    intensity = np.array([1e-4, ridge, 1e8])
    work = 2 * float(c.active_parameters)
    cache, batch = float(c.resident_cache_per_user), float(c.batch)
    points = {
        "decode, one user": work / (float(c.active_weight_bytes) + cache),
        f"decode, {batch:,.0f} users": work * batch / (float(c.bytes_read) + cache * batch),
        "prefill": float(c.prefill_flop) / float(c.active_weight_bytes),
    }
    if batch == 1:
        del points["decode, 1 users"]
    if batch > 1 and np.log10(points[f"decode, {batch:,.0f} users"] / points["decode, one user"]) < _APART:
        points = {f"decode, 1 to {batch:,.0f} users": points["decode, one user"], "prefill": points["prefill"]}
    at = np.array(list(points.values()))
    return Roof(
        {"intensity": intensity, "speed": roofline.attainable(intensity, design.serving_peak, design.serving_bandwidth)},
        {"intensity": at, "speed": roofline.attainable(at, design.serving_peak, design.serving_bandwidth), "name": list(points)},
        ridge,
    )


def over_context(design: Design) -> Columns:
    """Users of a replica and tokens per second of one of them, for every context on the slider."""
    swept = replace(design, context=CONTEXTS, prompt=np.minimum(design.prompt, CONTEXTS))
    figures = chain.evaluate_fields(swept, ("concurrent_users", "decode_ceiling_sharded"))
    users = figures["concurrent_users"]
    return {"context": CONTEXTS, "users": np.where(users >= 1, users, np.nan), "speed": figures["decode_ceiling_sharded"]}
