"""What stands around the instrument on show and changes with it: where it is, its neighbours, the bar at the bottom of a phone."""

from __future__ import annotations

from app.stack import glyph
from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.found import home, instruments
from instruments.text import escape

SITE = "The Forge"
STACK = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2 3h16M2 10h16M2 13.5h16M2 17h16"/><path class="lit" d="M2 6.5h16"/></svg>'
_CONTROLS = (
    '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2 5.5h7M13 5.5h5M2 14.5h3M9 14.5h9"/>'
    '<circle cx="11" cy="5.5" r="2"/><circle cx="7" cy="14.5" r="2"/></svg>'
)


def title(current: str) -> str:
    """Return the document's title while an instrument is on show."""
    return SITE if current == home() else f"{instruments()[current].title} - {SITE}"


def crumbs_html(current: str) -> str:
    """Return the way to an instrument, stratum first."""
    entry = instruments()[current]
    return f'<li>{escape(STRATA[entry.stratum])}</li><li aria-current="page">{escape(entry.title)}</li>'


def neighbours_html(current: str) -> str:
    """Return links to the instruments above and below in the stack."""
    order = list(instruments().values())
    place = order.index(instruments()[current])
    above, below = order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
    return "".join(_neighbour(entry, way) for way, entry in (("above", above), ("below", below)) if entry)


def _neighbour(entry: Instrument, way: str) -> str:
    arrow = "\N{UPWARDS ARROW}" if way == "above" else "\N{DOWNWARDS ARROW}"
    return (
        f'<a class="neighbour {way}" data-key="{way}" href="#{escape(entry.route)}"><span class="neighbour-way">'
        f'<span aria-hidden="true">{arrow}</span> {way.capitalize()} in the stack</span>'
        f'<span class="neighbour-name">{glyph(entry.stratum)}<b>{escape(entry.title)}</b>'
        f'<span class="neighbour-stratum">{escape(STRATA[entry.stratum])}</span></span>'
        f'<span class="neighbour-question">{escape(entry.question)}</span></a>'
    )


def dock_html(current: str) -> str:
    """Return the dock at the bottom of a narrow page: the stack, and what the instrument is controlled with."""
    label = instruments()[current].controls
    controls = (
        f'<button type="button" class="dock-item sheet-switch" data-key="controls" data-sheet-switch aria-expanded="false">{_CONTROLS}'
        f"<span>{escape(label)}</span></button>"
    )
    return (
        '<button type="button" class="dock-item" data-key="stack" data-stack-switch aria-expanded="false" aria-controls="strata">'
        f"{STACK}<span>Stack</span></button>{controls if label else ''}"
    )
