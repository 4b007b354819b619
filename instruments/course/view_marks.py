"""How far an exercise is, as a small sign that does not rest on its colour; and what kinds there are, in words."""

from __future__ import annotations

from typing import NamedTuple

from instruments.course.model import GIVEN_UP, NEW, RIGHT, TRIED
from instruments.prose.markup import Markup, markup


class Mark(NamedTuple):
    """A status: its key in the markup, its sign and its word."""

    key: str
    sign: str
    word: str


MARKS = {
    NEW: Mark("new", "\N{WHITE CIRCLE}", "not tried"),
    # Half a circle: not the wave that stands beside what is estimated.
    TRIED: Mark("tried", "\N{CIRCLE WITH LEFT HALF BLACK}", "tried"),
    RIGHT: Mark("right", "\N{CHECK MARK}", "right"),
    GIVEN_UP: Mark("given-up", "\N{BALLOT X}", "given up"),
}


def mark_html(status: str) -> Markup:
    """Return the sign of a status, with its word for who hears it."""
    mark = MARKS[status]
    return markup(
        '<span class="mark {}" title="{}"><span aria-hidden="true">{}</span><span class="unseen">({})</span></span>',
        mark.key, mark.word, mark.sign, mark.word,
    )


def minutes(number: float) -> str:
    """Return about how long something takes.

    >>> minutes(1), minutes(12)
    ('about 1 minute', 'about 12 minutes')
    """
    return f"about {number:g} minute{'' if number == 1 else 's'}"
