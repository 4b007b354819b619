"""A public model's published figures beside the predicted ones."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.evidence.citing import link, links
from instruments.forge.presets import Comparison, Preset, comparisons, correction, counted
from instruments.frame.compare import shown_cell
from instruments.frame.table import head
from instruments.prose.markup import EMPTY, Markup, joined, markup, raised
from instruments.quantities.apart import apart
from instruments.widgets import button


def published_html(preset: Preset | None) -> Markup:
    """Return what a preset is, and for a public model its predicted figures against the published ones."""
    if preset is None:
        return EMPTY
    note = correction(preset.id)
    whence = markup('<p class="cite">Its shape, tokens and figures: {}.</p>', links(preset.model.sources.values())) if preset.model else ""
    noted = markup('<p class="correction">{}</p>', note) if note else ""
    both = markup('<p class="cite">Training compute: {}</p>', told) if (told := counted(preset)) else ""
    close = button("forget", "Close", kind="quiet")
    return markup(
        '<div class="card published" data-key="published"><header><h3>{name}</h3>{close}</header>'
        "<p>{caption}</p>{noted}{table}{both}{whence}</div>",
        name=raised(preset.name), close=close, caption=preset.caption, noted=noted, table=_table(comparisons(preset)), both=both,
        whence=whence,
    )


def _table(rows: Sequence[Comparison]) -> Markup:
    if not rows:
        return EMPTY
    body = joined(_published_row(row) for row in rows)
    return markup(
        "{}<tbody>{}</tbody></table></div>",
        head("Predicted beside published", "Figure", "Predicted", "Published", "Error"), body,
    )


def _percent(share: float) -> str:
    return f"{share:+.1%}".replace("-0.0%", "+0.0%").replace("+0.0%", "0.0%")


def _published_row(row: Comparison) -> Markup:
    cells = joined(shown_cell(shown) for shown in apart(row.predicted, row.published, unit=row.unit))
    reason = markup('<span class="reason">{}</span>', row.reason) if row.reason else ""
    source = markup('<span class="cite">Published: {}.</span>', link(row.source))
    return markup(
        '<tr><th scope="row">{quantity}{reason}{source}</th>{cells}<td>{percent}</td></tr>',
        quantity=row.quantity, reason=reason, source=source, cells=cells, percent=_percent(row.error),
    )
