"""Published runs to start from: their cards, days and model, with the failures that they counted."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.caching import shared
from formulas.reliability.published import PublishedRun, runs
from instruments.frame.presets import Preset
from instruments.frame.reading import defaults
from instruments.reliability.inputs import PER_SERVER, Inputs

# What is known of each beside its row, as inputs.
_KNOWN = {
    "llama-3-405b": ("Failures as its table counts them, storage of 2 TB/s.",
                     {"parameters": 405e9, "tokens": 15.6e12, "token_bytes": 4.0, "remote_bandwidth": 2e12, "spares": 24}),
    "opt-175b": ("About 90 restarts in 56 days, hours to replace a server, 12 spares.",
                 {"parameters": 175e9, "tokens": 300e9, "precision": "fp16", "restart": 240.0, "spares": 12, "peer_bandwidth": 25e9}),
    "bloom-176b": ("2.3 TB in 40 seconds every three hours, 4 spares.",
                   {"parameters": 176.247e9, "tokens": 366e9, "token_bytes": 4.0, "rule": "own", "interval": 180.0, "spares": 4,
                    "peer_bandwidth": 12.5e9}),
    "byterobust": ("97% of three months on 9,600 cards.",
                   {"storage": "peer", "restart": 5.0, "spares": 24}),
}  # fmt: skip


@shared
def presets() -> Mapping[str, Preset]:
    """Every published run that says enough to be set up, by id."""
    return {name: _preset(runs()[name], caption, known) for name, (caption, known) in _KNOWN.items()}


def _preset(run: PublishedRun, caption: str, known: Mapping[str, object]) -> Preset:
    values = defaults(Inputs) | {"cards": int(run.cards), "days": float(run.days)} | known
    if run.per_card_day:
        # What was counted, spread over the parts as Llama 3's table has it.
        scale = _counted() / (24 / run.per_card_day)
        values |= {name: values[name] / scale for name in _MTBFS}
    return Preset(run.id, run.name, caption, values)


_MTBFS = ("accelerator_mtbf", "host_mtbf", "network_mtbf", "software_mtbf")


def _counted() -> float:
    """Card-hours between failures of any kind, by the inputs as they come."""
    fresh = defaults(Inputs)
    rate = sum(1 / fresh[name] for name in _MTBFS if name != "host_mtbf") + 1 / (fresh["host_mtbf"] * PER_SERVER)
    return 1 / rate
