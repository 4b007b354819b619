"""Panes: HTML from Python into the page, what is folded open in it, pictures into their slots, the address both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import param
from bokeh.model import Model
from bokeh.models import UIElement

from instruments.prose.markup import EMPTY, Markup

from . import models
from .base import LightDom


class Fragment(LightDom):
    """HTML for the children of ``target``, morphed in place so that focus and selection stay."""

    html = param.ClassSelector(class_=Markup, default=EMPTY, doc="Children of the target.")

    _widget_type = models.Fragment
    _outgoing = ("target", "html")


class Mount(LightDom):
    """A picture in the slot ``target``; it is built once, perhaps only when it is first wanted, and updates through its sources.

    A picture is dearer than the numbers beside it.  So Python only says when what it should show has changed, and
    the browser clears that to have it drawn: when the numbers are on screen, and the picture is in sight.
    """

    picture = param.ClassSelector(class_=UIElement, allow_None=True, doc="The Bokeh figure or layout to show.")
    title = param.String(default="", doc="Name of the files that an export of the picture saves.")
    stale = param.Boolean(default=False, doc="Whether the picture is behind; cleared by the browser to have it drawn.")
    breadth = param.Integer(default=418, doc="Pixels of the slot, told by the browser; at first those on a page 1440 wide.")

    kept = "One picture could not be drawn and still shows an earlier state: every number on the page is that of the present one."

    _widget_type = models.Mount
    _outgoing = ("target", "picture", "title", "stale", "breadth")
    _incoming = ("stale", "breadth")


class Disclosure(LightDom):
    """Which foldable cards inside ``target`` the reader has open."""

    opened = param.List(default=[], item_type=str, doc="Keys of the open cards.")

    _widget_type = models.Disclosure
    _outgoing = ("target", "opened")
    _incoming = ("opened",)


class Memento(LightDom):
    """Where the steps within ``target`` have led, as a text: the page asks for it, and gives it to a Python started anew."""

    parts = param.List(default=[], item_type=str, doc="Targets of the controls that it stands for as well.")
    asked = param.Integer(default=0, doc="How often the page has asked.")
    state = param.String(default="", doc="What was told last, or is to be taken up.")

    _widget_type = models.Memento
    _outgoing = ("target", "parts", "state")
    _incoming = ("asked", "state")

    def keep(self, tell: Callable[[], str], take_up: Callable[[str], None]) -> None:
        """Answer the page with ``tell``, and hand to ``take_up`` what it brings back."""
        told = ""

        def answer(_event: param.parameterized.Event) -> None:
            nonlocal told
            self.state = told = tell()

        def resume(event: param.parameterized.Event) -> None:
            if event.new != told:
                take_up(event.new)

        self.param.watch(answer, "asked")
        self.param.watch(resume, "state")


class Kept(LightDom):
    """What an instrument keeps in the reader's browser between visits: texts by slots, told by the page when it is there.

    Nothing of it goes anywhere else.  A browser may refuse to keep anything; then the instrument works on, and says so.
    """

    held = param.String(default="", doc="All that the browser holds, as JSON; empty when it holds nothing.")
    kept = param.String(default="", doc="Slots that are other than the browser held them, as JSON; a slot of null is let go.")
    refused = param.String(default="", doc="Why the browser keeps nothing: closed or full; empty when it does.")

    _widget_type = models.Kept
    _outgoing = ("target", "kept")
    _incoming = ("held", "refused")


class Mistakes(LightDom):
    """Tells the page's visitor of exceptions; for a page whose Python has no other way to."""

    told = param.String(default="", doc="The last report, as JSON.")

    _widget_type = models.Mistakes
    _outgoing = ("told",)

    def __init__(self, **params: object) -> None:
        super().__init__(**params)
        self._number = 0

    def tell(self, report: Mapping[str, str]) -> None:
        """Tell of one more; the same may happen twice."""
        self._number += 1
        self.told = json.dumps({"number": self._number, **report})


class Address(LightDom):
    """The fragment of the page's address: what the browser has, and what Python wants there; and what the page is called."""

    fragment = param.String(default="", doc="Fragment without its number sign.")
    asked = param.Integer(default=0, doc="How often the page has asked whether the fragment that it gave has been gone to.")
    answered = param.Integer(default=0, doc="The last of these questions that was answered.")
    instrument = param.String(default="", doc="Id of the instrument whose section is shown.")
    title = param.String(default="", doc="Title of the document.")

    _widget_type = models.Address
    _outgoing = ("fragment", "answered", "instrument", "title")
    _incoming = ("fragment", "asked")

    @param.depends("asked", watch=True)
    def _answer(self) -> None:
        # Changes come in order: the fragment before this has been gone to.
        self.answered = self.asked


def paint(model: Model, **tokens: str) -> Model:
    """Tie colour and font properties of a Bokeh model to design tokens.

    The view resolves the tokens against the page's CSS, at first and whenever the theme
    changes, so that Python knows no colour and one document serves both themes.

    >>> from bokeh.models import Line
    >>> paint(Line(), line_color="accent").tags
    [{'paint': {'line_color': 'accent'}}]
    """
    model.tags = [*model.tags, {"paint": tokens}]
    return model
