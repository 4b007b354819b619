"""What instruments there are, where each stands in the stack, and how to get one when it is asked for."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

STRATA = {
    "applications": "Applications",
    "models": "Models",
    "infrastructure": "Infrastructure",
    "chips": "Chips",
    "energy": "Energy",
}


@dataclass(frozen=True)
class Instrument:
    """One instrument: its address, its words, and where its two halves are imported from."""

    id: str
    title: str
    stratum: str
    question: str
    model: str
    view: str

    @property
    def route(self) -> str:
        """Address of the instrument within the page's fragment."""
        return f"/{self.id}" if self.id in ("forge", "journey") else f"/stack/{self.id}"

    def build(self) -> Any:
        """Import both halves, now and not earlier, and return a view on a new model."""
        return _load(self.view)(_load(self.model)())


INSTRUMENTS = {
    instrument.id: instrument
    for instrument in (
        Instrument(
            id="forge",
            title="The Forge",
            stratum="models",
            question="Six decisions give a frontier model: what does it cost, where does it run, and why does it fail?",
            model="instruments.forge.model:Forge",
            view="instruments.forge.view:ForgeView",
        ),
    )
}
HOME = "forge"


def at(stratum: str) -> list[Instrument]:
    """Return the instruments of one stratum."""
    return [instrument for instrument in INSTRUMENTS.values() if instrument.stratum == stratum]


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)
