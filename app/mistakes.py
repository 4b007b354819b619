"""Exceptions that are nobody's input but a mistake of ours, as the page tells them."""

from __future__ import annotations

import os
import sys
import traceback

LONGEST = 20_000
"""Characters of a traceback that are kept: its end says what happened."""
KEPT = "What is on the page stays as it is."


def told(mistake: BaseException) -> dict[str, str]:
    """Return what a report of an exception holds: kind, message, traceback, and what now holds (from the exception's notes).

    >>> told(TypeError("a list was expected"))["kind"]
    'TypeError'
    """
    return {
        "kind": type(mistake).__name__,
        "message": str(mistake)[:LONGEST],
        "kept": " ".join(getattr(mistake, "__notes__", ())) or KEPT,
        "traceback": _without_folders("".join(traceback.format_exception(mistake)))[-LONGEST:],
    }


def _without_folders(text: str) -> str:
    """Leave out where on this machine the files lie: a server's visitor has no business with that."""
    for folder in sorted({entry for entry in (*sys.path, sys.prefix, sys.base_prefix) if len(entry) > 1}, key=len, reverse=True):
        text = text.replace(folder.rstrip(os.sep) + os.sep, "")
    return text
