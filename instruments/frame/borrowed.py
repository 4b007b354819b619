"""The chip with a design that an instrument borrows from another: what it is now, where it is edited, how it is reset.

Where the instrument's own inputs take numbers from the design (:mod:`instruments.frame.following`), the chip says too whether they
still do, and leads back once they were set free.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from instruments.frame.declaration import Instrument
from instruments.frame.ids import Ids
from instruments.frame.links import href
from instruments.frame.model import Model
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.quantities.text import within
from instruments.widgets import Action, Fragment, LightDom, button

if TYPE_CHECKING:
    from instruments.frame.following import Following

ACT = "as-delivered"
FOLLOW = "follow-again"
_MOST_NAMED = 2


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
    borrower
        The model whose inputs take numbers from the design, where some do.
    """

    def __init__(self, ids: Ids, lender: Instrument, model: Model, borrower: Model | None = None) -> None:
        self.lender = lender
        self.model = model
        self.following = _following(borrower, lender.id, model) if borrower else None
        self._seen = True
        self._shown: tuple[object, tuple[str, ...]] | None = None
        self._chip = Fragment(target=ids("borrowed", lender.id))
        self._reset = Action(target=self._chip.target, act=ACT)
        self._reset.on_click(lambda _: model.reset())
        self._again = Action(target=self._chip.target, act=FOLLOW)
        self._again.on_click(lambda _: self.following and self.following.take())
        self.in_sight(True)
        model.param.watch(lambda event: self.in_sight(self._seen), "result")
        if self.following:
            borrower.param.watch(lambda event: self.show(), "result")

    @property
    def components(self) -> list[LightDom]:
        """What is bound to the page."""
        return [self._chip, self._reset, *([self._again] if self.following else [])]

    def in_sight(self, seen: bool) -> None:
        """Follow the design while somebody looks: no move in the lender's page is worked out in one that is not on show."""
        self._seen = seen
        if self.following and seen:
            self.following.follow()
        if seen:
            self.show()

    def show(self) -> None:
        """Bring the chip up to the present design; most moves in the borrower's page leave it as it is."""
        title, own = self.lender.title, self.following.own if self.following else []
        if self._shown is not None and self._shown[0] is self.model.result and self._shown[1] == tuple(own):
            return
        self._shown = self.model.result, tuple(own)
        if own:
            label = markup('<span class="loan-label own">Set free from {}, with {} of your own</span>', title, _few(own))
            after = button(FOLLOW, "Follow it again", kind="quiet")
        else:
            label = markup('<span class="loan-label">Design from {}</span>', title)
            after = EMPTY if self.model.is_default else button(ACT, "Reset", kind="quiet")
        self._chip.html = markup(
            '{label} <b class="loan-design">{design}</b> '
            '<a class="button quiet" href="{href}" aria-label="Edit the design in {title}">Edit</a>{after}',
            title=title, label=label, design=self.model.summary, href=href(self.lender.id), after=after,
        )  # fmt: skip

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings it back to what it follows now, should a step fail."""
        given, seen = self.following and self.following.given, self._seen

        def back() -> None:
            self._seen = seen
            if self.following:
                self.following.given = given
            self.show()

        return back

    def slot_html(self) -> Markup:
        """Return the chip in its place."""
        return markup('<div class="loan" id="{}">{}</div>', self._chip.target, self._chip.html)


def _following(borrower: Model, lender: str, design: Model) -> Following | None:
    """What keeps the borrower at the design, where any input of it takes a number from there."""
    if not type(borrower).borrowed(lender, design):
        return None
    # Who borrows no numbers, as the first page does, needs none of it.
    from instruments.frame.following import Following

    return Following(borrower, lender, design)


def _few(labels: list[str]) -> str:
    """Name one or two inputs, and say how many more."""
    named = [within(label) for label in labels]
    if len(named) > _MOST_NAMED:
        named = [*named[: _MOST_NAMED - 1], f"{len(named) - _MOST_NAMED + 1} more"]
    return " and ".join(named)
