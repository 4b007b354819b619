"""The bridge to the Forge on the page: each stage of this step, here and in the design, each with its working."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from formulas import stepcost
from formulas.catalogue import accelerators
from formulas.decoding import DecodingStep, Stage
from formulas.registry import get
from formulas.steps import Step
from instruments.evidence.citing import Citation
from instruments.evidence.working import trust_mark, working
from instruments.forge.dossier import Dossier
from instruments.forge.sources import cited
from instruments.frame.asked import ask_html
from instruments.journey import IDS
from instruments.journey.cost import Bridge
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.text import quantity

_NAMES = {
    "embed": "Embed",
    "project": "Attention: projections",
    "attend": "Attention: scores and mix",
    "mlp": "MLP",
    "unembed": "Unembed",
    "sample": "Sample",
}


def cost_html(found: Bridge, dossier: Dossier, opened: Collection[str] | None, *, table: bool = False) -> Markup:
    """Return the cost of one step, stage by stage; beside a ``table`` of successors, which costs nothing, it stays the transformer's.

    ``opened`` of ``None`` fills every working, and leaves it closed, as for the rows of a dossier.
    """
    card = accelerators()[dossier.values["accelerator"]].name
    cards = f"{found.cards:,.0f} \N{MULTIPLICATION SIGN} {card}" if found.cards > 1 else card
    if found.tiny is None or found.scaled is None:
        return markup('<p class="empty">{} Choose another card in the Forge.</p>', found.why)
    # A stage is bound by the same two figures of the serving card as a prompt.
    whence = cited(dossier.values, "time_to_first_token")
    rows = joined(
        _row(tiny, scaled, found, whence, is_open=None if opened is None else f"cost-{tiny.name}" in opened)
        for tiny, scaled in zip(found.tiny.stages, found.scaled.stages, strict=True)
    )
    size = quantity(float(dossier.chain.active_parameters), "parameter")
    return markup(
        '<p class="sentence">{sentence}</p><div class="scroll" role="group" '
        'aria-label="Cost of each stage" data-scrolls><table class="cost"><thead>'
        '<tr><td></td><th scope="colgroup" colspan="2">The tiny transformer</th><th scope="colgroup" colspan="4">Your '
        'design of {size} on {cards}</th></tr>'
        '<tr><th scope="col">Stage, all layers</th><th scope="col">FLOP</th><th scope="col">bytes</th><th scope="col">FLOP</th>'
        '<th scope="col">bytes</th>'
        '<th scope="col">at least</th><th scope="col">bound by</th></tr></thead>'
        "<tbody>{rows}</tbody><tfoot>{total}{cache}</tfoot></table></div>",
        sentence=_sentence(found, cards, table), size=size, cards=cards, rows=rows, total=_total(found.tiny, found.scaled),
        cache=_cache(found),
    )


def _sentence(found: Bridge, cards: str, table: bool) -> str:
    here, there = found.tiny, found.scaled
    read = sum(stage.bound == "bandwidth" for stage in there.stages)
    whose = "A table only looks up a row. In the tiny transformer, this step" if table else "This step"
    return (
        f"{whose} does {quantity(here.flop, 'FLOP')} and moves {quantity(here.moved, 'B')} here; in the Forge's design, at "
        f"{quantity(found.attended, 'token')} of context, {quantity(there.flop, 'FLOP')} and {quantity(there.moved, 'B')}: at least "
        f"{quantity(there.time, 's')} on {cards}. Moving bytes takes longer than the "
        f"arithmetic in {read} of {len(there.stages)} stages."
    )


def _row(tiny: Stage, scaled: Stage, found: Bridge, whence: Mapping[str, Citation], *, is_open: bool | None) -> Markup:
    name = tiny.name
    below = IDS("working-cost", name)
    card = "" if is_open is False else _working(scaled, found, whence)
    return markup(
        '<tr class="cost-row" data-key="cost-{name}"><th scope="row"><button type="button" class="fold" data-fold="cost-{name}" '
        'aria-expanded="{expanded}" aria-controls="{below}">{label}</button></th>'
        "{tiny_flop}{tiny_moved}{scaled_flop}{scaled_moved}{scaled_time}"
        '<td class="bound {bound}">{told}</td></tr>'
        '<tr class="working-row" data-key="working-cost-{name}">'
        '<td colspan="7"><div class="working" id="{below}"{hidden}>{card}</div></td></tr>',
        name=name, expanded=str(bool(is_open)).lower(), below=below, label=_NAMES[name], tiny_flop=_cell(tiny.flop, "FLOP"),
        tiny_moved=_cell(tiny.moved, "B"), scaled_flop=_cell(scaled.flop, "FLOP"), scaled_moved=_cell(scaled.moved, "B"),
        scaled_time=_cell(scaled.time, "s"), bound=scaled.bound, told=scaled.bound if scaled.moved or scaled.flop else "",
        hidden="" if is_open else " hidden", card=card,
    )


def _working(stage: Stage, found: Bridge, whence: Mapping[str, Citation]) -> Markup:
    """Working of a stage of the design: its arithmetic, and its time on the cards that share it."""
    return joined(working(step, cited=whence) + ask_html(name) for name, step in steps_of(stage, found).items())


def steps_of(stage: Stage, found: Bridge) -> dict[str, Step]:
    """Return the steps behind a stage of the design, by the names that their code is asked for by."""
    timed = {"compute": stage.flop, "moved": stage.moved, "peak": found.peak, "bandwidth": found.bandwidth}
    arithmetic = {f"{stage.name}-flop": Step(get(stage.equation), stage.arguments, stage.flop)} if stage.equation else {}
    return arithmetic | {f"{stage.name}-time": Step(stepcost.stage_time.equation, timed, stage.time)}


def _total(tiny: DecodingStep, scaled: DecodingStep) -> Markup:
    return markup(
        '<tr class="total" data-key="total"><th scope="row">The whole step {mark}</th>{tiny_flop}{tiny_moved}'
        "{scaled_flop}{scaled_moved}{scaled_time}<td></td></tr>",
        mark=trust_mark("bound"), tiny_flop=_cell(tiny.flop, "FLOP"), tiny_moved=_cell(tiny.moved, "B"),
        scaled_flop=_cell(scaled.flop, "FLOP"), scaled_moved=_cell(scaled.moved, "B"), scaled_time=_cell(scaled.time, "s"),
    )


def _cache(found: Bridge) -> Markup:
    tiny, scaled = found.tiny, found.scaled
    return markup(
        '<tr data-key="cache-total"><th scope="row">Cache it leaves behind</th><td></td>{tiny_cache_total}<td></td>'
        '{scaled_cache_total}<td></td><td></td></tr>'
        '<tr data-key="cache-token"><th scope="row">of which this token</th><td></td>{tiny_cache_per_token}<td></td>'
        '{scaled_cache_per_token}<td></td><td></td></tr>',
        tiny_cache_total=_cell(tiny.cache_total, "B"), scaled_cache_total=_cell(scaled.cache_total, "B"),
        tiny_cache_per_token=_cell(tiny.cache_per_token, "B"), scaled_cache_per_token=_cell(scaled.cache_per_token, "B"),
    )


def _cell(value: float, unit: str) -> Markup:
    if not np.isfinite(value) or value == 0:
        return markup('<td class="amount none">\N{EN DASH}</td>')
    shown = quantity(value, unit)
    return markup(
        '<td class="amount" data-exact="{value!r}" title="{full}"><span class="number">{number}</span> '
        '<span class="unit">{unit}</span></td>',
        value=value, full=shown.full, number=shown.number, unit=shown.unit,
    )
