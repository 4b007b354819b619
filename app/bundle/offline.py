"""The service worker's script: the list of files that it keeps, above the text that keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

SCRIPT = "sw.js"
# Read by hosts, by people and by tools, never by the page.
NOT_KEPT = ("_headers", "manifest.json", "pyodide-lock.json", "assets/offline/", SCRIPT)


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
    kept = {name: each["sha256"] for name, each in files.items() if not name.startswith(NOT_KEPT)}
    precache = json.dumps({"build": build, "files": kept, "unpacked": sorted(unpacked)}, indent=1, sort_keys=True)
    return f"const PRECACHE = {precache};\n\n{(texts / 'service-worker.js').read_text('utf-8')}"
