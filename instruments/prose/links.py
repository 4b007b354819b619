"""Where links within the site lead, which depends on how the page at hand is addressed; :mod:`instruments.frame.links` says when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_root: ContextVar[str | None] = ContextVar("root", default=None)


def root() -> str | None:
    """Return where the site is, seen from the page that is written; nothing where all of it is one page."""
    return _root.get()


def leading(page: str, state: str | None = None) -> str:
    """Return where a link to a page leads: to it in a state, or without one as it was left.

    >>> leading("forge"), leading("forge", "v1;context=131072")
    ('#/forge', '#/forge?v1;context=131072')
    """
    if root() is None:
        return f"#/{page}{'' if state is None else f'?{state}'}"
    return f"{root()}{page}/{f'#{state}' if state else ''}"


@contextmanager
def pages_at(place: str) -> Iterator[None]:
    """Within this, links lead to the pages of a site that is at ``place``, seen from the page that is written.

    >>> with pages_at("../"):
    ...     leading("forge"), leading("forge", "v1;context=131072")
    ('../forge/', '../forge/#v1;context=131072')
    """
    token = _root.set(place)
    try:
        yield
    finally:
        _root.reset(token)
