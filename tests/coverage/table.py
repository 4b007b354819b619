"""Which instrument shows an equation, and which test holds it: read from the code, so that no list can be wrong."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from formulas.registry import equations
from instruments.frame.discovery import instruments
from instruments.frame.result import Result

ROOT = Path(__file__).parents[2]
SHOWN_BY_TESTS = ("tests/formulas", "tests/facts", "tests/instruments")


@dataclass(frozen=True)
class Stated:
    """One equation or figure of the source documents."""

    subject: str
    seed: str
    equation: str
    says: str
    formula: str
    slip: str = ""


def stated() -> list[Stated]:
    """Return everything that is listed; what two source documents share is told once."""
    found: dict[tuple[str, str, str], Stated] = {}
    for path in sorted(Path(__file__).parent.glob("*.json")):
        for entry in json.loads(path.read_text()):
            key = (path.stem, entry["equation"], entry["formula"])
            before = found.get(key)
            seed = entry["seed"] if before is None or entry["seed"] in before.seed else f"{before.seed}, {entry['seed']}"
            # The first that states it has the words.
            found[key] = Stated(path.stem, **entry) if before is None else replace(before, seed=seed)
    return list(found.values())


def slips_in_words() -> list[dict[str, str]]:
    """Return what the source documents get wrong in words, with the equation whose working card tells it, if one does."""
    return json.loads((Path(__file__).parent / "words" / "slips.json").read_text())


@cache
def shown_in() -> Mapping[str, tuple[str, ...]]:
    """Ids of the instruments that show an equation, by its id.

    Their result is worked out with it, their own code names it, or an exercise of theirs asks for it.
    """
    places = {name: [ROOT / "instruments" / name] for name in instruments()}
    found = {equation: list(named) for equation, named in _naming(places).items()}
    for name, instrument in instruments().items():
        result = instrument.model_class()().result
        steps = result.chain.values() if isinstance(result, Result) else ()
        for equation in {step.equation.id for step in steps if step.equation} | _asked_by(name):
            if name not in found.setdefault(equation, []):
                found[equation].append(name)
    return {equation: tuple(named) for equation, named in found.items()}


def _asked_by(instrument: str) -> set[str]:
    """Equations that the exercises of an instrument ask for."""
    files = [json.loads(path.read_text()) for path in (ROOT / "instruments" / instrument / "exercises").glob("*.json")]
    return {step["formula"] for each in files for step in each.get("steps", {}).values() if "formula" in step}


@cache
def held_by() -> Mapping[str, tuple[str, ...]]:
    """Test files that name an equation's function, by the equation's id."""
    files = [path for folder in SHOWN_BY_TESTS for path in sorted((ROOT / folder).rglob("*.py"))]
    return _naming({path.relative_to(ROOT).as_posix(): [path] for path in files})


def test_of(equation: str) -> str:
    """Return the test file that is about an equation's own module, or else the first that names it."""
    module = equation.split(".")[-2]
    return min(held_by()[equation], key=lambda path: (not path.endswith(f"/test_{module}.py"), not path.startswith("tests/formulas"), path))


def _naming(places: Mapping[str, list[Path]]) -> dict[str, tuple[str, ...]]:
    """Who of some places names which equation."""
    known = equations()
    found: dict[str, list[str]] = {}
    for place, roots in places.items():
        named = set()
        for root in roots:
            for path in [root] if root.is_file() else sorted(root.rglob("*.py")):
                named |= set(_names(ast.parse(path.read_text())))
        for equation in known:
            if equation in named:
                found.setdefault(equation, []).append(place)
    return {equation: tuple(each) for equation, each in found.items()}


def _names(tree: ast.Module) -> Iterator[str]:
    """Ids of everything of ``formulas`` that a module names: what it imports from there, and attributes of that."""
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "formulas":
            below = node.module.partition(".")[2]
            for name in node.names:
                whole = f"{below}.{name.name}" if below else name.name
                modules[name.asname or name.name] = whole
                yield whole
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"
        # A table of names, as of the models of a yield.
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
