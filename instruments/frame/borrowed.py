"""The chip with a design that an instrument borrows from another: what it is now, where it is edited, how it is reset."""

from __future__ import annotations

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids
from instruments.frame.links import href
from instruments.frame.model import Model
from instruments.markup import Markup, markup
from instruments.widgets import Action, Fragment, LightDom

ACT = "as-delivered"


class Borrowed:
    """A live chip in the opening row of an instrument that is given another's model.

    Parameters
    ----------
    ids
        What makes the ids of the instrument that borrows.
    lender
        The instrument that the design is of.
    model
        The lender's model: its ``result`` changes with the design, its ``summary`` says it in a line.
    """

    def __init__(self, ids: Ids, lender: Instrument, model: Model) -> None:
        self.lender = lender
        self.model = model
        self._chip = Fragment(target=ids("borrowed", lender.id))
        self._reset = Action(target=self._chip.target, act=ACT)
        self._reset.on_click(lambda _: model.reset())
        self.show()
        model.param.watch(lambda event: self.show(), "result")

    @property
    def components(self) -> list[LightDom]:
        """What is bound to the page."""
        return [self._chip, self._reset]

    def show(self) -> None:
        """Bring the chip up to the present design."""
        reset = "" if self.model.is_default else markup('<button type="button" class="button quiet" data-act="{}">Reset</button>', ACT)
        self._chip.html = markup(
            '<span class="chip-label">Design from {title}</span> <b class="chip-design">{design}</b> '
            '<a class="button quiet" href="{href}" aria-label="Edit the design in {title}">Edit</a>{reset}',
            title=self.lender.title, design=self.model.summary, href=href(self.lender.id), reset=reset,
        )

    def slot_html(self) -> Markup:
        """Return the chip in its place."""
        return markup('<div class="chip" id="{}">{}</div>', self._chip.target, self._chip.html)
