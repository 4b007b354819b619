"""Figures that one instrument hands to an input of another, and where such an input says that it came from.

A row says in ``gives`` which input may take its figure.  Its working then holds a link that changes that input alone and leaves the
rest of the other's design as it is; the input remembers who gave it for as long as nobody changes it, in the address too.  Rows
that are worked out from it say so: each names in ``takes`` which argument of its step is which input as it was put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from instruments.frame.address import changing
from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.frame.links import href
from instruments.prose.markup import EMPTY, Markup, joined, markup
from instruments.quantities.text import within

if TYPE_CHECKING:
    from instruments.frame.ids import Ids
    from instruments.frame.model import Model
    from instruments.frame.result import Figure


class Given:
    """Cites the instrument that gave an argument, where another number has its source."""

    def __init__(self, instrument: str) -> None:
        self._instrument = instrument

    def html(self) -> Markup:
        """The citation as a line below the number's meaning."""
        return markup('<span class="cite">from {}</span>', _link(self._instrument))


def give_html(figure: Figure, ids: Ids) -> Markup:
    """Return the link that hands a figure over, where there is an input that takes it."""
    if not figure.row.gives or figure.value is None:
        return EMPTY
    instrument, _, name = figure.row.gives.partition(".")
    declared = instruments()[instrument]
    state = changing(declared.model_class(), {name: figure.value}, ids.instrument)
    label = inputs(declared.model_class())[name].label
    return markup(
        '<p class="buttons gives"><a class="button quiet" href="{}">Use as {} in {}</a></p>',
        href(instrument, state), within(label), declared.title,
    )


def givers(figure: Figure, handed: Mapping[str, str]) -> dict[str, Given]:
    """Return who gave an argument of the step of a figure, of those that another instrument did."""
    return {argument: Given(handed[name]) for argument, name in figure.row.takes.items() if name in handed}


def handed_html(model: Model) -> Markup:
    """Return which inputs came from which instrument."""
    known = inputs(type(model))
    return joined(
        markup('<p><b>{}</b> from {}</p>', known[name].label, _link(instrument)) for name, instrument in model.handed.items()
    )


def _link(instrument: str) -> Markup:
    return markup('<a href="{}">{}</a>', href(instrument), instruments()[instrument].title)
