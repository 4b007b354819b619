"""The site that tests look at is built once for all processes of a run, and never under the pages of another."""

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import built

pytestmark = pytest.mark.host


@pytest.fixture
def builds(tmp_path, monkeypatch):
    """A lock of its own, and a list of what was built."""
    made = []
    monkeypatch.setattr(built, "LOCK", tmp_path / "cache" / "building")
    monkeypatch.setattr(built, "_build", lambda _: made.append(threading.get_ident()))
    monkeypatch.setattr(built, "DIST", tmp_path)
    return made


def test_one_run_builds_once_however_many_ask(builds, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", "a run")
    together = threading.Barrier(4)

    def ask():
        together.wait()
        return built.site()

    with ThreadPoolExecutor(4) as threads:
        assert {each.result() for each in [threads.submit(ask) for _ in range(4)]} == {tmp_path}
    assert len(builds) == 1


@pytest.mark.parametrize("run", ["another run", ""])
def test_the_next_run_looks_again(builds, monkeypatch, run):
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", "a run")
    built.site()
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", run)
    built.site()
    built.site()
    assert len(builds) == (2 if run else 3)


def test_what_could_not_be_built_is_not_tried_again_by_every_test(builds, monkeypatch):
    def fail(_):
        builds.append(0)
        raise built.NotBuiltError("no Chromium\nwas found")

    monkeypatch.setattr(built, "_build", fail)
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", "a run")
    for _ in range(2):
        with pytest.raises(built.NotBuiltError, match="no Chromium\nwas found"):
            built.site()
    assert len(builds) == 1


@pytest.mark.parametrize(("light", "options"), [(True, ["--light"]), (False, [])])
def test_one_that_is_measured_is_packed_as_small_as_it_gets(tmp_path, monkeypatch, light, options):
    """And one that is packed lightly does not stand for it, while either does for whoever looks."""
    lacks, ran = ["packing"], []

    def run(command, **_):
        ran.append(command[2:])
        lacks[:] = []
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.delenv("PYTEST_XDIST_TESTRUNUID", raising=False)
    monkeypatch.setattr(built, "LOCK", tmp_path / "building")
    monkeypatch.setattr(built, "unfit", lambda _folder, _root, parts: "".join(set(parts) & set(lacks)))
    monkeypatch.setattr(built.subprocess, "run", run)
    built.site(light=light)
    assert ran == ([] if light else [options])
    lacks[:] = ["snapshot"]
    ran.clear()
    built.site(light=light)
    assert ran == [options]
