"""Run Python under the browser's own interpreter on the build host: Pyodide in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path

from app.bundle.sources import Sources

HERE = Path(__file__).parent
SCRIPTS = HERE / "inside"
TIME_LIMIT_SECONDS = 300


class InsideError(RuntimeError):
    """A script failed inside Pyodide; the message carries its traceback."""


def importable(root: Path, sources: Sources, scratch: Path) -> dict[str, Path]:
    """Folders to mount, and to search for modules in: the page's NumPy, our own code, and what is installed on this machine.

    Parameters
    ----------
    root :
        The application's repository.
    sources :
        Pyodide's core and NumPy's wheel.
    scratch :
        An empty folder, to unpack NumPy in.
    """
    with zipfile.ZipFile(sources.numpy_wheel) as archive:
        archive.extractall(scratch)
    site = dict.fromkeys(str(each.locate_file("")) for each in distributions())
    return {"/inside/numpy": scratch, "/inside/own": root} | {f"/inside/site{number}": Path(folder) for number, folder in enumerate(site)}


def run_inside(
    pyodide: Path,
    script: Path,
    *,
    mounts: Mapping[str, Path],
    path: Sequence[str] = (),
    options: Mapping = {},
    limit: int = TIME_LIMIT_SECONDS,
) -> str:
    """Run a Python file in Pyodide and return what it printed.

    Parameters
    ----------
    pyodide :
        Folder of Pyodide's core files.
    script :
        The file, on this machine.
    mounts :
        Folders as the script sees them, and the folders of this machine behind them.
    path :
        What joins the script's ``sys.path``.
    options :
        Further values of the script's own ``CONFIG``.
    limit :
        Seconds that it may take.
    """
    node = shutil.which("node")
    if node is None:
        raise InsideError("node was not found: install Node.js 20 or later")
    config = {"mounts": {inside: str(folder) for inside, folder in mounts.items()}, "path": list(path), **options}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as stream:
        json.dump(config, stream)
        stream.flush()
        command = [node, str(HERE / "run_pyodide.mjs"), str(pyodide), str(script), stream.name]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired as error:
            raise InsideError(f"{script.name} did not finish within {limit} s inside Pyodide") from error
    if ran.returncode:
        raise InsideError(f"{script.name} failed inside Pyodide:\n{(ran.stdout + ran.stderr).strip()[-4000:]}")
    return ran.stdout
