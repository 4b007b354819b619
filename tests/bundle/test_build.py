"""Two builds of one commit are the same, byte for byte; what a build may be told."""

import importlib.util
import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

# By its place: a package of the same name belongs to pyodide-build.
SPEC = importlib.util.spec_from_file_location("build_script", ROOT / "build.py")
build_script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(build_script)


def build(root, folder):
    # A snapshot is a memory with its own random numbers and times (see docs/start.md); everything else is compared.
    done = subprocess.run(
        [sys.executable, "build.py", "--no-snapshot", "--output", str(folder)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_two_builds_are_identical(root, tmp_path):
    told = build(root, tmp_path / "first")
    build(root, tmp_path / "second")
    first, second = (json.loads((tmp_path / name / "manifest.json").read_text())["files"] for name in ("first", "second"))
    assert {name for name in first if first[name] != second.get(name)} == set()
    assert first.keys() == second.keys()
    assert "serve it: " in told
    lock = json.loads((tmp_path / "first" / "pyodide-lock.json").read_text())
    assert {"bokeh", "numpy", "panel", "param", "the-forge"} <= lock["packages"].keys()


@pytest.mark.parametrize(("arguments", "url"), [([], None), (["--url", "https://course.example/forge"], "https://course.example/forge/")])
def test_where_the_site_will_be_may_be_said(arguments, url):
    assert build_script._options(arguments).url == url


def test_what_is_no_address_is_refused(capsys):
    with pytest.raises(SystemExit):
        build_script._options(["--url", "course.example"])
    assert "must begin with http:// or https://" in capsys.readouterr().err
