"""A build is taken for what it is: of which sources, and with what in it."""

import json
import shutil

import pytest

from app.bundle import report
from app.bundle.built import MANIFEST, PARTS, SOURCES, fingerprint_of, missing, unfit


@pytest.fixture
def checkout(tmp_path):
    """Sources in little, and a build that says it is theirs."""
    (tmp_path / "app").mkdir()
    for name in ("app/page.py", "app/stack.py", "build.py", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    build(tmp_path)
    return tmp_path


def build(root, **holds):
    folder = root / "dist"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text("<!doctype html>")
    manifest = {"source": fingerprint_of(root), "holds": dict.fromkeys(PARTS, True) | holds, "files": {}}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_build_of_these_sources_with_everything_in_it_is_fit(checkout):
    assert unfit(checkout / "dist", checkout) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "app/page.py").write_text("changed"),
        lambda root: (root / "app/stack.py").unlink(),
        lambda root: (root / "app/new.py").write_text(""),
        lambda root: (root / "app/stack.py").rename(root / "app/pile.py"),
    ],
    ids=["changed", "removed", "added", "renamed"],
)
def test_a_build_of_other_sources_is_not(checkout, change):
    change(checkout)
    assert unfit(checkout / "dist", checkout) == "dist/ was built from other sources"


def test_nor_one_with_other_packages(checkout, monkeypatch):
    monkeypatch.setattr("app.bundle.built.version", lambda name: "0.0")
    assert unfit(checkout / "dist", checkout) == "dist/ was built from other sources"


def test_when_files_were_written_says_nothing(checkout):
    for path in checkout.rglob("*"):
        shutil.copystat(checkout / "build.py", path)
    assert unfit(checkout / "dist", checkout) == ""


@pytest.mark.parametrize("part", PARTS)
def test_a_build_without_a_part_is_not_fit_where_it_is_needed_and_says_so(checkout, part, capsys):
    build(checkout, **{part: False})
    assert missing(checkout / "dist") == [part]
    assert unfit(checkout / "dist", checkout) == f"dist/ was built without {PARTS[part]}"
    assert unfit(checkout / "dist", checkout, set(PARTS) - {part}) == ""
    report.warn(checkout / "dist")
    assert f"BUILT WITHOUT {PARTS[part].upper()}" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", "{", '{"index.html": {}}'])
def test_what_is_no_build_is_not_fit(checkout, content):
    (checkout / "dist" / MANIFEST).write_text(content)
    assert unfit(checkout / "dist", checkout)
    shutil.rmtree(checkout / "dist")
    assert unfit(checkout / "dist", checkout) == "there is no built site in dist/"


def test_a_build_that_has_lost_a_page_is_not_fit(checkout):
    manifest = json.loads((checkout / "dist" / MANIFEST).read_text()) | {"files": {"journey/index.html": {}}}
    (checkout / "dist" / MANIFEST).write_text(json.dumps(manifest))
    assert unfit(checkout / "dist", checkout)
    (checkout / "dist" / "journey").mkdir()
    (checkout / "dist" / "journey" / "index.html").write_text("")
    assert unfit(checkout / "dist", checkout) == ""


def test_every_source_is_there(root):
    assert [name for name in SOURCES if not (root / name).exists()] == []
