"""From a person's inputs (names of cards, formats, grids) to the numbers that the chain computes with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from formulas.caching import frozen, shared, shared_lately
from formulas.catalogue import Accelerator, accelerators, grids, precisions
from formulas.constraints import LARGEST_REPLICA, NATIVE, NOT_SERVED, UNPACKED
from formulas.described import Described, facts
from formulas.design import Design
from formulas.energy import US_INDUSTRIAL_PRICE
from formulas.kernels.chips import Multiplied, multiplied
from formulas.model.description import Description
from formulas.model.forms import checkpoint_form
from formulas.model.link_word import unpacked
from formulas.model.public import public
from formulas.model.stored import kind_bits
from formulas.power.catalogue import housing, server_of
from formulas.scaling import LAWS
from formulas.unpackings import unpacked_by
from formulas.wafer.catalogue import of_card
from instruments.forge.choices import AS_SHIPPED
from instruments.forge.inputs import Inputs
from instruments.frame.relevance import effective

SLOWEST_SCALE_UP_LINK = 100e9
REFERENCE_CARD = "h100-sxm"
"""The card that fleets are compared in."""

UNSTATED = "bf16"
"""The format of a checkpoint that says nothing of it."""
# A card without BF16 units trains in FP16: the same width at the same rate.
TRAINING_FALLBACK = {"bf16": "fp16"}
# What attention is computed in, the first that the card has.
ATTENTION_KINDS = ("fp16", "bf16", "tf32", "fp32")


def resolve(values: Mapping[str, object]) -> Design:
    """Look up every name and fill what is left to a rule.

    Parameters
    ----------
    values
        A full set of inputs as :func:`instruments.frame.reading.read` returns them.

    Returns
    -------
    Design
        Scalars in SI units.

    Raises
    ------
    ValueError
        If the training card cannot multiply the training precision.
    """
    values = effective(Inputs, values)
    trainer = accelerators()[values["training_accelerator"]]
    model = described(values)
    design = Design(
        training_compute=values["training_compute"],
        overtraining=values["overtraining"],
        text_stock=values["text_stock"],
        total_to_active=values["total_to_active"],
        experts=values["experts"],
        top_k=values["top_k"],
        context=values["context"],
        prompt=values["prompt"],
        **serving(values),
        element_bits=precisions()[multiplied_in(values)].bits,
        served_tokens=values["served_tokens"] or 0.0,
        cache_bits=cache_bits(values),
        usable_share=values["usable_share"],
        prefill_utilisation=values["prefill_utilisation"],
        decode_efficiency=values["decode_efficiency"],
        training_peak=_training_peak(trainer, values["training_precision"]),
        **_fleet(values["training_accelerator"]),
        training_price=_known(trainer.price_usd_per_h if values["training_price"] is None else values["training_price"]),
        utilisation=values["utilisation"],
        goodput=values["goodput"],
        target_days=values["target_days"],
        draw=values["draw"],
        cap=values["cap"],
        pue=values["pue"],
        carbon_intensity=_carbon_intensity(values),
        electricity_price=US_INDUSTRIAL_PRICE if values["electricity_price"] is None else values["electricity_price"],
        **_die(values["training_accelerator"]),
        die_yield=values["die_yield"],
        latent_width=values["latent_width"],
        window=values["window"],
        full_attention_share=values["full_attention_share"],
        cards=_known(values["cards"]),
        layers=_known(values["layers"]),
        d_model=_known(values["d_model"]),
        heads=_known(values["heads"]),
        kv_heads=_known(values["kv_heads"]),
        head_dim=_known(values["head_dim"]),
        d_ff=_known(values["d_ff"]),
        vocabulary=_known(values["vocabulary"]),
        law=LAWS[values["law"]],
        attention=values["attention"],
        power_counted=values["power_counted"],
        described=model,
    )
    return design if model is None else replace(design, **facts(model, _text(values)))


def described(values: Mapping[str, object]) -> Described | None:
    """Return the model that exists which a design starts from, as it is served, if it starts from one."""
    match values["start"]:
        case "model":
            return _public(values["model"], values["checkpoint_format"], values["cache_precision"])
        case "configuration":
            return _configured(values["configuration"], values["checkpoint_format"], values["cache_precision"])
    return None


@shared
def _public(name: str, checkpoint: str, cache: str) -> Described:
    return _described(public()[name].description, checkpoint, cache)


@shared_lately
def _configured(word: str, checkpoint: str, cache: str) -> Described:
    return _described(unpacked(word), checkpoint, cache)


def _described(model: Description, checkpoint: str, cache: str) -> Described:
    form = checkpoint_form(model.form or UNSTATED if checkpoint == AS_SHIPPED else checkpoint)
    return Described(model, form, frozen(kind_bits(cache)))


def _text(values: Mapping[str, object]) -> float:
    """Tokens that a model that exists was trained on: as typed, or as published."""
    if values["training_tokens"] is not None:
        return values["training_tokens"]
    row = public()[values["model"]].row if values["start"] == "model" else None
    return _known(row.training_tokens if row else None)


def cache_bits(values: Mapping[str, object]) -> float:
    """Return the bits of a cached number; of latents with their rotary part in the mean, as wide as in DeepSeek-V3."""
    bits = kind_bits(values["cache_precision"])
    return (8 * bits["latent"] + bits["rotary"]) / 9 if values["attention"] == "mla" else bits["keys"]


def multiplied_in(values: Mapping[str, object]) -> str:
    """Return the format of the catalogue in which the weights of a design are multiplied."""
    model = described(values)
    return values["precision"] if model is None else model.form.multiplied


def serving(values: Mapping[str, object]) -> dict[str, float]:
    """Return the part of a design that the serving card, its price and the format of the weights decide."""
    found = _serving(values["accelerator"], multiplied_in(values))
    return found if values["serving_price"] is None else {**found, "serving_price": values["serving_price"]}


@shared
def _serving(accelerator: str, precision: str) -> dict[str, float]:
    card = accelerators()[accelerator]
    found = multiplied(card, precision)
    return {
        "weight_bits": precisions()[precision].weight_bits,
        "precision_supported": _support(card, precision, found),
        # What is not multiplied as it is stored is unpacked, and computed at the speed of what it is unpacked to.
        "serving_peak": found.peak,
        # Attention is computed in 16 bits whatever the weights and the cache are kept in, or in what the card has instead.
        "attention_peak": _known(next((peak for kind in ATTENTION_KINDS if (peak := card.peak(kind)) is not None), None)),
        "serving_link": _known(card.link_bytes_per_s),
        "serving_memory": card.memory_bytes,
        "serving_bandwidth": card.bandwidth_bytes_per_s,
        "serving_price": _known(card.price_usd_per_h),
        "largest_replica": _largest_replica(card),
    }


def _support(card: Accelerator, precision: str, found: Multiplied) -> float:
    """How a card serves a format: native, unpacked by an engine, or not at all; nan where no peak of the card is published."""
    if np.isnan(found.peak):
        return np.nan
    if not found.unpacked:
        return NATIVE
    return UNPACKED if unpacked_by(card, precision) else NOT_SERVED


@shared
def _fleet(accelerator: str) -> dict[str, float]:
    """What a fleet of one card is told in: its 16-bit peak beside the H100's, its power and that of the server around it."""
    card = accelerators()[accelerator]
    server, boards = (np.nan, 1.0) if card.power_w is None else housing(server_of(accelerator), card.power_w)
    return {
        "training_peak_16_bit": _known(card.peak("bf16") or card.peak("fp16")),
        "reference_peak": accelerators()[REFERENCE_CARD].peak("bf16"),
        "training_power": _known(card.power_w),
        "server_power": server,
        "boards_per_server": boards,
    }


