"""Use the page through its own wire: what the build traces, what warms code, and what a revived page repeats."""

from __future__ import annotations

import json

from bokeh.model import Model

from app.browser.link import Link, Update
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


def warm(link: Link, target: str) -> Update | None:
    """Move one control and put it back within one update: code that has run once runs faster.

    What comes of it is for the page like the answer to any update, though it says little but what the page shows.
    """
    control = next(each for each in link.document.select({"type": models.Control}) if each.target == target)
    moved, present = control.value * NUDGE, control.value
    events = [{"kind": "ModelChanged", "model": control.ref, "attr": "value", "new": value} for value in (moved, present)]
    return link.update(json.dumps({"events": events}))


def replay(link: Link, step: str) -> None:
    """Do again what a page had done to a document like this one.

    Models are known by what they stand for: their numbers follow the order in which everything was made, which is
    another one after a while of use.
    """
    wanted = json.loads(step)
    place = {name: wanted[name] for name in ("target", "act") if name in wanted}
    model = next(
        each
        for each in link.document.select({"type": Model})
        if type(each).__name__ == wanted["type"] and all(getattr(each, name, None) == value for name, value in place.items())
    )
    _set(link, model, **{wanted["attr"]: wanted["value"]})


def _set(link: Link, model: Model, **properties: object) -> None:
    """Send what the page would send."""
    events = [
        {"kind": "ModelChanged", "model": model.ref, "attr": name, "new": value} for name, value in properties.items()
    ]
    link.update(json.dumps({"events": events}))
