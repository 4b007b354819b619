"""A design of a model and of the machines that train and serve it: what the chain of the Forge starts from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from formulas.described import Described
from formulas.scaling import Law

CHOICES = ("law", "attention", "power_counted", "described")
"""What of a design is a choice and no number: one for all the designs of a call."""


@dataclass(frozen=True)
class Design:
    """Everything that the chain needs, as numbers in SI units; any of them may be an array.

    ``nan`` leaves a number to its rule (cards per replica, and the shape of the network).  Of a model that exists, which is
    ``described``, compute and text are those of its training, ``nan`` where nobody published them, and its own shape counts.
    """

    training_compute: np.ndarray | float
    overtraining: np.ndarray | float
    text_stock: np.ndarray | float
    total_to_active: np.ndarray | float
    experts: np.ndarray | float
    top_k: np.ndarray | float
    context: np.ndarray | float
    prompt: np.ndarray | float
    weight_bits: np.ndarray | float
    cache_bits: np.ndarray | float
    precision_supported: np.ndarray | float
    serving_peak: np.ndarray | float
    attention_peak: np.ndarray | float
    serving_link: np.ndarray | float
    serving_memory: np.ndarray | float
    serving_bandwidth: np.ndarray | float
    serving_price: np.ndarray | float
    largest_replica: np.ndarray | float
    usable_share: np.ndarray | float
    prefill_utilisation: np.ndarray | float
    decode_efficiency: np.ndarray | float
    training_peak: np.ndarray | float
    training_peak_16_bit: np.ndarray | float
    reference_peak: np.ndarray | float
    server_power: np.ndarray | float
    boards_per_server: np.ndarray | float
    training_power: np.ndarray | float
    training_price: np.ndarray | float
    utilisation: np.ndarray | float
    goodput: np.ndarray | float
    target_days: np.ndarray | float
    draw: np.ndarray | float
    pue: np.ndarray | float
    carbon_intensity: np.ndarray | float
    electricity_price: np.ndarray | float
    die_area: np.ndarray | float
    dies_per_card: np.ndarray | float
    die_yield: np.ndarray | float
    latent_width: np.ndarray | float
    window: np.ndarray | float
    full_attention_share: np.ndarray | float
    cards: np.ndarray | float
    layers: np.ndarray | float
    d_model: np.ndarray | float
    heads: np.ndarray | float
    kv_heads: np.ndarray | float
    head_dim: np.ndarray | float
    d_ff: np.ndarray | float
    vocabulary: np.ndarray | float
    law: Law
    attention: str
    power_counted: str
    element_bits: np.ndarray | float = 16.0
    served_tokens: np.ndarray | float = 0.0
    cap: np.ndarray | float = 1.0
    described: Described | None = None
    training_tokens: np.ndarray | float = np.nan

    @property
    def size(self) -> int:
        """How many designs the arrays describe together."""
        return math.prod(np.broadcast_shapes(*(np.shape(value) for _, value in self._numbers())))

    def chunks(self, length: int) -> Iterator[Design]:
        """Cut one-dimensional arrays into consecutive designs of at most ``length`` each."""
        for start in range(0, self.size, length):
            part = slice(start, start + length)
            yield replace(self, **{name: value[part] for name, value in self._numbers() if np.ndim(value)})

    def _numbers(self) -> Iterator[tuple[str, np.ndarray | float]]:
        return ((f.name, getattr(self, f.name)) for f in fields(self) if f.name not in CHOICES)
