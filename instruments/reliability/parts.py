"""What a checkpoint holds of each parameter, by what was chosen: bytes of the weights, of their master copy, of the optimizer's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.catalogue import lookup, precisions

_MASTER = {"fp32": 4.0, "none": 0.0}
_STATE = {"adam": 8.0, "adam-bf16": 4.0, "adam-8bit": 2.0, "momentum": 4.0, "none": 0.0}


class Parts(NamedTuple):
    """Bytes of each parameter: gradients and activations are made anew, and not saved."""

    weights: float
    master: float
    optimizer: float

    @property
    def whole(self) -> float:
        """All of them."""
        return sum(self)


def parts(values: Mapping[str, object]) -> Parts:
    """Return what is held of each parameter; of a sum that was put in, weights and master copy take theirs first.

    ``values`` are the inputs as they count: weights in 32 bits have no copy.
    """
    weights = lookup(precisions(), values["precision"], "precision").weight_bits / 8
    master, whole = _MASTER[values["master"]], values["bytes_per_parameter"]
    if whole is None:
        return Parts(weights, master, _STATE[values["optimizer"]])
    weights = min(whole, weights)
    master = min(whole - weights, master)
    return Parts(weights, master, whole - weights - master)


def hint(values: Mapping[str, object]) -> str:
    """Say what a checkpoint holds of each parameter."""
    held = parts(values)
    named = {"weights": held.weights, "master copy": held.master, "optimizer": held.optimizer}
    told = ", ".join(f"{name} {size:.3g}" for name, size in named.items() if size)
    return f"A checkpoint holds {held.whole:.3g} bytes of each: {told}."
