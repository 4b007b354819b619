"""What a built site holds, and whether it is that of the present sources: nobody should look at another one unawares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from formulas import further

MANIFEST = "manifest.json"
SOURCES = ("app", "instruments", "formulas", "static", "build.py", "pyproject.toml")
SHIPPED = ("bokeh", "numpy", "panel", "param")
"""Packages of this machine that become part of a site."""
PARTS = {
    "snapshot": "the memory snapshot",
    "offline": "what it takes to be visited without a network",
    "pictures": "its pictures as they stand still",
    "packing": "packing that takes its time",
}
"""What a site may be built without, and how it is called."""


def fingerprint_of(root: Path) -> str:
    """Return a hash over every source of the site, and over the versions of what is shipped with it.

    A further folder of instruments (:mod:`formulas.further`) is among the sources.
    """
    digest = hashlib.sha256()
    for name in SHIPPED:
        digest.update(f"{name} {version(name)}\0".encode())
    beside = further.folder()
    for folder, names in [(root, SOURCES), *([(beside, further.PACKAGES)] if beside else [])]:
        found = [path for name in names for path in [folder / name, *(folder / name).rglob("*")]]
        for path in sorted(path for path in found if path.is_file() and path.suffix != ".pyc"):
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def missing(folder: Path) -> list[str]:
    """Return what the site in ``folder`` was built without."""
    holds = _manifest(folder).get("holds", {})
    return [part for part in PARTS if not holds.get(part)]


def unfit(folder: Path, root: Path, parts: Iterable[str] = PARTS) -> str:
    """Return why the site in ``folder`` cannot stand for the sources in ``root`` with these parts, or nothing if it can."""
    manifest = _manifest(folder)
    if not manifest:
        return f"there is no built site in {folder.name}/"
    if manifest.get("source") != fingerprint_of(root):
        return f"{folder.name}/ was built from other sources"
    without = [PARTS[part] for part in parts if part in missing(folder)]
    return f"{folder.name}/ was built without {' and '.join(without)}" if without else ""


def _manifest(folder: Path) -> dict:
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict) or not (folder / "index.html").is_file():
        return {}
    # A page, or what one fetches, may have been taken away since.
    return found if all((folder / name).is_file() for name in found.get("files", ())) else {}
