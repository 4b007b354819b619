"""Every benchmark says what it needs, and refuses in a sentence before anything is measured."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from tests import built
from tests.bench import _needs

KNOWN = {"auto", "boot", "cells", "chain", "inside", "journey", "sliders", "update"}


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_benchmark_says_what_it_needs(root, name):
    listed = {line.split()[0] for line in (root / ".ci/system").read_text().splitlines() if not line.startswith("#")}
    module = importlib.import_module(f"tests.bench.{name}")
    assert set(module.NEEDS) <= listed | {"site"}
    text = "".join(path.read_text() for path in (root / "tests/bench").rglob("*.py") if name in (path.stem, path.parent.name))
    assert ("site" in module.NEEDS) == ('"dist"' in text)


def test_these_are_all(root):
    done = subprocess.run([sys.executable, "tests/bench", "none"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert set(done.stderr.strip().partition("there are ")[2].split(", ")) == KNOWN


def test_what_is_missing_is_told_before_anything_is_measured(root, tmp_path):
    for tool in ("sh", "awk", "sed", "head", "grep", "id", "dirname"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    machine = {**os.environ, "PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "none")}
    command = [sys.executable, "tests/bench", "chain", "inside"]
    done = subprocess.run(command, cwd=root, env=machine, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == "", "something was measured"
    assert [line.partition(" ")[0] for line in done.stderr.splitlines()] == ["chromium", "node", "npm"]


def test_a_site_that_cannot_be_built_is_told_so(monkeypatch):
    def fail(**_):
        raise built.NotBuiltError("the site was not built as it is needed: no network")

    monkeypatch.setattr(_needs, "site", fail)
    with pytest.raises(_needs.MissingError, match="no network"):
        _needs.prepare({"site"})
