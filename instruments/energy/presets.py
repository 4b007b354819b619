"""Runs and sites that were published, to start from."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.caching import shared
from instruments.energy.inputs import Inputs
from instruments.frame.presets import Preset
from instruments.frame.reading import defaults


@shared
def presets() -> Mapping[str, Preset]:
    """Every preset by id."""
    return {
        entry.id: entry
        for entry in (
            _preset("gpt-3", "GPT-3, as Patterson counts it", "10,000 V100 at 330 W for 14.8 days: 1,287 MWh and 552 t were published, "
                "boards alone.",
                   {"accelerator": "v100", "cards": 10_000, "accelerator_hours": 3.552e6, "board_limit": 330.0, "server": "boards",
                    "network_share": 0.0, "storage_share": 0.0, "pue": 1.1, "carbon_intensity": 429.0, "utilisation": 0.2}),
            _preset("llama-3-405b", "Llama 3.1 405B", "30.84 M H100-hours on up to 16,384 cards; the card counts boards at 700 W alone.",
                   {"accelerator": "h100-sxm", "cards": 16_384, "accelerator_hours": 30.84e6, "utilisation": 0.4, "grid": "usa"}),
            _preset("deepseek-v3", "DeepSeek-V3", "2.788 M H800-hours on 2,048 cards.",
                   {"accelerator": "h800", "cards": 2_048, "accelerator_hours": 2.788e6, "utilisation": 0.25, "grid": "chn"}),
            _preset("bloom", "BLOOM on French power", "1.08 M A100-hours on 384 cards: 433 MWh of boards and 25 t were published.",
                   {"accelerator": "a100-80gb", "cards": 384, "accelerator_hours": 1_082_990.0, "pue": 1.2, "grid": "fra",
                       "utilisation": 0.5}),
            _preset("colossus", "Colossus, a month", "200,000 cards at 300 MW, spring 2025.",
                   {"accelerator": "h100-sxm", "cards": 200_000, "accelerator_hours": 144e6, "grid": "us-tn", "host_draw": 1.0}),
            _preset("nvl72", "A thousand racks of GB200", "72,000 cards in racks of about 120 kW, cooled by liquid.",
                   {"accelerator": "gb200", "cards": 72_000, "accelerator_hours": 155.52e6, "grid": "us-tx"}),
        )
    }  # fmt: skip


def _preset(name: str, title: str, caption: str, changed: Mapping[str, object]) -> Preset:
    """A preset by what of it is not as it comes."""
    return Preset(name, title, caption, defaults(Inputs) | changed)
