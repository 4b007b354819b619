"""What a layer waits for, above the rows: one sentence, what takes longest, four figures."""

from __future__ import annotations

import math
from collections.abc import Mapping

from instruments.chip.placement import Placement
from instruments.frame.keys import keys_html
from instruments.prose.markup import Markup, markup
from instruments.quantities.text import quantity


def keys(found: Placement) -> Mapping[str, str]:
    """Return which figures stay in sight, and what they are called there.

    Of the part it is what tiles and waves leave of its roof, where that is known: so the tile moves it too.
    """
    part = "part_attainable" if found.figures["part_shaped"].value is None else "part_shaped"
    return {"layer_time": "layer", "layers_ceiling": "all layers", part: "this part", "model_read": "weights read"}


def verdict_html(found: Placement) -> Markup:
    """Return it for a result."""
    return markup(
        '<div class="verdict-card" data-key="waits"><div class="verdict-text">'
        '<h2 class="verdict-word"><span data-spoken>{}</span></h2><p class="verdict-why">{}</p></div>{}</div>',
        _word(found), _why(found), keys_html(found.figures, keys(found), {"tokens/s": "tok/s"}),
    )  # fmt: skip


def _word(found: Placement) -> str:
    share = found.figures["memory_share"]
    if share.value is None:
        return f"What the layer waits for is not known on {found.card.name}"
    if not share.value:
        return "The layer waits for arithmetic alone"
    return f"The layer waits for memory {share.shown} of its time"


def _why(found: Placement) -> str:
    ridge = found.figures["ridge"]
    if ridge.value is None:
        return "Its maker states no dense peak in this format, so that nothing can be timed."
    longest = max(found.parts, key=lambda part: part.time)
    side = "below" if longest.by_memory else "above"
    if not math.isfinite(longest.time):
        return "Not every part of it can be timed."
    return (
        f"{longest.kernel.name} takes longest, {quantity(longest.time, 's')}: {quantity(longest.intensity, 'FLOP/B')} is {side} the "
        f"ridge of its roof."
    )
