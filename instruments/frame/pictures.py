"""A picture of an instrument: built once, drawn when the browser wants it, with its sentence, its sources and its exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import panel as pn
from bokeh.models import UIElement

from formulas.bibliography import bibliography
from instruments.frame.ids import Ids
from instruments.frame.result import Result
from instruments.markup import EMPTY, Markup, joined, markup
from instruments.widgets import Fragment, LightDom, Mount


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
    plot
        The Bokeh figure, built once.
    update
        Writes a result into the plot's sources and returns the sentence; the other argument is the slot's breadth in pixels.
    cites
        Keys of the sources of what a result shows.
    """

    def __init__(
        self,
        ids: Ids,
        name: str,
        title: str,
        plot: UIElement,
        update: Callable[[Any, float], str],
        cites: Callable[[Any], Iterable[str]],
    ) -> None:
        self.id = name
        self._ids = ids
        self.title = title
        self.still = EMPTY  # markup that stands in the slot until the live picture comes
        self.mount = Mount(target=ids("slot", name), picture=plot, title=ids(name))
        self.caption = Fragment(target=ids("caption", name))
        self._update = update
        self._cites = cites
        self._latest: Result | None = None
        self._drawn: Result | None = None
        self.mount.param.watch(lambda event: self._draw(), "stale")
        self.mount.param.watch(lambda event: self._draw(anew=True), "breadth")

    @property
    def components(self) -> list[LightDom]:
        """What the page binds."""
        return [self.mount, self.caption]

    def show(self, result: Result) -> None:
        """Bring picture and sentence up to a result: the first one at once, any other when the browser wants it."""
        self._latest = result
        if self._drawn is None:
            self._draw()
        elif self.mount.stale != (behind := result.values != self._drawn.values):
            self.mount.stale = behind

    def _draw(self, *, anew: bool = False) -> None:
        """Draw what is asked for, unless that is what is drawn: ``anew`` after a change of the picture's own."""
        if self.mount.stale or (not anew and self._drawn and self._drawn.values == self._latest.values):
            return
        self._drawn = self._latest
        with pn.io.hold():
            sentence = self._update(self._latest, self.mount.breadth)
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
            '<figure class="card picture" id="{picture}" aria-labelledby="{heading}"><header>'
            '<h3 id="{heading}">{title}</h3>'
            '<div class="exports" role="group" aria-label="Save the picture">{exports}</div></header>'
            '<div class="slot" id="{slot}" data-keep>{still}</div>'
            '<figcaption class="caption" id="{below}">{caption}</figcaption>{more}</figure>',
            picture=self._ids("picture", self.id), heading=self._ids("title", self.id), title=self.title, exports=exports,
            slot=self.mount.target, still=self.still, below=self.caption.target, caption=self.caption.html, more=self.below_html(),
        )

    def below_html(self) -> Markup:
        """Return what stands below the sentence, such as the button of a simulation that the picture shows."""
        return EMPTY


def sources(keys: Iterable[str]) -> str:
    """Name sources in one line, each once.

    >>> sources(["hoffmann2022", "kaplan2020", "hoffmann2022"])
    'Sources: Hoffmann et al. 2022; Kaplan et al. 2020.'
    """
    named = [bibliography()[key].short for key in dict.fromkeys(keys)]
    return f"Source{'s' if len(named) > 1 else ''}: {'; '.join(named)}."
