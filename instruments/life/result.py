"""The numbers of a model's life: those steps of a design's chain that stand for a stop of the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas import adaptation, memory, scaling
from formulas.steps import Chain
from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.forge.dossier import Dossier
from instruments.forge.fields import FIELDS
from instruments.frame.result import Figure, Result, Row, table
from instruments.life.stops import PATH, RETURN, STOPS, SUBSTRATE, Published, Stop

_GROUPS = {"path": "The life", "substrate": "What it stands on"}
# What the Forge has no row for: the formula's unit, and the one that people say.
_UNITS = {"post_training": ("FLOP", ""), "adapter_bytes": ("B", ""), "data_share": ("1", "%")}


def _rows() -> Mapping[str, Row]:
    places = {"path": (*PATH, RETURN), "substrate": SUBSTRATE}
    return table(*(_row(stop, group) for group, stops in places.items() for stop in stops if not isinstance(stop.number, Published)))


def _row(stop: Stop, group: str) -> Row:
    known = FIELDS.get(stop.number)
    unit, spoken = (known.unit, known.spoken) if known else _UNITS[stop.number]
    return Row(stop.number, f"{stop.title}: {stop.caption}", unit, group, stop.sentence, spoken)


@dataclass(frozen=True)
class Life(Result):
    """The stops that a design has a number for, each a step of its chain; nothing in it changes afterwards."""

    dossier: Dossier

    rows = _rows()
    groups = _GROUPS

    @property
    def lines(self) -> tuple[str, ...]:
        """The stops that the chain says nothing of, with what was published of them."""
        return tuple(
            f"{stop.title}: {stop.number.number} {stop.number.unit} {stop.caption} (published)."
            for stop in STOPS.values() if isinstance(stop.number, Published)
        )  # fmt: skip

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Catalogue and law behind the arguments of a row."""
        return self.dossier.cited(name)

    def unknown(self, figure: Figure) -> Reason:
        """Say what nobody has published."""
        return self.dossier.unknown(figure)

    def doubted(self, figure: Figure) -> Reason | None:
        """Say what the dossier says of the same figure, such as that boards alone are counted."""
        return self.dossier.doubted(figure)


def life(dossier: Dossier) -> Life:
    """Return the life of a design: the steps of its chain, and what follows from them after pre-training."""
    c = Chain(dossier.chain)
    c.step("post_training", adaptation.post_training_flop, training_compute=c.training_compute,
           post_training_share=adaptation.INSTRUCT_SHARE)
    c.step("adapter_parameters", adaptation.adapter_parameters, layers=c.layers, adapter_rank=adaptation.ADAPTER_RANK, d_model=c.d_model,
           heads=c.heads, kv_heads=c.kv_heads, head_dim=c.head_dim)
    c.step("adapter_bytes", memory.weight_bytes, parameters=c.adapter_parameters, bits=adaptation.ADAPTER_BITS)
    c.step("data_share", scaling.data_share, tokens=c.training_tokens, stock=dossier.values["text_stock"])
    return Life(dossier.values, c, dossier)
