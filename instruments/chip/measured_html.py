"""What others and we have measured, as a table: how near each kernel came to its roof, and why not nearer."""

from __future__ import annotations

from formulas.caching import shared
from formulas.catalogue import accelerators
from formulas.kernels.measured import MeasuredKernel, measured_kernels
from instruments.chip.placement import Placement
from instruments.evidence.citing import link
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import quantity


def measured_html(found: Placement) -> Markup:
    """Return the table, the chosen card's kernels first."""
    return _table(found.card.id)


@shared
def _table(card: str) -> Markup:
    rows = list(measured_kernels().values())
    mine = [row for row in rows if row.accelerator == card]
    others = [row for row in rows if row.accelerator != card]
    name = accelerators()[card].name
    first = _body(f"On {name}", mine) if mine else markup('<p class="empty">Nothing is held here that was measured on {}.</p>', name)
    return markup(
        '<p class="hint">Useful FLOP per second of {} timed kernels, and what that is of the roof at their own intensity. A roof is a '
        "bound: below each kernel stands what keeps it from there.</p>{}{}",
        len(rows), first, _body("On other cards", others),
    )  # fmt: skip


def _body(title: str, rows: list[MeasuredKernel]) -> Markup:
    return markup(
        '<div class="measured-scroll" tabindex="0" role="region" aria-label="{title}"><table class="measured"><caption>{title}</caption>'
        "<thead><tr>"
        '<th scope="col">Kernel</th><th scope="col">Shape</th><th scope="col">FLOP/s</th><th scope="col">FLOP per byte</th>'
        '<th scope="col">Of its roof</th></tr></thead><tbody>{rows}</tbody></table></div>',
        title=title, rows=joined(_row(row) for row in rows),
    )  # fmt: skip


def _row(row: MeasuredKernel) -> Markup:
    filled = EMPTY if row.filled is None else markup(" The best tile keeps {} of the multipliers at work.", f"{row.filled:.0%}")
    note = f" {row.note}" if row.note else ""
    return markup(
        '<tr><th scope="row">{name}<br><span class="hint">{card}, {format}</span></th><td>{shape}</td><td>{speed}</td><td>{intensity}</td>'
        '<td><meter min="0" max="1" value="{share}">{percent}</meter> {percent}</td></tr>'
        '<tr class="measured-why"><td colspan="5">{why}{note}{filled} <span class="cite">{source}, {where}</span></td></tr>',
        name=row.name, card=accelerators()[row.accelerator].name, format=row.format.kind.upper(), shape=row.shape,
        speed=str(quantity(row.flop_per_s, "FLOP/s")), intensity=f"{row.intensity:,.0f}", share=f"{min(row.share, 1):.3f}",
        percent=f"{row.share:.0%}", why=" ".join(row.why), note=note, filled=filled, source=link(row.source("flop_per_s")),
        where=row.locator,
    )  # fmt: skip
