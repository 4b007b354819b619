"""Whether an answer is right, and what to say to it; of an answer that is not right the judgement never holds the key."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from formulas.steps import Step
from instruments.course.answer import Read, interval, read, said
from instruments.course.exercise import NumberPart, Tolerance
from instruments.course.slips import explained, in_the_bare_unit, of_another_kind
from instruments.course.solution import steps_html
from instruments.prose.markup import EMPTY, Markup
from instruments.quantities.numbers import AnotherUnitError
from instruments.quantities.text import ratio
from instruments.quantities.units import unit as named_unit

VERDICTS = {
    "right": "Right",
    "unread": "Not understood",
    "unit": "Another unit",
    "power": "Another power of ten",
    "percent": "Per cent or share",
    "wrong": "Not right yet",
}
"""What becomes of an answer."""

_FAR = math.log(10)
# Below it a whole number is told in full.
_COUNTED = 1e6


@dataclass(frozen=True)
class Judgement:
    """What becomes of one answer.

    ``understood`` says back what was read; ``sentence`` is all that is to be said; ``accepted`` between what the answer may lie, where
    it was right; ``conditions`` are those on an instrument, each with whether it is met.
    """

    verdict: str
    understood: str
    sentence: str
    accepted: str = ""
    conditions: tuple[tuple[str, bool], ...] = ()

    @property
    def right(self) -> bool:
        """Whether the answer is right."""
        return self.verdict == "right"


@dataclass(frozen=True)
class Revealed:
    """What shows of a part once it is right or given up; ``steps`` are the evaluated equations of its working, by their names."""

    answer: str
    accepted: str
    rest: Markup
    """What stands below the steps, or all there is where there are none."""
    steps: Mapping[str, Step] = field(default_factory=dict)

    @property
    def html(self) -> Markup:
        """The worked solution, as on paper."""
        return self.worked()

    def worked(self, beside: Callable[[str], Markup] = lambda _: EMPTY) -> Markup:
        """Return the worked solution, with something below each step by its name."""
        return steps_html(self.steps, beside) + self.rest


@dataclass(frozen=True)
class Keyed:
    """A part's key in the asked unit, and known mistakes with what is said to them."""

    part: NumberPart
    key: float
    mistakes: Sequence[tuple[float, str]] = ()

    @property
    def accepted(self) -> str:
        """Between what an answer may lie, as text."""
        return interval(*self.part.tolerance.interval(self.key), self.part.unit)


def judge_number(keyed: Keyed, typed: str) -> Judgement:
    """Judge a number as it was typed."""
    unit = keyed.part.unit
    try:
        answer = read(typed, unit)
    except AnotherUnitError as other:
        return Judgement("unit", f"a number in {other.named}", of_another_kind(other.given, other.wanted, unit))
    except ValueError as fault:
        return Judgement("unread", "", f"{fault}.")
    if keyed.part.tolerance.accepts(answer.value, keyed.key):
        return Judgement("right", answer.understood, f"Right: accepted {keyed.accepted}.", keyed.accepted)
    return _not_right(keyed, answer)


def _not_right(keyed: Keyed, answer: Read) -> Judgement:
    tolerance = keyed.part.tolerance
    for value, says in keyed.mistakes:
        if tolerance.accepts(answer.value, value):
            return Judgement("wrong", answer.understood, says)
    within = tolerance.within if tolerance.scale == "log" else tolerance.within / abs(keyed.key or 1)
    asked = named_unit(keyed.part.unit)
    if not answer.unit and (says := in_the_bare_unit(answer.value, keyed.key, asked, keyed.part.unit, within)):
        return Judgement("unit", answer.understood, says)
    if slip := explained(answer.value, keyed.key, asked, within):
        return Judgement(slip[0], answer.understood, f"{slip[1]}{_bare(answer, keyed.part.unit)}")
    return Judgement("wrong", answer.understood, f"Not right yet{_how_far(answer.value, keyed.key)}.{_bare(answer, keyed.part.unit)}")


def _how_far(answer: float, key: float) -> str:
    """Only roughly: who is told which way and how far has no need to think."""
    same_sign = answer and key and (answer < 0) == (key < 0)
    return ", and off by more than a factor of ten" if not same_sign or abs(math.log(answer / key)) > _FAR else ""


def _bare(answer: Read, unit: str) -> str:
    return "" if answer.unit or unit == "1" else f" It was written without a unit, so it was read in {unit}."


def judge_choice(options: Mapping[str, str], right: str, says: Mapping[str, str], typed: str) -> Judgement:
    """Judge which option was chosen; ``options`` are their texts, ``says`` what is told to who picks them."""
    if typed not in options:
        return Judgement("unread", "", "None of the options was chosen.")
    told = f" {says[typed]}" if says.get(typed) else ""
    if typed == right:
        return Judgement("right", options[typed], f"Right.{told}", options[typed])
    return Judgement("wrong", options[typed], f"Not that one.{told}")


def judge_values(expected: Sequence[float], tolerance: Tolerance, call: Callable[[int], str], returned: object, shown: int) -> Judgement:
    """Judge what a function returned for each list of arguments.

    Parameters
    ----------
    expected
        What the registered equation gives.
    tolerance
        How near each must come.
    call
        What a call is told as, by its place.
    returned
        What came back.
    shown
        How many of the calls may be told about.
    """
    if not isinstance(returned, list | tuple) or len(returned) != len(expected):
        return Judgement("unread", "", f"The function must return one number for each of {len(expected)} calls.")
    for at, value in enumerate(returned):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Judgement("unread", "", f"For {call(at)} it returned {str(value)[:40]!r}, which is no number.")
    values = [_float(value) for value in returned]
    met = [math.isfinite(value) and tolerance.accepts(value, key) for value, key in zip(values, expected, strict=True)]
    counted = f"{sum(met)} of {len(met)} calls give what the equation gives"
    if all(met):
        right = f"Right: all {len(met)} calls give what the equation gives."
        return Judgement("right", counted, right, f"within {tolerance.within:g} of it")
    wrong = next((f" For {call(at)} it returned {values[at]:.6g}." for at in range(shown) if not met[at]), "")
    return Judgement("wrong", counted, f"Not right yet: {counted}.{wrong}{_same_factor(values, expected)}")


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _same_factor(values: Sequence[float], expected: Sequence[float]) -> str:
    """A factor that is the same at every call is a constant left out or put in, or a unit."""
    if not all(math.isfinite(value) and value and key and value / key > 0 for value, key in zip(values, expected, strict=True)):
        return ""
    ratios = [value / key for value, key in zip(values, expected, strict=True)]
    if max(ratios) / min(ratios) > 1 + 1e-6:
        return ""
    size = ratios[0] if ratios[0] > 1 else 1 / ratios[0]
    told = f"{size:.4g}" if size < 1e4 else ratio(size, 4)
    return f" Every value is {told} times too {'large' if ratios[0] > 1 else 'small'}: a unit or a constant."


def judge_conditions(told: Sequence[tuple[str, bool]], understood: str) -> Judgement:
    """Judge the state of an instrument by its conditions."""
    met = sum(holds for _, holds in told)
    if met == len(told):
        return Judgement("right", understood, "Right: every condition is met.", understood, tuple(told))
    return Judgement("wrong", understood, f"Not yet: {met} of {len(told)} conditions are met.", "", tuple(told))


def answer_text(key: float, unit: str) -> str:
    """Return the key as it is revealed."""
    counted = abs(key) < _COUNTED and abs(key - round(key)) <= 1e-9
    return said(key, unit, None if counted else 3)
