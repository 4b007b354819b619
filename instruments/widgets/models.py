"""The Bokeh models behind our components; ``static/js/models.js`` holds the other half of each.

None of them draws.  A view finds the light-DOM element with the id ``target``, which the page's
HTML already holds, listens to it, and writes Python's changes back to it.
"""

from __future__ import annotations

from bokeh.core.properties import Any, Bool, Float, Instance, Int, List, Nullable, String
from bokeh.model import Model


class Bindings(Model):
    """The one hidden root of a page: whatever is among its children is bound."""

    children = List(Instance(Model))


class Fragment(Model):
    """HTML that the children of an element are morphed into."""

    target = String()
    html = String()


class Control(Model):
    """A native input: ``value`` both ways, ``entry`` as typed and numbered, the rest from Python."""

    target = String()
    value = Any()
    shown = String()
    entry = List(Any)
    error = String()
    answered = Int(0)
    placeholder = String()
    remark = String()
    disabled = Bool(False)


class Action(Model):
    """Presses of any ``data-act`` button inside an element, with the button's argument."""

    target = String()
    act = String()
    pressed = List(Any)


class Disclosure(Model):
    """Which of the foldable cards inside an element are open, by key."""

    target = String()
    opened = List(String)


class Mount(Model):
    """A Bokeh figure rendered as a view of its own into an element, once there is one.

    The view clears ``stale`` to have it drawn anew, and tells the ``breadth`` of the element in pixels.
    """

    target = String()
    picture = Nullable(Instance(Model))
    title = String()
    stale = Bool(False)
    breadth = Int(0)


class Slices(Model):
    """Work that Python does in turns which the page gives: it sets ``turn`` to what is ``due``, and starts and stops it.

    The page also says whether the reader wants it ``still``; ``share`` and ``told`` are how far it has come.
    """

    target = String()
    running = Bool(False)
    due = Int(0)
    turn = Int(0)
    still = Bool(False)
    share = Float(0.0)
    told = String()


class Memento(Model):
    """Where an instrument's steps have led, as a text: told when ``asked`` for, and taken up from whoever sets it.

    It stands for the presses within ``target`` and for the controls named in ``parts``.
    """

    target = String()
    parts = List(String)
    asked = Int(0)
    state = String()


class Kept(Model):
    """What an instrument keeps in the browser between visits, by slots, as JSON.

    The page tells in ``held`` all that there is, and in ``refused`` why nothing can be kept; Python tells in ``kept`` what of it is
    other than it was.
    """

    target = String()
    held = String()
    kept = String()
    refused = String()


class Address(Model):
    """The fragment of the page's address, without its number sign, the instrument on show, and the document's title.

    Where the fragment is what the page was opened with, the page adds one to ``asked``, and Python says in ``answered`` that it is there.
    """

    fragment = String()
    asked = Int(0)
    answered = Int(0)
    instrument = String()
    title = String()


class Mistakes(Model):
    """The last exception that was a mistake of ours, as JSON, numbered: ``static/js/mistakes.js`` tells it."""

    told = String()
