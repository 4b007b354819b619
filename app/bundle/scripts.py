"""Join the page's scripts, so that a browser asks for a few files at once instead of for one after the other."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

MAIN = "js/main.js"
"""All that the page runs before BokehJS is there, in one file. What binds a document, ``models.js``, is imported later and stays apart."""
ENTRIES = ("js/worker.js", "offline/service-worker.js")
"""What the workers run first."""


class ScriptError(RuntimeError):
    """The scripts could not be joined; the message says why."""


def join(rollup: Path, source: Path, target: Path, modules: Iterable[str]) -> None:
    """Write the scripts that the page and its workers ask for into ``target``.

    Parameters
    ----------
    rollup :
        Folder of the Rollup package.
    source :
        Folder of the static files as they are written.
    target :
        Folder of the static files as they are shipped.
    modules :
        Names of what the page runs, in its order.
    """
    node = shutil.which("node")
    if node is None:
        raise ScriptError("node was not found: install Node.js 20 or later")
    command = [node, str(rollup / "dist" / "bin" / "rollup")]
    with tempfile.TemporaryDirectory() as scratch:
        main = Path(scratch, Path(MAIN).name)
        main.write_text("".join(f'import "{(source / "js" / f"{name}.js").resolve().as_posix()}";\n' for name in modules))
        _join([*command, str(main)], (target / MAIN).parent)
    for entry in ENTRIES:
        _join([*command, str(source / entry)], (target / entry).parent)


def _join(command: list[str], target: Path) -> None:
    options = ["--format", "es", "--silent", "--dir", str(target), "--chunkFileNames", "[name].js"]
    joined = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if joined.returncode:
        raise ScriptError(f"the scripts could not be joined: {joined.stderr.strip()[-2000:]}")
