"""Instruments and formulas from a folder beside the repository are found like those in it."""

import os
import subprocess
import sys

import pytest

from app.bundle.built import fingerprint_of
from app.bundle.trim import own_package
from formulas import further
from tests.conftest import ROOT

pytestmark = pytest.mark.host

INSTRUMENT = '''
"""Something to try."""

from instruments.frame.declaration import Instrument

INSTRUMENT = Instrument(
    title="Sample", stratum="energy", place=1, question="What?", description="That.", model="model:M", view="view:V",
)
'''
FORMULA = '''
"""Something to work out."""

from formulas.registry import equation


@equation(symbol="y", latex="2 «x»", trust="exact", source="definition")
def twice(x):
    """Return twice a number.

    Parameters
    ----------
    x : float [1]
        A number.

    Returns
    -------
    float [1]
        Twice as much.
    """
    return 2 * x
'''
ASK = """
from formulas.registry import equations
from instruments.frame.discovery import instruments
print(*instruments(), *(name for name in equations() if name.startswith("sampled")))
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in {
        "instruments/sample/__init__.py": INSTRUMENT, "instruments/sample/model.py": '"""M."""\n', "formulas/sampled.py": FORMULA,
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def ask(**environment):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_what_lies_in_the_folder_is_found_and_without_it_is_not(folder):
    with_it, without_it = ask(**{further.VARIABLE: str(folder)}), ask()
    assert without_it.stdout.split(), without_it.stderr
    further_ones = [name for name in with_it.stdout.split() if name not in without_it.stdout.split()]
    assert further_ones == ["sample", "sampled.twice"], with_it.stderr


def test_what_is_no_such_folder_is_refused(tmp_path):
    for named in (tmp_path, tmp_path / "nowhere"):
        said = ask(**{further.VARIABLE: str(named)}).stderr
        assert "must be a folder with formulas or instruments in it" in said


def test_a_build_of_it_is_another_one_and_takes_its_files_along(folder, monkeypatch):
    before = fingerprint_of(ROOT)
    monkeypatch.setenv(further.VARIABLE, str(folder))
    assert fingerprint_of(ROOT) != before
    files = own_package(ROOT, further.folder()).files
    assert files["instruments/sample/model.py"] == folder / "instruments/sample/model.py"
    assert files["formulas/sampled.py"] == folder / "formulas/sampled.py"
    assert files["formulas/registry.py"] == ROOT / "formulas/registry.py"
