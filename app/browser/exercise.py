"""Use the page through its own wire: what the build traces, and what warms a snapshot's code."""

from __future__ import annotations

import json

from bokeh.model import Model

from app.browser.link import Link
from instruments.catalog import INSTRUMENTS
from instruments.widgets import models

NUDGE = 1.05


def exercise(link: Link) -> None:
    """Move every control that has a place to move to, and put it back."""
    link.json()
    for control in link.document.select({"type": models.Control}):
        value = control.value
        if isinstance(value, bool):
            _set(link, control, value=not value)
        elif isinstance(value, float | int):
            _set(link, control, value=value * NUDGE)
        else:
            continue
        _set(link, control, value=value)


def visit(link: Link) -> None:
    """Go to every instrument, and exercise what it adds."""
    (address,) = link.document.select({"type": models.Address})
    for instrument in INSTRUMENTS.values():
        _set(link, address, fragment=instrument.route)
    exercise(link)


def _set(link: Link, model: Model, **properties: object) -> None:
    """Send what the page would send."""
    events = [
        {"kind": "ModelChanged", "model": model.ref, "attr": name, "new": value} for name, value in properties.items()
    ]
    link.update(json.dumps({"events": events}))
