"""Names as people have them: from a data sheet, a driver, a model repository or memory, to the one thing that is meant.

A name is taken only where every word of it is accounted for by one thing; whatever else is typed is refused with the
names that come nearest.  A word that nobody knows may be the one that tells two cards apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from formulas.caching import shared
from formulas.repository_names import readings

MOST_SUGGESTED = 5
_LONGEST = 80
_ALIKE = 0.45
_WORD = re.compile(r"[a-z]+|\d+")
# "80 GiB" and "80G" are how tools print what a data sheet calls 80 GB.
_SIZE = re.compile(r"(?<![a-z0-9])(\d+)\s*(?:gib|gb|g)(?![a-z0-9])")
# What a person writes in one go: "A40", "v2", "llama3.3".
_RUN = re.compile(r"[a-z\d]+(?:(?<=\d)\.\d[a-z\d]*)*")


@dataclass(frozen=True)
class Names:
    """What one thing is called: ``whole`` names it, ``beside`` is true of it and may stand with its name, or not.

    ``only`` are names that are taken whole or not at all, and near which nothing comes: those of machines that hold it, say.
    ``packed`` things are handed out in packings that anybody makes: see :mod:`formulas.repository_names`.
    """

    whole: tuple[str, ...]
    beside: tuple[str, ...] = ()
    packed: bool = False
    only: tuple[str, ...] = ()


class UnknownNameError(ValueError):
    """A name that leads to nothing, or to more than one thing; ``near`` are the keys of those that come near it."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


def find(things: Mapping[str, Names], typed: object, what: str) -> str:
    """Return the key of the thing that a person means.

    Parameters
    ----------
    things
        What there is, by key; a key is a name too.
    typed
        A name in any case and punctuation, with or without what may stand beside it.
    what
        What is looked for, as a refusal calls it.

    Raises
    ------
    UnknownNameError
        If no thing, or more than one, accounts for every word; it names the nearest, at most five.

    Examples
    --------
    >>> cards = {"h100": Names(("H100 SXM",), ("NVIDIA", "80GB")), "l40s": Names(("L40S",), ("NVIDIA", "48GB"))}
    >>> find(cards, "nvidia h100-80GB", "card")
    'h100'
    >>> find(cards, "L40", "card")
    Traceback (most recent call last):
    formulas.names.UnknownNameError: card is 'L40': no such name; near: l40s
    """
    plain = str(typed)
    fitting = _fitting(things, plain)
    if len(fitting) == 1:
        return fitting[0]
    packed = {key: names for key, names in things.items() if names.packed}
    inner = readings(plain[: 4 * _LONGEST]) if packed else ()
    held = {key for name in inner for key in _fitting(packed, name)}
    if not fitting and len(held) == 1:
        return held.pop()
    said = f"{what} is {' '.join(plain.split())[:_LONGEST]!r}"
    raise _unknown(things, inner[-1] if inner and not fitting else plain, fitting, said)


def _fitting(things: Mapping[str, Names], typed: str) -> list[str]:
    """The things of which a name accounts for every word: one, if it is that one's."""
    wanted = words(typed)
    fitting: list[str] = []
    # In this order: "A100" and "NVIDIA A100" are whatever is called so alone, though other cards are called so with their size.
    for fits in (_is_called, _is_called_beside, _fits):
        fitting = [key for key, names in things.items() if wanted and fits(wanted, key, names)]
        if len(fitting) == 1:
            break
    return fitting


def _unknown(things: Mapping[str, Names], typed: str, fitting: list[str], said: str) -> UnknownNameError:
    """The refusal: the few things that a name may mean, else those whose names come near it, else those that share a word beside it."""
    wanted = words(typed)
    partly = fitting or [key for key, names in things.items() if len("".join(wanted)) > 1 and _holds(key, names, typed)]
    near = _by_nearness(things, wanted, partly or _alike(things, wanted) or _beside(things, wanted))
    if len(things) <= MOST_SUGGESTED + 1 and not partly:
        return UnknownNameError(f"{said}: must be one of {', '.join(things)}", near)
    if 1 < len(partly) <= MOST_SUGGESTED:
        return UnknownNameError(f"{said}: may be {', '.join(near[:-1])} or {near[-1]}", near)
    more = f" and {len(near) - MOST_SUGGESTED} more" if partly and len(near) > MOST_SUGGESTED else ""
    near = near[:MOST_SUGGESTED]
    return UnknownNameError(f"{said}: no such name" + (f"; near: {', '.join(near)}{more}" if near else ""), near)


