"""The page of programs as a model: nothing is decided on it but which one is on show."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.cells.library import programs
from instruments.frame.cell import Program
from instruments.frame.inputs import OneOf
from instruments.frame.model import Model


class Cells(Model):
    """Which program is on show.

    Examples
    --------
    >>> Cells().result.title
    'The Forge as one function'
    >>> Cells(program="loop").result.title
    'The loop of a token'
    """

    program = OneOf(
        default=next(iter(programs())), objects={program.title: name for name, program in programs().items()}, label="Program",
        doc="The program that is on show.",
    )

    called = "the page of programs"
    fresh = "the first program is on show"

    def evaluate(self, values: Mapping[str, object]) -> Program:
        """Return the program that is on show."""
        return programs()[str(values["program"])]
