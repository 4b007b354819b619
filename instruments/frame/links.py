"""Where links to instruments lead: one function, which knows how the page at hand is addressed.

Where an instrument is a fragment of one page (a server's, or any page once Python writes it), a link leads to that fragment; on a
page that is written for a site in which each instrument has a page of its own, it leads there, so that it does without a script.
A script follows either (``static/js/places.js``).
"""

from __future__ import annotations

from instruments.frame.discovery import instruments
from instruments.prose.links import leading


def href(instrument: str, state: str | None = None) -> str:
    """Return where a link to an instrument leads: to it in a state, or without one as it was left.

    Parameters
    ----------
    instrument
        Its id.
    state
        As :func:`instruments.frame.address.encode` writes it.

    Examples
    --------
    >>> href("forge"), href("forge", "v1;context=131072")
    ('#/forge', '#/forge?v1;context=131072')
    """
    return leading(instruments()[instrument].id, state)
