"""A million designs through the chain against the same arithmetic written straight: ``python -m tests.bench.chain``.

The straight version takes whole arrays, checks nothing, keeps no step and records no equation.  Both run on one core, in turn,
and the medians of the same run are compared, so that a busy machine slows both alike.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from formulas import chain, outlook
from formulas.power.machines import NETWORK_SHARE, STORAGE_SHARE
from formulas.repetition import DECAY
from formulas.scaling import LAWS
from formulas.wafer.dies import USUAL_ASPECT, USUAL_DIAMETER, USUAL_SCRIBE
from instruments.forge.fields import FIELDS
from instruments.forge.resolve import resolve
from tests.instruments.forge.designs import defaults

NEEDS = ()
DESIGNS = 1_000_000
RUNS = 7
NAMES = (*(name for name in FIELDS if name not in outlook.NAMES), "d_ff")
VALUES = defaults() | {"architecture": "moe"}


def inputs(count: int = DESIGNS) -> dict[str, np.ndarray]:
    """The numbers of the six decisions spread over their sliders: mixtures from dense to 32:1 on an H100."""
    rng = np.random.default_rng(0)

    def spread(low: float, high: float) -> np.ndarray:
        return np.exp(rng.uniform(np.log(low), np.log(high), count))

    return {
        "training_compute": spread(1e18, 1e28),
        "overtraining": spread(0.25, 64),
        "total_to_active": spread(1, 32),
        "context": spread(1024, 10e6),
        "weight_bits": rng.choice([4.125, 8.0, 16.0, 32.0], count),
    }


def ours(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Every field of the dossier that others rest on by the chain, and what a verdict needs besides."""
    design = replace(resolve(VALUES), **arrays)
    return chain.evaluate_fields(design, NAMES)


