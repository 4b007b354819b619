"""The five strata of the stack, energy at the bottom: navigation, map, and what the present design does in each."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.frame.declaration import STRATA, Instrument
from instruments.frame.found import at, instruments
from instruments.text import escape


def stack_html(current: str, figures: Mapping[str, str]) -> str:
    """Return the strata from the top down.

    Parameters
    ----------
    current
        Id of the instrument on show.
    figures
        One short figure of the present design for each stratum that it touches.
    """
    return "".join(_stratum(key, name, current, figures.get(key, "")) for key, name in STRATA.items())


def _stratum(key: str, name: str, current: str, figure: str) -> str:
    lit = " lit" if instruments()[current].stratum == key else ""
    number, _, unit = figure.partition(" ")
    shown = f'<span class="stratum-figure"><span class="number">{escape(number)}</span> <span class="unit">{escape(unit)}</span></span>'
    links = "".join(_link(instrument, current) for instrument in at(key))
    return (
        f'<li class="stratum{lit}" data-key="{key}"><span class="stratum-name">{escape(name)}</span>{shown if figure else ""}{links}</li>'
    )


def _link(instrument: Instrument, current: str) -> str:
    here = ' aria-current="page"' if instrument.id == current else ""
    return f'<a href="#{escape(instrument.route)}" title="{escape(instrument.question)}"{here}>{escape(instrument.title)}</a>'
