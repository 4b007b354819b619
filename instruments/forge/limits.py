"""Every limit that a design is held against: how near it is, and who says that it is one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formulas.constraints import Constraint, Limit
from instruments.evidence.citing import links
from instruments.forge import IDS
from instruments.forge.dossier import Dossier
from instruments.forge.sources import of_limit
from instruments.forge.verdict import Binding, interval
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import per_cent, stated

KEY = "limits"


def limits_html(dossier: Dossier, *, is_open: bool, full: bool) -> Markup:
    """Return the fold that lists the limits in the order in which they are reported; its list only if it is ``full``."""
    listed = joined(_limit(binding, dossier) for binding in dossier.verdict.bindings) if full else ""
    below = IDS("working", KEY)
    return markup(
        '<div class="row limits" data-key="{key}"><button type="button" class="row-head" data-fold="{key}" '
        'aria-expanded="{expanded}" aria-controls="{below}"><span class="row-label">What can break it, and whose limits '
        'these are</span></button><div class="working" id="{below}" data-card{hidden}>'
        '<dl class="limit-list">{listed}</dl></div></div>',
        key=KEY, expanded=str(is_open).lower(), below=below, hidden="" if is_open else " hidden", listed=listed,
    )


def _limit(binding: Binding, dossier: Dossier) -> Markup:
    constraint = binding.constraint
    return markup(
        '<div data-key="limit-{id}"><dt><span>{title}</span> '
        '<span class="number">{share}</span></dt>'
        '<dd>{sentence} <span class="cite">{basis} '
        "{links}.</span></dd></div>",
        id=constraint.id, title=constraint.title, share=_share(binding.load), sentence=binding.sentence, basis=basis(constraint),
        links=links(of_limit(constraint, dossier.values)),
    )


def basis(constraint: Constraint) -> str:
    """Return what a limit is, its numbers told from their fields.

    >>> from formulas.constraints import CONSTRAINTS
    >>> print(*(basis(each) for each in CONSTRAINTS if each.id in ("tokens", "fleet")), sep="\\n")
    Public human text, about 300 T tokens (90% interval 100 T to 1,000 T, 2024).
    763,000 H100 equivalents (Meta Prometheus, 2026), the largest documented site; cards are counted by their peak.
    """
    return constraint.basis.format(**{name: _Told(limit) for name, limit in constraint.limits.items()})


@dataclass(frozen=True)
class _Told:
    """A limit in a sentence: its number, and beside it its interval, who reached it, and as of when."""

    limit: Limit

    def __str__(self) -> str:
        limit = self.limit
        beside = ", ".join(filter(None, [interval(limit), limit.example, limit.date]))
        return f"{stated(limit.value, limit.unit)}{f' ({beside})' if beside else ''}"


def _share(load: float) -> str:
    return per_cent(load) if math.isfinite(load) else "beyond"
