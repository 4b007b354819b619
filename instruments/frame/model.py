"""The base of every instrument's model: inputs in, one frozen result out, and what is refused taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import param

from instruments.frame.ids import Ids
from instruments.frame.inputs import inputs
from instruments.frame.reading import defaults, read
from instruments.frame.relevance import notes
from instruments.quantities.owner import Owner
from instruments.quantities.text import Shown


class Model(Owner):
    """Inputs that a person decides, and what follows from them.

    A model declares its inputs (:mod:`instruments.frame.inputs`) and says in :meth:`evaluate` what follows.  Whatever is put into
    it, as an argument or an attribute, is read as a person would have typed it.
    """

    result = param.Parameter(doc="What follows from the last inputs that are possible; frozen.")

    called: ClassVar[str] = "this instrument"
    """What a refusal calls it."""
    fresh: ClassVar[str] = "this is the default design"
    """What stands there when a link could not be used."""
    essential: ClassVar[frozenset[str]] = frozenset()
    """Inputs that are most of a design: without one that a link names and that cannot be read, the rest would be another design."""

    __abstract = True

    def __init__(self, **raw: Any) -> None:
        self._taken: dict[str, object] = {}
        self._given: dict[str, tuple[str, object]] = {}
        super().__init__(**read(type(self), raw))
        # The first to hear of a change, so that whoever hears of it later finds the result there.
        self.param.watch(self._recompute, list(inputs(type(self))))
        self._recompute()

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return what follows from a full set of inputs.

        Raises
        ------
        ValueError
            If they contradict each other; the sentence names them as the page does.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say what follows from its inputs")

    def follow(self, changed: frozenset[str]) -> Mapping[str, object]:
        """Return inputs that take another value because of those that changed."""
        del changed
        return {}

    @classmethod
    def ids(cls) -> Ids:
        """Return what makes the ids of its instrument, which is the folder that it stands in."""
        return Ids.of(cls.__module__.rpartition(".")[0])

    @classmethod
    def check(cls, values: Mapping[str, object]) -> None:
        """Refuse a full set of inputs that is possible one by one and not together, as when a link brings it."""
        cls(**values)

    @classmethod
    def examples(cls) -> Mapping[str, Mapping[str, object]]:
        """Return the designs by name whose results tell that its numbers have changed."""
        return {"default": defaults(cls)}

    @classmethod
    def linked(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        """Return those of the values that an address has room for."""
        return values

    @classmethod
    def borrowed(cls, lender: str, design: Model) -> Mapping[str, object]:
        """Return which inputs take what from the design of an instrument that it needs (:mod:`instruments.frame.following`)."""
        del lender, design
        return {}

    @classmethod
    def arrived(cls, values: Mapping[str, object], given: Mapping[str, object]) -> tuple[Mapping[str, object], str]:
        """Return what becomes of a link's values, and what whoever follows it is told; ``given`` is what it held.

        What counts for nothing under the choices of the link is told.
        """
        return values, " ".join(notes(cls, values, given))

    @property
    def values(self) -> dict[str, object]:
        """Every input by name."""
        return {name: getattr(self, name) for name in inputs(type(self))}

    @property
    def taken(self) -> Mapping[str, object]:
        """The inputs of the result: between two steps those that there are, and kept."""
        return self._taken

    @property
    def summary(self) -> str:
        """The design in one line, for an instrument that borrows it."""
        raise NotImplementedError(f"{type(self).__name__} does not say in a line what design it is")

    @property
    def strata(self) -> Mapping[str, Shown]:
        """One short figure for each stratum that it has something of its own to say of; without any its first row stands for its own."""
        return {}

    @property
    def handed(self) -> dict[str, str]:
        """Which instrument gave which input, of those that are still as they were given."""
        return {name: giver for name, (giver, value) in self._given.items() if getattr(self, name) == value}

    @property
    def told(self) -> str:
        """What follows from the inputs as a text, of a model whose result has no rows."""
        return ""

    @property
    def is_default(self) -> bool:
        """Whether the inputs of its result are as they come."""
        return self.taken == defaults(type(self))

    def assign(self, **raw: object) -> None:
        """Change several inputs at once, from numbers or from what a person typed.

        A change that is impossible leaves everything as it was and says why in :attr:`problem`.
        """
        try:
            changed = read(type(self), raw)
        except ValueError as refusal:
            self.problem = str(refusal)
            return
        self.restore(**changed)

    def restore(self, **values: object) -> None:
        """Put in several values at once, as a preset, a link or a repair does: nothing refused before counts any more."""
        self.take(values, {})

    def take(self, values: Mapping[str, object], givers: Mapping[str, str]) -> None:
        """Put in several values at once, some of which another instrument gave: ``givers`` says which did, by input."""
        kept = {name: given for name, given in self._given.items() if name not in values}
        self._given = kept | {name: (giver, values[name]) for name, giver in givers.items() if name in values}
        self.param.update(problem="", **values)
        self.param.trigger("replaced")

    def reset(self) -> None:
        """Return to the inputs as they come."""
        self.restore(**defaults(type(self)))

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the model back to what it is now."""
        # Between steps the inputs are those of the result.
        result, problem, taken, given = self.result, self.problem, self._taken, self._given

        def back() -> None:
            self._taken, self._given = taken, given
            with param.parameterized.discard_events(self):
                self.result = result
            self.param.update(**taken)  # where nothing differs from what was taken, nothing is worked out
            self.problem = problem

        return back

    def _recompute(self, *_events: param.parameterized.Event) -> None:
        values = self.values
        if values == self._taken:
            return  # a change that was taken back
        if self._taken:
            changed = frozenset(name for name, value in values.items() if self._taken[name] != value)
            moved = self.follow(changed)
            if any(values[name] != value for name, value in moved.items()):
                self.param.update(**moved)  # comes back here with everything in order
                return
        try:
            result = self.evaluate(values)
        except ValueError as refusal:
            if not self._taken:
                raise
            self.param.update(**{name: value for name, value in self._taken.items() if value != values[name]})
            self.problem = str(refusal)
            return
        self._taken = values
        # Not within the above: what fails in showing it is no refusal.
        self.result = result
        if self.problem:
            self.problem = ""