def straight(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same fields in one go, as a script would have it."""
    d, law = resolve(VALUES), LAWS["seed"]
    compute, over, ratio, context, bits = arrays.values()
    a, b, alpha, beta = law.parameter_coefficient, law.token_coefficient, law.parameter_exponent, law.token_exponent

    optimal = (alpha * a / (beta * b)) ** (1 / (alpha + beta)) * (compute / 6) ** (beta / (alpha + beta))
    active = optimal / np.sqrt(over)
    total = active * ratio
    tokens = compute / (6 * active)
    flop = 6 * active * tokens
    unique = np.minimum(tokens, d.text_stock)
    read_times = tokens / unique
    worth = unique * (1 - DECAY * np.expm1((1 - read_times) / DECAY))
    loss = law.irreducible_loss + a * active**-alpha + b * worth**-beta

    hours = flop / (d.utilisation * d.training_peak * 3600)
    held = hours / d.goodput
    fleet = np.ceil(held / (24 * d.target_days))
    site = (np.sqrt(d.die_area / USUAL_ASPECT) + USUAL_SCRIBE) * (np.sqrt(d.die_area * USUAL_ASPECT) + USUAL_SCRIBE)
    dies = np.pi * USUAL_DIAMETER**2 / (4 * site) - np.pi * USUAL_DIAMETER / np.sqrt(2 * site)
    energy = held * d.training_power * d.draw * d.pue / 1000

    layers = np.cbrt(active / (12 * 128**2))
    step = 2.0 + 2.0 * (layers >= 24) + 4.0 * (layers >= 64)
    layers = np.maximum(np.rint(layers / step), 1) * step
    head = np.where(active < 1.5e9, 64.0, 128.0)
    linear = layers * 16 * head + 2 * 128_256
    width = 2 * active / (linear + np.sqrt(linear * linear + 50 * layers * active))
    width = np.maximum(np.rint(width / head), 1) * head
    filling = np.maximum(np.rint(width / head), 1)
    narrow = filling < 8
    heads = np.where(narrow, filling, np.maximum(np.rint(filling / 8), 1) * 8)
    groups = np.where(narrow, filling, 8)
    d_ff = np.maximum(np.rint(width * (3.5 / 256)), 1) * 256

    weights, read = total * bits / 8, active * bits / 8
    usable = d.serving_memory * d.usable_share
    cards = np.ceil(weights / usable)
    available = np.minimum(cards, d.largest_replica)
    seen = d.full_attention_share * context + (1 - d.full_attention_share) * np.minimum(context, d.window)
    cache = 2 * layers * groups * head * (d.cache_bits / 8) * seen
    resident = cache * np.maximum(1, available / groups)
    users = np.maximum(np.floor((available * usable - weights) / resident), 0)
    bandwidth = cards * d.serving_bandwidth
    prompt = d.prompt
    prefill = 2 * prompt * (active + layers * heads * head * prompt)
    copies = np.maximum(1, available / groups)
    copied = 4 * layers * width * head * (heads + groups) * bits / 16
    apart = copies * np.floor((available * usable - weights - (copies - 1) * copied) / (copies * cache))
    grouped = np.maximum(np.floor(apart), 0)
    batch = np.maximum(np.maximum(users, grouped), 1)
    share = (ratio - 1) / np.where(ratio > 1, d.experts / d.top_k - 1, 1.0)
    unlikely = np.log1p(-min(d.top_k / d.experts, 1 - 1e-12))
    touched, by_prompt = (d.experts * -np.expm1(tokens * unlikely) for tokens in (batch, prompt))
    moved, once = (read * (1 - share + share * some / d.top_k) for some in (touched, by_prompt))
    first = np.maximum(prefill / (cards * d.serving_peak * d.prefill_utilisation), once / bandwidth)
    attention = 4 * layers * heads * head * seen
    computed = batch * (2 * active / d.serving_peak + attention / d.attention_peak)
    time_of_step = np.maximum(computed, (moved + batch * cache) / d.serving_bandwidth) / cards
    return {
        "total_parameters": total, "active_parameters": active, "training_tokens": tokens, "tokens_per_parameter": tokens / active,
        "predicted_loss": loss, "training_compute": flop, "training_fleet": fleet, "training_cost": held * d.training_price,
        "weight_bytes": weights, "decode_ceiling_one_card": d.serving_bandwidth / read,
        "decode_ceiling_sharded": bandwidth / (read + cache),
        "kv_cache_per_user": cache, "concurrent_users": users, "cards_per_replica": cards, "training_gpu_hours": hours,
        "held_hours": held, "dies_per_wafer": np.full_like(fleet, dies),
        "training_wafers": np.ceil(fleet * d.dies_per_card / (dies * d.die_yield)),
        "training_energy": energy, "training_carbon": energy * d.carbon_intensity, "time_to_first_token": first,
        "electricity_cost": energy * d.electricity_price,
        "cost_per_million_tokens": cards * d.serving_price / 3600 * time_of_step / (batch * d.decode_efficiency) * 1e6,
        "grouped_users": grouped,
        "unique_tokens": unique, "epochs": read_times, "effective_tokens": worth, "site_power": fleet * d.training_power * d.draw * d.pue,
        "h100_equivalents": fleet * (d.training_peak_16_bit / d.reference_peak),
        "rated_power": fleet * (d.server_power / d.boards_per_server * (1 + NETWORK_SHARE + STORAGE_SHARE)), "d_ff": d_ff,
    }  # fmt: skip


def disagreement(arrays: Mapping[str, np.ndarray]) -> float:
    """Largest relative difference between the two, over every field: they are to be the same arithmetic."""
    left, right = ours(arrays), straight(arrays)
    return max(float(np.max(np.abs(left[name] - right[name]) / np.maximum(np.abs(right[name]), 1e-300))) for name in NAMES)


def report(runs: int = RUNS, count: int = DESIGNS) -> dict[str, float]:
    """Medians in seconds, and how fast the chain is relative to the straight version (1 is equal, more is faster)."""
    arrays = inputs(count)
    found: dict[Callable, list[float]] = {ours: [], straight: []}
    for warm_up in (True, *[False] * runs):
        for function, times in found.items():
            started = time.perf_counter()
            function(arrays)
            if not warm_up:
                times.append(time.perf_counter() - started)
    chained, written = (statistics.median(times) for times in found.values())
    return {
        "designs": count, "runs": runs, "chain_s": round(chained, 3), "straight_s": round(written, 3),
        "relative_speed": round(written / chained, 2),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(report(), indent=1))
