"""The Forge: a budget and six decisions turned into a model's full dossier, one equation after another.

:func:`evaluate` runs the chain once and keeps every step with the numbers that went into it, so that
any figure can show its working.  :func:`evaluate_fields` runs the same chain over many designs at once.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from formulas import (
    batching,
    capacity,
    check,
    counted,
    described,
    energy,
    memory,
    mixtures,
    outlook,
    repetition,
    scaling,
    serving,
    shape,
    sparsity,
    stepcost,
    training,
)
from formulas.decoding import latent_sizes
from formulas.design import Design
from formulas.power import machines
from formulas.steps import Chain
from formulas.wafer import dies


def evaluate(design: Design) -> Chain:
    """Run the whole chain on one design, or on arrays of designs.

    Parameters
    ----------
    design
        Numbers in SI units; arrays must broadcast together.

    Returns
    -------
    Chain
        Every step with its equation, its arguments and its value; what nothing else rests on (:mod:`formulas.outlook`) once it is read.

    Raises
    ------
    ValueError
        If an argument is impossible; the sentence names it, its value and the rule.  An argument of what is evaluated once it is
        read is refused then.
    """
    chain = demands(design)
    _training(chain, design)
    _silicon(chain, design)
    _serving(chain, design)
    outlook.steps(chain, design)
    return chain


def demands(design: Design) -> Chain:
    """Run the part of the chain that says what a design demands of text, fleet, power and memory.

    It is what constraints are held against: of the hundreds of designs among which a repair is looked for, nothing else is needed.
    The argument, the result and the refusals are those of :func:`evaluate`.
    """
    chain = Chain()
    _model(chain, design)
    _fleet(chain, design)
    _memory(chain, design)
    return chain


def evaluate_fields(design: Design, names: Iterable[str], length: int = 28_672) -> dict[str, np.ndarray]:
    """Some figures of many designs at once, cut into pieces that stay in the processor's cache.

    Parameters
    ----------
    design
        One-dimensional arrays of one length, or scalars.
    names
        Names of steps.
    length
        Designs per piece.

    Returns
    -------
    dict
        Name to array.
    """
    size = design.size
    found = {name: np.empty(size) for name in names}
    for start, part in zip(range(0, size, length), design.chunks(length), strict=True):
        with check.each_array_once():
            chain = evaluate(part)
            for name, values in found.items():
                values[start : start + length] = chain[name].value
    return found


def _model(c: Chain, d: Design) -> None:
    """Budget to parameters and tokens, or those of a model that exists."""
    if d.described is not None:
        described.model(c, d)
        _optimum(c, d, c.training_compute)
        return
    _optimum(c, d, d.training_compute)
    c.step("active_parameters", scaling.overtrained_parameters,
           optimal_parameters=c.optimal_parameters, overtraining=d.overtraining)
    c.step("total_parameters", sparsity.total_parameters,
           active_parameters=c.active_parameters, total_to_active=d.total_to_active)
    c.step("training_tokens", scaling.training_tokens, compute=d.training_compute, parameters=c.active_parameters)
    c.step("training_compute", training.training_flop, parameters=c.active_parameters, tokens=c.training_tokens)
    c.step("tokens_per_parameter", scaling.tokens_per_parameter, tokens=c.training_tokens, parameters=c.active_parameters)


def _optimum(c: Chain, d: Design, compute: np.ndarray | float) -> None:
    """The size at which a compute buys the lowest loss by the law."""
    law = _law(c, d)
    if d.law.tokens_per_parameter is None:
        split = {name: value for name, value in law.items() if name != "irreducible_loss"}
        c.step("optimal_parameters", scaling.compute_optimal_parameters, compute=compute, **split)
    else:
        ratio = d.law.tokens_per_parameter
        c.step("optimal_parameters", scaling.fixed_ratio_parameters, compute=compute, tokens_per_parameter=ratio)


def _law(c: Chain, d: Design) -> dict[str, np.ndarray | float]:
    """The constants of the law: those of a joint law are made for the design's mixture, once."""
    if d.law.mixture is None:
        return d.law.coefficients
    if "effective_experts" not in c:
        mixtures.steps(c, d.law.mixture, d.total_to_active)
    return {name: c[name].value if name in c else value for name, value in d.law.coefficients.items()}


