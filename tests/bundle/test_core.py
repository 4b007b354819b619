"""Pyodide's core, with what nothing uses left out."""

import shutil
import subprocess

import pytest

from app.bundle import wasm
from app.bundle.core import CoreError, lightened, runtime_for

NAMES = [f"_f{number}" for number in range(120)]
SCRIPT = (
    "async function _createPyodideModule(given={}){var Module=given;var {names};"
    "function assignWasmExports(wasmExports){{assigned}}"
    "assignWasmExports(given.exports);return _f7()}export default _createPyodideModule;\n"
)
LOADER = "export const version=module._f9;"


def core(names=NAMES):
    assigned = "".join(f'{name}=Module["{name}"]=wasmExports["{name[1:]}"];' for name in names)
    return SCRIPT.replace("{names}", ",".join(names)).replace("{{assigned}}", "{" + assigned.removesuffix(";") + "}")


def test_what_nobody_uses_is_left_out_and_the_rest_stays():
    light = lightened(core(), LOADER)
    assert [name for name in NAMES if f'Module["{name}"]' in light] == ["_f7", "_f9"]
    assert "var _f7,_f9;" in light
    assert "_f8" not in light


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")
def test_the_lighter_script_does_the_same(tmp_path):
    script = tmp_path / "core.mjs"
    question = "import core from './core.mjs'; console.log(await core({exports: {f7: () => 'seven', f9: 9}}))"
    (tmp_path / "ask.mjs").write_text(question)
    answers = []
    for text in (core(), lightened(core(), LOADER)):
        script.write_text(text)
        answers.append(subprocess.run(["node", "ask.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    assert answers == ["seven\n", "seven\n"]


@pytest.mark.parametrize("script", ["", core().replace("async function", "function"), core() + "export const more = 1;"])
def test_another_shape_is_told(script):
    with pytest.raises(CoreError, match="_createPyodideModule"):
        lightened(script, LOADER)


def test_a_script_that_assigns_no_exports_is_told():
    with pytest.raises(CoreError, match="exports"):
        lightened(core().replace("wasmExports[", "others["), LOADER)


def text(name):
    return bytes([len(name)]) + name.encode()


def section(number, *entries):
    content = bytes([len(entries)]) + b"".join(entries)
    assert len(content) < 128
    return bytes([number, len(content)]) + content


MAGIC = b"\0asm\1\0\0\0"
FUNCTION_TYPE = section(1, b"\x60\0\0")
# A function, a table with and a memory without an upper limit, a global and a tag, from modules that do not matter.
IMPORTS = section(
    2,
    text("env") + text("func") + b"\0\0",
    text("env") + text("table") + b"\1\x70\1\0\5",
    text("env") + text("memory") + b"\2\0\1",
    text("GOT.mem") + text("global") + b"\3\x7f\1",
    text("env") + text("tag") + b"\4\0\0",
)
# What follows a long number begins where it ends.
LONG = section(2, text("env") + text("table") + b"\1\x70\0\x80\x80\1", text("env") + text("last") + b"\0\0")
EXPORTS = section(
    7, text("used") + b"\0\0", text("unused") + b"\0\0", text("number") + b"\3\0", text("memory") + b"\2\0", text("table") + b"\1\0"
)  # fmt: skip
CUSTOM = b"\0\5" + text("note")


def test_everything_that_a_module_asks_for_is_found():
    assert wasm.imported(MAGIC + CUSTOM + FUNCTION_TYPE + IMPORTS) == {"func", "table", "memory", "global", "tag"}
    assert wasm.imported(MAGIC + LONG) == {"table", "last"}
    assert wasm.imported(MAGIC + EXPORTS) == set()


def test_only_functions_and_globals_that_are_named_stay_exported():
    module = MAGIC + FUNCTION_TYPE + IMPORTS + EXPORTS + CUSTOM
    fewer = wasm.exporting(module, {"used"})
    kept = section(7, text("used") + b"\0\0", text("memory") + b"\2\0", text("table") + b"\1\0")
    assert fewer == MAGIC + FUNCTION_TYPE + IMPORTS + kept + CUSTOM
    assert wasm.exporting(module, {"used", "unused", "number"}) == module


def test_long_sections_are_written_as_they_were_read():
    names = [f"name{number:04}" for number in range(1000)]
    content = b"\xe8\x07" + b"".join(text(name) + b"\0\0" for name in names)
    length = len(content)
    module = MAGIC + bytes([7, length & 0x7F | 0x80, length >> 7]) + content
    assert wasm.exporting(module, set(names)) == module
    assert wasm.exporting(wasm.exporting(module, {"name0500"}), set()) == MAGIC + b"\7\1\0"


def test_the_runtime_offers_what_scripts_and_libraries_ask_for():
    module = MAGIC + section(2, text("GOT.func") + text("number") + b"\3\x7f\1") + EXPORTS
    library = MAGIC + section(2, text("env") + text("used") + b"\0\0")
    assert b"unused" not in runtime_for(module, "", [library])
    assert runtime_for(module, 'wasmExports["unused"]()', [library]) == module
