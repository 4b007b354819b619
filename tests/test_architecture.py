"""The direction of imports, read from the source: app -> instruments -> formulas, never back."""

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from instruments.frame.discovery import instruments
from tests.every import every

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "instruments", "formulas")
FILES = sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
STANDARD = frozenset(sys.stdlib_module_names)
MAY_IMPORT = {
    "formulas": STANDARD | {"formulas", "numpy"},
    "instruments": STANDARD | {"formulas", "instruments", "numpy", "param", "panel", "bokeh", "markupsafe"},
}
# Only what shows something may know Panel and Bokeh, so that models run on the command line in a blink.
SHOWS = ("view", "picture", "drawing", "widget", "pane")


def imported(path: Path) -> set[str]:
    """Full dotted names of everything that a file imports, inside functions and for annotations as well."""
    package = path.parent.parts
    names: set[str] = set()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])]) if node.level else node.module
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return names


def tops(path: Path) -> set[str]:
    """Top-level packages that a file imports."""
    return {name.partition(".")[0] for name in imported(path)}


def shows(path: Path) -> bool:
    """Whether a file of ``instruments`` draws, by its name or its folder's."""
    return any(part.startswith(SHOWS) for part in path.with_suffix("").parts[1:])


@every("path", [p for p in FILES if p.parts[0] in MAY_IMPORT])
def test_imports_only_what_its_layer_may(path):
    assert not tops(path) - MAY_IMPORT[path.parts[0]]


# Rooms of ``instruments`` from the ground up; above them all are the instruments.
ROOMS = ("quantities", "prose", "evidence", "widgets", "frame")


def test_nothing_lies_outside_the_rooms():
    assert [path.name for path in FILES if path.parts[0] == "instruments" and len(path.parts) == 2] == ["__init__.py"]


def storey(parts: Sequence[str]) -> int:
    """How high a module of ``instruments`` stands: on what is below it may rest."""
    if len(parts) < 2 or not (ROOT / "instruments" / parts[1]).is_dir():
        return 0
    return ROOMS.index(parts[1]) + 1 if parts[1] in ROOMS else len(ROOMS) + 1


@every("path", [p for p in FILES if p.parts[0] == "instruments"])
def test_rooms_rest_on_what_is_below_them(path):
    own = storey(path.with_suffix("").parts)
    others = {name for name in imported(path) if name.startswith("instruments.")}
    assert {name for name in others if storey(name.split(".")) > own} == set()


@pytest.mark.parametrize("name", [*ROOMS, *instruments()])
def test_no_modules_of_a_room_or_an_instrument_need_each_other(name):
    # Imports inside functions count, and what only annotations name: putting one off hides a circle and does not undo it.
    own = [path for path in FILES if path.parts[:2] == ("instruments", name) and path.stem != "__init__"]
    files = {".".join(path.with_suffix("").parts): path for path in own}
    needs = {module: imported(path) & files.keys() for module, path in files.items()}
    while free := [module for module, others in needs.items() if not others & needs.keys()]:
        needs = {module: others for module, others in needs.items() if module not in free}
    assert not needs, f"these need each other, or one that does: {', '.join(sorted(needs))}"


@pytest.mark.parametrize("name", instruments())
def test_an_instrument_knows_of_others_only_those_that_it_needs(name):
    allowed = {name, *instruments()[name].needs, *ROOMS}
    files = [path for path in FILES if path.parts[:2] == ("instruments", name)]
    named = {each for path in files for each in imported(path) if each.startswith("instruments.")}
    known = {parts[1] for each in named if storey(parts := each.split("."))}
    assert known <= allowed


@every("path", [p for p in FILES if p.parts[0] == "instruments" and not shows(p) and p.stem != "cell"])
def test_only_views_know_panel(path):
    assert not tops(path) & {"panel", "bokeh"}


@every("path", [p for p in FILES if p.parts[:2] != ("app", "bundle")])
def test_what_is_shipped_does_not_need_the_builder(path):
    assert not {name for name in imported(path) if name.startswith("app.bundle")}


def test_models_load_without_panel():
    """The same held at run time: an indirect import would cost the command line seconds."""
    modules = [".".join(path.with_suffix("").parts) for path in FILES if path.parts[0] == "instruments" and path.stem == "model"]
    code = f"import sys, {', '.join(modules) or 'formulas'}; sys.exit(' '.join({{'panel', 'bokeh'}} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