def _fleet(c: Chain, d: Design) -> None:
    """Hours, cards and the power that they draw."""
    counted.cap(c, d)
    c.step("training_gpu_hours", training.accelerator_hours, compute=c.training_compute, peak=d.training_peak,
           utilisation=counted.capped(c, "capped_utilisation", d.utilisation))
    # Whatever the run takes in cards, money, energy and carbon follows from the hours that it holds them for.
    c.step("held_hours", training.held_hours, hours=c.training_gpu_hours, goodput=d.goodput)
    c.step("training_fleet", training.fleet, hours=c.held_hours, days=d.target_days)
    c.step_if_known("h100_equivalents", training.h100_equivalents, "peak",
                    accelerators=c.training_fleet, peak=d.training_peak_16_bit, reference=d.reference_peak)
    # What a site is built for, of whole servers whatever is counted of the energy: it is what limits of sites are told in.
    c.step_if_known("rated_power", machines.rated_power, "server",
                    accelerators=c.training_fleet, boards_per_server=d.boards_per_server,
                    server=counted.capped(c, "capped_server", d.server_power),
                    network_share=machines.NETWORK_SHARE, storage_share=machines.STORAGE_SHARE)
    counted.power(c, d)


def _memory(c: Chain, d: Design) -> None:
    """Weights, cards and cache of one replica."""
    if d.described is not None:
        described.shape(c, d)
        described.weights(c, d)
        _cards(c, d)
        described.cached(c, d)
        return
    form = _shape(c, d)
    c.step("weight_bytes", memory.weight_bytes, parameters=c.total_parameters, bits=d.weight_bits)
    _cards(c, d)
    _cache(c, d, form)


def _training(c: Chain, d: Design) -> None:
    """What the run buys and costs: loss, money, energy and carbon."""
    c.step("unique_tokens", repetition.unique_tokens, tokens=c.training_tokens, stock=d.text_stock)
    c.step("epochs", repetition.epochs, tokens=c.training_tokens, unique=c.unique_tokens)
    c.step("effective_tokens", repetition.effective_tokens, unique=c.unique_tokens, epochs=c.epochs, decay=repetition.DECAY)
    c.step("predicted_loss", scaling.loss, parameters=c.active_parameters, tokens=c.effective_tokens, **_law(c, d))
    c["predicted_loss"] = c["predicted_loss"]._replace(
        valid=d.law.valid, beyond=d.law.beyond(d.total_to_active),
        extents=d.law.extents(c.training_compute, c.tokens_per_parameter),
    )
    c.step_if_known("training_cost", training.rental_cost, "price", hours=c.held_hours, price=d.training_price)
    counted.energy(c, d)
    c.step_if_known("training_carbon", energy.training_carbon_kg, "energy_kwh",
                    energy_kwh=c.training_energy, intensity=d.carbon_intensity)
    c.step_if_known("electricity_cost", energy.electricity_cost, "energy_kwh",
                    energy_kwh=c.training_energy, price=d.electricity_price)


def _silicon(c: Chain, d: Design) -> None:
    """Wafers that the dies of the fleet are cut from, where the die is published."""
    c.step_if_known("die_width", dies.die_width, "die_area", die_area=d.die_area, aspect=dies.USUAL_ASPECT)
    c.step_if_known("die_height", dies.die_height, "die_area", "die_width", die_area=d.die_area, die_width=c.die_width)
    c.step_if_known("die_site", dies.site_area, "die_width", "die_height",
                    die_width=c.die_width, die_height=c.die_height, scribe=dies.USUAL_SCRIBE)
    c.step_if_known("dies_per_wafer", dies.gross_dies, "site_area", usable_diameter=dies.USUAL_DIAMETER, site_area=c.die_site)
    c.step_if_known("training_wafers", dies.wafers, "dies_per_card", "gross", accelerators=c.training_fleet, dies_per_card=d.dies_per_card,
                    gross=c.dies_per_wafer, die_yield=d.die_yield)


