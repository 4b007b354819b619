"""The page of programs: a list of them, and the one on show in a cell."""

from __future__ import annotations

from collections.abc import Callable

from instruments.cells import IDS
from instruments.cells.library import programs
from instruments.cells.model import Cells
from instruments.frame.address import encode
from instruments.frame.cell import cell_html
from instruments.frame.chrome import opening, share_html
from instruments.frame.discovery import instruments
from instruments.frame.links import href
from instruments.frame.reading import defaults
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import Shown
from instruments.widgets import Fragment, LightDom

_SHARE = share_html("The address holds which program is on show. Below each program, “Link” makes one that holds your text of it.")
_BOXED = markup(
    "<p>A program runs in your own browser, in a Python of its own that can neither reach a network nor keep anything, and never on "
    "a server. NumPy, Bokeh, Python's standard library and all of this site's equations can be imported.</p>"
)


class CellsView:
    """Shows a :class:`Cells`: every program is on the page, and all but one are hidden, so that what was typed in them stays."""

    pictures = ()
    strata: dict[str, Shown]

    def __init__(self, model: Cells) -> None:
        self.model = model
        self.strata = {}
        self.shown = Fragment(target=IDS("programs"))
        self.update()
        model.param.watch(lambda event: self.update(), "result")

    @property
    def components(self) -> list[LightDom]:
        """Everything that is bound to the page."""
        return [self.shown]

    def update(self) -> None:
        """Show the program that was chosen."""
        self.shown.html = programs_html(self.model.program)

    def in_sight(self, seen: bool) -> None:
        """Hear whether somebody looks."""

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the page back to where it is now."""
        ways = (self.model.checkpoint(), self.shown.checkpoint())

        def back() -> None:
            for way in ways:
                way()

        return back

    def html(self) -> Markup:
        """Return the page's whole markup."""
        return markup(
            '{}<div class="cells-page"><div class="cells-about">{}</div><div id="{}" class="cells-programs">{}</div></div>',
            opening(instruments()[IDS.instrument], share=_SHARE), _BOXED, IDS("programs"), self.shown.html,
        )  # fmt: skip


def programs_html(current: str) -> Markup:
    """Return the list of programs and each in its cell, all but the current one hidden."""
    links = joined(_link(name, program.title, current) for name, program in programs().items())
    cells = joined(
        markup(
            '<section data-key="program-{}"{}>{}</section>',
            name,
            EMPTY if name == current else markup(" hidden"),
            cell_html(name, program.code, title=program.title, note=program.note),
        )
        for name, program in programs().items()
    )
    return markup(
        '<nav class="cells-list" aria-label="Programs"><h2 class="unseen">Programs</h2><ul>{}</ul></nav><div class="cells-shown">{}</div>',
        links, cells,
    )  # fmt: skip


def _link(name: str, title: str, current: str) -> Markup:
    way = href(IDS.instrument, encode(Cells, defaults(Cells) | {"program": name}))
    here = markup(' aria-current="true"') if name == current else EMPTY
    return markup('<li><a href="{}"{}>{}</a></li>', way, here, title)
