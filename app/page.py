"""The page's document: one hidden root, the address, and the instruments that were visited.

:func:`document` is all that a server session or a worker needs; the HTML that it binds to is made
by :mod:`app.shell`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import panel as pn
import param
from bokeh.document import Document

from app import routes
from app.guesses import Guesses
from app.left import Left
from app.navigation import crumbs_html, dock_html, neighbours_html, title
from app.stack import beside_html, figures_of, stack_html
from app.statements import Statements
from instruments.frame import pinned
from instruments.frame.address import MARK, decode, encode, handed, parted
from instruments.frame.discovery import base, home, instruments
from instruments.frame.ids import Ids
from instruments.frame.pictures import later
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.quantities.text import Shown
from instruments.widgets import Address, Bindings, Fragment, LightDom


class Link(NamedTuple):
    """A link that was made with other numbers than these: its state, what it was made with, and the notices with and without that."""

    state: str
    made: str
    notices: Markup
    without: Markup


class Page:
    """One visitor's page: builds an instrument when it is first visited, and keeps it.

    Parameters
    ----------
    start
        The instrument that it begins with, whose markup the page was rendered with; the home one if none is named.
    """

    def __init__(self, start: str = "") -> None:
        self.start = start or home()
        self.address = Address(instrument=self.start, title=title(self.start))
        self.notices = Fragment(target="notices")
        self.stack = Fragment(target="stack")
        self.around = {target: Fragment(target=target, html=write(self.start)) for target, write in _AROUND.items()}
        self.statements = Statements()
        self.models: dict[str, object] = {}
        self.views: dict[str, object] = {}
        self.guesses = Guesses(self.views)
        self.root = Bindings(objects=self._own, checkpoint=self.checkpoint)
        self._states: dict[str, str] = {}
        self._left: Left | None = None
        self._told = ""
        self._links: dict[str, Link] = {}
        self._unclear: dict[str, tuple[str, str]] = {}
        self._ways_back: list[Callable[[], None]] = []
        # What the first visit sends is what the page was rendered with, so the markup need not travel.
        self._open(self.start)
        self.address.param.watch(self._on_address, "fragment")

    @property
    def _own(self) -> list[LightDom]:
        """What belongs to the page and to no instrument."""
        return [self.address, self.notices, self.stack, *self.around.values(), *self.statements.components, *self.guesses.components]

    def attach(self, doc: Document) -> None:
        """Put the hidden root on a document."""
        self.root.server_doc(doc, title=title(self.start), location=False)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the whole page back to where it is now, should a step fail."""
        told, links, unclear = self._told, dict(self._links), dict(self._unclear)
        # What others need comes first: they show what follows from it.
        kept = {**self.models, **self.views}
        ways = [kept[name].checkpoint() for name in sorted(kept, key=depth)]
        ways += [component.checkpoint() for component in self._own]
        ways += [self._left.checkpoint()] if self._left else []
        self._ways_back = ways  # an instrument that is first opened in this step adds its own

        def back() -> None:
            for way in ways:
                way()
            self._told, self._links, self._unclear = told, links, unclear
            self._states.clear()

        return back

    def visit(self, fragment: str) -> None:
        """Go where a fragment leads; what is wrong with it is told in one notice."""
        route = routes.parse(fragment, self.start)
        with pn.io.hold():
            view, fault, since = self._open(route.instrument), "", ""
            # A link to an instrument without a state comes back to it as it was left.
            if route.state is not None:
                self._links.pop(route.instrument, None)
                self._unclear.pop(route.instrument, None)
                model = view.model
                values, fault = decode(type(model), route.state, model.values)
                model.take(values, handed(route.state) if not fault else {})
                since = pinned.told(view.model, route.state)
            notice = route.notice or fault
            self.notices.html = alone = notice_html(notice) if notice else EMPTY
            if since:
                self.notices.html += since_html(since)
                made = parted(route.state)[1]
                self._links[route.instrument] = Link(self._state(route.instrument), made, self.notices.html, alone)
            if notice:
                # What was not understood stands there until something is changed: whoever reads it may see what it should be.
                self._unclear[route.instrument] = (self._state(route.instrument), fragment)
            self._arrive(route.instrument)
            for name, view in self.views.items():
                view.in_sight(name == route.instrument)
            self._follow(route.instrument)

    def _arrive(self, instrument: str) -> None:
        """Show an instrument, and around it what belongs to it."""
        self.address.param.update(instrument=instrument, title=title(instrument))
        for target, write in _AROUND.items():
            self.around[target].html = write(instrument)

    def _open(self, instrument: str) -> object:
        if instrument in self.views:
            return self.views[instrument]
        declared = instruments()[instrument]
        # Of what it needs, the model is enough: a view is for who visits it.
        models = {name: self.models.get(name) or instruments()[name].model_class()() for name in (instrument, *declared.needs)}
        # What the page begins with was rendered with its pictures.
        with contextlib.nullcontext() if instrument == self.start else later():
            view = declared.build(models[instrument], **{name: models[name] for name in declared.needs})
        components = list(view.components)
        if instrument != self.start:
            components.insert(0, Fragment(target=Ids(instrument).section, html=view.html()))
        self.root.add(components)
        # Not earlier: what could not be built or bound is not there, and is built again at the next visit.
        fresh = [name for name in models if name not in self.models]
        self.models |= models
        self.views[instrument] = view
        self._ways_back.append(view.checkpoint())
        for name in fresh:
            self.models[name].param.watch(lambda event, name=name: self._states.pop(name, None), ["result", "replaced"])
            self.models[name].param.watch(lambda event: self._follow(self.address.instrument), "result")
        if base() in fresh:
            takes_up = self.start == home() != base()
            self._left = Left(base(), models[base()], lambda: self._state(base()), self.root.add, takes_up=takes_up)
        self._follow(instrument)
        return view

    def _follow(self, instrument: str) -> None:
        """Keep address and stack at what the instrument on show holds."""
        if instrument == self.address.instrument and instrument in self.views:
            self.stack.html = stack_html(instrument, self._figures(instrument))
            state = self._state(instrument)
            unclear, came = self._unclear.get(instrument, ("", ""))
            self._told = came if came and unclear == state else routes.fragment(instrument, self._with_link(instrument, state))
            self.address.fragment = self._told

    def _state(self, instrument: str) -> str:
        """What the address says of an instrument: worked out once for each change, for all who need it."""
        if instrument not in self._states:
            model = self.models[instrument]
            self._states[instrument] = encode(type(model), model.taken, model.handed)
        return self._states[instrument]

    def _figures(self, instrument: str) -> dict[str, Shown]:
        """What the stack tells of each stratum: the present design, as far as this page has one, and before all the one on show."""
        told = (base(), *instruments()[instrument].needs, instrument)
        return {stratum: shown for name in told if name in self.models for stratum, shown in figures_of(name, self.models[name]).items()}

    def _with_link(self, instrument: str, state: str) -> str:
        """What a link was made with stands in the address, and what has changed since on the page, while its design is on show."""
        link = self._links.get(instrument)
        if link is None:
            return state
        if self.notices.html in (link.notices, link.without):
            self.notices.html = link.notices if state == link.state else link.without
        return f"{state};{MARK}{link.made}" if state == link.state else state

    def _on_address(self, event: param.parameterized.Event) -> None:
        # Our own words coming back need no visit.
        if event.new != self._told:
            self.visit(event.new)


_AROUND: dict[str, Callable[[str], str]] = {"crumbs": crumbs_html, "around": neighbours_html, "dock": dock_html, "beside": beside_html}
"""What is written into the page around the instrument on show, by the id of its place."""


def depth(instrument: str) -> int:
    """Return how many instruments stand behind one at most: none that needs nothing.

    >>> from instruments.frame.discovery import base
    >>> depth(base()), depth(home())
    (0, 1)
    """
    return max((1 + depth(needed) for needed in instruments()[instrument].needs), default=0)


def notice_html(text: str) -> Markup:
    """Return a notice about something that could not be used."""
    return markup('<p class="notice">{}</p>', text)


def since_html(text: str) -> Markup:
    """Return what has changed since a link was made: a fact, which a reader may put away."""
    return markup(
        '<p class="since"><span>{}</span> <button type="button" class="icon" data-closes aria-label="Close">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M5 5l10 10M15 5L5 15"/></svg></button></p>',
        text,
    )


def document(start: str = "") -> Document:
    """Return a document that holds the root of a new page, which begins with an instrument."""
    doc = Document()
    Page(start).attach(doc)
    return doc
