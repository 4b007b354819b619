"""One exercise as its data file has it: what is asked, what is given, which equations give the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from instruments.course.given import Given, Number

KINDS = {
    "number": "One number",
    "parts": "Several parts",
    "choice": "A choice",
    "slip": "Find the slip",
    "instrument": "Set an instrument",
    "function": "Write a function",
}
"""What an exercise is, for filters and marks."""

DIFFICULTY = {1: "One step", 2: "Two or three steps", 3: "Needs a thought of your own"}

TOPICS = {
    "training": "Training compute",
    "scaling": "Scaling laws",
    "fleet": "Fleet and cost",
    "network": "Networks and collectives",
    "transformer": "The transformer's shape",
    "memory": "Memory and number formats",
    "cache": "The key-value cache",
    "serving": "Serving",
    "mixtures": "Mixtures of experts",
    "roofline": "Roofline",
    "fabrication": "Wafers, yield and packages",
    "energy": "Energy and carbon",
    "reliability": "Failures and checkpoints",
    "sampling": "Choosing the next token",
}
"""What an exercise is about, in the order of the course."""


@dataclass(frozen=True)
class Tolerance:
    """How far from the key an answer may be: as a share of it (``log``), or in the asked unit (``linear``)."""

    scale: str
    within: float

    def interval(self, key: float) -> tuple[float, float]:
        """Return the least and the greatest answer that is accepted."""
        if self.scale == "linear":
            return key - self.within, key + self.within
        ends = key / (1 + self.within), key * (1 + self.within)
        return min(ends), max(ends)

    def accepts(self, answer: float, key: float) -> bool:
        """Whether an answer is near enough; the last digit of binary arithmetic never decides."""
        low, high = self.interval(key)
        slack = 1e-9 * abs(key)
        return low - slack <= answer <= high + slack


@dataclass(frozen=True)
class FormulaStep:
    """One registered equation, its arguments out of given values, earlier steps or stated numbers."""

    formula: str
    arguments: Mapping[str, str | float]


@dataclass(frozen=True)
class RowStep:
    """One row of an instrument's result, its inputs out of given values, earlier steps or what could be typed."""

    instrument: str
    inputs: Mapping[str, str | float]
    row: str


type StepSpec = FormulaStep | RowStep


@dataclass(frozen=True)
class Key:
    """Where an answer comes from: a step, one element of it, or how many times one value is another (``times``)."""

    step: str = ""
    at: int | None = None
    times: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The steps that it needs."""
        return self.times or (self.step,)


@dataclass(frozen=True)
class Mistake:
    """An answer that people give for a reason, and what to say to it; told only to who gave it."""

    answer: Key
    says: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What all parts of an exercise have."""

    id: str
    kind: str
    prompt: tuple[str, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NumberPart(Part):
    """A number with a unit.  ``range`` is where the key lies whatever is drawn, in ``unit``."""

    answer: Key
    unit: str
    tolerance: Tolerance
    range: tuple[float, float]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Option:
    """One of the things to choose from; ``step`` is what it is compared by, ``says`` what is told to who picks it."""

    id: str
    text: tuple[str, ...]
    says: tuple[str, ...] = ()
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoicePart(Part):
    """One of several: the one that is ``right``, or the one whose step is the ``largest`` or ``smallest``."""

    options: tuple[Option, ...]
    right: str = ""
    pick: str = ""


@dataclass(frozen=True)
class Condition:
    """Something that an input or a row of an instrument must fulfil: ``is_`` for a choice, bounds for a number."""

    name: str
    of_row: bool
    is_: object = None
    least: str | float | None = None
    most: str | float | None = None


@dataclass(frozen=True, kw_only=True)
class InstrumentPart(Part):
    """An instrument that is to be set so that all conditions hold; ``solution`` is one way to do it."""

    instrument: str
    start: Mapping[str, str | float]
    conditions: tuple[Condition, ...]
    solution: Mapping[str, str | float]


@dataclass(frozen=True, kw_only=True)
class FunctionPart(Part):
    """A function that gives what a registered equation gives, tried on ``cases`` drawn inputs of which ``examples`` are shown."""

    function: str
    parameters: tuple[Number, ...]
    formula: str
    arguments: Mapping[str, str | float]
    cases: int
    examples: int
    tolerance: Tolerance = Tolerance("log", 1e-6)


@dataclass(frozen=True)
class Exercise:
    """One exercise; ``owner`` is the folder of instruments that brings it, ``code`` what a sheet's link calls it."""

    id: str
    owner: str
    code: str
    revision: str
    title: str
    place: int
    prompt: tuple[str, ...]
    passage: tuple[str, ...]
    given: Mapping[str, Given]
    steps: Mapping[str, StepSpec]
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    difficulty: int
    minutes: int
    strata: tuple[str, ...]
    topics: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Key of :data:`KINDS`: a quoted text holds a slip, several parts are parts, one is what it is."""
        if self.passage:
            return "slip"
        return "parts" if len(self.parts) > 1 else self.parts[0].kind
