"""The Forge as one reactive object: inputs in, one frozen dossier out."""

from __future__ import annotations

from collections.abc import Callable

import param

from instruments.forge.dossier import Dossier, dossier
from instruments.forge.inputs import NAMES, Inputs
from instruments.forge.values import read


class Forge(Inputs):
    """Six decisions (and what stands behind "more") with the dossier that follows from them.

    Examples
    --------
    >>> forge = Forge(training_compute=1e25, overtraining=4)
    >>> round(forge.result.figures["predicted_loss"].value, 3)
    1.917
    """

    result = param.ClassSelector(class_=Dossier, doc="The dossier of the last design that is possible.")
    problem = param.String(default="", doc="Why the last change was refused; empty when it was not.")
    replaced = param.Event(doc="Inputs were put in at once, as by a preset or a link: what a field refused before is moot.")

    @property
    def values(self) -> dict[str, object]:
        """Every input by name."""
        return {name: getattr(self, name) for name in NAMES}

    def assign(self, **raw: object) -> None:
        """Change several inputs at once, from numbers or from what a person typed.

        A change that is impossible leaves everything as it was and says why in :attr:`problem`.
        """
        try:
            changed = read(raw)
        except ValueError as refusal:
            self.problem = str(refusal)
            return
        self.restore(**changed)

    def restore(self, **values: object) -> None:
        """Put in several values at once, as a preset, a link or a repair does: nothing refused before counts any more."""
        self.param.update(problem="", **values)
        self.param.trigger("replaced")

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings the design back to what it is now."""
        # Between steps the inputs are those of the result.
        result, problem = self.result, self.problem

        def back() -> None:
            with param.parameterized.discard_events(self):
                self.result = result
            self.param.update(**result.values)
            self.problem = problem

        return back

    @param.depends(*NAMES, watch=True, on_init=True)
    def _recompute(self) -> None:
        values = self.values
        if self.result is not None and values == self.result.values:
            return  # a change that was taken back
        try:
            result = dossier(values)
        except ValueError as refusal:
            if self.result is None:
                raise
            self._take_back(str(refusal))
            return
        # Not within the above: what fails in showing it is no refusal.
        self.result = result
        if self.problem:
            self.problem = ""

    def _take_back(self, why: str) -> None:
        """Return to the inputs of the last dossier, and say why."""
        self.param.update(**{name: value for name, value in self.result.values.items() if value != getattr(self, name)})
        self.problem = why
