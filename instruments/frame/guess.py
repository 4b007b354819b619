"""Predict first: a guess at a figure, read and scored like every number here, for ``static/js/predict.js`` to ask for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from instruments.frame.result import Figure
from instruments.frame.untrusted import read_json
from instruments.prose.markup import EMPTY, Markup, markup
from instruments.quantities.numbers import read_measure, read_number
from instruments.quantities.text import quantity, raised, significant

ACT = "guess"
NEAR = math.log10(1.05)


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
        if abs(self.log_error) <= NEAR:
            return f"You said {guessed}, and it is {true}: as good as right."
        times = 10 ** abs(self.log_error)
        size = significant(times, 2) if times < 1e6 else f"10{raised(round(abs(self.log_error)))}"
        return f"You said {guessed}, and it is {true}: {size} times too {'high' if self.log_error > 0 else 'low'}."


def read_guess(text: str, figure: Figure) -> float:
    """Return what a person guesses of a figure, in the unit of its value; a bare number is in the unit that the figure shows.

    Raises
    ------
    ValueError
        If it is no number above zero, or one of something else; the sentence says so.
    """
    shown = figure.shown.unit
    unit = "" if figure.spoken_unit in ("1", "%") else figure.spoken_unit
    measure = read_measure(text, unit, words=figure.row.label)
    value = measure.value if measure.named or not shown else measure.value * read_number(f"1 {shown}", unit)
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"Type a number above zero, in {shown or 'the unit of the figure'}.")
    return value


def guess_html(figures: Mapping[str, Figure], asked: str, press: int) -> Markup:
    """Answer what the page asks: what a guess means, or, of one that it sends back, how good it was.

    Parameters
    ----------
    figures
        The figures as they are now.
    asked
        An object as JSON: ``row``, and ``typed`` for a guess to be read; or ``row``, ``guess``, ``what`` and ``at`` for one to be scored.
    press
        How often the page has asked: another answer each time, or it would see no change.
    """
    try:
        given = read_json(asked)
        figure = figures.get(str(given.get("row"))) if isinstance(given, dict) else None
        if figure is None:
            return EMPTY
        if "typed" in given:
            return markup('<data data-press="{}" value="{!r}"></data>', press, read_guess(str(given["typed"]), figure))
        made = Guess(str(given["what"]), float(given["guess"]), float(figure.value or 0.0), figure.spoken_unit, str(given["at"]))
    except (ValueError, KeyError) as refusal:
        return markup('<p data-press="{}" data-refused>{}</p>', press, refusal)
    return markup('<p data-press="{}" data-kept="{}">{}</p>', press, json.dumps(asdict(made)), made.sentence)
