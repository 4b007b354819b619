"""Long work in slices: a simulation that takes seconds and holds up no slider.

The work is an iterator: each step does a little of it and yields how things stand then.  The page gives Python one turn after
another (``static/js/slices.js``), each only when the answer to the last has been painted and no control has moved for a moment;
a turn ends when its time is up.  Between turns everything else has its way: a slider waits for one short turn at most.  No
clock of Python's runs, so that the same holds in the browser's worker, on a server, and for a test, which gives the turns itself.

Where the reader wants no motion, the work runs as far and only its end is shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import ClassVar, Protocol

import param

from instruments.prose.markup import EMPTY, Markup, markup
from instruments.widgets import models
from instruments.widgets.base import LightDom

TURN_SECONDS = 0.012
"""How long a turn may take before it ends with the step that it is at."""


class Standing(Protocol):
    """How far work has come; an instrument's own has what it has found besides."""

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""


class Slices(LightDom):
    """A button that starts and stops some work, its progress, and the turns in which it is done.

    Parameters
    ----------
    work
        Begins the work anew and returns its steps.
    show
        Shows how things stand and returns a short text that says it.
    starts, stops
        What the button says before the work and while it runs.
    wanted
        Whether it is wanted before anybody has started it: work that belongs to what is shown, too long to be waited for.
    """

    running = param.Boolean(default=False, doc="Whether the work goes on; either side may start and stop it.")
    due = param.Integer(default=0, doc="Number of the turn that Python waits for.")
    turn = param.Integer(default=0, doc="Number of the turn that the page has given.")
    still = param.Boolean(default=False, doc="Whether the reader wants no motion, told by the page.")
    share = param.Number(default=0.0, bounds=(0, 1), doc="How much of the work is done, as far as it is shown.")
    told = param.String(default="", doc="How things stand, in a few words.")

    kept = "The simulation has stopped; the design and its numbers stay as they are."

    _widget_type = models.Slices
    _outgoing: ClassVar[tuple[str, ...]] = ("target", "running", "due", "share", "told")
    _incoming: ClassVar[tuple[str, ...]] = ("running", "turn", "still")

    def __init__(
        self,
        work: Callable[[], Iterator[Standing]],
        show: Callable[[Standing], str],
        *,
        starts: str,
        stops: str = "Stop",
        wanted: bool = False,
        clock: Callable[[], float] = time.perf_counter,
        **params: object,
    ) -> None:
        self._work, self._show, self._clock = work, show, clock
        self._starts, self._stops = starts, stops
        self._steps: Iterator[Standing] = iter(())
        self._wanted = self._unasked = wanted
        super().__init__(**params)
        self.param.watch(self._on_running, "running")
        self.param.watch(self._on_turn, "turn")

    @property
    def wanted(self) -> bool:
        """Whether somebody has started the work and not stopped it before its end."""
        return self._wanted

    def start(self) -> None:
        """Begin, or begin anew."""
        if self.running:
            self._begin()
        else:
            self.running = True

    def stop(self) -> None:
        """Leave it where it is."""
        self.running = False

    def anew(self, told: str = "") -> None:
        """What the work is about has changed: what was wanted begins anew, otherwise nothing of it is left."""
        if self._wanted:
            self.start()
        self.param.update(share=0.0, told=told)

    def rest(self) -> None:
        """There is nothing to do for now; whether the work is wanted stays as it is."""
        wanted = self._wanted
        self.stop()
        self._wanted = wanted
        self.param.update(share=0.0, told="")

    def finish(self) -> None:
        """Do all of it at once, as a program or a test does."""
        self.start()
        while self.running:
            self.turn = self.due

    def checkpoint(self) -> Callable[[], None]:
        """Return what stops the work, for where a step fails it may be what failed."""
        return self.stop

    def html(self) -> Markup:
        """Return the button, the progress and the text; the button is out of use until somebody listens."""
        return markup(
            '<div class="slices" id="{}" data-keep data-starts="{}" data-stops="{}"{}>'
            '<button type="button" class="button" data-slices-switch disabled>{}</button>'
            '<progress max="1" value="{}" aria-label="Progress"></progress>'
            '<span class="slices-told" data-slices-told>{}</span><span class="unseen" role="status" data-slices-said></span></div>',
            self.target, self._starts, self._stops, markup(" data-quiet") if self._unasked else EMPTY, self._starts, self.share, self.told,
        )  # fmt: skip

    def _on_running(self, event: param.parameterized.Event) -> None:
        if event.new:
            self._begin()
        else:
            # Whoever stops it before its end does not want it after the next change either.
            self._wanted = self.share >= 1
            self._steps = iter(())

    def _begin(self) -> None:
        self._wanted = True
        self._steps = iter(self._work())
        self.param.update(share=0.0, due=self.due + 1)

    def _on_turn(self, event: param.parameterized.Event) -> None:
        # A turn that was given before the work began anew is none of its own.
        if not self.running or event.new != self.due:
            return
        try:
            reached, ended = self._advance()
            if reached is not None and (ended or not self.still):
                self.param.update(told=self._show(reached), share=min(1.0, reached.share))
        except Exception:
            self.stop()
            raise
        if ended:
            self.share = 1.0
            self.stop()
        else:
            self.due += 1

    def _advance(self) -> tuple[Standing | None, bool]:
        """Take steps until the turn's time is up: at least one; return the last and whether it was the last of all."""
        ends, reached = self._clock() + TURN_SECONDS, None
        with suppress(StopIteration):
            while True:
                reached = next(self._steps)
                if reached.share >= 1:
                    return reached, True
                if self._clock() >= ends:
                    return reached, False
        return reached, True
