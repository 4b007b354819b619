"""Typed text into the Forge's inputs, and refusals that name the input, the value and the rule."""

from __future__ import annotations

from collections.abc import Mapping

import param

from formulas.names import MOST_SUGGESTED, Names, UnknownNameError, find, nearest
from instruments.entry import Rule
from instruments.forge.choices import names_of
from instruments.forge.inputs import BINARY, NAMES, Inputs

_DEFAULTS = {name: Inputs.param[name].default for name in NAMES}
NUMBERS = {
    name: Rule.of(Inputs.param[name], binary=name in BINARY) for name in NAMES if isinstance(Inputs.param[name], param.Number)
}
"""What each number may be, by the name of its input."""


def defaults() -> dict[str, object]:
    """The default design."""
    return dict(_DEFAULTS)


def read(raw: Mapping[str, object]) -> dict[str, object]:
    """Turn texts or numbers into input values.

    Parameters
    ----------
    raw
        Input name to what was typed; numbers as people write them ("30 Y", "128k tokens", "1,5").

    Returns
    -------
    dict
        Input name to a value of the input's own type, within its bounds.

    Raises
    ------
    ValueError
        One sentence for every unknown name and every impossible value, joined by "; "; of many only the first few.
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
        more = [f"and {len(faults) - MOST_SUGGESTED} more"] if len(faults) > MOST_SUGGESTED else []
        raise (UnknownNameError if unknown else ValueError)("; ".join(faults[:MOST_SUGGESTED] + more))
    return values


def _read_one(name: str, given: object) -> object:
    if name not in NAMES:
        near = nearest({known: Names((Inputs.param[known].label,)) for known in NAMES}, name)
        raise UnknownNameError(f"{name[:40]!r} is no input of the Forge" + (f"; near: {', '.join(near)}" if near else ""))
    declared = Inputs.param[name]
    if isinstance(declared, param.Selector):
        return _read_choice(name, declared, given)
    return NUMBERS[name].read(given)


def _read_choice(name: str, declared: param.Selector, given: object) -> object:
    return given if given in list(declared.objects) else find(names_of(name), given, declared.label)
