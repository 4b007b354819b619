"""Which instruments there are: found by walking the package, as equations are."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import instruments as package
from formulas import further
from formulas.caching import shared
from instruments.frame.declaration import STRATA, Instrument

BESIDE = ""
"""The stratum of what stands beside the stack."""
FRAME = __package__.rpartition(".")[2]
"""This folder, which holds the base of every model and is no instrument."""


@shared
def instruments() -> Mapping[str, Instrument]:
    """Every instrument by its id, in the order of the stack: strata from the top down, then by place; last, what is beside it.

    A folder with a ``model.py`` is one.  Folders outside this one count too where ``instruments.__path__`` names them.

    Raises
    ------
    TypeError
        If such a folder declares no instrument, or one of a stratum that there is not.
    """
    found = [_declared(f"{package.__name__}.{name}") for name in holding_models()]
    if further.alone():
        found = _needed(found)
    strata = [*STRATA, BESIDE]
    return {each.id: each for each in sorted(found, key=lambda each: (strata.index(each.stratum), each.place, each.id))}


@shared
def home() -> str:
    """The id of the instrument that an address without one shows.

    Raises
    ------
    TypeError
        If there is not exactly one.
    """
    homes = [each.id for each in instruments().values() if each.home]
    if len(homes) != 1:
        raise TypeError(f"home is declared by {homes or 'no instrument'}: must be declared by one")
    return homes[0]


@shared
def base() -> str:
    """The id of the instrument whose page's memory all others are told by what they have besides.

    It is the home one, or what that one borrows first: whose model every visitor needs, and nothing else.
    """
    name = home()
    while needed := instruments()[name].needs:
        name = needed[0]
    return name


@shared
def scorer() -> Instrument | None:
    """The instrument that reads and scores the guesses that others declare, if there is one."""
    return next((each for each in instruments().values() if each.scores), None)


def in_stack() -> tuple[Instrument, ...]:
    """Return the instruments of all strata, from the top down."""
    return tuple(each for each in instruments().values() if each.stratum != BESIDE)


def at(stratum: str) -> tuple[Instrument, ...]:
    """Return the instruments of one stratum, in their order; of :data:`BESIDE`, what stands beside the stack."""
    return tuple(each for each in instruments().values() if each.stratum == stratum)


def holding_models() -> list[str]:
    """Return the names of the folders that hold an instrument; nothing of them is imported for it."""
    return [
        module.name
        for place in package.__path__
        for module in pkgutil.iter_modules([place])
        if module.ispkg and module.name != FRAME and _holds_model(Path(place, module.name))
    ]


def _needed(found: list[Instrument]) -> list[Instrument]:
    """The further instruments, the home one, and what they need."""
    own = set(further.own("instruments"))
    known = {each.id: each for each in found}
    wanted = [each.id for each in found if each.home or each.id in own]
    for name in wanted:
        wanted += [needed for needed in known[name].needs if needed not in wanted]
    return [each for each in found if each.id in wanted]


def _holds_model(folder: Path) -> bool:
    return any(module.name == "model" for module in pkgutil.iter_modules([str(folder)]))


def _declared(name: str) -> Instrument:
    declared = vars(importlib.import_module(name)).get("INSTRUMENT")
    if not isinstance(declared, Instrument):
        raise TypeError(f"{name}.INSTRUMENT is {declared!r}: a folder with a model.py must declare an Instrument")
    if declared.stratum not in (*STRATA, BESIDE):
        raise TypeError(f"{name}.INSTRUMENT.stratum is {declared.stratum!r}: must be one of {', '.join(STRATA)}, or empty")
    return replace(declared, package=name)
