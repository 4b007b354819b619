"""What the Forge's design gives this instrument."""

from __future__ import annotations

import math

from instruments.forge.model import Forge


def from_forge(forge: Forge) -> dict[str, float | int | str]:
    """Return the inputs that start from a design: its training fleet in whole cards, its duration, its size, its text, the
    format of its weights."""
    chain = forge.result.chain
    found = {
        "days": float(forge.values["target_days"]), "precision": forge.values["training_precision"],
        "parameters": float(chain.total_parameters),
    }  # fmt: skip
    if chain.is_unknown("training_tokens"):
        return found  # of a model whose training nobody published
    return found | {"cards": math.ceil(float(chain.training_fleet)), "tokens": float(chain.training_tokens)}
