"""What the Forge's design gives this instrument."""

from __future__ import annotations

from formulas.model.description import LatentAttention
from instruments.chip.inputs import DESIGN
from instruments.forge.choices import nearest_cache
from instruments.forge.model import Forge
from instruments.forge.resolve import multiplied_in


def of_forge(forge: Forge) -> dict[str, object]:
    """Return card, formats, context and shape of the Forge's design; of a model that exists, the shape of its first layers."""
    values, c, design = forge.result.values, forge.result.chain, forge.result.design
    found = {
        "accelerator": values["accelerator"], "precision": multiplied_in(values), "model": DESIGN, "context": values["context"],
        "cache_precision": nearest_cache(values["cache_precision"]), "parameters": float(c.total_parameters),
    }  # fmt: skip
    names = ("layers", "d_model", "heads", "kv_heads", "head_dim", "d_ff")
    if any(c.is_unknown(name) for name in names):
        return found  # layers without attention, which have no such shape
    whole = {name: round(float(c[name].value)) for name in names}
    if design.described is not None:
        mixer = design.described.mixer
        latent = round(float(mixer.kv_rank + mixer.rotary)) if isinstance(mixer, LatentAttention) else 0
        return found | whole | {"latent_width": latent, "experts": int(design.experts), "top_k": int(design.top_k)}
    kinds = {"mha": whole["heads"], "mqa": 1}
    return found | whole | {
        "kv_heads": kinds.get(values["attention"], whole["kv_heads"]),
        "latent_width": values["latent_width"] if values["attention"] == "mla" else 0,
        "experts": values["experts"] if values["architecture"] == "moe" else 1,
        "top_k": values["top_k"] if values["architecture"] == "moe" else 1,
    }  # fmt: skip
