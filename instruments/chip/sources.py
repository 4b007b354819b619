"""Which catalogue stands behind each number that no equation made and nobody typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from formulas.catalogue import precisions
from instruments.evidence.citing import Citation, of_row

if TYPE_CHECKING:
    from instruments.chip.model import Placement


def cited(found: Placement, name: str) -> Mapping[str, Citation]:
    """Return the source of each argument in the working of a row that nobody typed and no equation made."""
    bandwidth = {"bandwidth": of_row(found.card, "bandwidth_bytes_per_s")}
    match name:
        case "part_attainable" | "part_time" | "part_shaped":
            return {"peak": of_row(found.card, found.roofs.field(found.part.kernel))} | bandwidth
        case "ridge":
            return {"peak": of_row(found.card, f"peak_{found.roofs.weights.kind}_flop_per_s")} | bandwidth
        case "card_efficiency" | "part_efficiency":
            return {"power": of_row(found.card, "power_w")}
        case "part_waves" | "part_wave_share" if found.processor:
            return {"units": of_row(found.processor, "units")}
        case "model_bytes":
            return {"bits": of_row(precisions()[found.values["precision"]], "storage_bits")}
        case "model_read":
            return bandwidth
        case "ssd_read":
            last = found.levels[-1]
            return {"bandwidth": Citation(last.name, last.source, last.status)}
        case _:
            return {}


def picture_sources(found: Placement) -> list[str]:
    """Return the keys of the sources of a card's roofline."""
    fields = (f"peak_{found.roofs.weights.kind}_flop_per_s", "bandwidth_bytes_per_s")
    return ["williams2009", *(found.card.source(field) for field in fields)]
