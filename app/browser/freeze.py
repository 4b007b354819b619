"""Make a running page fit to be frozen into a memory snapshot: warm, small, and free of anything of its own browser."""

from __future__ import annotations

import gc
import importlib
import linecache
import sys
import warnings
import zipimport
from types import FunctionType

from bokeh.core.property.bases import Property
from bokeh.core.property.descriptors import PropertyDescriptor
from param import Parameter

from app.browser.exercise import exercise
from app.browser.wire import Link

LIBRARIES = ("asyncio", "bokeh", "jinja2", "numpy", "panel", "param")


def freeze(link: Link) -> str:
    """Warm the code that the first updates need, then let go of what no restored page can use.

    Returns the document as the memory then holds it, as JSON: a page that has it need not wait for Python to be shown.
    """
    # A warning is told once for each line of code: told to the build, no reader of the page would ever see it.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exercise(link)
    document = link.json()
    # Panel keeps a JavaScript function here, for a way of sending documents that this page does not use.
    vars(sys.modules["panel.io.pyodide"]).pop("_dict_converter", None)
    _forget_documentation()
    linecache.clearcache()
    # The restored page has another file system.
    importlib.invalidate_caches()  # closes archives that packages' metadata was looked for in
    zipimport._zip_directory_cache.clear()
    sys.path_importer_cache.clear()
    sys._clear_internal_caches()
    gc.collect()
    return document


def _forget_documentation() -> None:
    """Drop what the libraries say about themselves to readers: help texts and annotations. Our own code keeps its own."""
    for each in gc.get_objects():
        if isinstance(each, Property):
            each._help = None
        elif isinstance(each, PropertyDescriptor):
            each.__doc__ = None
        elif isinstance(each, Parameter):
            if getattr(each.owner, "__module__", "").startswith("panel."):
                each.doc = None
        elif isinstance(each, FunctionType) and (each.__module__ or "").partition(".")[0] in LIBRARIES:
            each.__doc__ = None
            each.__annotate__ = each.__annotations__ = None


class Ballast:
    """Blocks of Python's small-object allocator, taken so that the build can fill what it keeps free with zeros."""

    HEADER = 17
    """Bytes of a ``bytes`` object besides its content."""
    BATCH = 64

    def __init__(self) -> None:
        # Growing a list would itself ask for memory.
        self._blocks: list[object] = [None] * 1_000_000
        self._count = 0

    def add(self, size: int) -> int:
        """Take a batch of blocks of ``size`` bytes, zeros but for the object's header; return the last one's address."""
        for _ in range(self.BATCH):
            # The smallest block holds no bytes object; a float fits exactly.
            block = bytes(size - self.HEADER) if size > self.HEADER else 0.0 * self._count
            self._blocks[self._count] = block
            self._count += 1
        return id(block)
