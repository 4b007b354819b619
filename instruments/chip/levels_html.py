"""Every level of memory as a table: what it holds, how fast it is read, and how long the model takes from there."""

from __future__ import annotations

import math

from formulas.kernels.chips import MemoryLevel
from formulas.kernels.levels import read_time
from instruments.chip.placement import Placement
from instruments.evidence.citing import link
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import quantity

NOT_KNOWN = "not published"


def levels_html(found: Placement) -> Markup:
    """Return the table, from the fastest level to the slowest; what nobody states is said to be so."""
    size = float(found.chain.model_bytes)
    return markup(
        '<p class="hint">The weights of the whole model are {size}. A level that cannot hold them would have to be read piece by piece. '
        "{missing}</p>"
        '<div class="measured-scroll" tabindex="0" role="region" aria-label="Levels of memory"><table class="measured">'
        "<caption>From the registers to a drive</caption><thead><tr>"
        '<th scope="col">Level</th><th scope="col">Holds</th><th scope="col">Reads at</th><th scope="col">Reads the model in</th>'
        '<th scope="col">Source</th></tr></thead><tbody>{rows}</tbody></table></div>',
        size=str(quantity(size, "B")), missing=missing(found), rows=joined(_row(level, size) for level in found.levels),
    )  # fmt: skip


def _row(level: MemoryLevel, size: float) -> Markup:
    known = math.isfinite(level.bandwidth)
    return markup(
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td><span class="cite">{}, {}</span></td></tr>',
        level.name, str(quantity(level.capacity, "B")), str(quantity(level.bandwidth, "B/s")) if known else NOT_KNOWN,
        str(quantity(float(read_time(size, level.bandwidth)), "s")) if known else NOT_KNOWN, link(level.source), level.status,
    )  # fmt: skip


def missing(found: Placement) -> str:
    """Say which levels are not told of, and of which the speed is not known."""
    said = []
    if found.levels[0].name == found.card.memory_kind and "SRAM" not in found.card.memory_kind:
        said.append("What the memories on the chip itself hold and deliver is not published.")
    if unknown := [level.name for level in found.levels if not math.isfinite(level.bandwidth)]:
        said.append(f"How fast it is read is not published: {', '.join(unknown)}.")
    return " ".join(said)
