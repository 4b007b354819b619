"""The page's address: which instrument the fragment names, and the state that stands behind it.

The fragment is ``/forge?<state>``; whatever it holds, reading it never fails.
"""

from __future__ import annotations

from typing import NamedTuple

from instruments.catalog import HOME, INSTRUMENTS

LONGEST = 4096
_BY_ROUTE = {instrument.route: instrument.id for instrument in INSTRUMENTS.values()}


class Route(NamedTuple):
    """Where an address leads: an instrument, its state, and what was wrong with the address."""

    instrument: str
    state: str
    notice: str = ""


def parse(fragment: str) -> Route:
    """Read a fragment (without its number sign); anything unreadable leads home with a notice.

    >>> parse("/forge?v=1")
    Route(instrument='forge', state='v=1', notice='')
    >>> parse("/nowhere").instrument
    'forge'
    """
    if not fragment:
        return Route(HOME, "")
    if len(fragment) > LONGEST:
        return Route(HOME, "", "The address was too long to be one of ours; this is the default design.")
    path, _, state = fragment.partition("?")
    instrument = _BY_ROUTE.get(path.rstrip("/"))
    if instrument is None:
        return Route(HOME, "", "The address names no instrument here; this is the default design.")
    return Route(instrument, state)


def fragment(instrument: str, state: str = "") -> str:
    """Return the fragment of an instrument in a state."""
    route = INSTRUMENTS[instrument].route
    return f"{route}?{state}" if state else route
