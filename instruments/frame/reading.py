"""Several inputs read at once, and every fault among them told together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import param

from formulas.check import RefusedError
from formulas.names import MOST_SUGGESTED, Names, UnknownNameError, nearest
from instruments.frame.inputs import inputs

_LONGEST_NAME = 40


def read(owner: type[param.Parameterized], raw: Mapping[str, object]) -> dict[str, object]:
    """Turn texts or numbers into input values.

    Parameters
    ----------
    owner
        Model whose inputs they are.
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
    known = inputs(owner)
    values, faults = {}, []
    for name, given in raw.items():
        try:
            values[name] = known[name].read(given) if name in known else _unknown(owner, name)
        except ValueError as fault:
            faults.append(fault)
    if faults:
        more = [f"and {len(faults) - MOST_SUGGESTED} more"] if len(faults) > MOST_SUGGESTED else []
        unknown = any(isinstance(fault, UnknownNameError) for fault in faults)
        raise (UnknownNameError if unknown else ValueError)("; ".join([*map(str, faults[:MOST_SUGGESTED]), *more]))
    return values


def once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what was typed by input.

    Raises
    ------
    ValueError
        If one is given twice.
    """
    raw: dict[str, str] = {}
    for name, value in pairs:
        if name in raw:
            raise ValueError(f"{name[:_LONGEST_NAME]!r} is given twice: give it once")
        raw[name] = value
    return raw


def defaults(owner: type[param.Parameterized]) -> dict[str, object]:
    """Return every input as it comes."""
    return {name: declared.default for name, declared in inputs(owner).items()}


def labelled(owner: type[param.Parameterized], refusal: RefusedError) -> str:
    """Return a formula's refusal, which names its arguments, with the inputs' labels in their place."""
    known = inputs(owner)
    return "; ".join(fault.called(known[fault.name].label if fault.name in known else fault.name) for fault in refusal.faults)


def _unknown(owner: type[param.Parameterized], name: str) -> object:
    near = nearest({known: Names((declared.label,)) for known, declared in inputs(owner).items()}, name)
    raise UnknownNameError(f"{name[:_LONGEST_NAME]!r} is no input of {owner.called}" + (f"; near: {', '.join(near)}" if near else ""))
