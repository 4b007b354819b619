"""JSON from outside, which may be anything."""

from __future__ import annotations

import json
import re

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_DEEPEST = 20


def read_json(text: str) -> object:
    """Read JSON, unless it is nested deeper than anything that is ever sent.

    Each level takes a piece of the stack; where the browser's is used up, its Python ends without a word.

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
    return json.loads(text)
