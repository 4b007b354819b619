"""The verdict as HTML: a word, what binds and how near, and the button that repairs it."""

from __future__ import annotations

import math

from instruments.apart import percent
from instruments.citing import links
from instruments.forge.dossier import Dossier, Figure
from instruments.forge.fields import FIELDS
from instruments.forge.sources import of_limit
from instruments.forge.verdict import Binding
from instruments.text import escape
from instruments.widgets import button

# What each constraint limits, where it holds.
_NAMES = {
    "weights": "weights in memory",
    "cache": "room for a short cache",
    "context": "room for one full context",
    "tokens": "public text",
    "fleet": "largest fleet",
    "power": "power of one site",
    "law": "range of the scaling law",
}
# Four figures of which each decision moves at least one, whatever the design: how good, how dear, how large, how fast.
KEY_FIGURES = {
    "predicted_loss": "loss",
    "training_cost": "training",
    "weight_bytes": "weights",
    "decode_ceiling_sharded": "speed",
}
_UNITS = {"nats per token": "nats"}


def verdict_html(dossier: Dossier) -> str:
    """Return the verdict on a design."""
    verdict = dossier.verdict
    state = "feasible" if verdict.feasible else "fails"
    sign = "\N{CHECK MARK}" if verdict.feasible else "\N{MULTIPLICATION SIGN}"
    lead = f"Binds next: {_name(verdict.first)}. " if verdict.feasible else ""
    return (
        f'<div class="verdict-card {state}" data-key="{state}"><div class="verdict-text">'
        f'<h2 class="verdict-word"><span class="sign" aria-hidden="true">{sign}</span> '
        f'<span data-spoken>{escape(verdict.headline)}</span></h2>'
        f'<p class="verdict-why">{escape(lead + verdict.first.sentence)} {_whose(dossier)}</p></div>'
        f'<div class="verdict-next">{_meter(verdict.first)}{_nearest(dossier)}{_repair(dossier)}</div>{_keys(dossier)}</div>'
    )


def _whose(dossier: Dossier) -> str:
    """Who says that the limit which binds is one."""
    return f'<span class="cite">Limit from {links(of_limit(dossier.verdict.first.constraint, dossier.values))}.</span>'


def _meter(binding: Binding) -> str:
    """Load over limit as a bar whose end is the limit."""
    share = min(binding.load, 1.0)
    text = f"{percent(binding.load)} of the limit" if math.isfinite(binding.load) else "beyond any limit"
    return (
        f'<div class="meter" title="{escape(binding.constraint.title)}"><span class="bar" style="--share:{share:.4f}"></span>'
        f'<span class="meter-text">{escape(text)}</span></div>'
    )


def _nearest(dossier: Dossier) -> str:
    """Of a feasible design, what comes after that."""
    verdict = dossier.verdict
    if not verdict.feasible:
        return ""
    others = [binding for binding in verdict.bindings if binding is not verdict.first and math.isfinite(binding.load) and binding.load > 0]
    rows = "".join(
        f'<li data-key="{binding.constraint.id}" title="{escape(binding.sentence)}"><span>{escape(_name(binding))}</span>'
        f'<span class="bar-track" style="--share:{binding.load:.4f}"></span><span class="number">{_percent(binding.load)}</span></li>'
        for binding in sorted(others, key=lambda binding: -binding.load)[:3]
    )
    return f'<ul class="nearest">{rows}</ul>'


def _percent(load: float) -> str:
    return percent(load, 2) if load >= 1e-3 else "under 0.1 %"


def _name(binding: Binding) -> str:
    return _NAMES.get(binding.constraint.id, _lower(binding.constraint.title))


def _repair(dossier: Dossier) -> str:
    repair = dossier.verdict.repair
    if dossier.verdict.feasible:
        return ""
    if repair is None:
        return f'<p class="repair">{escape(dossier.verdict.advice)}</p>'
    told = (f"Then next: {_lower(repair.then)}." if repair.then else "") + dossier.verdict.scope
    then = f'<span class="then">{escape(told.strip())}</span>' if told else ""
    mend = button("repair", repair.sentence.rstrip("."), kind="primary", title="Apply this one change", step=True)
    return f'<p class="repair">{mend}{then}</p>'


def _keys(dossier: Dossier) -> str:
    """Four figures that stay in sight at every width while a decision moves."""
    cells = "".join(_key(dossier.figures[name], label) for name, label in KEY_FIGURES.items())
    return f'<dl class="keys">{cells}</dl>'


def _key(figure: Figure, label: str) -> str:
    value = figure.shown
    told = f"{FIELDS[figure.id].label}: {value.full}"
    return (
        f'<div title="{escape(told)}"><dt>{label}</dt><dd><span class="value" data-value="{escape(value.full)}">'
        f'{escape(value.number)}</span> <span class="unit">{escape(value.unit_as(_UNITS))}</span></dd></div>'
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
