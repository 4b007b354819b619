"""The map as a model: nothing is decided on it but which of its boxes is looked into, and by a link of which design."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.forge.model import Forge
from instruments.frame.address import taken
from instruments.frame.inputs import About, OneOf, Text
from instruments.frame.model import Model
from instruments.life.stops import STOPS, Stop

NOWHERE = ""


class Life(Model):
    """Which stop is looked into; what stands in it comes from the model that it is the life of.

    Examples
    --------
    >>> Life(opened="serve").result.title
    'Serve'
    >>> Life().result is None
    True
    """

    opened = OneOf(
        default=NOWHERE, objects={"Nothing": NOWHERE} | {stop.title: key for key, stop in STOPS.items()}, label="Open box",
        doc="The box whose equation and sources are open.", about=About(shown=False),
    )

    design = Text(
        default="", label="Design", about=About(shown=False),
        doc="The design that a link brings, as the Forge's own link holds it; without one the map shows the design that is there.",
    )  # fmt: skip

    called = "the map"
    fresh = "the map opens with no box open"

    def evaluate(self, values: Mapping[str, object]) -> Stop | None:
        """Return the stop that is looked into, if there is one.

        Raises
        ------
        ValueError
            If a link brings what is no design.
        """
        taken(Forge, str(values["design"]))
        return STOPS.get(str(values["opened"]))

    @classmethod
    def linked(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return what the address holds: the design is handed over to the Forge, which keeps it."""
        return {name: value for name, value in values.items() if name != "design"}
