"""Inputs that take their numbers from another instrument's design, until somebody sets them free.

A model says in :meth:`~instruments.frame.model.Model.borrowed` which of its inputs take what from whose design.  They are inputs like
all others: controls show them, an address and the command line hold them, and results follow from them alone.  As long as they are
what the design gives, they follow it; whoever moves one of them has a design of his own, which follows nothing until he takes the
other's again.  A link brings its numbers as they were, whatever the design of whoever opens it.
"""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.inputs import inputs
from instruments.frame.model import Model
from instruments.frame.reading import defaults, read


class Following:
    """What a model takes from a design, and whether it follows it.

    Parameters
    ----------
    model
        The model that borrows.
    lender
        Id of the instrument that the design is of.
    design
        That instrument's model.
    """

    def __init__(self, model: Model, lender: str, design: Model) -> None:
        self._model, self._lender, self._design = model, lender, design
        fresh = defaults(type(model))
        # Before it saw a design, it is as it comes.
        self.given: Mapping[str, object] = {name: fresh[name] for name in type(model).borrowed(lender, design)}

    @property
    def own(self) -> list[str]:
        """Labels of the inputs that are not what the design gave when it was last looked at."""
        known = inputs(type(self._model))
        return [known[name].label for name, value in self.given.items() if getattr(self._model, name) != value]

    def follow(self) -> None:
        """Bring the model up to the design, unless it was set free."""
        free, before = bool(self.own), self.given
        if self._look() and not free and self.given != before:
            self._model.restore(**self.given)

    def take(self) -> None:
        """Take the design's numbers, whatever stood there."""
        if self._look():
            self._model.restore(**self.given)

    def _look(self) -> bool:
        """Read what the design gives now; where it cannot be used, the model tells why."""
        try:
            self.given = read(type(self._model), type(self._model).borrowed(self._lender, self._design))
        except ValueError as refusal:
            self._model.problem = f"What the design gives cannot be used here: {refusal}"
            return False
        return True
