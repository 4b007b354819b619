"""Use the page through its own wire: what the build traces, what warms code, and what a revived page repeats."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bokeh.model import Model

from app.browser.wire import Link
from app.left import unheeded
from instruments.widgets import Bindings, Control, models

MOVES_A_DRAWING = 4
"""How many controls are moved for each time that the pictures are drawn, which takes as long as all else together."""


@unheeded()
def exercise(link: Link) -> None:
    """Move every control that has a place to move to, and put it back; have the pictures drawn now and then in between.

    What one control brings along, another's way back may leave: at the end every model is what it was.
    """
    link.json()
    root = Bindings.on(link.document)
    models_of = {model.target: model for model in link.document.select({"type": models.Control})}
    owners = {id(each.owner): each.owner for each in root.select(Control) if each.owner is not None}
    before = [(owner, owner.values) for owner in owners.values()]
    for number, control in enumerate(root.select(Control)):
        model, present = models_of[control.target], models_of[control.target].value
        # The first that the rest of the design allows.
        for value in control.elsewhere():
            _set(link, model, value=control._to_wire(value))
            if not control.error:
                break
        if number % MOVES_A_DRAWING == 0:
            _draw(link)
        _set(link, model, value=present)
    for owner, values in before:
        if owner.values != values:
            owner.restore(**values)
    _draw(link)


def _draw(link: Link) -> None:
    """Ask for every picture that is behind, as the page does once it has a moment."""
    for mount in link.document.select({"type": models.Mount}):
        if mount.stale:
            _set(link, mount, stale=False)


def visit(link: Link, route: str) -> None:
    """Go where an address leads."""
    (address,) = link.document.select({"type": models.Address})
    _set(link, address, fragment=route)


def warming(link: Link) -> Iterator[None]:
    """Move sliders and put each back within one update, one at a time: code that has run once runs faster.

    After each the document is what it was, so there is nothing to tell the page, which may have gone on.
    """
    root = Bindings.on(link.document)
    models_of = {model.target: model for model in link.document.select({"type": models.Control})}
    mounts = list(link.document.select({"type": models.Mount}))
    for drawn in ((), mounts):
        for control in root.select(Control):
            model = models_of[control.target]
            draw = [_change(mount, stale=False) for mount in drawn]
            for value in control.along():
                moved, present = (_change(model, value=each) for each in (control._to_wire(value), model.value))
                with unheeded():
                    link.update(json.dumps({"events": [moved, *draw, present, *draw]}))
                yield


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
    events = [_change(model, **{name: value}) for name, value in properties.items()]
    link.update(json.dumps({"events": events}))


def _change(model: Model, **change: object) -> dict:
    ((name, value),) = change.items()
    return {"kind": "ModelChanged", "model": model.ref, "attr": name, "new": value}
