"""Which source stands behind each number that a design takes from a catalogue or a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from formulas.catalogue import Accelerator, accelerators, grids, lookup, precisions
from formulas.constraints import Constraint
from formulas.counted import BOARDS
from formulas.kernels.chips import multiplied
from formulas.model.public import public
from formulas.per_byte import LawText, by_law, law_texts
from formulas.power.catalogue import REFERENCE, server_of, servers
from formulas.power.machines import network_power, storage_power
from formulas.rents import Rent, rents_of
from formulas.repetition import effective_tokens
from formulas.scaling import LAWS
from formulas.shortest import critical_batch
from formulas.steps import Chain
from formulas.unpackings import unpacked_by
from formulas.wafer.catalogue import of_card
from instruments.evidence.citing import Citation, of_row
from instruments.forge.inputs import PUBLIC_TEXT
from instruments.forge.resolve import REFERENCE_CARD, TRAINING_FALLBACK, multiplied_in

# The first argument of each equation that counts a model that exists.
_COUNTED = ("tables", "packed", "parameters", "keys_and_values")


def cited(values: Mapping[str, object], field: str) -> dict[str, Citation]:
    """Return the source of each argument in the working of ``field`` that nobody typed and no equation made."""
    trainer, server = accelerators()[values["training_accelerator"]], accelerators()[values["accelerator"]]
    match field:
        case "unique_tokens":
            return {"stock": of_row(PUBLIC_TEXT, "value", PUBLIC_TEXT.date)} if values["text_stock"] == PUBLIC_TEXT.value else {}
        case "effective_tokens":
            return {"decay": Citation("Fit of repeated text", effective_tokens.equation.source)}
        case "predicted_loss":
            law = LAWS[values["law"]]
            return dict.fromkeys(law.coefficients, Citation(law.name, law.source, note=law.note))
        case "loss_by_rounding":
            return {"bits": of_row(precisions()[multiplied_in(values)], "bits")}
        case "repaid_by":
            law = LAWS[values["law"]]
            return {name: Citation(law.name, law.source) for name in law.coefficients if name != "irreducible_loss"}
        case "bits_per_byte":
            return {"text_per_token": _of_text(law_texts()[LAWS[values["law"]].text])}
        case "training_gpu_hours":
            precision = values["training_precision"]
            return {"peak": _peak(trainer, precision, TRAINING_FALLBACK.get(precision, precision))}
        case "training_cost":
            return _price(trainer, values["training_price"])
        case "training_energy" | "site_power":
            return {"power": of_row(trainer, "power_w")} if values["power_counted"] == BOARDS else {}
        case "training_carbon":
            return {} if values["carbon_intensity"] is not None else {"intensity": _grid(values["grid"])}
        case "h100_equivalents":
            reference = accelerators()[REFERENCE_CARD]
            return {"peak": of_row(trainer, _of_16_bits(trainer)), "reference": of_row(reference, _of_16_bits(reference))}
        case "rated_power":
            return _rated(trainer)
        case "dies_per_wafer" | "training_wafers":
            return _die(trainer, "site_area" if field == "dies_per_wafer" else "dies_per_card")
        case "training_tokens" if values["start"] != "budget":
            return _published(values)
        case "total_parameters" | "active_parameters" | "weight_bytes" | "kv_cache_per_user" if values["start"] != "budget":
            return _configured(values)
        case "weight_bytes":
            return {"bits": of_row(precisions()[values["precision"]], "storage_bits")}
        case "decode_ceiling_one_card" | "decode_ceiling_sharded":
            return {"bandwidth": of_row(server, "bandwidth_bytes_per_s")}
        case "time_to_first_token":
            return {
                "peak": _of_serving(server, multiplied_in(values)),
                "bandwidth": of_row(server, "bandwidth_bytes_per_s"),
            }
        case "cost_per_million_tokens" | "batched_cost":
            return _price(server, values["serving_price"])
        case _:
            return {}


def _published(values: Mapping[str, object]) -> dict[str, Citation]:
    """Cite who published how much text a model was trained on."""
    row = public()[values["model"]].row if values["start"] == "model" else None
    known = row is not None and row.training_tokens is not None and values["training_tokens"] is None
    return {"published": of_row(row, "training_tokens")} if known else {}


def _configured(values: Mapping[str, object]) -> dict[str, Citation]:
    """Cite the configuration of a model that exists, or the catalogue's row where none was seen."""
    if values["start"] != "model":
        found = Citation("The configuration that was put in", "")
    elif not (model := public()[values["model"]]).configuration:
        found = of_row(model.row, "layers")
    else:
        found = Citation(f"Configuration of {model.name}", "", note=" ".join(filter(None, [f"Read in: {model.source}.", model.note])))
    return dict.fromkeys(_COUNTED, found)


def _of_text(text: LawText) -> Citation:
    """Cite how a tokenizer cuts the text of a law, and how that is known."""
    return Citation(text.name, text.source("bytes_per_token"), text.standing("bytes_per_token"), text.note)


