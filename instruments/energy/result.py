"""A fleet, its site and its answers, worked out: rows over one chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from formulas.power.chain import Load, evaluate
from instruments.energy.fields import FIELDS, GROUPS
from instruments.energy.flow import Flow, flow
from instruments.energy.place import boundary_of
from instruments.energy.resolve import resolve
from instruments.energy.sources import cited
from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.frame.result import Figure, Result
from instruments.quantities.text import quantity


@dataclass(frozen=True)
class Balance(Result):
    """What follows from the inputs; nothing in it changes afterwards."""

    load: Load

    rows = FIELDS
    groups = GROUPS

    @cached_property
    def flow(self) -> Flow:
        """The power from the grid to useful arithmetic."""
        return flow(self.chain)

    @property
    def headline(self) -> str:
        """What the picture says, in one sentence."""
        c = self.chain
        site, useful = (quantity(float(c[name].value), "W") for name in ("site_power", "useful_power"))
        return (
            f"Of {site} from the grid, {useful} go with useful arithmetic: {100 * float(c.useful_share):.0f} of each 100 kWh. "
            f"The site takes {float(c.whole_over_boards):.2f} times what its boards draw. {self.cooling}"
        )

    @property
    def cooling(self) -> str:
        """How heat leaves the racks, as far as their density tells: within the band of what air cools it may be either."""
        step = self.chain["density"]
        over = float(step.value)
        low, high = (factor * over for factor in step.equation.expected(step.arguments))
        rack = quantity(float(self.chain.rack_power), "W")
        if low > 1:
            return f"A rack of {rack} needs liquid cooling."
        return f"Air cools a rack of {rack}." if high < 1 else f"A rack of {rack} is at the limit of what air cools."

    @property
    def boundary(self) -> str:
        """What the mean of the grid counts."""
        return boundary_of(self.values["grid"])

    @property
    def lines(self) -> tuple[str, ...]:
        """The headline, for where rows are told as text."""
        return (self.headline,)

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Catalogue rows behind the arguments of a row."""
        return cited(self.values, name)

    def unknown(self, figure: Figure) -> Reason:
        """Say what nobody has published."""
        return {
            "energy_per_flop": Reason("not known", "the dense peak of this card in 16 bits is not published"),
            "plant_water": Reason("not known", "reviews of water differ too much for this plant"),
        }.get(figure.id, Reason("not known", "no rental price of this card is published; put one in"))


def balance(values: Mapping[str, object]) -> Balance:
    """Work out a full set of inputs.

    Raises
    ------
    ValueError
        If they contradict each other; the sentence names what to change.
    """
    load = resolve(values)
    return Balance(values, evaluate(load), load)
