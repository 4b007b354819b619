"""The numbers of a model's life: those steps of a design's chain that stand for a stop of the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.evidence.citing import Citation
from instruments.evidence.reason import Reason
from instruments.forge.dossier import Dossier
from instruments.forge.fields import FIELDS
from instruments.frame.result import Figure, Result, Row, table
from instruments.life.stops import PATH, STOPS, SUBSTRATE, Published, Stop

_GROUPS = {"path": "The life", "substrate": "What it stands on"}


def _rows() -> Mapping[str, Row]:
    places = {"path": PATH, "substrate": SUBSTRATE}
    return table(*(_row(stop, group) for group, stops in places.items() for stop in stops if not isinstance(stop.number, Published)))


def _row(stop: Stop, group: str) -> Row:
    field = FIELDS[stop.number]
    return Row(stop.number, f"{stop.title}: {stop.caption}", field.unit, group, stop.sentence, field.spoken)


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


def life(dossier: Dossier) -> Life:
    """Return the life of a design."""
    return Life(dossier.values, dossier.chain, dossier)
