"""Join the page's scripts, so that a browser asks for a few files at once instead of for one after the other."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ENTRIES = ("js/main.js", "js/worker.js", "offline/service-worker.js")
"""What the page and its workers run first. What binds a document, ``models.js``, is imported later and stays apart."""


class ScriptError(RuntimeError):
    """The scripts could not be joined; the message says why."""


def join(rollup: Path, source: Path, target: Path) -> None:
    """Write the scripts that the page and its workers ask for into ``target``.

    Parameters
    ----------
    rollup :
        Folder of the Rollup package.
    source :
        Folder of the static files as they are written.
    target :
        Folder of the static files as they are shipped.
    """
    node = shutil.which("node")
    if node is None:
        raise ScriptError("node was not found: install Node.js 20 or later")
    for entry in ENTRIES:
        command = [node, str(rollup / "dist" / "bin" / "rollup"), str(source / entry), "--format", "es", "--silent"]
        options = ["--dir", str((target / entry).parent), "--chunkFileNames", "[name].js"]
        joined = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if joined.returncode:
            raise ScriptError(f"the scripts could not be joined: {joined.stderr.strip()[-2000:]}")