def words(typed: str) -> tuple[str, ...]:
    """The letters and the numbers of a name, in order: case, accents and punctuation tell no two things apart, a plus does.

    >>> words("NVIDIA A100-SXM4-80GB") == words("nvidia a100 sxm4 80 GiB")
    True
    >>> words("Command R+") == words("command-r-plus")
    True
    """
    return tuple(_WORD.findall(_plain(typed)))


def _plain(typed: str) -> str:
    parts = unicodedata.normalize("NFKD", typed[: 4 * _LONGEST]).casefold()
    return _SIZE.sub(r"\1 gb", "".join(part for part in parts if not unicodedata.combining(part))).replace("+", " plus ")


@shared
def _called(key: str, names: Names) -> frozenset[tuple[str, ...]]:
    return frozenset(map(words, (key, *names.whole)))


@shared
def _taken_whole(only: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(map(words, only))


@shared
def _bare(key: str, names: Names) -> frozenset[tuple[str, ...]]:
    return frozenset(_rest(name, names.beside) or name for name in _called(key, names))


def _holds(key: str, names: Names, typed: str) -> bool:
    """Whether all that is typed stands in some name of a thing or beside it, what is written in one go together."""
    runs = {tuple(_WORD.findall(run)) for run in _RUN.findall(_plain(typed))}
    own = (*_called(key, names), *map(words, names.beside))
    return all(any(run == name[at : at + len(run)] for name in own for at in range(len(name))) for run in runs)


def _beside(things: Mapping[str, Names], wanted: tuple[str, ...]) -> list[str]:
    """Things beside which a word of a name stands, and beside others not: those of its maker."""
    marks = {key: {phrase[0] for phrase in _phrases(names.beside) if len(phrase) == 1} for key, names in things.items()}
    telling = set(wanted) - set.intersection(*marks.values())
    return [key for key, mine in marks.items() if mine & telling]


def _is_called(wanted: tuple[str, ...], key: str, names: Names) -> bool:
    return wanted in _called(key, names) or wanted in _taken_whole(names.only)


def _is_called_beside(wanted: tuple[str, ...], key: str, names: Names) -> bool:
    """Whether a name is the thing's, once what may stand beside it is taken away."""
    return _rest(wanted, names.beside) in _called(key, names)


def _fits(wanted: tuple[str, ...], key: str, names: Names) -> bool:
    """The same, where the thing's own name holds such words too."""
    return (_rest(wanted, names.beside) or wanted) in _bare(key, names)


def _rest(name: tuple[str, ...], beside: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of a name without the phrases that may stand beside it; the longest go first."""
    for phrase in _phrases(beside):
        at = 0
        while phrase and at <= len(name) - len(phrase):
            if name[at : at + len(phrase)] == phrase:
                name = name[:at] + name[at + len(phrase) :]
            else:
                at += 1
    return name


def nearest(things: Mapping[str, Names], typed: object) -> tuple[str, ...]:
    """Return the keys of the things whose names come near, the nearest first, at most five.

    >>> nearest({"context": Names(()), "prompt": Names(())}, "contxt")
    ('context',)
    """
    wanted = words(str(typed))
    return tuple(_by_nearness(things, wanted, _alike(things, wanted))[:MOST_SUGGESTED])


def _alike(things: Mapping[str, Names], wanted: tuple[str, ...]) -> list[str]:
    return [key for key, names in things.items() if _nearness(wanted, key, names) >= _ALIKE]


@shared
def _phrases(beside: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(map(words, beside), key=len, reverse=True))


def _by_nearness(things: Mapping[str, Names], wanted: tuple[str, ...], keys: list[str]) -> list[str]:
    return sorted(keys, key=lambda key: -_nearness(wanted, key, things[key]))


def _nearness(wanted: tuple[str, ...], key: str, names: Names) -> float:
    """How near the nearest name of a thing comes: half by words in common, half by letters."""
    typed = _rest(wanted, names.beside) or wanted
    return max(
        (2 * len(set(typed) & set(name)) / (len(set(typed)) + len(set(name)))
         + SequenceMatcher(None, "".join(typed), "".join(name), autojunk=False).ratio()) / 2
        for name in _bare(key, names)
    ) if typed else 0.0


