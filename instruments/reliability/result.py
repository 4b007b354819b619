"""What follows from a machine and its failures: the chain of equations, and a run drawn from the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from formulas.reliability.published import runs
from formulas.reliability.simulation import Drawn, Plan, draw
from instruments.evidence.citing import Citation
from instruments.frame.result import Result
from instruments.reliability.inputs import Inputs
from instruments.reliability.rows import GROUPS, ROWS

MOST_DRAWN = 1000
"""Failures on the timeline: more would be a smear."""
_PARTS = ("accelerators_mtbf", "hosts_mtbf", "network_mtbf", "software_mtbf")
_TYPED = {"accelerators_mtbf": "accelerator_mtbf", "hosts_mtbf": "host_mtbf", "network_mtbf": "network_mtbf",
          "software_mtbf": "software_mtbf"}  # fmt: skip


@dataclass(frozen=True)
class Outlook(Result):
    """Rows, and the plan that they describe; nothing in it changes afterwards."""

    pause: float
    lag: float

    rows = ROWS
    groups = GROUPS

    @cached_property
    def plan(self) -> Plan:
        """The run as it can be drawn."""
        chain, values = self.chain, self.values
        return Plan(
            duration=values["days"] * 86400, mtbfs=tuple(float(chain[name].value) for name in _PARTS),
            interval=float(chain.interval), pause=self.pause, lag=self.lag, restart=values["restart"] * 60,
            spares=values["spares"], repair=values["repair"] * 3600,
        )  # fmt: skip

    @cached_property
    def drawn(self) -> Drawn:
        """One run of it, to its end or as far as a picture can show; drawn when it is first looked at."""
        return draw(self.plan, self.values["draw"], MOST_DRAWN)

    @property
    def lines(self) -> tuple[str, ...]:
        """What the drawn run did, where rows are told as text."""
        drawn = self.drawn
        return (
            f"Drawn run {self.values['draw']}: {drawn.failures:,} failures in {drawn.until / 86400:.3g} days, "
            f"goodput {drawn.goodput:.1%}; the formula gives {float(self.chain.goodput):.1%}.",
        )

    def cited(self, name: str) -> Mapping[str, Citation]:
        """The run that counted how often parts fail, where its count stands."""
        typed = _TYPED.get(name)
        if typed is None or self.values[typed] != Inputs.param[typed].default:
            return {}
        llama = runs()["llama-3-405b"]
        note = f"{llama.interruptions:,.0f} interruptions on {llama.cards:,.0f} cards in {llama.days:.0f} days, by cause."
        return {"component_mtbf": Citation(llama.name, llama.source("interruptions"), "derived", note)}
