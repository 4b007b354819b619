"""The page's address: which instrument the fragment names, and the state that stands behind it.

The fragment is ``/forge?<state>``; whatever it holds, reading it never fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from formulas.shared import shared
from instruments.frame.found import home, instruments

LONGEST = 4096


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
        return Route(home(), "")
    if len(fragment) > LONGEST:
        return Route(home(), "", "The address was too long to be one of ours; this is the default design.")
    path, _, state = fragment.partition("?")
    instrument = _by_route().get(path.rstrip("/"))
    if instrument is None:
        return Route(home(), "", "The address names no instrument here; this is the default design.")
    return Route(instrument, state)


def fragment(instrument: str, state: str = "") -> str:
    """Return the fragment of an instrument in a state."""
    route = instruments()[instrument].route
    return f"{route}?{state}" if state else route


@shared
def _by_route() -> Mapping[str, str]:
    return {instrument.route: instrument.id for instrument in instruments().values()}
