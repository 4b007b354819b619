"""What a design does in each stratum of the stack, as one short figure each."""

from __future__ import annotations

from dataclasses import replace

from formulas.catalogue import accelerators
from formulas.chain import BOARDS
from instruments.forge.dossier import Dossier
from instruments.quantities.text import Shown

_FIGURES = {
    "applications": ("concurrent_users", ""),
    "models": ("active_parameters", "active"),
    "infrastructure": ("cards_per_replica", "a replica"),
    "chips": ("training_fleet", "to train"),
    "energy": ("training_energy", "by servers"),
}
_BY_BOARDS = "by boards"
# What its tail says already.
_SAID = {"parameters", "parameter"}


def strata(dossier: Dossier) -> dict[str, Shown]:
    """Return one figure for each stratum, electrons to applications."""
    told = {stratum: _say(dossier.figures[name].shown, tail) for stratum, (name, tail) in _FIGURES.items()}
    alone = {"energy": _say(dossier.figures["training_energy"].shown, _BY_BOARDS)} if dossier.values["power_counted"] == BOARDS else {}
    return told | alone


def _say(value: Shown, tail: str) -> Shown:
    noun = "" if value.noun in _SAID else value.noun
    return replace(value, noun=f"{noun} {tail}".strip())


def summary(dossier: Dossier) -> str:
    """Return the design in one line: its size, what serves it, what it costs to train."""
    size, cards, cost = (dossier.figures[name].shown for name in ("total_parameters", "cards_per_replica", "training_cost"))
    card = accelerators()[dossier.values["accelerator"]]
    served = f"{cards.number} \N{MULTIPLICATION SIGN} {card.name.removeprefix(f'{card.vendor} ')}"
    return ", ".join((str(_say(size, "")), served, str(cost)))
