"""A result as HTML: one row per figure, its working folded below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from formulas.caching import shared
from instruments.evidence.reason import Reason
from instruments.evidence.working import trust_legend, trust_mark, working
from instruments.frame.asked import ask_html
from instruments.frame.handing import give_html, givers
from instruments.frame.ids import Ids
from instruments.frame.pinned import tag
from instruments.frame.result import Figure, Result, Row
from instruments.frame.table import breakdown_html
from instruments.prose.markup import EMPTY, Markup, Partly, joined, markup
from instruments.prose.words import mark

# Units as they fit a column, by their nouns.
SHORT = {
    "parameters": "params",
    "H100 equivalents": "H100e",
    "card-hours": "card-h",
    "tokens per parameter": "tokens/param",
    "nats per token": "nats/token",
    "transistors per mm\N{SUPERSCRIPT TWO}": "per mm\N{SUPERSCRIPT TWO}",
}
_LONGEST_ABOUT = 5


def rows_html(
    result: Result,
    ids: Ids,
    opened: Collection[str] | None = None,
    after: Markup = EMPTY,
    handed: Mapping[str, str] = MappingProxyType({}),
) -> Markup:
    """Return all rows in their groups.

    Parameters
    ----------
    result
        What to show.
    ids
        What makes the ids of the instrument.
    opened
        Rows whose working is open; ``None`` fills every working, as a page without Python needs it.
    after
        Markup of what else stands among the rows, after them.
    handed
        Which instrument gave which input.
    """
    groups = joined(
        markup('<section class="group" data-key="{}"><h3>{}</h3>{}</section>', key, title, _group(result, ids, key, opened, handed))
        for key, title in result.groups.items()
    )
    return markup(
        '{}{}<details class="signs" data-key="signs"><summary>What the signs mean</summary>{}</details>',
        groups, after, trust_legend(),
    )


def _group(result: Result, ids: Ids, group: str, opened: Collection[str] | None, handed: Mapping[str, str]) -> Markup:
    """Return the rows of a group; those that stand behind the others only where they, or one of them, are open."""
    rows = [row for row in result.rows.values() if row.group == group]
    first = joined(_row(result, ids, row.id, opened, handed) for row in rows if not row.further)
    further = [row for row in rows if row.further]
    if not further:
        return first
    key = f"further-{group}"
    is_open = opened is not None and not {key, *(row.id for row in further)}.isdisjoint(opened)
    return first + _further(tuple(further), ids, key, is_open)(
        rows=joined(_row(result, ids, row.id, opened, handed) for row in further) if opened is None or is_open else EMPTY
    )


@shared
def _further(rows: tuple[Row, ...], ids: Ids, key: str, is_open: bool) -> Partly:
    """What the further rows of a group stand in."""
    return Partly(
        '<button type="button" class="further" data-fold="{key}" data-holds="{names}" aria-expanded="{expanded}" aria-controls="{below}">'
        '<b>{count} more</b> <span>{labels}</span></button><div id="{below}" data-card{hidden}>{rows}</div>',
        "rows",
        key=key, names=" ".join(row.id for row in rows), expanded=str(is_open).lower(), below=ids("working", key), count=len(rows),
        labels=", ".join(row.label[:1].lower() + row.label[1:] if row.label[1:2].islower() else row.label for row in rows),
        hidden="" if is_open else " hidden",
    )


def _row(result: Result, ids: Ids, name: str, opened: Collection[str] | None, handed: Mapping[str, str]) -> Markup:
    figure = result.figures[name]
    value, why = figure.shown, result.doubted(figure)
    is_open = opened is not None and figure.id in opened
    # Beside a long number the sign alone has to say it.
    short = figure.value is not None and len(value.number) <= _LONGEST_ABOUT
    full = opened is None or is_open
    return _frame(figure.row, ids, figure.trust, is_open)(
        flag=markup('<span class="flag" title="{}">{}</span>', why, why.short) if why else EMPTY,
        about=markup('<span class="about">about</span> ') if figure.trust == "estimate" and short else EMPTY,
        exact=_number(figure.value),
        full=value.full,
        number=value.number,
        unit=_unit(value.unit, value.unit_as(SHORT)),
        card=_card(result, figure, ids, why, handed) if full else EMPTY,
    )


def _card(result: Result, figure: Figure, ids: Ids, why: Reason | None, handed: Mapping[str, str]) -> Markup:
    cited = {**result.cited(figure.id), **givers(figure, handed)}
    own = working(figure.step, why, figure.rests_on, cited, figure.weakest)
    return own + breakdown_html(result.breakdown(figure.id)) + give_html(figure, ids) + ask_html(figure.id)


@shared
def _frame(row: Row, ids: Ids, trust: str, is_open: bool) -> Partly:
    """What the numbers of a row stand in, which no move of a slider changes."""
    name, below = row.id, ids("working", row.id)
    return Partly(
        '<div class="row" data-key="{name}">'
        '<button type="button" class="row-head" data-fold="{name}" aria-expanded="{expanded}" aria-controls="{below}">'
        '<span class="row-label" title="{explanation}">{label} {flag}</span>{trust_mark}'
        '<span class="row-value">{about}<span class="value" data-field="{name}" data-tag="{tag}" data-value="{exact}" '
        'title="{full}">{number}</span></span>{unit}</button>'
        '<div class="working" id="{below}" data-card{hidden}>{card}</div></div>',
        "flag", "about", "exact", "full", "number", "unit", "card",
        name=name, expanded=str(is_open).lower(), below=below, explanation=row.explanation, label=mark(row.label, within=True),
        tag=tag(name), trust_mark=trust_mark(trust), hidden="" if is_open else " hidden",
    )


@shared
def _unit(unit: str, short: str) -> Markup:
    return markup('<span class="unit" title="{}">{}</span>', unit, short)


def _number(value: float | None) -> str:
    return "" if value is None else repr(float(value))
