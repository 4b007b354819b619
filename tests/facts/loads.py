"""Group P from P401, measured loads: models and cards that no constant here was fitted to.

The share of the decoding bound and the draw of the boards come from fifteen other loads (``power.py``), and were kept as they were
when these were first predicted: their medians are 37% for 36%, and 80% for 80%.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from formulas.catalogue import accelerators
from formulas.power import answers

from .case import Case
from .power import rate


def _load(fact: Mapping) -> SimpleNamespace:
    return SimpleNamespace(**fact["inputs"])


def _joules(fact: Mapping) -> float:
    """Energy of the boards alone."""
    boards = answers.serving_power(accelerators()[_load(fact).card].power_w, answers.SERVING_DRAW, 0, 1, 0)
    return float(answers.energy_per_token(boards, rate(_load(fact)), 0, 1))


def _rate(fact: Mapping) -> float:
    return _load(fact).cards * rate(_load(fact))


def cases() -> list[Case]:
    """Every prediction of these facts."""
    slow = "Its boards drew 45% of their limit, and H100 wrote more: what held it back stands before the card."
    return [
        *(Case(f"P{i}", "power.answers.energy_per_token", _joules, "band", "The boards alone.") for i in range(401, 423)),
        *(Case(f"P{i}", "power.answers.served_rate", _rate, "band", miss=slow if i == 434 else "") for i in range(431, 453)),
    ]
