"""The dossier as HTML: its rows, and the limits that its verdict holds it against."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from instruments.forge import IDS
from instruments.forge.dossier import Dossier
from instruments.forge.limits import KEY, limits_html
from instruments.frame.rows import rows_html
from instruments.prose.markup import Markup


def dossier_html(
    dossier: Dossier, opened: Collection[str] | None = None, handed: Mapping[str, str] = MappingProxyType({})
) -> Markup:
    """Return all rows in their groups, and the limits; the rest as in :func:`instruments.frame.rows.rows_html`."""
    limits = limits_html(dossier, is_open=opened is not None and KEY in opened, full=opened is None or KEY in opened)
    return rows_html(dossier, IDS, opened, limits, handed)
