"""A part of the runtime is taken only if its hash is the one expected, and never left half written."""

import hashlib
import os
import tarfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.bundle import sources

WHEEL = "numpy-0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
CONTENT = b"a wheel"


def entry(content=CONTENT):
    return {"file_name": WHEEL, "sha256": hashlib.sha256(content).hexdigest()}


def carry(folder, name=WHEEL, content=CONTENT):
    """Put the wheel from PyPI that carries NumPy's into the cache."""
    carrier = sources.pins.NUMPY_CARRIER.replace("==", "-").replace("open-webui", "open_webui")
    with zipfile.ZipFile(folder / f"{carrier}-py3-none-any.whl", "w") as archive:
        archive.writestr(sources.pins.NUMPY_CARRIER_FOLDER + name, content)


@pytest.fixture
def unreachable(monkeypatch):
    """Pyodide's CDN cannot be reached."""
    monkeypatch.setattr(sources.pins, "PYODIDE_CDN", "http://127.0.0.1:1/")


def test_a_cached_wheel_is_used(tmp_path):
    (tmp_path / WHEEL).write_bytes(CONTENT)
    assert sources._numpy_wheel(tmp_path, entry()) == tmp_path / WHEEL


def test_a_wheel_of_another_hash_is_refused(tmp_path):
    (tmp_path / WHEEL).write_bytes(b"something else")
    with pytest.raises(sources.SourceError, match=f"{WHEEL}: SHA-256 is .* expected {entry()['sha256']}; delete it"):
        sources._numpy_wheel(tmp_path, entry())


@pytest.mark.usefixtures("unreachable")
def test_the_carrier_serves_where_the_cdn_does_not(tmp_path):
    carry(tmp_path)
    assert sources._numpy_wheel(tmp_path, entry()).read_bytes() == CONTENT
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.usefixtures("unreachable")
def test_every_source_that_failed_is_named(tmp_path):
    carry(tmp_path, name="another.whl")
    with pytest.raises(sources.SourceError, match=f"(?s)Pyodide's CDN: .*does not carry {WHEEL}"):
        sources._numpy_wheel(tmp_path, entry())


def test_the_core_needs_npm(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(sources.SourceError, match=r"npm was not found: install Node\.js"):
        sources.npm_package(tmp_path, "pyodide@0", "")


def test_two_who_want_the_same_part_at_once_bring_it_once(tmp_path, monkeypatch):
    """A package that the other one has put there already cannot be put there again."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package/package.json").write_text("{}")
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as tar:
        tar.add(tmp_path / "package", "package")
    npm, calls = tmp_path / "npm", tmp_path / "calls"
    npm.write_text(f'#!/bin/sh\necho >> {calls}\nfor folder; do :; done\ncp {tmp_path / "a.tgz"} "$folder"\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    together, digest = threading.Barrier(2), sources.sha256(tmp_path / "a.tgz")

    def bring():
        together.wait()
        return sources.npm_package(tmp_path / "cache", "a@1", digest)

    with ThreadPoolExecutor() as threads:
        first, second = (threads.submit(bring) for _ in range(2))
    assert first.result() == second.result() == tmp_path / "cache/a-1"
    assert (first.result() / "package.json").is_file()
    assert len(calls.read_text().splitlines()) == 1
