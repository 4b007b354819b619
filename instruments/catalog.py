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
    """One instrument: its address, its words, and where its two halves are imported from.

    ``address`` names the module that writes and reads its state (``encode``, ``decode``), where it has one of
    its own; ``needs`` are the instruments whose models its view is given.
    """

    id: str
    title: str
    stratum: str
    question: str
    model: str
    view: str
    address: str = ""
    needs: tuple[str, ...] = ()

    @property
    def route(self) -> str:
        """Address of the instrument within the page's fragment."""
        return f"/{self.id}" if self.id in ("forge", "journey") else f"/stack/{self.id}"

    def build(self, **needed: Any) -> Any:
        """Import both halves, now and not earlier, and return a view on a new model.

        ``needed`` are the models of the instruments that it needs, by their ids.
        """
        return _load(self.view)(_load(self.model)(), **needed)

    def codec(self) -> Any:
        """Return the module that writes and reads its state, or nothing."""
        return importlib.import_module(self.address) if self.address else None


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
        Instrument(
            id="journey",
            title="Token journey",
            stratum="models",
            question="How does one token come out of a transformer, and what does that step cost?",
            model="instruments.journey.model:Journey",
            view="instruments.journey.view:JourneyView",
            address="instruments.journey.address",
            needs=("forge",),
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
