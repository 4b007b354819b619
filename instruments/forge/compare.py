"""Two designs side by side, and a public model's published figures beside the predicted ones."""

from __future__ import annotations

from collections.abc import Sequence

from instruments.apart import apart, change
from instruments.citing import link, links
from instruments.forge.dossier import Dossier
from instruments.forge.fields import FIELDS
from instruments.forge.inputs import Inputs
from instruments.forge.presets import Comparison, Preset, comparisons, correction
from instruments.forge.rows import SHORT
from instruments.text import MISSING, Shown, escape, power, raised, significant
from instruments.widgets import button
from instruments.working import cell


def difference(now: float | None, before: float | None) -> str:
    """Return by how much a figure changed, as a person says it.

    >>> difference(110, 100), difference(3, 1), difference(5, 5)
    ('+10.0 %', '\N{MULTIPLICATION SIGN} 3.00', 'same')
    """
    if now is None or before is None:
        return MISSING
    if now == before:
        return "same"
    if before == 0 or now / before <= 0:
        return f"from {power(before)}"
    ratio = now / before
    if 0.5 <= ratio <= 2:
        return change(ratio)
    return f"\N{MULTIPLICATION SIGN} {significant(ratio)}"


def compare_html(now: Dossier, pinned: Dossier | None) -> str:
    """Return the comparison with the pinned design, or what pinning is for."""
    if pinned is None:
        return (
            '<p class="empty">Pin the present design, then move a decision: both dossiers stand here side by side.</p>'
            f"<p>{button('pin', 'Pin this design')}</p>"
        )
    rows = "".join(_row(name, now, pinned) for name in FIELDS)
    return (
        f"{_head('The pinned design beside the present one', 'Figure', 'Pinned', 'Now', 'Difference')}<tbody>{rows}</tbody></table></div>"
        f"<p class=\"changed\">{_changed(now, pinned)}</p>"
        f"<p class=\"buttons\">{button('pin', 'Pin this one instead')} {button('swap', 'Go back to the pinned one', step=True)} "
        f"{button('unpin', 'Unpin', kind='quiet')}</p>"
    )


def _head(name: str, *titles: str) -> str:
    """Return the beginning of a table that scrolls where it is wider than its place."""
    columns = "".join(f'<th scope="col">{title}</th>' for title in titles)
    return f'<div class="scroll" role="group" aria-label="{name}" data-scrolls><table class="compare"><thead><tr>{columns}</tr></thead>'


def _cell(value: Shown) -> str:
    return cell(value, value.unit_as(SHORT))


def _row(name: str, now: Dossier, pinned: Dossier) -> str:
    old, new = pinned.figures[name], now.figures[name]
    cells = "".join(_cell(shown) for shown in apart(old.value, new.value, unit=old.spoken_unit))
    change = difference(new.value, old.value)
    same = ' class="same"' if change == "same" else ""
    return f'<tr data-key="{name}"{same}><th scope="row">{escape(FIELDS[name].label)}</th>{cells}<td>{escape(change)}</td></tr>'


def _changed(now: Dossier, pinned: Dossier) -> str:
    names = [Inputs.param[name].label.lower() for name, value in now.values.items() if pinned.values[name] != value]
    return f"Differs in: {escape(', '.join(names))}." if names else "The two designs are the same so far."


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
        f"{_head('Predicted beside published', 'Figure', 'Predicted', 'Published', 'Error')}<tbody>{body}</tbody></table></div>"
    )


def _percent(share: float) -> str:
    return f"{share:+.1%}".replace("-0.0%", "+0.0%").replace("+0.0%", "0.0%")


def _published_row(row: Comparison) -> str:
    cells = "".join(_cell(shown) for shown in apart(row.predicted, row.published, unit=row.unit))
    reason = f'<span class="reason">{escape(row.reason)}</span>' if row.reason else ""
    source = f'<span class="cite">Published: {link(row.source)}.</span>'
    return f'<tr><th scope="row">{escape(row.quantity)}{reason}{source}</th>{cells}<td>{_percent(row.error)}</td></tr>'
