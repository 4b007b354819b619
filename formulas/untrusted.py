"""JSON from outside, which may be anything."""

from __future__ import annotations

import json
import re

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_DEEPEST = 20


def read_json(text: str, *, strict: bool = False) -> object:
    """Read JSON, unless it is nested deeper than anything that is ever sent.

    Each level takes a piece of the stack; where the browser's is used up, its Python ends without a word.

    Parameters
    ----------
    text
        What came.
    strict
        Whether to refuse what Python would read and nobody else: a number that is none, and a field that stands twice, of which
        one would be lost.

    Raises
    ------
    ValueError
        If it is no JSON, or nested too deep.

    Examples
    --------
    >>> read_json('{"budget": [1, "[[["]}')
    {'budget': [1, '[[[']}
    """
    depth = 0
    for sign in re.findall(r"[\[\]{}]", _TEXT.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > _DEEPEST:
            raise ValueError(f"it is nested deeper than {_DEEPEST} levels")
    return json.loads(text, object_pairs_hook=_table, parse_constant=_constant) if strict else json.loads(text)


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a field stands there twice")
    return made


def _constant(name: str) -> object:
    raise ValueError(f"{name} is no number")
