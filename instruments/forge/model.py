"""The Forge as one reactive object: inputs in, one frozen dossier out."""

from __future__ import annotations

from collections.abc import Mapping

from instruments.forge.dossier import Dossier, dossier
from instruments.forge.inputs import Inputs
from instruments.forge.strata import strata, summary
from instruments.quantities.text import Shown


class Forge(Inputs):
    """Six decisions (and what stands behind "more") with the dossier that follows from them.

    Examples
    --------
    >>> forge = Forge(training_compute="10 YFLOP", overtraining=4, accelerator="h100")
    >>> round(forge.result.figures["predicted_loss"].value, 3)
    1.917
    """

    def evaluate(self, values: Mapping[str, object]) -> Dossier:
        """The dossier of these inputs."""
        return dossier(values)

    @property
    def strata(self) -> Mapping[str, Shown]:
        """One figure of the design for each stratum of the stack."""
        return strata(self.result)

    @property
    def summary(self) -> str:
        """The design in one line, for whoever borrows it."""
        return summary(self.result)

    @classmethod
    def examples(cls) -> Mapping[str, Mapping[str, object]]:
        """Return every preset."""
        # A page that shows the model alone needs none of them.
        from instruments.forge.presets import presets

        return {name: entry.values for name, entry in presets().items()}

    @classmethod
    def check(cls, values: Mapping[str, object]) -> None:
        """Refuse what no dossier follows from."""
        dossier(values)
