"""Tables as the page has them: the head of any, and that of what a figure is made of."""

from __future__ import annotations

from instruments.evidence.working import cell
from instruments.frame.result import Breakdown
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import Shown


def head(name: str, *titles: str) -> Markup:
    """Return the beginning of a table that scrolls where it is wider than its place."""
    columns = joined(markup('<th scope="col">{}</th>', title) for title in titles)
    return markup(
        '<div class="scroll" role="group" aria-label="{}" data-scrolls><table class="compare"><thead><tr>{}</tr></thead>',
        name, columns,
    )


def breakdown_html(found: Breakdown | None) -> Markup:
    """Return what a figure is made of, if there is anything to show."""
    if found is None:
        return EMPTY
    rows = joined(markup('<tr><th scope="row">{}</th>{}</tr>', name, joined(map(_cell, cells))) for name, *cells in found.rows)
    return markup("{}<tbody>{}</tbody></table></div>", head(found.caption, *found.head), rows)


def _cell(value: str | Shown) -> Markup:
    return cell(value, value.unit) if isinstance(value, Shown) else markup("<td>{}</td>", value)
