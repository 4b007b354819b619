"""Two results of one instrument side by side."""

from __future__ import annotations

from instruments.evidence.working import cell
from instruments.frame.inputs import inputs
from instruments.frame.model import Model
from instruments.frame.result import Result
from instruments.frame.rows import SHORT
from instruments.frame.table import head
from instruments.prose.markup import Markup, joined, markup
from instruments.quantities.apart import apart, difference
from instruments.quantities.text import Shown
from instruments.widgets import button


def compare_html(owner: type[Model], now: Result, pinned: Result | None) -> Markup:
    """Return the comparison with the pinned design, or what pinning is for."""
    if pinned is None:
        return markup(
            '<p class="empty">Pin the present design, then move a decision: both results stand here side by side.</p>'
            "<p>{}</p>",
            button("pin", "Pin this design"),
        )
    rows = joined(_row(name, now, pinned) for name in now.rows)
    return markup(
        "{head}<tbody>{rows}</tbody></table></div>"
        '<p class="changed">{changed}</p><p class="buttons">{pin} {swap} {unpin}</p>',
        head=head("The pinned design beside the present one", "Figure", "Pinned", "Now", "Difference"), rows=rows,
        changed=_changed(owner, now, pinned), pin=button("pin", "Pin this one instead"),
        swap=button("swap", "Go back to the pinned one", step=True), unpin=button("unpin", "Unpin", kind="quiet"),
    )


def shown_cell(value: Shown) -> Markup:
    """Return a quantity as a cell, its unit as it fits a column."""
    return cell(value, value.unit_as(SHORT))


def _row(name: str, now: Result, pinned: Result) -> Markup:
    old, new = pinned.figures[name], now.figures[name]
    cells = joined(shown_cell(shown) for shown in apart(old.value, new.value, unit=old.spoken_unit))
    change = difference(new.value, old.value)
    same = markup(' class="same"') if change == "same" else ""
    return markup(
        '<tr data-key="{name}"{same}><th scope="row">{label}</th>{cells}<td>{change}</td></tr>',
        name=name, same=same, label=new.row.label, cells=cells, change=change,
    )


def _changed(owner: type[Model], now: Result, pinned: Result) -> str:
    names = [inputs(owner)[name].label.lower() for name, value in now.values.items() if pinned.values[name] != value]
    return f"Differs in: {', '.join(names)}." if names else "The two designs are the same so far."
