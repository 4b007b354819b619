"""Ids in the page: each begins with its instrument's, so that no two instruments share one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ids:
    """What makes the ids of one instrument; nothing else does.

    Examples
    --------
    >>> ids = Ids("forge")
    >>> ids("training_compute"), ids("tab", "goals"), ids.section
    ('forge-training-compute', 'forge-tab-goals', 'instrument-forge')
    """

    instrument: str

    @classmethod
    def of(cls, package: str) -> Ids:
        """Return what makes the ids of the instrument that a package is.

        >>> Ids.of("instruments.forge")
        Ids(instrument='forge')
        """
        return cls(package.rpartition(".")[2])

    @property
    def section(self) -> str:
        """The id of the element that all of the instrument stands in."""
        return f"instrument-{self.instrument}"

    def __call__(self, *names: str) -> str:
        """Return the id of what the names, from the general to the particular, say."""
        return "-".join((self.instrument, *names)).replace("_", "-")
