"""What the Forge's design gives this instrument."""

from __future__ import annotations

import math

from instruments.forge.model import Forge


def from_forge(forge: Forge) -> dict[str, float | int | str]:
    """Return the inputs that start from a design: its training fleet in whole cards, its duration, its size, its text, the
    format of its weights."""
    chain = forge.result.chain
    return {
        "cards": math.ceil(float(chain.training_fleet)),
        "days": float(forge.values["target_days"]),
        "precision": forge.values["training_precision"],
        "parameters": float(chain.total_parameters),
        "tokens": float(chain.training_tokens),
    }