def of_spread(chain: Chain, total_to_active: float) -> dict[str, Citation]:
    """Cite the two laws that a spread lies between, the highest with what each of the laws gives."""
    if chain.is_unknown("effective_tokens"):
        return {}
    found = {name: float(value) for name, value in by_law(chain.active_parameters, chain.effective_tokens, total_to_active).items()}
    ranked = [LAWS[name] for name in sorted(found, key=found.get)]
    told = ", ".join(f"{law.name} {found[law.id]:.3f}" for law in ranked)
    return {
        "lowest": Citation(ranked[0].name, ranked[0].source),
        "highest": Citation(ranked[-1].name, ranked[-1].source, note=f"By every law: {told}."),
    }


def _peak(card: Accelerator, *formats: str) -> Citation:
    """Cite the peak that the design computes with: that of the first format that the card multiplies."""
    kinds = (kind for name in formats for kind in lookup(precisions(), name, "precision").compute_peaks)
    fields = (f"peak_{kind}_flop_per_s" for kind in kinds)
    return of_row(card, next((field for field in fields if getattr(card, field) is not None), "default"))


def _of_serving(card: Accelerator, precision: str) -> Citation:
    """Cite the peak that weights of a format are multiplied at: the card's own, or that of what they are unpacked to."""
    found = multiplied(card, precision)
    field = "default" if np.isnan(found.peak) else f"peak_{found.kind}_flop_per_s"
    cited = of_row(card, field)
    if not found.unpacked or (row := unpacked_by(card, precision)) is None:
        return cited
    return replace(cited, note=f"Unpacked to {found.kind.upper()} by {row.engine}.", beside=(*cited.beside, of_row(row, "engine")))


def _of_16_bits(card: Accelerator) -> str:
    """The field that holds a card's 16-bit peak."""
    return next((f"peak_{kind}_flop_per_s" for kind in ("bf16", "fp16") if card.peak(kind) is not None), "default")


def _rated(card: Accelerator) -> dict[str, Citation]:
    """Cite the server around the boards, say where it is another card's, and cite what stands outside."""
    row = own = server_of(card.id)
    if own is None:
        row = servers()[REFERENCE]
    of_server = of_row(row, "server_power_w")
    if own is None:
        of_server = replace(of_server, standing="estimated", note="Scaled to the power of this card's board.")
    return {
        "server": of_server,
        "boards_per_server": of_row(row, "boards"),
        "network_share": Citation("Switches over servers", network_power.equation.source, "estimated"),
        "storage_share": Citation("Storage over servers", storage_power.equation.source, "estimated"),
    }


def _price(card: Accelerator, typed: float | None) -> dict[str, Citation]:
    """Cite the catalogue's price, unless a person put in one, and beside it what the card is rented for by contract."""
    if typed is not None or card.price_usd_per_h is None:
        return {}
    return {"price": replace(of_row(card, "price_usd_per_h", card.price_date), beside=tuple(map(_rent, rents_of(card.id))))}


def _rent(rent: Rent) -> Citation:
    ends = (rent.low_usd_per_h, rent.high_usd_per_h)
    spread = "" if None in ends else f" ({ends[0]:.2f} to {ends[1]:.2f})"
    told = f"{rent.name}, {rent.month}: {rent.usd_per_h:.2f} USD{spread}"
    others = tuple(Citation("Spread", source) for source in dict.fromkeys(map(rent.source, ("low_usd_per_h", "high_usd_per_h"))))
    return Citation(told, rent.source("usd_per_h"), note=rent.note, beside=tuple(o for o in others if o.source != rent.source("usd_per_h")))


def _grid(name: str) -> Citation:
    """Cite a grid's carbon, which is that of one year, and beside it what a later table says."""
    row = grids()[name]
    own, later = of_row(row, "kgco2e_per_kwh", str(row.year)), row.later_kgco2e_per_kwh
    if later is None:
        return own
    told = Citation(f"Ember's latest year by 2026: {1000 * later:.0f} gCO2e/kWh", row.source("later_kgco2e_per_kwh"))
    return replace(own, beside=(told,))


def _die(card: Accelerator, argument: str) -> dict[str, Citation]:
    """Cite the die of a card, where it is known."""
    die = of_card(card.id)
    return {argument: Citation(die.name, die.source, die.status, die.note)} if die else {}


def of_limit(constraint: Constraint, values: Mapping[str, object]) -> list[str]:
    """Return the keys of the sources of a limit, those of the serving card and of the law among them where they set it."""
    card = accelerators()[values["accelerator"]]
    match constraint.id:
        case "precision":
            precision = multiplied_in(values)
            found = [card.source(f"peak_{kind}_flop_per_s") for kind in precisions()[precision].compute_peaks]
            if (row := unpacked_by(card, precision)) is not None:
                found.append(row.source("engine"))
        case "weights" | "cache" | "context":
            # The link decides how far a replica may span.
            found = [card.source(field) for field in ("memory_bytes", "scale_up_domain", "link_bytes_per_s")]
        case "time":
            found = [critical_batch.equation.source]
        case "law":
            found = [LAWS[values["law"]].source]
        case _:
            found = []
    return [*constraint.sources, *found]
