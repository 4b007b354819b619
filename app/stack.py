"""The five strata of the stack, energy at the bottom: navigation, map, and what the present design does in each."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.found import at, instruments
from instruments.text import Shown, escape


def stack_html(current: str, figures: Mapping[str, Shown]) -> str:
    """Return the strata from the top down.

    Parameters
    ----------
    current
        Id of the instrument on show.
    figures
        One short figure of the present design for each stratum that it touches.
    """
    return "".join(_stratum(key, name, current, figures.get(key)) for key, name in STRATA.items())


def _stratum(key: str, name: str, current: str, figure: Shown | None) -> str:
    lit = " lit" if instruments()[current].stratum == key else ""
    links = "".join(_link(instrument, current) for instrument in at(key))
    return (
        f'<li class="stratum{lit}" data-key="{key}"><span class="stratum-name">{escape(name)}</span>{_shown(figure)}{links}</li>'
    )


def _shown(figure: Shown | None) -> str:
    if figure is None:
        return ""
    number, unit = escape(figure.number), escape(figure.unit)
    return f'<span class="stratum-figure"><span class="number">{number}</span> <span class="unit">{unit}</span></span>'


def _link(instrument: Instrument, current: str) -> str:
    here = ' aria-current="page"' if instrument.id == current else ""
    return f'<a href="#{escape(instrument.route)}" title="{escape(instrument.question)}"{here}>{escape(instrument.title)}</a>'
