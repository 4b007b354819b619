"""Run Python under the browser's own interpreter on the build host: Pyodide in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
TIME_LIMIT_SECONDS = 300


class InsideError(RuntimeError):
    """A script failed inside Pyodide; the message carries its traceback."""


def run_inside(
    pyodide: Path, script: str, *, mounts: Mapping[str, Path], path: Sequence[str] = (), options: Mapping = {}
) -> str:
    """Run ``app/bundle/inside/<script>`` in Pyodide and return what it printed.

    Parameters
    ----------
    pyodide :
        Folder of Pyodide's core files.
    script :
        File name of the script.
    mounts :
        Folders as the script sees them, and the folders of this machine behind them.
    path :
        What joins the script's ``sys.path``.
    options :
        Further values of the script's own ``CONFIG``.
    """
    node = shutil.which("node")
    if node is None:
        raise InsideError("node was not found: install Node.js 20 or later")
    config = {"mounts": {inside: str(folder) for inside, folder in mounts.items()}, "path": list(path), **options}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as stream:
        json.dump(config, stream)
        stream.flush()
        command = [node, str(HERE / "run_pyodide.mjs"), str(pyodide), str(HERE / "inside" / script), stream.name]
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise InsideError(f"{script} did not finish within {TIME_LIMIT_SECONDS} s inside Pyodide") from error
    if ran.returncode:
        raise InsideError(f"{script} failed inside Pyodide:\n{(ran.stdout + ran.stderr).strip()[-4000:]}")
    return ran.stdout
