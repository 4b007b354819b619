"""Networks that exist, to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.shared import frozen


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A network with an operation on it.

    Parameters
    ----------
    id, name
        Its key, and what it is called.
    caption
        What is to be seen in it.
    values
        Inputs that differ from how they come.
    """

    id: str
    name: str
    caption: str
    values: Mapping[str, object]


PRESETS: Mapping[str, Preset] = frozen({
    each.id: each
    for each in (
        Preset(
            id="nvl72", name="One rack of 72 cards", caption="130 TB/s of links, 32.4 TB/s across the middle",
            values={"card": "gb200", "cards": 72, "algorithm": "switch", "buffer": 1e9},
        ),
        Preset(
            id="superpod", name="127 servers of 8 cards", caption="32 leaf and 16 spine switches",
            values={"card": "h100-sxm", "cards": 1016, "buffer": 1e9},
        ),
        Preset(
            id="llama-3", name="Llama 3's cluster", caption="24,576 cards, seven ports down for each one up",
            values={"card": "h100-sxm", "cards": 24_576, "fabric": "ethernet-400", "oversubscription": 7.0},
        ),
        Preset(
            id="tpu-v4", name="A TPU v4 pod", caption="4,096 chips in a torus, without switches",
            values={"card": "tpu-v4", "cards": 4096, "topology": "torus"},
        ),
        Preset(
            id="small", name="A small buffer", caption="64 kB: latency alone counts, and the tree wins",
            values={"buffer": 65_536.0, "algorithm": "tree"},
        ),
    )
})  # fmt: skip
"""Every preset by id."""
