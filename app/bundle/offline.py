"""The service worker's script: the list of files that it keeps, above the text that keeps them.

There is one for the whole site: it keeps the pages of all instruments, so that each works without a network after one visit to
any of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.bundle.cells import FACTS
from app.bundle.preview import PICTURE

SCRIPT = "sw.js"
# Read by hosts, by people and by tools, never by the page.
NOT_KEPT = ("_headers", "manifest.json", "pyodide-lock.json", "assets/offline/", FACTS, SCRIPT)
PICTURES = f"/{PICTURE}"
"""How the addresses of pictures end that only links to a page show."""


def script(texts: Path, build: str, files: Mapping[str, Mapping], unpacked: Iterable[str], *, offline: bool = True) -> str:
    """Return ``sw.js``.

    Parameters
    ----------
    texts
        Folder of the scripts of ``static/offline``, joined with what they import.
    build
        Name of the build; a new one makes browsers fetch what changed.
    files
        Every file of the site with its SHA-256, by address.
    unpacked
        Addresses of packed files that are kept as they are when unpacked.
    offline
        Without it the script retires whatever worker an earlier build left in a browser.
    """
    if not offline:
        return (texts / "retired.js").read_text("utf-8")
    kept = {name: each["sha256"] for name, each in files.items() if not name.startswith(NOT_KEPT) and not name.endswith(PICTURES)}
    precache = json.dumps({"build": build, "files": kept, "unpacked": sorted(unpacked)}, indent=1, sort_keys=True)
    return f"const PRECACHE = {precache};\n\n{(texts / 'service-worker.js').read_text('utf-8')}"
