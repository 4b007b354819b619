"""The verdict as HTML: a word, what binds and how near, and the button that repairs it."""

from __future__ import annotations

import math

from instruments.evidence.citing import links
from instruments.forge.dossier import Dossier
from instruments.forge.sources import of_limit
from instruments.forge.verdict import Binding
from instruments.frame.keys import keys_html
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.apart import percent
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


def verdict_html(dossier: Dossier) -> Markup:
    """Return the verdict on a design."""
    verdict = dossier.verdict
    state = "feasible" if verdict.feasible else "fails"
    sign = "\N{CHECK MARK}" if verdict.feasible else "\N{MULTIPLICATION SIGN}"
    lead = f"Binds next: {_name(verdict.first)}. " if verdict.feasible else ""
    return markup(
        '<div class="verdict-card {state}" data-key="{state}"><div class="verdict-text">'
        '<h2 class="verdict-word"><span class="sign" aria-hidden="true">{sign}</span> '
        '<span data-spoken>{headline}</span></h2>'
        '<p class="verdict-why">{why} {whose}</p></div>'
        '<div class="verdict-next">{meter}{nearest}{repair}</div>{keys}</div>',
        state=state, sign=sign, headline=verdict.headline, why=lead + verdict.first.sentence, whose=_whose(dossier),
        meter=_meter(verdict.first), nearest=_nearest(dossier), repair=_repair(dossier),
        keys=keys_html(dossier.figures, KEY_FIGURES, _UNITS),
    )


def _whose(dossier: Dossier) -> Markup:
    """Who says that the limit which binds is one."""
    return markup('<span class="cite">Limit from {}.</span>', links(of_limit(dossier.verdict.first.constraint, dossier.values)))


def _meter(binding: Binding) -> Markup:
    """Load over limit as a bar whose end is the limit."""
    share = min(binding.load, 1.0)
    text = f"{percent(binding.load)} of the limit" if math.isfinite(binding.load) else "beyond any limit"
    return markup(
        '<div class="meter" title="{}"><span class="bar" style="--share:{:.4f}"></span>'
        '<span class="meter-text">{}</span></div>',
        binding.constraint.title, share, text,
    )


def _nearest(dossier: Dossier) -> Markup:
    """Of a feasible design, what comes after that."""
    verdict = dossier.verdict
    if not verdict.feasible:
        return EMPTY
    others = [binding for binding in verdict.bindings if binding is not verdict.first and math.isfinite(binding.load) and binding.load > 0]
    rows = joined(
        markup(
            '<li data-key="{id}" title="{sentence}"><span>{name}</span>'
            '<span class="bar-track" style="--share:{load:.4f}"></span><span class="number">{percent}</span></li>',
            id=binding.constraint.id, sentence=binding.sentence, name=_name(binding), load=binding.load, percent=_percent(binding.load),
        )
        for binding in sorted(others, key=lambda binding: -binding.load)[:3]
    )
    return markup('<ul class="nearest">{}</ul>', rows)


def _percent(load: float) -> str:
    return percent(load, 2) if load >= 1e-3 else "under 0.1%"


def _name(binding: Binding) -> str:
    return _NAMES.get(binding.constraint.id, _lower(binding.constraint.title))


def _repair(dossier: Dossier) -> Markup:
    repair = dossier.verdict.repair
    if dossier.verdict.feasible:
        return EMPTY
    if repair is None:
        return markup('<p class="repair">{}</p>', dossier.verdict.advice)
    told = (f"Then next: {_lower(repair.then)}." if repair.then else "") + dossier.verdict.scope
    then = markup('<span class="then">{}</span>', told.strip()) if told else ""
    mend = button("repair", repair.sentence.rstrip("."), kind="primary", title="Apply this one change", step=True)
    return markup('<p class="repair">{}{}</p>', mend, then)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
