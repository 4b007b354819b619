"""Sources as they stand beside what they say: a link, or the name alone where there is nothing to follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formulas.bibliography import bibliography
from formulas.caching import shared
from formulas.catalogue import Row
from instruments.prose.markup import Markup, joined, markup


@dataclass(frozen=True)
class Citation:
    """Where one number comes from: the row or law that it stands in, its source, how it is known, and what others say beside it.

    What stands in no source of the bibliography, such as the copy that a configuration was read in, is told in the note.
    """

    name: str
    source: str
    standing: str = "published"
    note: str = ""
    beside: tuple[Citation, ...] = ()

    def html(self) -> Markup:
        """The citation as a line below the number's meaning, and one for each that stands beside it."""
        known = "" if self.standing == "published" else f", {self.standing}"
        note = f" {self.note}" if self.note else ""
        whence = markup(": {}", link(self.source)) if self.source else ""
        own = markup('<span class="cite">{}{}{}.{}</span>', self.name, whence, known, note)
        return joined((own, *(other.html() for other in self.beside)))


def of_row(row: Row, field: str, date: str | None = None) -> Citation:
    """Cite one figure of a catalogue; ``date`` is the day that it holds for, where it ages."""
    standing = row.standing(field)
    return Citation(row.name, row.source(field), f"{standing} {date}" if date else standing)


@shared
def link(key: str) -> Markup:
    """Return a source of the bibliography by its short name, as a link where it can be followed."""
    source = bibliography()[key]
    if not source.url:
        return markup('<span title="{}">{}</span>', source.title, source.short)
    return markup('<a href="{}" title="{}" rel="noreferrer" target="_blank">{}</a>', source.url, source.title, source.short)


def links(keys: Iterable[str]) -> Markup:
    """Return several sources, each once."""
    return joined((link(key) for key in dict.fromkeys(keys)), ", ")
