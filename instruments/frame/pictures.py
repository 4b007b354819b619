"""A picture of an instrument: built once, drawn when the browser wants it, with its sentence, its sources and its exports."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import panel as pn
from bokeh.models import UIElement

from formulas.bibliography import bibliography
from instruments.frame.ids import Ids
from instruments.frame.result import Result
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Fragment, LightDom, Mount

type Drawing = tuple[UIElement, Callable[[Any, float], str]]
"""A Bokeh figure, and what writes a result into it and returns the sentence; the other argument is the slot's breadth in pixels."""

_later = ContextVar("later", default=False)


@contextmanager
def later() -> Iterator[None]:
    """Pictures of views that are built within it are made when the browser wants them: the numbers come first.

    To make a picture takes longer than everything else that an instrument shows.
    """
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def is_later() -> bool:
    """Whether what is built now belongs to an instrument that is opened within a page, and was not rendered with it."""
    return _later.get()


class Picture:
    """A picture in its slot, the question that it answers, the sentence that says what it shows now, and its sources.

    Parameters
    ----------
    ids
        What makes the ids of the instrument.
    name
        Its name among the instrument's pictures.
    title
        The question that it answers, or the finding.
    make
        Makes the Bokeh figure and what keeps it up to date; called once.
    cites
        Keys of the sources of what a result shows.

    One that is ``broad`` goes before all others, over the breadth of the page (``static/css/frame/broad.css``).
    """

    broad = False

    def __init__(
        self,
        ids: Ids,
        name: str,
        title: str,
        make: Callable[[], Drawing],
        cites: Callable[[Any], Iterable[str]],
    ) -> None:
        self.id = name
        self._ids = ids
        self.title = title
        self.still = EMPTY  # markup that stands in the slot until the live picture comes
        self.mount = Mount(target=ids("slot", name), title=ids(name))
        self.caption = Fragment(target=ids("caption", name))
        self._make = make
        self._update: Callable[[Any, float], str] | None = None
        self._cites = cites
        self._waits = is_later()
        self._latest: Result | None = None
        self._drawn: Result | None = None
        self.mount.param.watch(lambda event: self._draw(), "stale")
        self.mount.param.watch(lambda event: self._draw(anew=True), "breadth")

    @property
    def components(self) -> list[LightDom]:
        """What the page binds."""
        return [self.mount, self.caption]

    def show(self, result: Result) -> None:
        """Bring picture and sentence up to a result when the browser wants it; the first one at once, unless it was to be made later."""
        self._latest = result
        if self._drawn is None and not self._waits:
            self._draw()
        elif self.mount.stale != (behind := self._drawn is None or result.values != self._drawn.values):
            self.mount.stale = behind

    def draw(self) -> None:
        """Have it made and drawn now, if it never was."""
        if self._drawn is None:
            self.mount.stale = False

    def _draw(self, *, anew: bool = False) -> None:
        """Draw what is asked for, unless that is what is drawn: ``anew`` after a change of the picture's own."""
        if self.mount.stale or (not anew and self._drawn and self._drawn.values == self._latest.values):
            return
        with pn.io.hold():
            plot = self.mount.picture
            if plot is None:
                plot, self._update = self._make()
            self._drawn = self._latest
            sentence = self._update(self._latest, self.mount.breadth)
            self.mount.picture = plot
            self.caption.html = markup("{}<cite hidden>{}</cite>", sentence, sources(self._cites(self._latest)))

    def html(self) -> Markup:
        """Title, export menu, slot of the picture, sentence."""
        exports = joined(
            markup(
                '<button type="button" class="button quiet" data-export="{}" data-slot="{}">{}</button>',
                kind, self.mount.target, kind.upper(),
            )
            for kind in ("svg", "png", "csv")
        )
        return markup(
            '<figure class="{kind}" id="{picture}" aria-labelledby="{heading}"><header>'
            '<h3 id="{heading}">{title}</h3>'
            '<div class="exports" role="group" aria-label="Save the picture">{exports}</div></header>'
            '<div class="slot" id="{slot}" data-keep>{still}</div>'
            '<figcaption class="caption" id="{below}">{caption}</figcaption>{more}</figure>',
            kind="card picture broad" if self.broad else "card picture", picture=self._ids("picture", self.id),
            heading=self._ids("title", self.id), title=self.title, exports=exports,
            slot=self.mount.target, still=self.still, below=self.caption.target, caption=self.caption.html, more=self.below_html(),
        )

    def below_html(self) -> Markup:
        """Return what stands below the sentence, such as the button of a simulation that the picture shows."""
        return EMPTY


def picture(
    ids: Ids, name: str, title: str, cites: Callable[[Any], Iterable[str]]
) -> Callable[[Callable[[], Drawing]], Callable[[], Picture]]:
    """Let a function that makes a figure, and what keeps it up to date, return a :class:`Picture` that calls it in time."""
    return lambda make: functools.wraps(make)(lambda: Picture(ids, name, title, make, cites))


def sources(keys: Iterable[str]) -> str:
    """Name sources in one line, each once.

    >>> sources(["hoffmann2022", "kaplan2020", "hoffmann2022"])
    'Sources: Hoffmann et al. 2022; Kaplan et al. 2020.'
    """
    named = [bibliography()[key].short for key in dict.fromkeys(keys)]
    return f"Source{'s' if len(named) > 1 else ''}: {'; '.join(named)}."
