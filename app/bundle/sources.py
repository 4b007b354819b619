"""Bring Pyodide's core, its NumPy wheel and the build's own tools to this machine, verified and cached.

None is committed. Whatever the source, a SHA-256 decides: the one pinned here for what npm brings, the one in Pyodide's
own lock file for NumPy.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bundle import pins

CDN_TIMEOUT_SECONDS = 5


class SourceError(RuntimeError):
    """A part of the runtime could not be had; the message says what was tried."""


@dataclass(frozen=True)
class Sources:
    """Where the verified parts lie on this machine."""

    pyodide: Path
    rollup: Path
    numpy_wheel: Path
    lock: dict


def cache_folder(root: Path) -> Path:
    """Folder that keeps downloads between builds: the checkout's own, or the user's if that one exists already."""
    user = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "forge"
    return user if user.is_dir() else root / ".cache" / "forge"


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fetch(cache: Path) -> Sources:
    """Bring all parts into ``cache``, downloading only what is missing."""
    packages = {name.partition("@")[0]: npm_package(cache, name, digest) for name, digest in pins.NPM_SHA256.items()}
    core = packages["pyodide"]
    lock = json.loads((core / "pyodide-lock.json").read_text())
    return Sources(core, packages["rollup"], _numpy_wheel(cache, lock["packages"]["numpy"]), lock)


def npm_package(cache: Path, name: str, digest: str) -> Path:
    """Folder of a package of npm's (``name@version``) whose tarball has this SHA-256; downloaded where ``cache`` lacks it."""
    folder = cache / name.replace("@", "-")
    if not (folder / "package.json").is_file():
        with _alone(cache):
            if not (folder / "package.json").is_file():
                _npm_package(cache, folder, name, digest)
    return folder


@contextlib.contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Keep every other process, and thread, from filling ``cache`` meanwhile: two builds at once may want the same part."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".filling").open("w") as lock:
        # Given back when the file is closed, however that comes about.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _npm_package(cache: Path, folder: Path, name: str, digest: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError("npm was not found: install Node.js 20 or later, which brings it")
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        command = [npm, "pack", "--silent", name, "--pack-destination", temporary]
        packed = subprocess.run(command, capture_output=True, text=True)
        tarballs = list(Path(temporary).glob("*.tgz"))
        if packed.returncode or not tarballs:
            raise SourceError(f"npm pack {name} failed: {packed.stderr.strip()[-400:]}")
        _check(tarballs[0], digest)
        with tarfile.open(tarballs[0]) as tar:
            tar.extractall(temporary, filter="data")
        (Path(temporary) / "package").rename(folder)


def _numpy_wheel(cache: Path, entry: dict) -> Path:
    wheel = cache / entry["file_name"]
    if not wheel.is_file():
        with _alone(cache):
            if not wheel.is_file():
                _bring_numpy(cache, wheel)
    _check(wheel, entry["sha256"])
    return wheel


def _bring_numpy(cache: Path, wheel: Path) -> None:
    failures = []
    for source in (_numpy_from_cdn, _numpy_from_pypi):
        try:
            source(cache, wheel)
            break
        except SourceError as error:
            failures.append(str(error))
    else:
        raise SourceError("NumPy's wheel could not be had: " + "; ".join(failures))


def _numpy_from_cdn(cache: Path, wheel: Path) -> None:
    del cache
    try:
        with urllib.request.urlopen(pins.PYODIDE_CDN + wheel.name, timeout=CDN_TIMEOUT_SECONDS) as response:
            _write_whole(wheel, response.read())
    except (urllib.error.URLError, OSError) as error:
        raise SourceError(f"Pyodide's CDN: {error}") from error


def _numpy_from_pypi(cache: Path, wheel: Path) -> None:
    pattern = pins.NUMPY_CARRIER.replace("==", "-").replace("open-webui", "open_webui") + "-*.whl"
    carriers = list(cache.glob(pattern))
    if not carriers:
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python",
            "--dest", str(cache), pins.NUMPY_CARRIER,
        ]  # fmt: skip
        downloaded = subprocess.run(command, capture_output=True, text=True)
        carriers = list(cache.glob(pattern))
        if downloaded.returncode or not carriers:
            raise SourceError(f"PyPI ({pins.NUMPY_CARRIER}): {downloaded.stderr.strip()[-400:]}")
    try:
        with zipfile.ZipFile(carriers[0]) as archive:
            _write_whole(wheel, archive.read(pins.NUMPY_CARRIER_FOLDER + wheel.name))
    except (KeyError, zipfile.BadZipFile) as error:
        raise SourceError(f"{carriers[0].name} does not carry {wheel.name}: {error}") from error


def _write_whole(path: Path, data: bytes) -> None:
    """Write so that an interrupted build never leaves half a file under the final name."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)


def _check(path: Path, expected: str) -> None:
    found = sha256(path)
    if found != expected:
        raise SourceError(f"{path.name}: SHA-256 is {found}, expected {expected}; delete it and build again")