@shared
def _die(accelerator: str) -> dict[str, float]:
    """The die of a card; unknown where nobody published it, and where it is a whole wafer, of which there is no number to be cut."""
    die = of_card(accelerator)
    return {"die_area": die.die_area_mm2 if die else np.nan, "dies_per_card": die.package_dies if die else np.nan}


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _carbon_intensity(values: Mapping[str, object]) -> float:
    """kgCO2e per kWh: the site's own, which is typed in grams as it is quoted, or the grid's."""
    own = values["carbon_intensity"]
    return grids()[values["grid"]].kgco2e_per_kwh if own is None else own / 1000


def _largest_replica(card: Accelerator) -> int:
    joined = card.link_bytes_per_s is not None and card.link_bytes_per_s >= SLOWEST_SCALE_UP_LINK
    published = int(LARGEST_REPLICA.value)
    return published if joined else min(card.scale_up_domain, published)


def _training_peak(card, precision: str) -> float:
    peak = card.peak(precision) or card.peak(TRAINING_FALLBACK.get(precision, precision))
    if peak is None:
        has = [kind.upper() for kind in ("fp32", "tf32", "bf16", "fp16", "fp8", "fp4") if card.peak(kind)]
        raise ValueError(
            f"Training precision is {precision.upper()}: {card.name} cannot multiply it; choose {', '.join(has) or 'another card'}"
        )
    return peak
