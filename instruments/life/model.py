"""The map as a model: nothing is decided on it but which of its boxes is looked into."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.inputs import About, OneOf
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

    called = "the map"
    fresh = "the map opens with no box open"

    def evaluate(self, values: Mapping[str, object]) -> Stop | None:
        """Return the stop that is looked into, if there is one."""
        return STOPS.get(str(values["opened"]))
