"""Predict, then reveal: guesses with the truth beside them, and how far off they are over time.  Kept in the browser only."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from formulas.untrusted import read_json
from instruments.course.result_file import moment
from instruments.course.shapes import faults
from instruments.quantities.text import quantity, ratio, significant

MOST = 2000
_LARGEST = 1_000_000
_RECENT = 10
_TWICE = math.log10(2)
_NEAR = math.log10(1.05)
_SHAPE = [{"what": str, "guess": float, "truth": float, "unit": str, "at": str}]


@dataclass(frozen=True)
class Guess:
    """One guess at a figure that was then revealed; both numbers in the same unit, one of the formulas."""

    what: str
    guess: float
    truth: float
    unit: str
    at: str

    def __post_init__(self) -> None:
        """Hold it against what can be scored.

        Raises
        ------
        ValueError
            If one of the numbers is not positive and finite: powers of ten say nothing of it.
        """
        for name in ("guess", "truth"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} is {value}: must be positive and finite")

    @property
    def log_error(self) -> float:
        """By how many powers of ten the guess is too high; below zero, too low."""
        return math.log10(self.guess) - math.log10(self.truth)

    @property
    def sentence(self) -> str:
        """What is said when the truth shows."""
        guessed, true = quantity(self.guess, self.unit), quantity(self.truth, self.unit)
        if abs(self.log_error) <= _NEAR:
            return f"You said {guessed}, and it is {true}: as good as right."
        size = ratio(10 ** abs(self.log_error))
        return f"You said {guessed}, and it is {true}: {size} times too {'high' if self.log_error > 0 else 'low'}."


@dataclass(frozen=True)
class Calibration:
    """How good guesses are.

    ``typical`` is the factor that half of them are within, ``lean`` how many powers of ten they are too high on the whole, ``within_two``
    the share within a factor of two, ``recent`` the typical factor of the last ten.
    """

    count: int
    typical: float
    lean: float
    within_two: float
    recent: float

    @property
    def sentence(self) -> str:
        """The same in words."""
        if not self.count:
            return "No prediction yet."
        told = f"{self.count} prediction{'s' * (self.count != 1)}, {self.within_two:.0%} of them within a factor of two"
        lean = "" if abs(self.lean) <= _NEAR else f", on the whole too {'high' if self.lean > 0 else 'low'}"
        better = f"; of the last {_RECENT} within {significant(self.recent, 2)}" if self.count >= 2 * _RECENT else ""
        return f"{told}{lean}. Half of them lie within a factor of {significant(self.typical, 2)}{better}."


def summary(guesses: Sequence[Guess]) -> Calibration:
    """Return how good guesses are, the oldest first."""
    if not guesses:
        return Calibration(0, math.nan, math.nan, math.nan, math.nan)
    errors = [guess.log_error for guess in guesses]
    sizes = [abs(error) for error in errors]
    within = sum(size <= _TWICE + 1e-12 for size in sizes) / len(sizes)
    recent = 10 ** statistics.median(sizes[-_RECENT:])
    return Calibration(len(errors), 10 ** statistics.median(sizes), statistics.median(errors), within, recent)


def write(guesses: Sequence[Guess]) -> str:
    """Return guesses as text, of too many the latest."""
    return json.dumps([asdict(guess) for guess in guesses[-MOST:]])


def read(text: str) -> tuple[Guess, ...]:
    """Return the guesses of a text.

    Raises
    ------
    ValueError
        If it holds something else.
    """
    if len(text) > _LARGEST:
        raise ValueError("the predictions that were kept are too many to be ours")
    try:
        rows = read_json(text, strict=True)
    except ValueError:
        raise ValueError("the predictions that were kept cannot be read") from None
    wrong = faults(rows, _SHAPE, "predictions")
    if wrong:
        raise ValueError("; ".join(wrong[:3]))
    for row in rows:
        moment(row["at"])
    return tuple(Guess(**row) for row in rows)
