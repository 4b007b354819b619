"""What the numbers are, as short signs that tell when one of them has changed: of catalogues, of equations, of whole designs.

``make docs`` writes them to ``docs/numbers.json`` and refuses where a number has changed and its version has not
(:mod:`formulas.version`); what comes new needs no new version, for no link was made with it.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np

from formulas.catalogue import Row, accelerators, grids, models, precisions
from formulas.registry import Equation, equations
from formulas.scaling import LAWS
from formulas.version import VERSION
from instruments.frame.discovery import instruments
from instruments.frame.model import Model
from instruments.frame.result import Result

FILE = "numbers.json"
_CATALOGUES = {"accelerators": accelerators, "grids": grids, "models": models, "precisions": precisions}
_DIGITS = 8
"""Of a result: processors differ far behind that."""
_DRAWS, _TRIES = 3, 400


def written(before: str = "") -> str:
    """Return the version and the signs as JSON.

    Raises
    ------
    ValueError
        If a number is no longer what ``before`` says of it, under the same version.
    """
    found = signs()
    if before and (changed := stale(json.loads(before), found)):
        raise ValueError(
            f"numbers have changed and their version has not ({', '.join(changed[:5])}{', ...' if len(changed) > 5 else ''}): "
            "say what changed in a new line of HISTORY in formulas/version.py"
        )
    return json.dumps({"version": VERSION, "signs": found}, indent=0) + "\n"


def stale(before: Mapping[str, object], found: Mapping[str, str]) -> list[str]:
    """Return what was recorded under the present version and is another number now, or is gone."""
    return [name for name, sign in before["signs"].items() if found.get(name) != sign] if before["version"] == VERSION else []


def write(folder: Path) -> Path:
    """Write the signs into a folder, and return where."""
    path = folder / FILE
    path.write_text(written(path.read_text("utf-8") if path.is_file() else ""), "utf-8")
    return path


def signs() -> dict[str, str]:
    """Return a sign for every row of a catalogue, every law, every equation and every design that stands for an instrument."""
    found = {f"{kind}/{name}": _sign(_facts(row)) for kind, rows in _CATALOGUES.items() for name, row in rows().items()}
    found |= {f"laws/{name}": _sign(law.coefficients.values()) for name, law in LAWS.items()}
    found |= {name: _sign(results) for name, entry in equations().items() if (results := list(_drawn(entry)))}
    for name, declared in instruments().items():
        owner = declared.model_class()
        found |= {f"{name}/{place}": _sign(said) for place, values in owner.examples().items() if (said := _said(owner(**values)))}
    return found


def _facts(row: Row) -> Iterator[object]:
    """The numbers of a row: not its words."""
    words = {each.name for each in fields(Row)}
    return (value for each in fields(row) if each.name not in words and not isinstance(value := getattr(row, each.name), str))


def _drawn(entry: Equation) -> Iterator[float]:
    """Results of an equation for some arguments that it accepts; none where it works on whole tensors."""
    if not hasattr(entry.function, "__wrapped__"):
        return
    rng, left = random.Random(entry.id), _DRAWS  # noqa: S311 - the same draws each time are wanted
    for _ in range(_TRIES):
        # A share, a size or a small whole number.
        drawn = ((math.exp(rng.uniform(-2, 0)), math.exp(rng.uniform(0, 7)), float(rng.randint(1, 3))) for _ in entry.arguments)
        arguments = {each.name: rng.choice(values) for each, values in zip(entry.arguments, drawn, strict=True)}
        try:
            value = entry.function(**arguments)
        except ValueError:
            continue
        yield float(value)
        left -= 1
        if not left:
            return


def _said(model: Model) -> list[object]:
    """What follows from a model's inputs: every step of its chain, or its text, if it has one."""
    result = model.result
    return [float(step.value) for step in result.chain.values()] if isinstance(result, Result) else [model.told] * bool(model.told)


def _sign(values: Iterable[object]) -> str:
    return hashlib.sha256("\n".join(map(_plain, values)).encode()).hexdigest()[:8]


def _plain(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return json.dumps(value, sort_keys=True, default=lambda each: dict(each) if isinstance(each, Mapping) else list(each))
    return f"{float(value):.{_DIGITS}g}"
