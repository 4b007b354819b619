"""Every limit that a design is held against: how near it is, and who says that it is one."""

from __future__ import annotations

import math

from instruments.citing import links
from instruments.forge import IDS
from instruments.forge.dossier import Dossier
from instruments.forge.sources import of_limit
from instruments.forge.verdict import Binding
from instruments.text import escape, significant

KEY = "limits"


def limits_html(dossier: Dossier, *, is_open: bool, full: bool) -> str:
    """Return the fold that lists the limits in the order in which they are reported; its list only if it is ``full``."""
    listed = "".join(_limit(binding, dossier) for binding in dossier.verdict.bindings) if full else ""
    below = IDS("working", KEY)
    return (
        f'<div class="row limits" data-key="{KEY}"><button type="button" class="row-head" data-fold="{KEY}" '
        f'aria-expanded="{str(is_open).lower()}" aria-controls="{below}"><span class="row-label">What can break it, and whose limits '
        f'these are</span></button><div class="working" id="{below}" data-card{"" if is_open else " hidden"}>'
        f'<dl class="limit-list">{listed}</dl></div></div>'
    )


def _limit(binding: Binding, dossier: Dossier) -> str:
    constraint = binding.constraint
    return (
        f'<div data-key="limit-{constraint.id}"><dt><span>{escape(constraint.title)}</span>'
        f'<span class="number">{_share(binding.load)}</span></dt>'
        f'<dd>{escape(binding.sentence)} <span class="cite">{escape(constraint.basis)} '
        f"{links(of_limit(constraint, dossier.values))}.</span></dd></div>"
    )


def _share(load: float) -> str:
    return f"{significant(100 * load, 3)} %" if math.isfinite(load) else "beyond"
