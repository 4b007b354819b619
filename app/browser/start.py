"""Bring Panel up inside Pyodide and build the page's document.

The worker calls ``start`` once: in an ordinary boot when the page opens, for a memory snapshot while the bundle is
built. Everything slow belongs in here, so that the snapshot holds its outcome.
"""

from __future__ import annotations

import importlib
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.browser.late_files import LateFiles
from app.browser.stand_ins import stand_ins

if TYPE_CHECKING:
    from pyodide.ffi import JsBuffer

    from app.browser.wire import Link

PAGE = "app.page"


def start(instrument: str = "") -> Link:
    """Import the application, build the document that begins with an instrument, and return the link to it."""
    bring_up()
    return begin(instrument)


def begin(instrument: str = "") -> Link:
    """Return the link to a new document that begins with an instrument, or with the home one."""
    page, wire = (importlib.import_module(name) for name in (PAGE, "app.browser.wire"))
    return wire.Link(page.document(instrument))


def bring_up() -> None:
    """Import Panel as the page has it: without what it never uses."""
    with stand_ins(), _no_evaluation():
        importlib.import_module("panel")


@contextmanager
def _no_evaluation() -> Iterator[None]:
    """Make no JavaScript function from text, as Panel does when it is imported and as a strict policy forbids.

    What Panel makes is for a way of sending documents that this page does not use.
    """
    code = importlib.import_module("pyodide.code")
    run_js, code.run_js = code.run_js, lambda _text: None
    try:
        yield
    finally:
        code.run_js = run_js


def resume(bring: Callable[[str], JsBuffer]) -> LateFiles:
    """Make a restored memory this page's own: its own random numbers, and its own way to late files."""
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
    late = LateFiles(bring, frozenset(name.partition(".")[0] for name in sys.modules) - sys.stdlib_module_names)
    sys.meta_path.append(late)
    sys.addaudithook(late.opened)
    return late