def _serving(c: Chain, d: Design) -> None:
    """Speed, users and price of one replica."""
    (_used if d.described is None else described.used)(c, d)
    c.step("decode_ceiling_one_card", serving.decode_ceiling_one_card,
           bandwidth=d.serving_bandwidth, weight_bytes=c.active_weight_bytes)
    c.step("decode_ceiling_sharded", serving.decode_ceiling_sharded, bandwidth=d.serving_bandwidth,
           cards=c.cards_per_replica, weight_bytes=c.active_weight_bytes, cache_bytes=_either(c, "cache_read", c.kv_cache_per_user))
    c.step("concurrent_users", serving.concurrent_users, cards=c.available_cards, usable_bytes=c.usable_bytes,
           weight_bytes=c.weight_bytes, cache_bytes=c.resident_cache_per_user)
    (_prompt if d.described is None else described.prompt)(c, d)
    c.step_if_known("time_to_first_token", serving.time_to_first_token, "peak", compute=c.prefill_flop, weight_bytes=c.prompt_bytes_read,
           cards=c.cards_per_replica, peak=d.serving_peak, bandwidth=d.serving_bandwidth, utilisation=d.prefill_utilisation)
    _throughput(c, d)


def _used(c: Chain, d: Design) -> None:
    """Bytes of the weights that one token reads."""
    c.step("active_weight_bytes", memory.weight_bytes, parameters=c.active_parameters, bits=d.weight_bits)


def _prompt(c: Chain, d: Design) -> None:
    """Arithmetic of a prompt, and the bytes of weights that it reads."""
    c.step("routed_share", sparsity.routed_share, total_to_active=d.total_to_active, experts=d.experts, top_k=d.top_k)
    c.step("prompt_experts_touched", serving.experts_touched, experts=d.experts, top_k=d.top_k, batch=d.prompt)
    c.step("prefill_flop", serving.prefill_flop, parameters=c.active_parameters, prompt=d.prompt, layers=c.layers,
           attention_width=_prompt_width(c, d), window=d.window, full_share=d.full_attention_share)
    # A prompt reads every expert that any of its tokens is sent to, once: nearly all of them, long before it is a long one.
    c.step("prompt_bytes_read", sparsity.bytes_read, active_bytes=c.active_weight_bytes, share=c.routed_share,
           touched=c.prompt_experts_touched, top_k=d.top_k)


def _shape(c: Chain, d: Design) -> shape.Shape:
    given = {name: getattr(d, name) for name in ("layers", "d_model", "heads", "kv_heads", "head_dim", "d_ff", "vocabulary")}
    given = {name: None if _unknown_everywhere(value) else value for name, value in given.items()}
    form = shape.shape(c.active_parameters, **given)
    for name, value in given.items():
        rule = shape.rule_layers if name == "layers" else shape.rule_d_model
        c.carry(name, getattr(form, name), rule.equation if value is None else None)
    return form


def _cards(c: Chain, d: Design) -> None:
    """Cards by rule or as given; no more are available than a replica can span."""
    c.step("usable_bytes", capacity.usable_bytes, memory=d.serving_memory, usable_share=d.usable_share)
    c.step("cards_per_replica", capacity.cards_per_replica, resident_bytes=c.weight_bytes, usable=c.usable_bytes)
    by_rule = np.isnan(d.cards)
    if np.all(by_rule):
        c.carry("available_cards", np.minimum(c.cards_per_replica, d.largest_replica))
    else:
        c["cards_per_replica"] = c["cards_per_replica"]._replace(value=np.where(by_rule, c.cards_per_replica, d.cards))
        c.carry("available_cards", np.where(by_rule, np.minimum(c.cards_per_replica, d.largest_replica), d.cards))


def _cache(c: Chain, d: Design, form: shape.Shape) -> None:
    value_bytes = np.asarray(d.cache_bits) / 8
    heads = {"mha": form.heads, "mqa": 1.0, "mla": 1.0}.get(d.attention, form.kv_heads)
    if d.attention == "mla":
        c.step("cache_per_token", memory.latent_cache_bytes_per_token,
               layers=form.layers, latent_width=d.latent_width, value_bytes=value_bytes)
    else:
        c.step("cache_per_token", memory.kv_cache_bytes_per_token,
               layers=form.layers, kv_heads=heads, head_dim=form.head_dim, value_bytes=value_bytes)
    c.step("kv_cache_per_user", memory.kv_cache_bytes,
           bytes_per_token=c.cache_per_token, context=d.context, window=d.window, full_share=d.full_attention_share)
    c.carry("cached_heads", heads)
    c.step("cache_copies", memory.cache_copies, cards=c.available_cards, kv_heads=heads)
    c.carry("resident_cache_per_user", c.kv_cache_per_user * c.cache_copies)


