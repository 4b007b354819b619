"""Use the whole page once: what the build traces, and what a snapshot's code is warmed with."""

from __future__ import annotations

import importlib

from app.browser.link import Link
from app.browser.start import PAGE


def exercise(link: Link) -> None:
    """Run the page's own round through every control and every page, then put its answers aside.

    A page says how it is used by a function ``warm(document)``, which leaves the document as it found it.
    """
    warm = getattr(importlib.import_module(PAGE), "warm", None)
    if warm is not None:
        warm(link.document)
    link.flush()
