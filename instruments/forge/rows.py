"""The dossier as HTML: one row per figure, its working folded below it, a second design beside it."""

from __future__ import annotations

from collections.abc import Collection

from instruments.forge.dossier import Dossier, Figure
from instruments.forge.fields import FIELDS
from instruments.text import Shown, escape, quantity
from instruments.working import trust_legend, trust_mark, working

GROUPS = {"model": "The model", "training": "Training it", "serving": "Serving it"}
# Where a field's unit in JSON is not how people say it.
_SHORT = {
    "parameters": "params",
    "card-hours": "card-h",
    "tokens per parameter": "tokens/param",
    "nats per token": "nats/token",
}
_SPOKEN = {"training_gpu_hours": "card-hour", "data_share": "%"}


def shown(figure: Figure) -> Shown:
    """Return a figure as the page shows it."""
    return quantity(figure.value, _SPOKEN.get(figure.id, figure.unit))


def dossier_html(dossier: Dossier, opened: Collection[str] | None = None) -> str:
    """Return all rows in their groups.

    Parameters
    ----------
    dossier
        What to show.
    opened
        Rows whose working is open; ``None`` fills every working, as a page without Python needs it.
    """
    groups = "".join(
        f'<section class="group" data-key="{key}"><h3>{title}</h3>'
        + "".join(_row(dossier.figures[name], opened) for name, field in FIELDS.items() if field.group == key)
        + "</section>"
        for key, title in GROUPS.items()
    )
    return f'{groups}<details class="signs" data-key="signs"><summary>What the signs mean</summary>{trust_legend()}</details>'


def _row(figure: Figure, opened: Collection[str] | None) -> str:
    field, value = FIELDS[figure.id], shown(figure)
    is_open = opened is not None and figure.id in opened
    about = '<span class="about">about</span> ' if figure.trust == "estimate" and figure.value is not None else ""
    flag = f'<span class="flag" title="{escape(figure.flag)}">{escape(figure.flag.partition(":")[0])}</span>' if figure.flag else ""
    full = opened is None or is_open
    card = working(figure.step.equation, figure.step.arguments, figure.step.value, figure.flag) if full else ""
    return (
        f'<div class="row" data-key="{figure.id}">'
        f'<button type="button" class="row-head" data-fold="{figure.id}" aria-expanded="{str(is_open).lower()}" '
        f'aria-controls="working-{figure.id}">'
        f'<span class="row-label" title="{escape(field.explanation)}">{escape(field.label)}{flag}</span>{trust_mark(figure.trust)}'
        f'<span class="row-value">{about}<span class="value" data-field="{figure.id}" data-value="{_number(figure.value)}" '
        f'title="{escape(value.full)}">{escape(value.number)}</span></span>'
        f'<span class="unit" title="{escape(value.unit)}">{escape(_short(value.unit))}</span></button>'
        f'<div class="working" id="working-{figure.id}" data-card{"" if is_open else " hidden"}>{card}</div></div>'
    )


def _short(unit: str) -> str:
    """Units as they fit the column."""
    prefix, _, noun = unit.partition(" ")
    return _SHORT.get(unit) or (f"{prefix} {_SHORT[noun]}" if noun in _SHORT else unit)


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))
