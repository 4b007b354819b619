"""Where a text speaks of a term: names of the glossary within sentences that nobody has marked.

A page marks what it has written by hand (:mod:`instruments.prose.words`); what comes from data files, as definitions and exercises do, is
marked by this.  Names and what is ordinary are read alone: the glossary as a whole is checked where its page is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from formulas.caching import shared
from instruments.prose.markup import Markup, escape, joined
from instruments.prose.words import files, folded, forms, mark_term

_WORD = re.compile(r"[\w%]+(?:[-/]\w+)*")
_LETTERS = 2


class Speech:
    """Names of terms, and where a text says them.

    Parameters
    ----------
    names
        All names of each term, by its id.
    ordinary
        Ids of terms whose names are everyday words too: no text speaks of them by itself.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], ordinary: frozenset[str]) -> None:
        self._names, self._ordinary = names, ordinary
        self._named = {folded(name): key for key, several in names.items() for name in several}
        # How many words the longest name has that begins with a word: most words begin none.
        self._reach: dict[str, int] = {}
        for words in (_WORD.findall(name.casefold()) for several in names.values() for name in several):
            self._reach |= {words[0]: max(len(words), self._reach.get(words[0], 0))} if words else {}

    def named(self, name: str) -> str:
        """Return the id of the term that has a name, in the singular or the plural, or nothing."""
        return next((self._named[each] for each in forms(name) if each in self._named), "")

    def spoken(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where a text speaks of a term: from, to, and its id; of names within each other, the longer."""
        words = [found.span() for found in _WORD.finditer(text)]
        place = 0
        while place < len(words):
            first = text[slice(*words[place])].casefold()
            reach = max(self._reach.get(each, 0) for each in forms(first))
            count, term = next(self._from(text, words[place : place + reach]), (1, ""))
            if term and term not in self._ordinary:
                yield words[place][0], words[place + count - 1][1], term
            place += count

    def _from(self, text: str, words: list[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """What a text may speak of from a word on, the longest first: how many words, and which term."""
        for count in range(len(words), 0, -1):
            said = text[words[0][0] : words[count - 1][1]]
            if len(said) > 1 and (term := self.named(said)) and self._meant(said, term):
                yield count, term

    def _meant(self, said: str, term: str) -> bool:
        """Whether a text means a term by a name of it: an abbreviation counts as it is written."""
        names = [name for name in self._names[term] if folded(name) in forms(said)]
        return any(not _is_abbreviation(name) or said in (name, f"{name}s") for name in names)


def _is_abbreviation(name: str) -> bool:
    """Whether a name is read as it is written: hardly more than a letter, or with capitals beyond the first letter of a word."""
    return len(name) <= _LETTERS or any(word[1:] != word[1:].lower() for word in re.split(r"[\s-]", name))


@shared
def speech() -> Speech:
    """Return the names of all terms."""
    names: dict[str, list[str]] = {}
    ordinary: set[str] = set()
    for path in files():
        content = json.loads(path.read_text("utf-8"))
        for key, row in (*content.get("terms", {}).items(), *content.get("uses", {}).items()):
            names.setdefault(key, []).extend((*([row["name"]] if "name" in row else ()), *row.get("also", ())))
            ordinary |= {key} if row.get("ordinary") else set()
    return Speech(names, frozenset(ordinary))


def marked_where_said(text: str, said: set[str], *, within: bool = False) -> Markup:
    """Return a text as markup, each term marked where it is said first.

    Parameters
    ----------
    text
        Plain text.
    said
        Ids of terms that were marked before, to which those of this text are added.
    within
        Whether it stands within a button, a label or a link, which may hold no other link.
    """
    pieces, place = [], 0
    for start, stop, term in speech().spoken(text):
        if term not in said:
            said.add(term)
            pieces += [escape(text[place:start]), mark_term(text[start:stop], term, within=within)]
            place = stop
    return joined([*pieces, escape(text[place:])])
