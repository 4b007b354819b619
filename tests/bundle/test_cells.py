"""What the build tells about cells, and how programs travel."""

import hashlib
import json
import zipfile
from base64 import b64decode

import pytest

from app.bundle import cells
from app.bundle.site import POLICY, Site
from app.bundle.trim import own_package


@pytest.fixture(scope="module")
def own(root):
    return own_package(root)


def test_programs_travel_as_text_and_everything_else_as_it_is(own, root):
    assert own.files["instruments/forge/cell.txt"] == root / "instruments/forge/cell.py"
    assert own.files["instruments/cells/programs/loop.txt"].name == "loop.py"
    assert "instruments/forge/cell.py" not in own.files
    assert "instruments/frame/cell.py" in own.files
    assert [name for name in own.files if name.endswith(".txt")] == [
        name for name in own.files if name.endswith(("/cell.txt",)) or "/programs/" in name
    ]


def test_cells_have_of_numpy_what_the_page_has_not(tmp_path):
    wheel = tmp_path / "numpy.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("numpy/random/__init__.py", "numpy/random/_pcg64.so", "numpy/random/tests/test_x.py", "numpy/random/_pcg64.pyi",
                     "numpy/random/_examples/cffi/parse.py", "numpy/core.py", "numpy/fft/_f.so"):
            archive.writestr(name, name)
    files = cells.further_numpy(wheel)
    assert list(files) == ["numpy/fft/_f.so", "numpy/random/__init__.py", "numpy/random/_pcg64.so"]
    assert cells.libraries(files) == [b"numpy/fft/_f.so", b"numpy/random/_pcg64.so"]


def test_the_frames_scripts_are_named_by_their_hashes(tmp_path):
    boot = dict.fromkeys(("worker", "loader", "core", "wasm", "stdlib", "site", "libraries", "snapshot")) | {"bokeh": "bokeh.js"}
    boot["files"] = {cells.FRAME: "frame.js", cells.WORKER: "worker.js", "css/cell-output.css": "output.css"}
    (tmp_path / "frame.js").write_text("frame")
    (tmp_path / "bokeh.js").write_text("bokeh")
    site = Site(tmp_path)
    boot["files"][cells.FACTS] = first = cells.write(tmp_path, boot, {"url": "before"}, site.add)
    told = cells.write(tmp_path, boot, {"url": "further"}, site.add)
    facts = json.loads((tmp_path / cells.FACTS).read_text())
    assert json.loads((tmp_path / told).read_text()) == facts, "the same under a name of this build's own"
    assert not (tmp_path / first).exists()
    assert [b64decode(each.removeprefix("sha256-")) for each in facts["cell"]["hashes"]] == [
        hashlib.sha256(text.encode()).digest() for text in ("frame", "bokeh")
    ]
    assert facts["boot"]["bokeh"] == "bokeh.js"
    assert facts["cell"]["further"] == {"url": "further"}


def test_the_pages_policy_lets_no_frame_lead_anywhere():
    assert POLICY["frame-src"] == "'none'"
    assert "unsafe-eval" not in POLICY["script-src"].replace("wasm-unsafe-eval", "")
