"""Typed text into the Forge's inputs, and refusals that name the input, the value and the rule."""

from __future__ import annotations

import math
from collections.abc import Mapping

import param

from formulas.names import Names, UnknownNameError, find, nearest
from instruments.forge.choices import names_of
from instruments.forge.inputs import NAMES, Inputs
from instruments.text import parse_number, power

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
    unknown = False
    for name, given in raw.items():
        try:
            values[name] = _read_one(name, given)
        except ValueError as fault:
            faults.append(str(fault))
            unknown |= isinstance(fault, UnknownNameError)
    if faults:
        raise (UnknownNameError if unknown else ValueError)("; ".join(faults))
    return values


def _read_one(name: str, given: object) -> object:
    if name not in NAMES:
        near = nearest({known: Names((Inputs.param[known].label,)) for known in NAMES}, name)
        raise ValueError(f"{name[:40]!r} is no input of the Forge" + (f"; near: {', '.join(near)}" if near else ""))
    declared = Inputs.param[name]
    if isinstance(declared, param.Selector):
        return _read_choice(name, declared, given)
    if declared.allow_None and (given is None or str(given).strip().lower() in _BY_RULE):
        return None
    return _read_number(declared, given, binary=name in ("context", "prompt", "window"))


def _read_choice(name: str, declared: param.Selector, given: object) -> object:
    return given if given in list(declared.objects) else find(names_of(name), given, declared.label)


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
