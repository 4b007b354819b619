"""The page's address: which instrument it names, and the state that stands behind it.

Python knows it as a fragment, ``/forge?<state>``; whatever it holds, reading it never fails.  Where every instrument has a
page of its own the browser shows ``/forge/#<state>`` (``static/js/places.js``).
"""

from __future__ import annotations

from typing import NamedTuple

from instruments.frame import mended
from instruments.frame.discovery import home, instruments

LONGEST = 4096


class Route(NamedTuple):
    """Where an address leads: an instrument, its state, and what was wrong with the address."""

    instrument: str
    state: str | None
    """Nothing where the address says nothing of it: then the instrument is as it was left. Empty, it is that of a new page."""
    notice: str = ""


def parse(fragment: str, start: str = "") -> Route:
    """Read a fragment (without its number sign); anything unreadable leads to the start with a notice.

    Parameters
    ----------
    fragment
        ``/<id>?<state>``, ``/<id>``, or nothing.
    start
        The instrument that the page began with, if it was not the home one.

    >>> parse("/forge?v=1")
    Route(instrument='forge', state='v=1', notice='')
    >>> parse("/forge").state is None
    True
    >>> parse("%2Fforge%3Fv1%3Bcontext=8192").instrument
    'forge'
    >>> parse("/nowhere", "forge").instrument
    'forge'
    """
    start = start or home()
    if not fragment:
        return Route(start, "")
    if len(fragment) > LONGEST:
        return Route(start, "", "The address was too long to be one of ours; this is the default design.")
    instrument, state = _led(fragment)
    # A page of its own puts its name before whatever stands behind the number sign: another whole fragment, too.
    inner = _led(state or "")
    if inner[0]:
        instrument, state = inner
    if not instrument:
        return Route(start, "", "The address names no instrument here; this is the default design.")
    return Route(instrument, state)


def _led(fragment: str) -> tuple[str, str | None]:
    path, question, state = fragment.partition("?")
    plain = next((each.id for each in instruments().values() if each.route == path.rstrip("/")), "")
    return (plain, state if question else None) if plain else mended.route(fragment, instruments())


def fragment(instrument: str, state: str | None = None) -> str:
    """Return the fragment of an instrument, in a state or as it was left."""
    route = instruments()[instrument].route
    return route if state is None else f"{route}?{state}"
