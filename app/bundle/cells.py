"""What the build tells about cells: of what files their Python is made, and which scripts their frame may run (docs/cells.md)."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from app.bundle.scripts import CELL
from app.bundle.wheels import LIBRARY_SUFFIX

FACTS = "cell.json"
"""Read by a page that has a cell. A server's page finds the whole site by this name; a page of the site asks for its own build's."""
FRAME, WORKER = CELL
STYLES = ("cell", "cell-output")
"""Style sheets that come with the first cell; the last is its frame's."""
_NEEDED = ("worker", "loader", "core", "bokeh", "wasm", "stdlib", "site", "libraries", "snapshot")


NUMPY_FURTHER = ("numpy/fft/", "numpy/polynomial/", "numpy/random/")
"""What of NumPy the page never uses and people who write programs do: for cells alone."""
_LEFT_OUT = ("/tests/", "/_examples/")


def further_numpy(wheel: Path) -> dict[str, bytes]:
    """Return the files that cells have of NumPy besides the page's."""
    with zipfile.ZipFile(wheel) as archive:
        names = [
            name
            for name in archive.namelist()
            if name.startswith(NUMPY_FURTHER) and name.endswith((".py", LIBRARY_SUFFIX)) and not any(each in name for each in _LEFT_OUT)
        ]
        return {name: archive.read(name) for name in sorted(names)}


def libraries(files: Mapping[str, bytes]) -> list[bytes]:
    """Return the shared libraries among files."""
    return [content for name, content in files.items() if name.endswith(LIBRARY_SUFFIX)]


def hash_of(script: str) -> str:
    """Return how a policy names a script that stands in the page itself."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def scripts(folder: Path, boot: Mapping) -> list[str]:
    """Return the scripts that a cell's frame runs: its own, and what draws figures."""
    return [(folder / name).read_text("utf-8") for name in (boot["files"][FRAME], boot["bokeh"])]


def write(folder: Path, boot: Mapping, further: Mapping, add: Callable[[str, bytes], str]) -> str:
    """Write the facts about cells; return the address that ``add`` gives them, which is this build's alone.

    ``further`` describes the packed file with what they have of NumPy besides the page's.
    """
    files = boot["files"]
    cell = {
        "frame": files[FRAME],
        "worker": files[WORKER],
        "style": files[f"css/{STYLES[-1]}.css"],
        "further": further,
        "hashes": [hash_of(script) for script in scripts(folder, boot)],
    }
    told = {"boot": {name: boot[name] for name in _NEEDED}, "cell": cell}
    text = json.dumps(told, separators=(",", ":"))
    (folder / FACTS).write_text(text)
    if FACTS in files:  # of a page that had no snapshot yet
        (folder / files[FACTS]).unlink(missing_ok=True)
    return add(FACTS, text.encode())
