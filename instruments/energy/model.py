"""Energy as one reactive object: a fleet and its site in, one frozen balance out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from instruments.energy.inputs import Inputs
from instruments.energy.result import Balance, balance
from instruments.frame.model import Model
from instruments.quantities.text import Shown

if TYPE_CHECKING:
    from instruments.forge.model import Forge

_DIGITS = 10


class Energy(Inputs):
    """A fleet, its site and its answers.

    Examples
    --------
    >>> energy = Energy(accelerator="h100", cards=16384, accelerator_hours="30.84 M", pue=1.1)
    >>> round(energy.result.figures["whole_over_boards"].value, 2)
    1.79
    """

    def evaluate(self, values: Mapping[str, object]) -> Balance:
        """The balance of these inputs."""
        return balance(values)

    @property
    def strata(self) -> Mapping[str, Shown]:
        """The energy of the run by whole servers, which the Forge's own may leave out."""
        shown = self.result.figures["run_energy"].shown
        return {"energy": replace(shown, noun=f"{shown.noun} by servers")}

    @classmethod
    def check(cls, values: Mapping[str, object]) -> None:
        """Refuse what no balance follows from."""
        balance(values)

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Take card, fleet, hours, site and model from the Forge."""
        return of_forge(design) if lender == "forge" else {}


def of_forge(forge: Forge) -> dict[str, object]:
    """Return what the Forge's present design is for this instrument."""
    values, c, design = forge.result.values, forge.result.chain, forge.result.design
    # The cap is put in beside the hours that the run would take without it.
    speed = float(c.capped_speed) if values["cap"] < 1 else 1.0
    # Of a model whose training nobody published neither fleet nor hours are known.
    unknown = c.is_unknown("training_tokens")
    run = {} if unknown else {"cards": int(c.training_fleet), "accelerator_hours": _rounded(speed * c.held_hours)}
    return run | {
        "accelerator": values["training_accelerator"],
        "pue": values["pue"], "utilisation": values["utilisation"], "draw": values["draw"], "cap": values["cap"],
        "grid": values["grid"],
        "price": values["electricity_price"], "carbon_intensity": values["carbon_intensity"],
        "serving_accelerator": values["accelerator"], "replica": int(c.cards_per_replica),
        "active_parameters": _rounded(c.active_parameters), "total_to_active": design.total_to_active,
        "experts": int(design.experts), "top_k": int(design.top_k), "weight_bits": design.weight_bits,
        # States alone do not grow by the token.
        **({"cache_per_token": _rounded(c.cache_per_token)} if c.cache_per_token >= 1 else {}),
    }  # fmt: skip


def _rounded(value: object) -> float:
    """As many digits as a link has room for; what would follow is noise of the arithmetic."""
    return float(f"{float(value):.{_DIGITS}g}")
