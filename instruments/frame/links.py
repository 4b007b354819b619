"""Where links to instruments lead: one function, which knows how the page at hand is addressed.

Where an instrument is a fragment of one page (a server's, or any page once Python writes it), a link leads to that fragment; on a
page that is written for a site in which each instrument has a page of its own, it leads there, so that it does without a script.
A script follows either (``static/js/places.js``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from instruments.frame.found import instruments

_root: ContextVar[str | None] = ContextVar("root", default=None)


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
    root = _root.get()
    if root is None:
        return f"#{instruments()[instrument].route}{'' if state is None else f'?{state}'}"
    return f"{root}{instruments()[instrument].id}/{f'#{state}' if state else ''}"


@contextmanager
def pages_at(root: str) -> Iterator[None]:
    """Within this, links lead to the pages of a site that is at ``root``, seen from the page that is written.

    >>> with pages_at("../"):
    ...     href("forge"), href("forge", "v1;context=131072")
    ('../forge/', '../forge/#v1;context=131072')
    """
    token = _root.set(root)
    try:
        yield
    finally:
        _root.reset(token)
