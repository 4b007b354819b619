"""Typed text into the Forge's inputs, and refusals that name the input, the value and the rule."""

from __future__ import annotations

import math
from collections.abc import Mapping

import param

from formulas.catalogue import accelerators, grids, lookup, precisions
from instruments.forge.inputs import NAMES, Inputs
from instruments.text import parse_number, power

_CATALOGUES = {"accelerator": accelerators, "training_accelerator": accelerators, "grid": grids, "precision": precisions}
_DEFAULTS = {name: Inputs.param[name].default for name in NAMES}
_BY_RULE = ("", "auto", "none", "rule")


def defaults() -> dict[str, object]:
    """The default design."""
    return dict(_DEFAULTS)


def read(raw: Mapping[str, object]) -> dict[str, object]:
    """Turn texts or numbers into input values.

    Parameters
    ----------
    raw
        Input name to what was typed; numbers may carry suffixes ("30 Y", "128k").

    Returns
    -------
    dict
        Input name to a value of the input's own type, within its bounds.

    Raises
    ------
    ValueError
        One sentence for every unknown name and every impossible value, joined by "; ".
    """
    values, faults = {}, []
    for name, given in raw.items():
        try:
            values[name] = _read_one(name, given)
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ValueError("; ".join(faults))
    return values


def _read_one(name: str, given: object) -> object:
    if name not in NAMES:
        raise ValueError(f"{name[:40]!r} is no input of the Forge")
    declared = Inputs.param[name]
    if isinstance(declared, param.Selector):
        return _read_choice(name, declared, given)
    if declared.allow_None and (given is None or str(given).strip().lower() in _BY_RULE):
        return None
    return _read_number(declared, given, binary=name in ("context", "prompt", "window"))


def _read_choice(name: str, declared: param.Selector, given: object) -> object:
    choices = list(declared.objects)
    if given in choices:
        return given
    if name in _CATALOGUES:
        try:
            return lookup(_CATALOGUES[name](), str(given)[:40], declared.label).id
        except ValueError as fault:
            raise ValueError(str(fault)[:300]) from None
    if str(given).lower() in choices:
        return str(given).lower()
    raise ValueError(f"{declared.label} is {str(given)[:40]!r}: must be one of {', '.join(map(str, choices))}")


def _read_number(declared: param.Number, given: object, *, binary: bool) -> float | int:
    try:
        number = parse_number(given, binary=binary) if isinstance(given, str) else float(given)
    except OverflowError:
        number = math.inf
    except (TypeError, ValueError) as fault:
        raise ValueError(f"{declared.label}: {fault}") from None
    low, high = declared.bounds
    inclusive = declared.inclusive_bounds
    if not math.isfinite(number) or number < low or number > high or (number == low and not inclusive[0]):
        above = "at least" if inclusive[0] else "above"
        raise ValueError(f"{declared.label} is {power(number, 6) if math.isfinite(number) else number}: "
                         f"must be {above} {power(low)} and at most {power(high)}")
    if isinstance(declared, param.Integer):
        if number != int(number):
            raise ValueError(f"{declared.label} is {number:g}: must be a whole number")
        return int(number)
    return float(number)
