"""The design that all other instruments borrow, as its visitor left it: kept in the browser, and taken up where the next visit begins
without a design of its own.

It comes to a page of the Forge only with the first change there, so that its start brings nothing for it.  Where a browser keeps
nothing, nothing is said: the design lives as long as the page does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from formulas.untrusted import read_json
from instruments.frame.address import handed, taken
from instruments.frame.ids import Ids
from instruments.frame.model import Model
from instruments.widgets import Kept, LightDom

SLOT = "design"
_heeded: ContextVar[bool] = ContextVar("heeded", default=True)


@contextmanager
def unheeded() -> Iterator[None]:
    """Within this, what changes is nobody's decision and is put back: it is not kept."""
    token = _heeded.set(False)
    try:
        yield
    finally:
        _heeded.reset(token)


class Left:
    """Keeps a design.

    Parameters
    ----------
    name
        Id of the instrument that the design is of.
    model
        Its model.
    state
        Says what an address holds of it.
    bind
        Binds a component to the page.
    takes_up
        Whether the page begins where the design of the last visit is looked for.
    """

    def __init__(
        self, name: str, model: Model, state: Callable[[], str], bind: Callable[[Iterable[LightDom]], None], *, takes_up: bool
    ) -> None:
        self.kept = Kept(target=Ids(name).section)
        self._model, self._state, self._bind, self._bound, self._settled = model, state, bind, takes_up, not takes_up
        if takes_up:
            bind([self.kept])
        model.param.watch(self._keep, ["result", "replaced"])
        self.kept.param.watch(self._take_up, "held")

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings it back to what it keeps now."""
        settled, way = self._settled, self.kept.checkpoint()

        def back() -> None:
            self._settled = settled
            way()

        return back

    def _keep(self, _event: object) -> None:
        """Whatever is decided here is what was left, and no longer what was found."""
        if not _heeded.get():
            return
        self._settled = True
        if not self._bound:
            self._bound = True
            self._bind([self.kept])
        self.kept.kept = json.dumps({SLOT: None if self._model.is_default else self._state()})

    def _take_up(self, _event: object) -> None:
        """Take up what a browser held, which may be anything; only what was there before anything was decided here."""
        if self._settled:
            return
        self._settled = True
        try:
            found = read_json(self.kept.held)
            state = found.get(SLOT) if isinstance(found, dict) else None
            values = taken(type(self._model), state)[0] if isinstance(state, str) else None
        except ValueError:
            return
        if values is not None:
            self._model.take(values, handed(state))
