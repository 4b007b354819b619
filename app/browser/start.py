"""Bring Panel up inside Pyodide and build the page's document.

The worker calls ``start`` once: in an ordinary boot when the page opens, for a memory snapshot while the bundle is
built. Everything slow belongs in here, so that the snapshot holds its outcome.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import random
import sys
import types
from contextlib import contextmanager

from app.browser.link import Link

PAGE = "app.page"


@contextmanager
def _pandas_stand_in():
    """Let ``panel.io.pyodide`` be imported where there is no pandas.

    Panel imports pandas there only to wrap two readers. The stand-in must be gone afterwards, for Bokeh and Panel take
    ``"pandas" in sys.modules`` as the sign that data frames may turn up.
    """
    stand_in = types.ModuleType("pandas")
    stand_in.__spec__ = importlib.machinery.ModuleSpec("pandas", None)  # importlib.util.find_spec insists on one
    stand_in.read_csv = stand_in.read_json = _no_pandas
    sys.modules["pandas"] = stand_in
    try:
        yield
    finally:
        del sys.modules["pandas"]


def _no_pandas(*_args, **_kwargs):
    raise ModuleNotFoundError("pandas is not part of this page", name="pandas")


def start() -> Link:
    """Import the application, build the default document and return the link to it."""
    with _pandas_stand_in():
        import panel  # noqa: F401
    page = importlib.import_module(PAGE)
    return Link(page.document())


def resume() -> None:
    """Make a restored memory this page's own: a snapshot would repeat the build's random numbers for every visitor."""
    random.seed()
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
