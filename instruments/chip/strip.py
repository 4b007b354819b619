"""The layer as a strip: each part as broad as its share of the time, to be picked."""

from __future__ import annotations

import math

from formulas.catalogue import models
from instruments.chip.inputs import DESIGN, OWN
from instruments.chip.parts import Part
from instruments.chip.placement import Placement
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import quantity


def strip_html(found: Placement) -> Markup:
    """Return the parts in their order, what the layer is, and how long it takes."""
    whole = sum(part.time for part in found.parts)
    known = math.isfinite(whole)
    bar = joined(_piece(part, found.part, part.time / whole) for part in found.parts) if known else markup("")
    buttons = joined(_button(part, found.part, part.time / whole if known else math.nan) for part in (*found.parts, found.own))
    return markup(
        '<header><h3>One layer, part by part</h3><p class="layer-sum">{}</p></header>'
        '<div class="layer-bar" aria-hidden="true">{}</div>'
        '<div class="layer-parts" role="group" aria-label="Pick a part">{}</div>'
        '<p class="layer-key"><span class="by-memory">waits for memory</span><span class="by-compute">waits for arithmetic</span>'
        "<span>{}</span></p>",
        _sum(found, whole), bar, buttons, f"{_what(found)} {found.instead}".strip(),
    )  # fmt: skip


def _sum(found: Placement, whole: float) -> Markup:
    if not math.isfinite(whole):
        return markup("no published peak, so that nothing can be timed")
    count = found.work.queries
    tokens = "1 new token" if count == 1 else f"{count:,.0f} new tokens"
    return markup("<b>{}</b> for {} of {}", str(quantity(whole, "s")), _sequences(found), tokens)


def _sequences(found: Placement) -> str:
    count = found.work.sequences
    return "1 sequence" if count == 1 else f"{count:,.0f} sequences"


def _side(part: Part) -> str:
    return "by-memory" if part.by_memory else "by-compute"


def _piece(part: Part, chosen: Part, share: float) -> Markup:
    picked = " picked" if part is chosen else ""
    return markup('<span class="{}{}" style="--share: {}"></span>', _side(part), picked, f"{share:.5f}")


def _button(part: Part, chosen: Part, share: float) -> Markup:
    told = "" if part.kernel.id == OWN or not math.isfinite(share) else f"{share:.0%}" if share >= 0.005 else "<1%"
    return markup(
        '<button type="button" class="layer-part {side}" data-act="part" data-argument="{id}" aria-pressed="{pressed}">'
        '<span class="layer-name">{name}</span><span class="layer-share">{share}</span></button>',
        side=_side(part), id=part.kernel.id, pressed=str(part is chosen).lower(), name=part.kernel.name, share=told,
    )  # fmt: skip


def _what(found: Placement) -> str:
    """Say which of a model's layers it is, where they are not alike."""
    name = found.values["model"]
    if name == DESIGN:
        return "A layer of the shape under More."
    model = models()[name]
    said = [f"A layer of {model.name}"]
    if model.expert_layers and model.dense_layers:
        said.append(f"one of the {model.expert_layers} with experts")
    if model.sliding_window and model.full_attention_layers:
        said.append(f"one of the {model.full_attention_layers} that look back at everything")
    elif model.sliding_window:
        said.append(f"which looks back at {model.sliding_window:,} tokens")
    return ", ".join(said) + "."
