"""Every program that the page shows: its own, then that of each instrument."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from formulas.caching import shared
from instruments.frame.cell import Program, program_of, read
from instruments.frame.discovery import instruments

OWN = ("one_function", "loop")
"""Names of the page's own programs, in their order."""


@shared
def programs() -> Mapping[str, Program]:
    """Return the programs by name; an instrument's has the name of the instrument."""
    folder = files("instruments.cells") / "programs"
    # As they are written, or as a built site has them: see app/bundle/pins.py.
    own = {each.name.partition(".")[0]: each for each in folder.iterdir() if each.name.endswith((".py", ".txt"))}
    theirs = {name: program for name, declared in instruments().items() if (program := program_of(declared))}
    return {name: read(own[name]) for name in OWN} | theirs
