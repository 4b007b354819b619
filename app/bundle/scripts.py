"""Join the page's scripts, so that a browser asks for a few files at once instead of for one after the other.

Each is written under a name that carries a hash of its content, and so are those that it imports: a page of one build never runs a
script of another.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

MAIN = "js/main.js"
"""All that every page runs before BokehJS is there, in one file. What binds a document, ``models.js``, is imported later and stays
apart, and so does what an instrument has of its own."""
WORKER = "js/worker.js"
"""What the page's worker runs first."""
OFFLINE = "offline/service-worker.js"
"""A text of which ``sw.js`` is made: no browser asks for it by its name."""
CELL = ("js/cell/frame.js", "js/cell/worker.js")
"""What a cell's frame and its worker are made of: scripts, for neither has an address to import a module from."""
HASH_LENGTH = 12


class ScriptError(RuntimeError):
    """The scripts could not be joined; the message says why."""


def join(rollup: Path, source: Path, target: Path, modules: Iterable[str], own: Mapping[str, str]) -> None:
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
        Names of what every page runs, in its order.
    own :
        Name of the script of each instrument that has one.
    """
    node = shutil.which("node")
    if node is None:
        raise ScriptError("node was not found: install Node.js 20 or later")
    command = [node, str(rollup / "dist" / "bin" / "rollup")]
    with tempfile.TemporaryDirectory() as scratch:
        main, declared = Path(scratch, Path(MAIN).name), Path(scratch, "declared.js")
        place = {name: (source / "js" / f"{name}.js").resolve().as_posix() for name in (*modules, *own.values(), "own-assets", "boot")}
        brought = "".join(f'scripts["{name}"] = () => import("{place[script]}");\n' for name, script in own.items())
        declared.write_text(f'import {{ scripts }} from "{place["own-assets"]}";\n{brought}')
        main.write_text("".join(f'import "{each}";\n' for each in (*(place[name] for name in modules), declared.as_posix(), place["boot"])))
        _join([*command, str(main)], (target / MAIN).parent)
    _join([*command, str(source / WORKER)], (target / WORKER).parent)
    for entry in CELL:
        _join([*command, str(source / entry)], (target / entry).parent, "iife")
    _join([*command, str(source / OFFLINE)], (target / OFFLINE).parent, hashed=False)


def named(folder: Path, name: str) -> str:
    """Return the name that a joined script has in ``folder``.

    Raises
    ------
    ScriptError
        If there is none, or more than one.
    """
    path = Path(name)
    found = sorted((folder / path.parent).glob(f"{path.stem}.{'?' * HASH_LENGTH}{path.suffix}"))
    if len(found) != 1:
        raise ScriptError(f"{name} was joined into {[each.name for each in found] or 'nothing'}")
    return found[0].relative_to(folder).as_posix()


def _join(command: list[str], target: Path, shape: str = "es", *, hashed: bool = True) -> None:
    name = f"[name].[hash:{HASH_LENGTH}].js" if hashed else "[name].js"
    names = ["--entryFileNames", name, "--chunkFileNames", name, "--hashCharacters", "hex"]
    joined = subprocess.run(
        [*command, "--format", shape, "--silent", "--dir", str(target), *names], capture_output=True, text=True, check=False
    )
    if joined.returncode:
        raise ScriptError(f"the scripts could not be joined: {joined.stderr.strip()[-2000:]}")
