"""The glossary as a page: which of its terms an address leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulas.caching import shared
from formulas.names import Names
from instruments.frame.glossary import Term, glossary
from instruments.frame.inputs import About, OneOf
from instruments.frame.model import Model


@shared
def _named() -> Mapping[str, Names]:
    """What each term may be called; none of them is what the page begins with."""
    return {"": Names(("none",)), **{term.id: Names((*term.names, term.id)) for term in glossary()}}


class Terms(Model):
    """The glossary, opened at one of its terms or at none."""

    term = OneOf(
        default="", objects={name: name for name in _named()}, label="Term", doc="The term that the page is opened at.",
        about=About(shown=False, named=_named),
    )

    called = "the glossary"
    fresh = "these are all terms"

    def evaluate(self, values: Mapping[str, Any]) -> Term | None:
        """Return the term that was asked for, if one was."""
        return glossary()[values["term"]] if values["term"] else None
