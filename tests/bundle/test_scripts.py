"""Joined scripts: each is named by its content, and so is whatever imports it."""

import re

import pytest

from app.bundle import scripts
from app.bundle.sources import cache_folder, fetch
from app.bundle.verify import IMPORTED
from tests.conftest import ROOT

WRITTEN = {
    "js/page.js": 'import { said } from "./said.js"; said(); self.onclick = () => import("./late.js");',
    "js/said.js": "export const said = () => console.info('said');",
    "js/late.js": 'import { said } from "./said.js"; said("late");',
    "js/own-assets.js": "export const scripts = {}; self.scripts = scripts;",
    "js/tool.js": 'import { said } from "./said.js"; said("tool");',
    "js/boot.js": "document.title = 'up';",
    "js/worker.js": "self.onmessage = () => {};",
    "js/cell/frame.js": "document.title = 'frame';",
    "js/cell/worker.js": "self.onmessage = null;",
    "offline/service-worker.js": "self.oninstall = null;",
}


@pytest.fixture
def join(tmp_path):
    """Joins the scripts above, some written otherwise, and gives their texts by name."""

    def joined(number, **otherwise):
        source, target = tmp_path / f"written-{number}", tmp_path / f"joined-{number}"
        for name, text in WRITTEN.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(otherwise.get(name.rpartition("/")[2].removesuffix(".js"), text))
        scripts.join(fetch(cache_folder(ROOT)).rollup, source, target, ["page"], {"tool": "tool"})
        return target, {path.relative_to(target).as_posix(): path.read_text() for path in target.rglob("*.js")}

    return joined


def test_every_script_has_a_hash_in_its_name_and_finds_what_it_imports(join):
    folder, found = join(1)
    plain = {re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in found}
    assert {"js/main.js", "js/late.js", "js/tool.js", "js/worker.js", "js/cell/frame.js", "js/cell/worker.js"} <= plain
    assert [name for name in found if not re.search(r"\.[0-9a-f]{12}\.js$", name)] == ["offline/service-worker.js"]
    imported = [(name, each) for name, text in found.items() for each in IMPORTED.findall(text)]
    assert {each.partition(".")[0] for each in (path.removeprefix("./") for _, path in imported)} >= {"late", "tool", "main"}
    assert [(name, each) for name, each in imported if not ((folder / name).parent / each).is_file()] == []
    assert scripts.named(folder, "js/worker.js") != scripts.named(folder, "js/cell/worker.js")


def test_what_changes_has_another_name_and_so_has_what_imports_it(join):
    first, before = join(1)
    _, again = join(2)
    assert before == again
    other, after = join(3, late="document.title = 'another';")
    for name in ("js/main.js", "js/late.js"):
        assert scripts.named(first, name) != scripts.named(other, name)
    for name in ("js/worker.js", "js/cell/frame.js"):
        assert scripts.named(first, name) == scripts.named(other, name)
    assert before.keys() != after.keys()


def test_what_was_not_joined_is_named(tmp_path):
    with pytest.raises(scripts.ScriptError, match=r"js/main\.js was joined into nothing"):
        scripts.named(tmp_path, "js/main.js")
