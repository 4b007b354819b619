"""What plain data (of a JSON file) must look like, said once, and every place where some does not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

_SHOWN = 60


@dataclass(frozen=True)
class Among:
    """One of several texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Each:
    """A table whose keys are free and whose values are all of one shape."""

    shape: object


@dataclass(frozen=True)
class Between:
    """A number, whole or not, between two."""

    low: float
    high: float
    whole: bool = False


type Shape = type | Among | Each | Between | tuple | list | dict | None
"""``str``, ``bool``, ``float`` (any finite number), ``int``; ``None`` for null; ``(shape, shape)`` for either; ``[shape]`` for a list;
``{"name": shape, "name?": shape}`` for a table, a question mark on what may be left out."""

_NAMED = {str: "text", bool: "true or false", float: "a number", int: "a whole number", None: "null"}


def faults(value: object, shape: Shape, where: str = "") -> list[str]:
    """Return a sentence for every place where a value is not of its shape.

    >>> faults({"unit": 3, "colour": "red"}, {"unit": str, "value": float})
    ['value is missing', 'colour is no field', 'unit is 3: must be text']
    """
    if isinstance(shape, dict) and isinstance(value, Mapping):
        return _of_table(value, shape, where)
    if isinstance(shape, Each) and isinstance(value, Mapping):
        return [fault for key, each in value.items() for fault in faults(each, shape.shape, at(where, key))]
    if isinstance(shape, list) and isinstance(value, list):
        return [fault for place, each in enumerate(value) for fault in faults(each, shape[0], at(where, place))]
    if isinstance(shape, tuple):
        tried = [faults(value, each, where) for each in shape]
        # Of several shapes, the one that comes nearest: that which differs within, not as a whole.
        return [] if not all(tried) else next((found for found in tried if len(found) > 1), None) or _within(tried, value, shape, where)
    return [] if _is(value, shape) else [f"{where or 'it'} is {told(value)}: must be {described(shape)}"]


def at(where: str, key: object) -> str:
    """Return the place of what stands under a key."""
    return f"{where}.{str(key)[:_SHOWN]}" if where else str(key)[:_SHOWN]


def told(value: object) -> str:
    """Return a value as a fault tells it: short, whatever it is.

    >>> told({"a": 1}), told("x" * 100)[-5:]
    ('a table', "x...'")
    """
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    if isinstance(value, str):
        return ascii(value if len(value) <= _SHOWN else f"{value[: _SHOWN - 3]}...")
    text = json.dumps(value) if not isinstance(value, int) or abs(value) < 10**_SHOWN else "a huge number"
    return text[:_SHOWN]


def described(shape: Shape) -> str:
    """Return in words what a shape is."""
    if isinstance(shape, tuple):
        return " or ".join(dict.fromkeys(map(described, shape)))
    if isinstance(shape, Among):
        return f"one of {', '.join(shape.texts)}"
    if isinstance(shape, Between):
        return f"a {'whole ' * shape.whole}number from {shape.low:g} to {shape.high:g}"
    return "a list" if isinstance(shape, list) else "a table" if isinstance(shape, dict | Each) else _NAMED[shape]


def _of_table(value: Mapping, shape: dict, where: str) -> list[str]:
    known = {name.rstrip("?"): each for name, each in shape.items()}
    missing = [f"{at(where, name)} is missing" for name in shape if not name.endswith("?") and name not in value]
    unknown = [f"{at(where, ascii(name)[1:-1])} is no field" for name in value if name not in known]
    within = [fault for name, each in value.items() if name in known for fault in faults(each, known[name], at(where, name))]
    return [*missing, *unknown, *within]


def _within(tried: list[list[str]], value: object, shape: tuple, where: str) -> list[str]:
    inner = [found for found in tried if not found[0].startswith(f"{where or 'it'} is {told(value)}")]
    return inner[0] if inner else [f"{where or 'it'} is {told(value)}: must be {described(shape)}"]


def _is(value: object, shape: Shape) -> bool:
    if shape is None or isinstance(value, bool) or value is None:
        return value is None if shape is None else isinstance(value, bool) and shape is bool
    if isinstance(shape, Among):
        return isinstance(value, str) and value in shape.texts
    if isinstance(shape, Between):
        return _is(value, int if shape.whole else float) and shape.low <= value <= shape.high
    if shape is float:
        return isinstance(value, int | float) and _finite(value)
    return isinstance(shape, type) and isinstance(value, shape)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
