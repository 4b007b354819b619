"""The boxes of the map as HTML, and the panels that they open."""

from __future__ import annotations

from collections.abc import Iterable

from formulas.bibliography import bibliography
from formulas.caching import shared
from formulas.registry import get
from instruments.evidence.citing import link
from instruments.evidence.working import statement, trust_mark, working
from instruments.frame.asked import ask_html
from instruments.frame.declaration import Instrument
from instruments.frame.discovery import instruments
from instruments.frame.glyphs import glyph
from instruments.frame.links import href
from instruments.frame.result import Figure
from instruments.frame.rows import SHORT
from instruments.life import IDS
from instruments.life.drawing import CELLS
from instruments.life.result import Life
from instruments.life.stops import STOPS, Published, Stop
from instruments.prose.markup import EMPTY, Markup, joined, markup


@shared
def leads(stop: str) -> tuple[Instrument, ...]:
    """Return the instruments that say of themselves that they are about a stop, in the order of the stack."""
    return tuple(each for each in instruments().values() if stop in each.explains)


def boxes(stops: Iterable[Stop], result: Life) -> Markup:
    """Return stops as items of a list."""
    return joined(_box(stop, result) for stop in stops)


def _box(stop: Stop, result: Life) -> Markup:
    cell, number, said = CELLS.get(stop.id), IDS("number", stop.id), IDS("said", stop.id)
    return markup(
        '<li class="stop" data-key="{key}" data-stop{place}><h3 class="stop-title">{glyph}{opener}</h3>'
        '<p class="stop-number" id="{number_id}">{number}</p><p class="stop-said" id="{said_id}">{said}</p>{others}</li>',
        key=stop.id, place=markup(' style="--area: {}"', cell.area) if cell else EMPTY, glyph=glyph(stop.stratum),
        opener=_opener(stop, f"{number} {said}"), number_id=number, number=_number(stop, result), said_id=said, said=stop.sentence,
        others=_others(stop),
    )  # fmt: skip


def _opener(stop: Stop, described: str) -> Markup:
    """What opens the box: a link to the first instrument that is about it, or else a button for its panel."""
    if there := leads(stop.id):
        return markup(
            '<a class="stop-opens" href="{}" aria-describedby="{}">{} <span class="stop-where">{}</span></a>',
            href(there[0].id), described, stop.title, there[0].title,
        )
    return markup(
        '<button type="button" class="stop-opens" popovertarget="{}" popovertargetaction="show" aria-haspopup="dialog" '
        'aria-describedby="{}">{}</button>',
        IDS("panel", stop.id), described, stop.title,
    )


def _others(stop: Stop) -> Markup:
    others = leads(stop.id)[1:]
    links = joined((markup('<a href="{}">{}</a>', href(each.id), each.title) for each in others), ", ")
    return markup('<p class="stop-others">Also: {}</p>', links) if others else EMPTY


def _number(stop: Stop, result: Life) -> Markup:
    """The number, what it is, and how far to trust it."""
    if isinstance(stop.number, Published):
        value = markup('<span class="value">{}</span> <span class="unit">{}</span>', stop.number.number, stop.number.unit)
        sign = markup('<span class="stop-noted">published</span>')
    else:
        figure = result.figures[stop.number]
        doubt = result.doubted(figure)
        noted = markup(' <span class="stop-noted" title="{}">{}</span>', doubt, doubt.short) if doubt else EMPTY
        value, sign = _value(figure), trust_mark(figure.trust) + noted
    return markup('<span class="stop-value">{}</span> <span class="stop-caption">{}</span> {}', value, stop.caption, sign)


def _value(figure: Figure) -> Markup:
    shown = figure.shown
    return markup(
        '<span class="value" data-value="{}" title="{}">{}</span> <span class="unit">{}</span>',
        "" if figure.value is None else repr(figure.value), shown.full, shown.number, shown.unit_as(SHORT),
    )


def numbers_html(stop: Stop, result: Life) -> Markup:
    """Return how the number of a stop comes about: the working of its step, or where it was published."""
    if isinstance(stop.number, Published):
        published = stop.number
        return markup(
            '<p class="life-published"><span class="value">{}</span> {} {}. Published, not worked out: {}, {}. '
            "The equations of the Forge say nothing of this step yet.</p>",
            published.number, published.unit, stop.caption, link(published.source), published.locator,
        )
    figure = result.figures[stop.number]
    return working(figure.step, result.doubted(figure), figure.rests_on, result.cited(stop.number), figure.weakest) + ask_html(stop.number)


def panel_html(stop: Stop, result: Life, lender: Instrument) -> Markup:
    """Return the panel of a stop: what happens there, its equations, its sources, and where its number is changed."""
    more = joined(_equation(name) for name in stop.equations)
    sources = joined(markup("<li>{}: {}</li>", link(key), bibliography()[key].title) for key in stop.sources)
    way = markup('<p><a class="button" href="{}">Change the design in {}</a></p>', href(lender.id), lender.title)
    return markup(
        '<div class="life-panel" id="{panel}" popover role="dialog" aria-labelledby="{title_id}" data-panel-of="{key}">'
        '<header><h2 id="{title_id}" tabindex="-1">{title}</h2>'
        '<button type="button" class="button" popovertarget="{panel}" popovertargetaction="hide">Close</button></header>'
        '<p class="life-said">{said}</p><div class="working" id="{working_id}">{numbers}</div>{more}'
        '<section class="life-sources"><h3>Sources</h3><ul>{sources}</ul></section>{way}</div>',
        panel=IDS("panel", stop.id), title_id=IDS("title", stop.id), key=stop.id, title=stop.title, said=stop.sentence,
        working_id=IDS("working", stop.id), numbers=numbers_html(stop, result),
        more=markup('<section class="life-more"><h3>Further equations</h3>{}</section>', more) if more else EMPTY,
        sources=sources, way=EMPTY if isinstance(stop.number, Published) else way,
    )  # fmt: skip


def _equation(name: str) -> Markup:
    entry = get(name)
    return markup('<details><summary>{}</summary><div class="working">{}</div></details>', entry.title, statement(entry))


def panelled() -> tuple[Stop, ...]:
    """Return the stops that no instrument is about."""
    return tuple(stop for stop in STOPS.values() if not leads(stop.id))
