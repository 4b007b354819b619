"""The page's document: one hidden root, the address, and the instruments that were visited.

:func:`document` is all that a server session or a worker needs; the HTML that it binds to is made
by :mod:`app.shell`.
"""

from __future__ import annotations

from collections.abc import Callable

import panel as pn
import param
from bokeh.document import Document

from app import routes
from app.around import SITE, crumbs_html, dock_html, neighbours_html, title
from app.stack import stack_html
from app.statements import Statements
from instruments.frame.address import decode, encode
from instruments.frame.found import home, instruments
from instruments.frame.ids import Ids
from instruments.text import escape
from instruments.widgets import Address, Bindings, Fragment, LightDom


class Page:
    """One visitor's page: builds an instrument when it is first visited, and keeps it."""

    def __init__(self) -> None:
        self.address = Address(instrument=home(), title=title(home()))
        self.notices = Fragment(target="notices")
        self.stack = Fragment(target="stack")
        self.around = {target: Fragment(target=target, html=write(home())) for target, write in _AROUND.items()}
        self.statements = Statements()
        self.root = Bindings(objects=self._own, checkpoint=self.checkpoint)
        self.views: dict[str, object] = {}
        self._told = ""
        self._ways_back: list[Callable[[], None]] = []
        # What the first visit sends is what the page was rendered with, so the markup need not travel.
        self._open(home())
        self.address.param.watch(self._on_address, "fragment")

    @property
    def _own(self) -> list[LightDom]:
        """What belongs to the page and to no instrument."""
        return [self.address, self.notices, self.stack, *self.around.values(), *self.statements.components]

    def attach(self, doc: Document) -> None:
        """Put the hidden root on a document."""
        self.root.server_doc(doc, title=SITE, location=False)

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the whole page back to where it is now, should a step fail."""
        told = self._told
        # The Forge first: others show what follows from it.
        ways = [view.checkpoint() for view in self.views.values()]
        ways += [component.checkpoint() for component in self._own]
        self._ways_back = ways  # an instrument that is first opened in this step adds its own

        def back() -> None:
            for way in ways:
                way()
            self._told = told

        return back

    def visit(self, fragment: str) -> None:
        """Go where a fragment leads; what is wrong with it is told in one notice."""
        route = routes.parse(fragment)
        with pn.io.hold():
            fault = ""
            # A link to an instrument without a state comes back to it as it was left.
            if route.state or route.instrument not in self.views or not fragment:
                values, fault = decode(instruments()[route.instrument].model_class(), route.state)
                model = self._open(route.instrument).model
                model.restore(**values)
            notice = route.notice or fault
            self.notices.html = notice_html(notice) if notice else ""
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
        needed = {name: self._open(name).model for name in instruments()[instrument].needs}
        view = instruments()[instrument].build(**needed)
        components = list(view.components)
        if instrument != home():
            components.insert(0, Fragment(target=Ids(instrument).section, html=view.html()))
        self.root.add(components)
        # Not earlier: what could not be built or bound is not there, and is built again at the next visit.
        self.views[instrument] = view
        self._ways_back.append(view.checkpoint())
        view.model.param.watch(lambda event: self._follow(instrument), "result")
        self._follow(instrument)
        return view

    def _follow(self, instrument: str) -> None:
        """Keep address and stack at what the instrument on show holds."""
        if instrument == self.address.instrument:
            self.stack.html = stack_html(instrument, self.views[instrument].strata)
            model = self.views[instrument].model
            self._told = routes.fragment(instrument, encode(type(model), model.values))
            self.address.fragment = self._told

    def _on_address(self, event: param.parameterized.Event) -> None:
        # Our own words coming back need no visit.
        if event.new != self._told:
            self.visit(event.new)


_AROUND: dict[str, Callable[[str], str]] = {"crumbs": crumbs_html, "around": neighbours_html, "dock": dock_html}
"""What is written into the page around the instrument on show, by the id of its place."""


def notice_html(text: str) -> str:
    """Return a notice about something that could not be used."""
    return f'<p class="notice">{escape(text)}</p>'


def document(doc: Document | None = None) -> Document:
    """Return a document that holds a new page's root."""
    doc = doc or Document()
    Page().attach(doc)
    return doc
