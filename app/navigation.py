"""What stands around the instrument on show and changes with it: where it is, its neighbours, the bar at the bottom of a phone."""

from __future__ import annotations

from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.discovery import BESIDE, at, in_stack, instruments
from instruments.frame.glyphs import glyph
from instruments.frame.links import href
from instruments.prose.markup import EMPTY, Markup, joined, markup

SITE = "The Forge"
STACK = markup(
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2 3h16M2 10h16M2 13.5h16M2 17h16"/><path class="lit" d="M2 6.5h16"/></svg>'
)
_PAGE = "M10 5.5C8 4 5 3.5 2.5 4v11.5c2.5-.5 5.5 0 7.5 1.5 2-1.5 5-2 7.5-1.5V4C15 3.5 12 4 10 5.5V17"
_CONTROLS = markup(
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2 5.5h7M13 5.5h5M2 14.5h3M9 14.5h9"/>'
    '<circle cx="11" cy="5.5" r="2"/><circle cx="7" cy="14.5" r="2"/></svg>'
)


def title(current: str) -> str:
    """Return the document's title while an instrument is on show; the one that the site is named after needs no name more."""
    own = instruments()[current].title
    return SITE if own == SITE else f"{own} - {SITE}"


def crumbs_html(current: str) -> Markup:
    """Return the way to an instrument, stratum first; what stands beside the stack is a way of one step."""
    entry = instruments()[current]
    stratum = EMPTY if entry.stratum == BESIDE else markup("<li>{}</li>", STRATA[entry.stratum])
    return markup('{}<li aria-current="page">{}</li>', stratum, entry.title)


def neighbours_html(current: str) -> Markup:
    """Return links to the instruments above and below in the stack, for one that is in it."""
    order, entry = in_stack(), instruments()[current]
    if entry not in order:
        return EMPTY
    place = order.index(entry)
    above, below = order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
    return joined(_neighbour(entry, way) for way, entry in (("above", above), ("below", below)) if entry)


def _neighbour(entry: Instrument, way: str) -> Markup:
    arrow = "\N{UPWARDS ARROW}" if way == "above" else "\N{DOWNWARDS ARROW}"
    return markup(
        '<a class="neighbour {way}" data-key="{way}" href="{href}"><span class="neighbour-way">'
        '<span aria-hidden="true">{arrow}</span> {where} in the stack</span>'
        '<span class="neighbour-name">{glyph}<b>{title}</b>'
        '<span class="neighbour-stratum">{stratum}</span></span>'
        '<span class="neighbour-question">{question}</span></a>',
        way=way, href=href(entry.id), arrow=arrow, where=way.capitalize(), glyph=glyph(entry.stratum), title=entry.title,
        stratum=STRATA[entry.stratum], question=entry.question,
    )


def dock_html(current: str) -> Markup:
    """Return the dock at the bottom of a narrow page: the stack, what the instrument is controlled with, and the first page beside."""
    label = instruments()[current].controls
    controls = markup(
        '<button type="button" class="dock-item sheet-switch" data-key="controls" data-sheet-switch aria-expanded="false">{}'
        "<span>{}</span></button>",
        _CONTROLS, label,
    )
    return markup(
        '<button type="button" class="dock-item" data-key="stack" data-stack-switch aria-expanded="false" aria-controls="strata">'
        "{}<span>Stack</span></button>{}{}",
        STACK, controls if label else EMPTY, joined(map(_dock_link, at(BESIDE)[:1])),
    )


def _dock_link(entry: Instrument) -> Markup:
    return markup(
        '<a class="dock-item" data-key="{id}" href="{href}">'
        '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="{page}"/></svg><span>{title}</span></a>',
        id=entry.id, href=href(entry.id), page=_PAGE, title=entry.title,
    )
