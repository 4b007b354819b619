"""The five strata of the stack, energy at the bottom: navigation, map, and what the present design does in each."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.discovery import BESIDE, at, instruments
from instruments.frame.glyphs import glyph
from instruments.frame.links import href
from instruments.frame.model import Model
from instruments.frame.result import Result
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import Shown


def stack_html(current: str, figures: Mapping[str, Shown]) -> Markup:
    """Return the strata from the top down, that of the instrument on show open; below them what stands beside the stack.

    What the reader opens and closes is the page's own affair: an update leaves it as it is.

    Parameters
    ----------
    current
        Id of the instrument on show.
    figures
        One short figure of the present design for each stratum that it touches.
    """
    beside = beside_html(current)
    strata = joined(_stratum(key, current, figures.get(key)) for key in STRATA)
    return strata + (markup('<li class="stack-beside" data-key="beside"><ul>{}</ul></li>', beside) if beside else EMPTY)


def figures_of(instrument: str, model: Model) -> Mapping[str, Shown]:
    """Return one short figure for each stratum that an instrument has something to say of: of its own the first row, where it has rows."""
    stratum = instruments()[instrument].stratum
    if model.strata or stratum == BESIDE or not isinstance(model.result, Result):
        return model.strata
    return {stratum: next(iter(model.result.figures.values())).shown}


def beside_html(current: str) -> Markup:
    """Return links to what stands beside the stack, each an item of a list."""
    return joined(markup("<li>{}</li>", _link(instrument, current)) for instrument in at(BESIDE))


def _stratum(key: str, current: str, figure: Shown | None) -> Markup:
    here = at(key)
    lit = instruments()[current].stratum == key
    inside = _inside(key, figure, whole=bool(here))
    return markup(
        '<li class="stratum{}" data-key="{}">{}</li>',
        " lit" if lit else "", key, _folding(here, current, inside, lit) if here else inside,
    )


def _inside(key: str, figure: Shown | None, *, whole: bool) -> Markup:
    """A stratum's line: something to press where it holds instruments, plain text where it holds none yet."""
    shown = figure and markup('<span class="number">{}</span> <span class="unit">{}</span>', figure.number, figure.unit)
    line = markup(
        '{}<span class="stratum-name">{}</span><span class="stratum-figure">{}</span>', glyph(key), STRATA[key], shown or EMPTY
    )
    return markup('<summary class="stratum-line">{}</summary>', line) if whole else markup('<div class="stratum-line">{}</div>', line)


def _folding(here: tuple[Instrument, ...], current: str, summary: Markup, lit: bool) -> Markup:
    links = joined(markup("<li>{}</li>", _link(instrument, current)) for instrument in here)
    return markup('<details{}>{}<ul>{}</ul></details>', " open" if lit else "", summary, links)


def _link(instrument: Instrument, current: str) -> Markup:
    here = markup(' aria-current="page"') if instrument.id == current else ""
    return markup(
        '<a href="{href}" title="{question}"{here}>{title}</a>',
        href=href(instrument.id), question=instrument.question, here=here, title=instrument.title,
    )
