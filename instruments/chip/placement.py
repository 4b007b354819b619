"""What came of a layer on a card, and which catalogue stands behind each number that no equation made and nobody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.catalogue import Accelerator, precisions
from formulas.kernels.chips import MemoryLevel, Processor
from formulas.kernels.layer import NAMES, LayerShape, Work
from instruments.chip.inputs import Inputs
from instruments.chip.parts import Part, Roofs
from instruments.chip.rows import GROUPS, ROWS
from instruments.evidence.citing import Citation, of_row
from instruments.evidence.reason import Reason
from instruments.frame.relevance import notes
from instruments.frame.result import Figure, Result


@dataclass(frozen=True)
class Placement(Result):
    """A layer on a card, and the part of it that is looked at."""

    card: Accelerator
    processor: Processor | None
    shape: LayerShape
    work: Work
    roofs: Roofs
    parts: tuple[Part, ...]
    own: Part
    part: Part
    levels: tuple[MemoryLevel, ...]

    rows = ROWS
    groups = GROUPS

    @property
    def tiled(self) -> bool:
        """Whether the card works on tiles; one of which the inside is not known is taken to."""
        return self.processor is None or self.processor.tiled

    @property
    def instead(self) -> str:
        """Say so where the layer does not have the part that was picked."""
        asked = self.values["part"]
        if asked == self.part.kernel.id:
            return ""
        return f"{NAMES[asked]}: not in this layer, where {self.part.kernel.name.lower()} does its work."

    @property
    def lines(self) -> tuple[str, ...]:
        """Which part is looked at, and what waits for memory."""
        waiting = [part.kernel.name for part in self.parts if part.by_memory]
        told = f"{self.part.kernel.name} is the part looked at. Bound by memory: {', '.join(waiting) or 'none'}."
        return tuple(filter(None, (told, self.instead, *notes(Inputs, self.values))))

    def cited(self, name: str) -> Mapping[str, Citation]:
        """Return the source of each argument in the working of a row that nobody typed and no equation made."""
        bandwidth = {"bandwidth": of_row(self.card, "bandwidth_bytes_per_s")}
        match name:
            case "part_attainable" | "part_time" | "part_shaped":
                return {"peak": of_row(self.card, self.roofs.field(self.part.kernel))} | bandwidth
            case "ridge":
                return {"peak": of_row(self.card, f"peak_{self.roofs.weights.kind}_flop_per_s")} | bandwidth
            case "card_efficiency" | "part_efficiency":
                return {"power": of_row(self.card, "power_w")}
            case "part_waves" | "part_wave_share" if self.processor:
                return {"units": of_row(self.processor, "units")}
            case "model_bytes":
                return {"bits": of_row(precisions()[self.values["precision"]], "storage_bits")}
            case "model_read":
                return bandwidth
            case "ssd_read":
                last = self.levels[-1]
                return {"bandwidth": Citation(last.name, last.source, last.status)}
            case _:
                return {}

    @property
    def roof_sources(self) -> list[str]:
        """Keys of the sources of the card's roofline."""
        fields = (f"peak_{self.roofs.weights.kind}_flop_per_s", "bandwidth_bytes_per_s")
        return ["williams2009", *(self.card.source(field) for field in fields)]

    def unknown(self, figure: Figure) -> Reason:
        """Say why a figure is not there."""
        match figure.id:
            case "part_tiles" | "part_tile_share" | "part_waves" | "part_wave_share" | "part_shaped" | "part_array_share":
                if self.part.kernel.shape is None:
                    return Reason("no tiles", "this part is no product of matrices")
                if not self.tiled:
                    return Reason("no tiles", "a systolic array takes the product as it is")
                return Reason("not known", "the inside of this card")
            case "ssd_read" | "model_read":
                return super().unknown(figure)
            case _:
                return Reason("not known", "its maker states no peak or no power for this card")
