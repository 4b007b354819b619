"""What has become of the numbers since a sheet was made: said on its page and beside the table of its results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from formulas.version import HISTORY, VERSION, order
from instruments.course.keys import Change, answers, changes

_MOST_TOLD = 2


@dataclass(frozen=True)
class Since:
    """What to know of a sheet that was made with another version of the numbers.

    ``line`` says it in one line, ``changes`` are the answers that are others now, ``history`` is what changed, by version.
    """

    line: str
    changes: tuple[Change, ...] = ()
    history: tuple[str, ...] = ()


def since(made: str, names: tuple[str, ...], tell: Callable[[Change], str] = lambda change: f"{change.name} {change.by}") -> Since | None:
    """Return what to know of a sheet; nothing where it was made with the present version.

    Parameters
    ----------
    made
        The version that the sheet's link names; an empty one is of practice, which has none.
    names
        Ids of its exercises.
    tell
        Says in the line what a change is; without it no answer is told that might still be asked for.

    >>> since("", ()), since(VERSION, ()), since("1999-12", ()).line.partition(";")[0]
    (None, None, 'The sheet was made with numbers of a version that is not known here, 1999-12')
    """
    if made in ("", VERSION):
        return None
    judged = f"answers are judged by those of {VERSION}"
    if made in HISTORY:
        versions = list(HISTORY)
        history = tuple(f"{each}: {HISTORY[each]}" for each in reversed(versions[: versions.index(made)]))
        found = changes(names, made)
        return Since(_line(made, answers(names), found, tell), found, history)
    if (order(made) or (0,)) > order(VERSION):
        return Since(f"The sheet was made with numbers that are newer than those of this page, {made}; {judged}.")
    return Since(f"The sheet was made with numbers of a version that is not known here, {made}; {judged}.")


def _line(made: str, count: int, found: tuple[Change, ...], tell: Callable[[Change], str]) -> str:
    if not found:
        return f"None of {count} answers has changed since {made}, when the sheet was made."
    more = f"; and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
    told = "; ".join(tell(each) for each in found[:_MOST_TOLD])
    return f"{len(found)} of {count} answers changed since {made}, when the sheet was made: {told}{more}."
