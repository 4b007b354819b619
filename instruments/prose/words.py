"""Terms where they stand: what marks a word that the glossary defines.

**Marking a term.**  Two functions; both take plain text and return markup.

- :func:`mark` for a name by itself: a label, a heading, a column.  ``mark("Time to first token")`` is marked because the glossary
  knows that name; a name that it does not know is only escaped, so any label may be handed in.
- :func:`marked` for a sentence: ``marked("What a layer adds goes into the [residual stream].")``.  Brackets stand around what is to
  be marked; ``[the lens|logit lens]`` shows the first and means the second.  A term that is not defined is refused.

A mark is a link to the term's entry in the index, so that it leads somewhere without a script; ``static/js/words.js`` shows the
definition by hover, focus and tap.  Within a button, where no link may stand, say ``within=True``: then it is a ``span``.

**Defining one.**  One entry of ``instruments/terms/data/<subject>.json``, or of an instrument's own ``terms.json``; what an entry
holds, and what is checked, says :mod:`instruments.frame.glossary`.  This module reads names and symbols alone: more no page needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import instruments as package
from formulas.caching import shared
from instruments.prose.links import leading
from instruments.prose.markup import Markup, escape, joined, markup

FILES = ("terms/data/*.json", "*/terms.json")
"""Where terms are defined, below every folder that holds instruments: the shared ones by subject, and those of an instrument."""
PAGE = "terms"
"""The page that shows them all."""
_LETTERS = 2
_BRACKETS = re.compile(r"\[([^\[\]|]+)(?:\|([^\[\]|]+))?\]")


def files() -> Iterator[Path]:
    """Yield every file that defines terms, in the same order everywhere."""
    for folder in package.__path__:
        for pattern in FILES:
            yield from sorted(Path(folder).glob(pattern))


def folded(name: str) -> str:
    """Return a name as names are compared; of a letter or two the case counts, for ``M`` and ``m`` are not the same.

    >>> folded("  KV  cache "), folded("M")
    ('kv cache', 'M')
    """
    plain = " ".join(name.split())
    return plain.casefold() if len(plain) > _LETTERS else plain


def forms(name: str) -> Iterator[str]:
    """Yield a name as names are compared: as it is, then as the plural of what it may be.

    >>> list(forms("Query heads"))
    ['query heads', 'query head']
    """
    plain = folded(name)
    yield plain
    for end, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if plain.endswith(end) and len(plain) > len(end) + 1:
            yield plain.removesuffix(end) + instead


@shared
def index() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Ids of terms by name, and by the quantities of equations that they are the meaning of; and what each term is called."""
    names: dict[str, str] = {}
    meanings: dict[str, str] = {}
    called: dict[str, str] = {}
    for path in files():
        content = json.loads(path.read_text("utf-8"))
        for key, row in (*content.get("terms", {}).items(), *content.get("uses", {}).items()):
            names |= {folded(name): key for name in (*([row["name"]] if "name" in row else ()), *row.get("also", ()))}
            meanings |= dict.fromkeys(row.get("quantities", ()), key)
            called |= {key: row["name"]} if "name" in row else {}
    return names, meanings, called


def term_of(name: str) -> str:
    """Return the id of the term that a name means, in the singular or the plural, or nothing.

    >>> term_of("TTFT"), term_of("Query heads")
    ('time-to-first-token', 'head')
    """
    known = index()[0]
    return next((known[each] for each in forms(name) if each in known), "")


def meaning(equation: str, quantity: str) -> str:
    """Return the id of the term that an argument or the result of an equation means, or nothing.

    >>> meaning("memory.kv_cache_bytes", "window"), meaning("serving.decode_ceiling_sharded", "speed")
    ('window', 'single-stream-of-a-replica')
    """
    meanings = index()[1]
    return meanings.get(f"{equation}.{quantity}") or meanings.get(quantity, "")


def address(term: str) -> str:
    """Return where a link to a term's entry in the index leads.

    >>> address("time-to-first-token")
    '#/terms?v1;term=time-to-first-token'
    """
    return leading(PAGE, f"v1;term={term}")


def mark_symbol(symbol: Markup, equation: str, quantity: str) -> Markup:
    """Return the symbol of an argument or the result of an equation, marked with what it means.

    What its term is called stands in the link, unseen: a typeset formula gives a link no name.
    """
    term = meaning(equation, quantity)
    return mark_term(markup('<span class="unseen">{} </span>{}', index()[2][term], symbol), term) if term else symbol


def mark(text: str, name: str = "", *, within: bool = False) -> Markup:
    """Return a name as markup, marked where the glossary defines it.

    Parameters
    ----------
    text
        What is shown.
    name
        Name of the term that it means, where that is another.
    within
        Whether it stands within a button or a link, which may hold no other link.
    """
    term = term_of(name or text)
    return mark_term(text, term, within=within) if term else escape(text)


def marked(text: str) -> Markup:
    """Return a sentence as markup, what stands in brackets marked.

    Raises
    ------
    ValueError
        If what stands in brackets is no term of the glossary.
    """
    pieces = _BRACKETS.split(text)
    plain, shown, meant = pieces[::3], pieces[1::3], pieces[2::3]
    found = (mark_term(each, _known(name or each)) for each, name in zip(shown, meant, strict=True))
    return joined([plain[0], *(piece for pair in zip(found, plain[1:], strict=True) for piece in pair)])


def _known(name: str) -> str:
    term = term_of(name)
    if not term:
        raise ValueError(f"{name!r} is marked in a text and not defined: add it to the glossary")
    return term


def mark_term(shown: object, term: str, *, within: bool = False) -> Markup:
    """Return what is shown, marked with the term of an id."""
    if within:
        return markup('<span class="term" data-term="{}">{}</span>', term, shown)
    return markup('<a class="term" href="{}">{}</a>', address(term), shown)
