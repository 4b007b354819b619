"""The dossier as HTML: one row per figure, its working folded below it, a second design beside it."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from formulas.shared import shared
from instruments.forge import IDS
from instruments.forge.dossier import Dossier, Figure
from instruments.forge.fields import FIELDS
from instruments.forge.limits import KEY, limits_html
from instruments.forge.sources import cited
from instruments.text import escape
from instruments.working import trust_legend, trust_mark, working

GROUPS = {"model": "The model", "training": "Training it", "serving": "Serving it"}
# Units as they fit a column, by their nouns.
SHORT = {
    "parameters": "params",
    "card-hours": "card-h",
    "tokens per parameter": "tokens/param",
    "nats per token": "nats/token",
}
# What an argument that the catalogue does not hold is called.
_UNPUBLISHED = {"energy_kwh": "power", "step_time": "peak"}
_LONGEST_ABOUT = 5


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
        + "".join(_row(dossier, name, opened) for name, field in FIELDS.items() if field.group == key)
        + "</section>"
        for key, title in GROUPS.items()
    )
    limits = limits_html(dossier, is_open=opened is not None and KEY in opened, full=opened is None or KEY in opened)
    return f'{groups}{limits}<details class="signs" data-key="signs"><summary>What the signs mean</summary>{trust_legend()}</details>'


def _row(dossier: Dossier, name: str, opened: Collection[str] | None) -> str:
    figure = dossier.figures[name]
    value, why = figure.shown, figure.flag or _unknown(figure)
    is_open = opened is not None and figure.id in opened
    # Beside a long number the sign alone has to say it.
    short = figure.value is not None and len(value.number) <= _LONGEST_ABOUT
    full = opened is None or is_open
    return _frame(figure.id, figure.trust, is_open).format(
        flag=f'<span class="flag" title="{escape(why)}">{escape(why.partition(":")[0])}</span>' if why else "",
        about='<span class="about">about</span> ' if figure.trust == "estimate" and short else "",
        exact=_number(figure.value),
        full=escape(value.full),
        number=escape(value.number),
        unit=_unit(value.unit, value.unit_as(SHORT)),
        card=working(figure.step, why, figure.rests_on, cited(dossier.values, name)) if full else "",
    )


@shared
def _frame(name: str, trust: str, is_open: bool) -> str:
    """What the numbers of a row stand in, which no move of a slider changes."""
    field, below = FIELDS[name], IDS("working", name)
    return (
        f'<div class="row" data-key="{name}">'
        f'<button type="button" class="row-head" data-fold="{name}" aria-expanded="{str(is_open).lower()}" aria-controls="{below}">'
        f'<span class="row-label" title="{escape(field.explanation)}">{escape(field.label)}{{flag}}</span>{trust_mark(trust)}'
        f'<span class="row-value">{{about}}<span class="value" data-field="{name}" data-value="{{exact}}" '
        f'title="{{full}}">{{number}}</span></span>{{unit}}</button>'
        f'<div class="working" id="{below}" data-card{"" if is_open else " hidden"}>{{card}}</div></div>'
    )


@shared
def _unit(unit: str, short: str) -> str:
    return f'<span class="unit" title="{escape(unit)}">{escape(short)}</span>'


def _unknown(figure: Figure) -> str:
    """Of a figure without a value, what nobody has published."""
    if figure.value is not None:
        return ""
    missing = [name for name, value in figure.step.arguments.items() if np.ndim(value) == 0 and np.isnan(value)]
    meant = " and ".join(dict.fromkeys(_UNPUBLISHED.get(name, name.replace("_", " ")) for name in missing))
    if not meant:
        return "not known for this card"
    return f"no published {meant}" + (": give your own under More" if meant == "price" else ": its maker does not state it for this card")


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))
