"""CI runs once more what failed, and says so where people look: in its last lines."""

import runpy
import subprocess
import sys

import pytest

from tests.few import few

TESTS = """
import pathlib, pytest
seen = pathlib.Path(__file__).with_name("seen")

def test_well():
    pass

def test_skipped():
    pytest.skip("not here")

def test_flaky():
    seen.touch() if not seen.exists() else None
    assert seen.read_text() == "again" or seen.write_text("again") == 0

def test_broken():
    assert {works}

@pytest.fixture
def untidy():
    yield
    assert {works}

def test_untidy(untidy):
    pass
"""


@pytest.fixture
def closing(root):
    return runpy.run_path(str(root / ".ci/closing.py"))


def two_runs(folder, works):
    """Two runs as CI makes them, on tests of which one is flaky and, unless all ``works``, two are broken."""
    (folder / "test_some.py").write_text(TESTS.format(works=works))
    (folder / "pyproject.toml").write_text("[tool.pytest]\n")
    for name, options in (("first", ["--numprocesses=2"]), ("second", ["--last-failed", "--last-failed-no-failures", "none"])):
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={name}.xml", *options, "test_some.py"]
        subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    command = [sys.executable, str(folder / "closing.py"), "first.xml", "second.xml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("works", few([True, False]))
def test_the_last_lines_say_what_needed_a_second_run_and_how_many_passed(root, tmp_path, works):
    (tmp_path / "closing.py").write_text((root / ".ci/closing.py").read_text())
    done = two_runs(tmp_path, works)
    lines = done.stdout.splitlines()
    if works:
        assert lines == ["1 test needed a second run:", "  test_some::test_flaky", "4 passed, 0 failed, 1 skipped"]
        assert done.returncode == 0
    else:
        assert lines[0] == "3 tests needed a second run:"
        assert set(lines[1:4]) == {
            "  test_some::test_flaky", "  test_some::test_broken (and failed again)", "  test_some::test_untidy (and failed again)",
        }  # fmt: skip
        assert lines[4] == "2 passed, 2 failed, 1 skipped"
        assert done.returncode == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [({"a": "failed"}, {}), ({"a": "failed"}, {"a": "failed"}), ({}, {}), ({"a": "passed"}, {}), ({"a": "failed"}, {"b": "passed"})],
    ids=["not run again", "failed again", "nothing ran", "nothing failed, and yet the run did", "another one"],
)
def test_anything_but_a_second_run_that_passes_is_a_failure(closing, first, second):
    assert closing["closing"](first, second)[1] is False


def test_ci_ends_with_these_lines(root):
    text = (root / ".ci/run").read_text()
    assert text.rstrip().endswith(".venv/bin/python .ci/closing.py .cache/first.xml .cache/second.xml")
    assert text.index('make test ARGS="--junitxml=.cache/first.xml" && exit') < text.index('make test WORKERS=0 ARGS="--last-failed ')
