"""Networks that exist, to begin with."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.caching import shared
from instruments.frame.presets import Preset
from instruments.frame.reading import defaults
from instruments.network.inputs import Inputs


@shared
def presets() -> Mapping[str, Preset]:
    """Every preset by id."""
    return {
        name: Preset(name, title, caption, defaults(Inputs) | changed)
        for name, title, caption, changed in (
            ("nvl72", "One rack of 72 cards", "130 TB/s of links, 32.4 TB/s across the middle",
             {"card": "gb200", "cards": 72, "algorithm": "switch", "buffer": 1e9}),
            ("superpod", "127 servers of 8 cards", "32 leaf and 16 spine switches",
             {"card": "h100-sxm", "cards": 1016, "buffer": 1e9}),
            ("llama-3", "Llama 3's cluster", "24,576 cards, seven ports down for each one up",
             {"card": "h100-sxm", "cards": 24_576, "fabric": "ethernet-400", "oversubscription": 7.0}),
            ("tpu-v4", "A TPU v4 pod", "4,096 chips in a torus, without switches",
             {"card": "tpu-v4", "cards": 4096, "topology": "torus"}),
            ("small", "A small buffer", "64 kB: latency alone counts, and the tree wins",
             {"buffer": 65_536.0, "algorithm": "tree"}),
        )
    }  # fmt: skip
