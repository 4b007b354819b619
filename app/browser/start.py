"""Bring Panel up inside Pyodide and build the page's document.

The worker calls ``start`` once: in an ordinary boot when the page opens, for a memory snapshot while the bundle is
built. Everything slow belongs in here, so that the snapshot holds its outcome.
"""

from __future__ import annotations

import importlib
import random
import sys
from typing import TYPE_CHECKING

from app.browser.stand_ins import stand_ins

if TYPE_CHECKING:
    from app.browser.link import Link

PAGE = "app.page"


def start() -> Link:
    """Import the application, build the default document and return the link to it."""
    with stand_ins():
        importlib.import_module("panel")
    page, link = (importlib.import_module(name) for name in (PAGE, "app.browser.link"))
    return link.Link(page.document())


def resume() -> None:
    """Make a restored memory this page's own: a snapshot would repeat the build's random numbers for every visitor."""
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
