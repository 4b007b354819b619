"""Make a running page fit to be frozen into a memory snapshot: warm, small, and free of anything of its own browser."""

from __future__ import annotations

import gc
import linecache
import sys
import zipimport

from app.browser.exercise import exercise
from app.browser.link import Link


def freeze(link: Link) -> None:
    """Warm the code that the first updates need, then let go of what no restored page can use."""
    exercise(link)
    # Panel keeps a JavaScript function here, for a way of sending documents that this page does not use.
    del sys.modules["panel.io.pyodide"]._dict_converter
    linecache.clearcache()
    # The restored page has another file system.
    zipimport._zip_directory_cache.clear()
    sys.path_importer_cache.clear()
    gc.collect()
