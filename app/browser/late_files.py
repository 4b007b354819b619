"""Files for a restored page: a memory snapshot holds no file system, and some modules are imported, and data read, late.

The page usually fetches its archive a moment after it is live. Where something is asked for before that, or comes from
the standard library, it is fetched at once; only the worker waits for it.
"""

from __future__ import annotations

import importlib
import io
import sys
import zipimport
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyodide.ffi import JsBuffer

STDLIB = "/lib/python314.zip"
SITE = "/lib/python3.14/site-packages"


class LateFiles:
    """The last of the finders: asked for what is not there, it brings the archive that may hold it, once.

    Parameters
    ----------
    bring :
        Called with ``"site"`` or ``"stdlib"``; returns that archive's bytes as a JavaScript array.
    packages :
        Names that the first of them may hold at its top.
    """

    def __init__(self, bring: Callable[[str], JsBuffer], packages: frozenset[str]):
        self._bring = bring
        self._missing = {"site", "stdlib"}
        self._packages = packages

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find a module in an archive that had not come yet."""
        top = name.partition(".")[0]
        known = ("site", self._packages), ("stdlib", sys.stdlib_module_names)
        wanted = next((archive for archive, names in known if top in names), None)
        if wanted not in self._missing:
            return None
        try:
            self._fetch(wanted)
        except Exception as error:
            raise ImportError(f"{name} could not be fetched: {error}", name=name) from error
        return PathFinder.find_spec(name, path, target)

    def opened(self, event: str, arguments: tuple) -> None:
        """Hear of a file that is opened (as an audit hook), and bring the archive that holds a package's data."""
        if event == "open" and self.misses("site") and str(arguments[0]).startswith(f"{SITE}/"):
            self._fetch("site")

    def _fetch(self, wanted: str) -> None:
        self._missing.discard(wanted)
        try:
            archive = self._bring(wanted)
        except Exception:
            self._missing.add(wanted)
            raise
        _unpack[wanted](archive.to_bytes())
        self._refresh()

    def misses(self, archive: str) -> bool:
        """Whether an archive has not been brought yet."""
        return archive in self._missing

    def arrived(self, archive: str) -> None:
        """Note that an archive is in place, or on its way: it is not brought again."""
        self._missing.discard(archive)
        self._refresh()

    @staticmethod
    def _refresh() -> None:
        sys.path_importer_cache.clear()
        zipimport._zip_directory_cache.clear()
        importlib.invalidate_caches()


def _unpack_site(data: bytes) -> None:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(SITE)


def _unpack_stdlib(data: bytes) -> None:
    Path(STDLIB).write_bytes(data)


_unpack = {"site": _unpack_site, "stdlib": _unpack_stdlib}
