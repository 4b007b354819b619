"""The life of a model on the command line: the map's numbers for any design, by the options of whoever makes the design."""

from __future__ import annotations

from instruments.forge.command import DossierCommand
from instruments.forge.model import Forge
from instruments.frame.command import Command
from instruments.frame.model import Model
from instruments.life.result import Life, life


class LifeCommand(DossierCommand):
    """``life``: one number for each box, of the design that the options describe."""

    names = ()

    @property
    def model(self) -> type[Model]:
        """What decides on a design; on the map itself nothing is decided."""
        return Forge

    def result(self, model: Model) -> Life:
        """The life of that design."""
        return life(super().result(model))

    def table(self, result: Life) -> str:
        """Rows, and what was published where the chain says nothing."""
        return Command.table(self, result)
