"""The direction of imports, read from the source: app -> instruments -> formulas, never back."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "instruments", "formulas")
FILES = sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
STANDARD = frozenset(sys.stdlib_module_names)
MAY_IMPORT = {
    "formulas": STANDARD | {"formulas", "numpy"},
    "instruments": STANDARD | {"formulas", "instruments", "numpy", "param", "panel", "bokeh"},
}
# Only what shows something may know Panel and Bokeh, so that models run on the command line in a blink.
SHOWS = ("view", "picture", "drawing", "widget", "pane")


def imported(path: Path) -> set[str]:
    """Full dotted names of everything that a file imports, inside functions as well."""
    package = path.parent.parts
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
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


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[0] in MAY_IMPORT], ids=str)
def test_imports_only_what_its_layer_may(path):
    assert not tops(path) - MAY_IMPORT[path.parts[0]]


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[0] == "instruments" and not shows(p)], ids=str)
def test_only_views_know_panel(path):
    assert not tops(path) & {"panel", "bokeh"}


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[:2] != ("app", "bundle")], ids=str)
def test_what_is_shipped_does_not_need_the_builder(path):
    assert not {name for name in imported(path) if name.startswith("app.bundle")}


def test_models_load_without_panel():
    """The same held at run time: an indirect import would cost the command line seconds."""
    modules = [".".join(path.with_suffix("").parts) for path in FILES if path.parts[0] == "instruments" and path.stem == "model"]
    code = f"import sys, {', '.join(modules) or 'formulas'}; sys.exit(' '.join({{'panel', 'bokeh'}} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