def _throughput(c: Chain, d: Design) -> None:
    """A full replica: everyone who fits decodes together (one sequence where nobody does, so that there is a price)."""
    (_attention if d.described is None else described.attention)(c, d)
    _layout(c, d)
    (_read if d.described is None else described.read)(c, d)
    c.step_if_known("step_time", batching.decode_step_bound, "peak", "attention_peak", batch=c.batch,
           parameters=_either(c, "step_parameters", c.active_parameters), attention_compute=c.attention_compute,
           weight_bytes=c.bytes_read, cache_bytes=_either(c, "cache_read", c.kv_cache_per_user), cards=c.cards_per_replica,
           peak=d.serving_peak, attention_peak=d.attention_peak, bandwidth=d.serving_bandwidth)
    c.step_if_known("cost_per_million_tokens", serving.cost_per_million_tokens, "price", "step_time", cards=c.cards_per_replica,
                    price=d.serving_price, step_time=c.step_time, batch=c.batch, efficiency=d.decode_efficiency)


def _read(c: Chain, d: Design) -> None:
    """Bytes of weights that a step of the whole batch reads."""
    c.step("experts_touched", serving.experts_touched, experts=d.experts, top_k=d.top_k, batch=c.batch)
    c.step("bytes_read", sparsity.bytes_read,
           active_bytes=c.active_weight_bytes, share=c.routed_share, touched=c.experts_touched, top_k=d.top_k)


def _attention(c: Chain, d: Design) -> None:
    """Arithmetic of one sequence's attention in a step, over as many positions as it keeps in the mean of its layers; its projections."""
    project = {"layers": c.layers, "d_model": c.d_model, "heads": c.heads, "head_dim": c.head_dim}
    attend = {"layers": c.layers, "heads": c.heads, "context": c.kv_cache_per_user / c.cache_per_token}
    if d.attention == "mla":
        keys, rotary, queries = latent_sizes(d.latent_width, c.d_model, c.heads, c.head_dim)
        c.step("attention_compute", stepcost.latent_attention_flop, latent=keys, rotary=rotary, **attend)
        c.step("projection_flop", stepcost.latent_projection_flop, latent=keys, rotary=rotary, query_latent=queries, **project)
    else:
        c.step("attention_compute", stepcost.decoding_attention_flop, head_dim=c.head_dim, **attend)
        c.step("projection_flop", stepcost.projection_flop, kv_heads=c.cached_heads, **project)
    # Two FLOP for each weight.
    c.carry("projection_bytes", c.projection_flop * (d.weight_bits / 16))


def _prompt_width(c: Chain, d: Design) -> np.ndarray | float:
    """Heads times what scores and sums of a prompt run over in the mean; under latent attention a key has a rotary part beside it."""
    if d.attention == "mla":
        _, rotary, _ = latent_sizes(d.latent_width, c.d_model, c.heads, c.head_dim)
        return c.heads * (c.head_dim + rotary / 2)
    return c.heads * c.head_dim


def _layout(c: Chain, d: Design) -> None:
    """Users and groups of the layout that lets in more: one group with copies of caches, or a group for each copy with its own users."""
    c.step("grouped_users", batching.grouped_users, cards=c.available_cards, usable_bytes=c.usable_bytes, weight_bytes=c.weight_bytes,
           copied_bytes=c.projection_bytes, groups=c.cache_copies, cache_bytes=c.kv_cache_per_user)
    c.carry("batch", np.maximum(np.maximum(c.concurrent_users, c.grouped_users), 1))
    c.carry("groups", np.where(c.grouped_users > c.concurrent_users, c.cache_copies, 1.0))


def _unknown_everywhere(value: np.ndarray | float) -> bool:
    return np.isnan(value if isinstance(value, float) else np.fmin.reduce(value, axis=None))


def _either(c: Chain, name: str, value: np.ndarray) -> np.ndarray:
    """A step of its own, of a model that has one, or else what stands in its place."""
    return c[name].value if name in c else value
