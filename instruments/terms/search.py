"""What a search leads to in the glossary: its terms."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.frame.address import encode
from instruments.frame.glossary import glossary
from instruments.frame.reading import defaults
from instruments.frame.search import Find
from instruments.quantities.text import shortened
from instruments.terms.model import Terms

_ROOM = 80
"""Characters of a definition beside a name."""


def entries() -> Iterator[Find]:
    """Yield every term."""
    for term in glossary():
        route = f"/terms?{encode(Terms, defaults(Terms) | {'term': term.id})}"
        yield Find(kind="terms", title=term.name, note=shortened(term.sentences[0], _ROOM), names=term.also, route=route)
