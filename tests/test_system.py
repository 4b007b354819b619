"""What comes from the machine stands in one list, the check agrees with it, and nothing else is called."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [re.split(r"  +", line) for line in (ROOT / ".ci/system").read_text().splitlines() if not line.startswith("#")]
NAMES = [row[0] for row in ROWS]
CHECKS_WITH = ("sh", "awk", "sed", "head", "grep", "id", "dirname", "cat")
OPTIONAL = {"firefox", "firefox-esr"}
NOT_OURS = {"sh", "apt-get"}
"""The shell, and how Debian brings what is in the list."""


@pytest.fixture
def bare(tmp_path):
    """Check what comes from a machine that has a shell and nothing else but what ``has`` says with which version."""

    def check(*names, has=()):
        for tool in CHECKS_WITH:
            (tmp_path / tool).symlink_to(shutil.which(tool))
        for name, version in has:
            (tmp_path / name).write_text(f"#!/bin/sh\necho {name} version v{version}\n")
            (tmp_path / name).chmod(0o755)
        machine = {"PATH": str(tmp_path), "PYTHON": str(tmp_path / "none"), "CHROMIUM": str(tmp_path / "none")}
        command = [shutil.which("sh"), ".ci/check-system", *names]
        return subprocess.run(command, cwd=ROOT, env=machine, capture_output=True, text=True, check=False)

    return check


def test_every_row_says_name_version_purpose_and_packages():
    assert {len(row) for row in ROWS} == {4}
    assert NAMES == ["python", "make", "git", "node", "npm", "chromium"]


def test_this_machine_has_all_of_it():
    done = subprocess.run(["sh", ".ci/check-system"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and not os.environ.get("CI"):
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == NAMES


def test_what_is_missing_is_told_in_a_sentence_each(bare):
    done = bare()
    assert done.returncode == 1
    for (name, _, purpose, packages), line in zip(ROWS, done.stderr.splitlines(), strict=True):
        assert re.match(rf"{name}( [\d.]+ or later)? is needed \(for {purpose}\) and was not found\.", line)
        assert f"apt-get install {packages}" in line


@pytest.mark.parametrize(("version", "fits"), [("18.20.4", False), ("19.9", False), ("20.0.0", True), ("20.20.2", True), ("100.1", True)])
def test_a_version_that_is_too_old_is_told_with_the_one_that_was_found(bare, version, fits):
    done = bare("node", has=[("node", version)])
    assert (done.returncode == 0) == fits, done.stderr
    assert fits or "node 20 or later is needed" in done.stderr
    assert fits or f"only {version} was found" in done.stderr


def test_a_name_that_is_not_in_the_list_is_a_mistake(bare):
    assert bare("rustc").returncode == 2


def called(path):
    """Programs that a file of Python calls or looks for by a name of its own."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function, first = ast.unparse(node.func), node.args[0]
        if function == "shutil.which" and isinstance(first, ast.Constant):
            yield first.value
        elif function in {"subprocess.run", "subprocess.Popen"} and isinstance(first, ast.List) and isinstance(first.elts[0], ast.Constant):
            yield first.elts[0].value


def test_nothing_else_is_called():
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    found = {name for path in listed if (ROOT / path).is_file() for name in called(path)}
    assert {"node", "npm", "git"} <= found
    assert found - set(NAMES) - OPTIONAL - NOT_OURS == set()


def test_make_checks_before_it_sets_anything_up():
    wanted = subprocess.run(["make", "--dry-run", "test", "build"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    checks = re.findall(r"check-system --install (\w+)", wanted)
    assert set(checks) == {"git", "node", "npm"}
    assert wanted.index("check-system --install npm") < wanted.index("/pytest --numprocesses")


@pytest.mark.parametrize("is_built", [False, True])
def test_a_server_needs_no_built_site(tmp_path: Path, is_built: bool):
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    if is_built:
        (tmp_path / "dist").mkdir()
    wanted = subprocess.run(["make", "--dry-run", "run"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    folders = re.search(r"--static-dirs (.*) --address", wanted)[1].split()
    assert folders == ["assets=static", *(["site=dist"] if is_built else [])]


def test_the_readme_leads_to_the_list():
    assert "(.ci/system)" in (ROOT / "README.md").read_text()
