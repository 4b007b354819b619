"""How far somebody has come on the guided ride, as a word that an address holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_WRITTEN = re.compile(r"([1-9]\d?)([rwu]*)(p?)")


@dataclass(frozen=True)
class Progress:
    """A step of the ride, counted from 1 (0: not begun), what came of each step so far, and whether the ride was left.

    ``outcomes`` has a letter for each step that was passed: ``r`` and ``w`` for a prediction that the numbers agreed with or
    did not, ``u`` for a step without one.

    Examples
    --------
    >>> Progress.read("4rwu")
    Progress(step=4, outcomes='rwu', is_left=False)
    >>> Progress.read("4rwup").written, Progress.read("").step
    ('4rwup', 0)
    """

    step: int = 0
    outcomes: str = ""
    is_left: bool = False

    @classmethod
    def read(cls, text: str) -> Progress:
        """Read what :attr:`written` wrote.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        if not text:
            return cls()
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError(f"Guided ride is {text[:40]!r}: must be the number of a step and what came of the steps before")
        return cls(int(found[1]), found[2], bool(found[3]))

    @property
    def written(self) -> str:
        """The word."""
        return f"{self.step}{self.outcomes}{'p' if self.is_left else ''}" if self.step else ""

    @property
    def is_running(self) -> bool:
        """Whether somebody is on the ride now."""
        return self.step > 0 and not self.is_left

    @property
    def is_answered(self) -> bool:
        """Whether something came of the present step already."""
        return len(self.outcomes) >= self.step

    @property
    def made(self) -> int:
        """How many predictions were made."""
        return len(self.outcomes) - self.outcomes.count("u")

    @property
    def right(self) -> int:
        """With how many of them the numbers agreed."""
        return self.outcomes.count("r")

    def at(self, step: int) -> Progress:
        """Return the ride at another step; what came of steps stays."""
        return replace(self, step=step, outcomes=self.outcomes.ljust(step - 1, "u"), is_left=False)

    def answered(self, outcome: str) -> Progress:
        """Return the ride with what came of the present step; the first answer counts."""
        return self if self.is_answered else replace(self, outcomes=self.outcomes + outcome)

    def left(self) -> Progress:
        """Return the ride as it is once it is left."""
        return replace(self, is_left=True)
