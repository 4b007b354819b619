"""Files for a restored page: a memory snapshot holds no file system, and some modules are first imported late.

The page usually fetches its archive a moment after it is live. Where something is imported before that, or comes from
the standard library, it is fetched at once; only the worker waits for it.
"""

from __future__ import annotations

import importlib
import io
import sys
import zipimport
import zlib
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

STDLIB = "/lib/python314.zip"
SITE = "/lib/python3.14/site-packages"
GZIP = b"\x1f\x8b"


class LateFiles:
    """The last of the finders: asked for what is not there, it brings the archive that may hold it, once.

    Parameters
    ----------
    urls :
        Where the archive of the packages and that of the standard library are.
    packages :
        Names that the first of them may hold at its top.
    """

    def __init__(self, urls: dict[str, str], packages: frozenset[str]):
        self._urls = dict(urls)
        self._packages = packages

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Find a module in an archive that had not come yet."""
        top = name.partition(".")[0]
        known = ("site", self._packages), ("stdlib", sys.stdlib_module_names)
        wanted = next((archive for archive, names in known if top in names), None)
        if wanted not in self._urls:
            return None
        url = self._urls[wanted]
        self.arrived(wanted)
        _unpack[wanted](_fetch(url))
        self._refresh()
        return PathFinder.find_spec(name, path, target)

    def misses(self, archive: str) -> bool:
        """Whether an archive has not been brought yet."""
        return archive in self._urls

    def arrived(self, archive: str) -> None:
        """Note that an archive is in place, or on its way: it is not brought again."""
        self._urls.pop(archive, None)
        self._refresh()

    @staticmethod
    def _refresh() -> None:
        sys.path_importer_cache.clear()
        zipimport._zip_directory_cache.clear()
        importlib.invalidate_caches()


def _fetch(url: str) -> bytes:
    from js import XMLHttpRequest

    request = XMLHttpRequest.new()
    request.open("GET", url, False)
    request.responseType = "arraybuffer"
    request.send(None)
    if request.status != 200:
        raise ImportError(f"{url}: status {request.status}")
    data = request.response.to_bytes()
    return zlib.decompress(data, wbits=31) if data.startswith(GZIP) else data


def _unpack_site(data: bytes) -> None:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(SITE)


def _unpack_stdlib(data: bytes) -> None:
    Path(STDLIB).write_bytes(data)


_unpack = {"site": _unpack_site, "stdlib": _unpack_stdlib}
