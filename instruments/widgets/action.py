"""Buttons, and what is pressed."""

from __future__ import annotations

from typing import Any

import panel as pn
import param

from instruments.prose.markup import Markup, markup, raised

from . import models
from .base import LightDom


class Action(LightDom, pn.widgets.Widget):
    """Buttons inside ``target`` that carry this action's name, however often they are re-rendered."""

    act = param.String(default="", doc="Name that the buttons carry.")
    pressed = param.List(default=[], doc="Number of the press and the argument of the button.")
    value = param.String(default="", doc="Argument of the last press.")
    longest = param.Integer(default=2000, doc="Characters of an argument that are taken.")
    clicks = param.Integer(default=0, doc="How often one of the buttons was pressed.")

    _widget_type = models.Action
    _outgoing = ("target", "act")
    _incoming = ("pressed",)

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.param.watch(self._on_pressed, "pressed")

    def on_click(self, callback: Any) -> param.parameterized.Watcher:
        """Call ``callback(argument)`` at every press."""
        return self.param.watch(lambda event: callback(self.value), "clicks")

    def press(self, argument: str = "") -> None:
        """Press it from Python, as a test does."""
        self.pressed = [self.clicks + 1, argument]

    def _on_pressed(self, event: param.parameterized.Event) -> None:
        self.param.update(value=str(event.new[1])[: self.longest], clicks=self.clicks + 1)


def button(act: str, label: str, argument: str = "", *, kind: str = "", title: str = "", hint: str = "", step: bool = False) -> Markup:
    """Return the markup of a button for the :class:`Action` named ``act``.

    ``hint`` is a second line.  A ``step`` puts another state in the place of the present one, to which the reader can go back.
    The label is one element whatever is in it: a button lays its children out side by side, and would set a power of ten apart.
    """
    return markup(
        '<button type="button" class="button {kind}" data-act="{act}" data-argument="{argument}"{title}{step}>'
        "<span>{label}</span>{hint}</button>",
        kind=kind, act=act, argument=argument, title=markup(' title="{}"', title) if title else "", step=" data-step" if step else "",
        label=raised(label), hint=markup('<span class="hint">{}</span>', raised(hint)) if hint else "",
    )
