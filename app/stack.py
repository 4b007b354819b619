"""The five strata of the stack, energy at the bottom: navigation, map, and what the present design does in each."""

from __future__ import annotations

from collections.abc import Mapping

from formulas.shared import shared
from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.found import BESIDE, at, instruments
from instruments.frame.links import href
from instruments.markup import EMPTY, Markup, joined, markup
from instruments.text import Shown

_GLYPHS = {
    "applications": "M3 4h14v9.5H9.5L6 17v-3.5H3z",
    "models": "M10 2.8l7.2 3.7-7.2 3.7-7.2-3.7zM2.8 10l7.2 3.7 7.2-3.7M2.8 13.5l7.2 3.7 7.2-3.7",
    "infrastructure": "M3 3.5h14v5H3zM3 11.5h14v5H3zM6 6h2M6 14h2",
    "chips": "M6 6h8v8H6zM8 2.5V6M12 2.5V6M8 14v3.5M12 14v3.5M2.5 8H6M2.5 12H6M14 8h3.5M14 12h3.5",
    "energy": "M11.5 2L4.5 11.5h5L8.5 18l7-9.5h-5z",
}


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


@shared
def glyph(stratum: str) -> Markup:
    """Return the sign of a stratum."""
    return markup('<svg class="glyph" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', _GLYPHS[stratum])
