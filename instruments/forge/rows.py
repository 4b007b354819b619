"""The dossier as HTML: one row per figure, its working folded below it, a second design beside it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

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
# What an argument that the catalogue does not hold is called.
_UNPUBLISHED = {"energy_kwh": "power", "step_time": "peak"}
_LONGEST_ABOUT = 5
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
    # Beside a long number the sign alone has to say it.
    short = figure.value is not None and len(value.number) <= _LONGEST_ABOUT
    about = '<span class="about">about</span> ' if figure.trust == "estimate" and short else ""
    why = figure.flag or _unknown(figure)
    flag = f'<span class="flag" title="{escape(why)}">{escape(why.partition(":")[0])}</span>' if why else ""
    full = opened is None or is_open
    card = working(figure.step.equation, figure.step.arguments, figure.step.value, why) if full else ""
    return (
        f'<div class="row" data-key="{figure.id}">'
        f'<button type="button" class="row-head" data-fold="{figure.id}" aria-expanded="{str(is_open).lower()}" '
        f'aria-controls="working-{figure.id}">'
        f'<span class="row-label" title="{escape(field.explanation)}">{escape(field.label)}{flag}</span>{trust_mark(figure.trust)}'
        f'<span class="row-value">{about}<span class="value" data-field="{figure.id}" data-value="{_number(figure.value)}" '
        f'title="{escape(value.full)}">{escape(value.number)}</span></span>'
        f'<span class="unit" title="{escape(value.unit)}">{escape(short_unit(value.unit))}</span></button>'
        f'<div class="working" id="working-{figure.id}" data-card{"" if is_open else " hidden"}>{card}</div></div>'
    )


def _unknown(figure: Figure) -> str:
    """Of a figure without a value, what nobody has published."""
    if figure.value is not None:
        return ""
    missing = [name for name, value in figure.step.arguments.items() if np.ndim(value) == 0 and np.isnan(value)]
    meant = " and ".join(dict.fromkeys(_UNPUBLISHED.get(name, name.replace("_", " ")) for name in missing))
    if not meant:
        return "not known for this card"
    return f"no published {meant}" + (": give your own under More" if meant == "price" else ": its maker does not state it for this card")


def short_unit(unit: str) -> str:
    """Units as they fit the column."""
    prefix, _, noun = unit.partition(" ")
    return _SHORT.get(unit) or (f"{prefix} {_SHORT[noun]}" if noun in _SHORT else unit)


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))
