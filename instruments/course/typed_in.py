"""What the page sends: what a form holds, and a name that may stand in that of a file."""

from __future__ import annotations

import re

from formulas.untrusted import read_json


def form_of(text: str) -> dict[str, object]:
    """Return what a form holds, which may be anything."""
    try:
        found = read_json(text)
    except ValueError:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def slug(text: str) -> str:
    """Return a name as it may stand in that of a file anywhere."""
    return re.sub(r"[^\w]+", "-", text, flags=re.ASCII).strip("-").lower()[:40] or "x"
