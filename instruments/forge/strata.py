"""What a design does in each stratum of the stack, as one short figure each."""

from __future__ import annotations

from instruments.forge.dossier import Dossier

_FIGURES = {
    "applications": ("concurrent_users", ""),
    "models": ("active_parameters", "active"),
    "infrastructure": ("cards_per_replica", "a replica"),
    "chips": ("training_fleet", "to train"),
    "energy": ("training_energy", ""),
}
_SHORTER = {"parameters": "", "cards": "cards", "card": "card", "users": "users", "user": "user"}


def strata(dossier: Dossier) -> dict[str, str]:
    """Return one figure for each stratum, electrons to applications."""
    return {stratum: _say(dossier.figures[name].shown, tail) for stratum, (name, tail) in _FIGURES.items()}


def _say(value: object, tail: str) -> str:
    unit = " ".join(_SHORTER.get(word, word) for word in value.unit.split())
    return " ".join(f"{value.number} {unit} {tail}".split())
