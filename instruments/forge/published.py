"""A public model's published figures beside the predicted ones."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.apart import apart
from instruments.citing import link, links
from instruments.forge.presets import Comparison, Preset, comparisons, correction
from instruments.frame.compare import head, shown_cell
from instruments.text import escape, raised
from instruments.widgets import button


def published_html(preset: Preset | None) -> str:
    """Return what a preset is, and for a public model its predicted figures against the published ones."""
    if preset is None:
        return ""
    note = correction(preset.id)
    whence = f'<p class="cite">Its shape, tokens and figures: {links(preset.model.sources.values())}.</p>' if preset.model else ""
    noted = f'<p class="correction">{escape(note)}</p>' if note else ""
    close = button("forget", "Close", kind="quiet")
    return (
        f'<div class="card published" data-key="published"><header><h3>{raised(preset.name)}</h3>{close}</header>'
        f"<p>{escape(preset.caption)}</p>{noted}{_table(comparisons(preset))}{whence}</div>"
    )


def _table(rows: Sequence[Comparison]) -> str:
    if not rows:
        return ""
    body = "".join(_published_row(row) for row in rows)
    return (
        f"{head('Predicted beside published', 'Figure', 'Predicted', 'Published', 'Error')}<tbody>{body}</tbody></table></div>"
    )


def _percent(share: float) -> str:
    return f"{share:+.1%}".replace("-0.0%", "+0.0%").replace("+0.0%", "0.0%")


def _published_row(row: Comparison) -> str:
    cells = "".join(shown_cell(shown) for shown in apart(row.predicted, row.published, unit=row.unit))
    reason = f'<span class="reason">{escape(row.reason)}</span>' if row.reason else ""
    source = f'<span class="cite">Published: {link(row.source)}.</span>'
    return f'<tr><th scope="row">{escape(row.quantity)}{reason}{source}</th>{cells}<td>{_percent(row.error)}</td></tr>'
