r"""The texts of an exercise: words, values and inline maths, for the page and for paper.

``{tokens}`` stands for a value, with its unit as people read it, and ``{share:%}`` for one in the unit that is named;
``\(6 N D\)`` is maths, in which ``«tokens»`` stands for a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from instruments.prose.markup import Markup, escape, joined, markup
from instruments.prose.speech import marked_where_said

_MATHS = re.compile(r"\\\((.*?)\\\)", re.DOTALL)
_VALUE = re.compile(r"\{(\w+(?::[^{}]+)?)\}")
_SLOT = re.compile(r"«(\w+)»")


@dataclass(frozen=True)
class Piece:
    """Some words, a value or some maths: ``kind`` is ``text``, ``value`` or ``maths``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs, each of pieces."""

    paragraphs: tuple[tuple[Piece, ...], ...]

    def html(self, said: set[str] | None = None) -> Markup:
        """Return it as paragraphs; within one line, where there is but one, use :meth:`inline`.

        Parameters
        ----------
        said
            Ids of the terms that were marked before, to which those of this text are added; without one, as on paper, none is marked.
        """
        return joined(markup("<p>{}</p>", _html(pieces, said)) for pieces in self.paragraphs)

    def inline(self, said: set[str] | None = None, *, within: bool = False) -> Markup:
        """Return it as HTML without paragraphs, for an item of a list, or ``within`` a label, which may hold no link."""
        return joined((_html(pieces, said, within=within) for pieces in self.paragraphs), " ")

    def plain(self) -> str:
        """Return it as text; maths stays as it is typed."""
        return "\n\n".join("".join(piece.text for piece in pieces) for pieces in self.paragraphs)


def prose(paragraphs: Iterable[str], value: Callable[[str], str], maths: Callable[[str], str]) -> Prose:
    """Return a text with its values in.

    Parameters
    ----------
    paragraphs
        The text as the data file has it.
    value, maths
        What stands for a name within words, and within maths.
    """
    return Prose(tuple(tuple(_pieces(text, value, maths)) for text in paragraphs))


def names(paragraphs: Iterable[str]) -> set[str]:
    r"""Return the names of all values that a text tells.

    >>> sorted(names(["{tokens} at \\(6 «width»\\)"]))
    ['tokens', 'width']
    """
    found: set[str] = set()
    for text in paragraphs:
        for at, part in enumerate(_MATHS.split(text)):
            found |= {name.partition(":")[0] for name in (_SLOT if at % 2 else _VALUE).findall(part)}
    return found


def _pieces(text: str, value: Callable[[str], str], maths: Callable[[str], str]) -> Iterable[Piece]:
    for at, part in enumerate(_MATHS.split(text)):
        if at % 2:
            yield Piece("maths", _SLOT.sub(lambda found: f"{{{maths(found[1])}}}", part))
            continue
        for place, words in enumerate(_VALUE.split(part)):
            if words:
                yield Piece("value", value(words)) if place % 2 else Piece("text", words)


def _html(pieces: Iterable[Piece], said: set[str] | None, *, within: bool = False) -> Markup:
    return joined(_piece_html(piece, said, within=within) for piece in pieces)


def _piece_html(piece: Piece, said: set[str] | None, *, within: bool) -> Markup:
    if piece.kind == "maths":
        return markup('<span data-tex="{}" data-inline>{}</span>', piece.text, piece.text)
    text = escape(piece.text) if said is None else marked_where_said(piece.text, said, within=within)
    if piece.kind == "value":
        # A number is not parted from its unit at the end of a line.
        return markup('<span class="given">{}</span>', text)
    return text
