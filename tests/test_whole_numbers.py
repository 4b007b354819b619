"""Whole numbers say how wide they are: NumPy's own choice is 64 bits on this machine, and 32 in the browser."""

import ast
from pathlib import Path

import pytest

from tests.every import every

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path.relative_to(ROOT) for package in ("app", "formulas", "instruments") for path in (ROOT / package).rglob("*.py"))
MAKING = {"array", "asarray", "empty", "ones", "zeros"}
# What multiplies or counts in the width that NumPy chooses, and numbers of that width.
UNSAFE = {"bincount", "cumprod", "int_", "intc", "long", "prod"}


def unclear(source: str) -> list[str]:
    """Places in a source where NumPy chooses the width of whole numbers that may grow large."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        of = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        numpy = of and getattr(node.func.value, "id", "") == "np"
        kinds = [each.value for each in node.keywords if each.arg == "dtype"]
        kinds += node.args[:1] if of == "astype" else node.args[1:2] if numpy and of in MAKING else []
        if any(getattr(kind, "id", "") == "int" for kind in kinds) or (numpy and of in UNSAFE):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


@every("path", SOURCES)
def test_no_width_is_left_to_numpy(path):
    assert unclear((ROOT / path).read_text("utf-8")) == []


@pytest.mark.parametrize("bad", ["x.astype(int)", "np.zeros(3, dtype=int)", "np.asarray(x, int)", "np.prod(shape)", "np.bincount(x)"])
def test_what_is_unclear_is_seen(bad):
    assert unclear(bad)


@pytest.mark.parametrize("good", ["x.astype(float)", "np.zeros(3, dtype=np.int64)", "np.asarray(x, float)", "np.sum(x)", "int(x)"])
def test_what_is_clear_is_left(good):
    assert not unclear(good)
