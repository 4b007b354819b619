"""One exercise with its values in: what is asked, and the judge of what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from formulas.registry import get
from instruments.course import function, setting
from instruments.course.answer import interval
from instruments.course.draw import shuffled
from instruments.course.exercise import ChoicePart, Exercise, FunctionPart, InstrumentPart, NumberPart, Option, Part
from instruments.course.judging import Judgement, Keyed, Revealed, answer_text, judge_choice, judge_number
from instruments.course.prose import Prose, prose
from instruments.course.solution import answer_html, times_html
from instruments.course.values import Values
from instruments.evidence.working import statement
from instruments.prose.markup import EMPTY


@dataclass(frozen=True, kw_only=True)
class VariantPart:
    """What shows of one part before it is answered; the fields of other kinds are empty."""

    id: str
    kind: str
    prompt: Prose
    hints: tuple[Prose, ...]
    unit: str = ""
    options: tuple[tuple[str, Prose], ...] = ()
    instrument: str = ""
    start: str = ""
    conditions: tuple[str, ...] = ()
    function: str = ""
    signature: str = ""
    starter: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    argument_lists: tuple[tuple[float, ...], ...] = ()


class Variant:
    """One exercise for one seed.

    Parameters
    ----------
    exercise
        What is asked.
    seed
        What its values are drawn from; those that the file states, where it is empty.
    pinned
        By part, keys of earlier numbers, by which it is judged instead of by the present ones.
    """

    def __init__(self, exercise: Exercise, seed: str, pinned: Mapping[str, float | str] | None = None) -> None:
        self.exercise, self.seed, self.pinned = exercise, seed, pinned or {}
        self.values = Values(exercise, seed)
        self._specs: dict[str, Part] = {part.id: part for part in exercise.parts}

    @cached_property
    def prompt(self) -> Prose:
        """What is asked, before its parts."""
        return self._prose(self.exercise.prompt)

    @cached_property
    def passage(self) -> Prose:
        """The text that has something wrong; of all but a slip it is empty."""
        return self._prose(self.exercise.passage)

    @cached_property
    def parts(self) -> Mapping[str, VariantPart]:
        """The parts by id, as they show before they are answered."""
        return {part.id: self._shown(part) for part in self.exercise.parts}

    def judge(self, part: str, typed: str, returned: object = None) -> Judgement:
        """Judge an answer: what was typed, chosen, or set; for a function what it ``returned`` as well.

        Raises
        ------
        ValueError
            If the exercise has no such part.
        """
        spec = self._part(part)
        if isinstance(spec, NumberPart):
            return judge_number(self._keyed(spec), typed)
        if isinstance(spec, ChoicePart):
            texts = {option.id: self._prose(option.text).plain() for option in spec.options}
            says = {option.id: self._prose(option.says).plain() for option in spec.options}
            return judge_choice(texts, self.right(spec), says, typed.strip())
        if isinstance(spec, InstrumentPart):
            return setting.judge(spec, self.values, typed)
        return function.judge(spec, self.seed, returned)

    def reveal(self, part: str) -> Revealed:
        """Return the answer and its working; whoever shows it sees to it that the part is right or given up."""
        spec = self._part(part)
        if isinstance(spec, NumberPart):
            return self._number(spec)
        if isinstance(spec, ChoicePart):
            return self._choice(spec)
        if isinstance(spec, InstrumentPart):
            state = setting.solution(spec, self.values)
            told = setting.judge(spec, self.values, state)
            conditions = "; ".join(sentence for sentence, _ in told.conditions)
            return Revealed(told.understood, conditions, answer_html(f"One way to do it: {told.understood}. {conditions}."))
        lists = function.argument_lists(spec, self.seed)
        first = f"{function.call(spec, lists[0])} is {function.told(spec, function.expected(spec, lists[:1])[0])}"
        return Revealed(first, f"within {spec.tolerance.within:g}", statement(get(spec.formula)) + answer_html(f"So {first}."))

    def key(self, part: str) -> float | str:
        """Return the key of a number (in the asked unit) or of a choice (the option's id): for tests and for grading alone."""
        spec = self._part(part)
        return self._number_key(spec) if isinstance(spec, NumberPart) else self.right(spec)

    def _number_key(self, part: NumberPart) -> float:
        return float(self.pinned[part.id]) if part.id in self.pinned else self.values.key(part.answer, part.unit)

    def right(self, part: ChoicePart) -> str:
        """Return the id of the right option."""
        if part.id in self.pinned:
            return str(self.pinned[part.id])
        if part.right:
            return part.right
        chosen = max if part.pick == "largest" else min
        return chosen(part.options, key=lambda option: float(self.values.number(option.step))).id

    def _part(self, name: str) -> Part:
        if name not in self._specs:
            raise ValueError(f"part is {name[:40]!r}: {self.exercise.id} has {', '.join(self._specs)}")
        return self._specs[name]

    def _keyed(self, part: NumberPart) -> Keyed:
        mistakes = tuple((self.values.key(each.answer, part.unit), self._prose(each.says).plain()) for each in part.mistakes)
        return Keyed(part, self._number_key(part), mistakes)

    def _number(self, part: NumberPart) -> Revealed:
        key = self._number_key(part)
        steps = self.values.needed(part.answer.names)
        times = times_html(part.answer, self.values) if part.answer.times else EMPTY
        answer = answer_text(key, part.unit)
        accepted = interval(*part.tolerance.interval(key), part.unit)
        return Revealed(answer, accepted, times + answer_html(f"{answer}; accepted {accepted}.{self._since(part)}"), steps)

    def _since(self, part: NumberPart) -> str:
        """What to know of a key that is no longer what the working gives."""
        if part.id not in self.pinned:
            return ""
        present = answer_text(self.values.key(part.answer, part.unit), part.unit)
        return f" The sheet is judged by the numbers that it was made with; by those of this page, as worked above, it is {present}."

    def _choice(self, part: ChoicePart) -> Revealed:
        right = next(option for option in part.options if option.id == self.right(part))
        text = self._prose(right.text).plain()
        needed = self.values.needed(tuple(option.step for option in part.options if option.step))
        compared = "; ".join(f"{self._prose(each.text).plain()}: {self.values.told(each.step)}" for each in part.options if each.step)
        says = self._prose(right.says).plain()
        return Revealed(text, text, answer_html(". ".join(filter(None, [text, compared, says]))), needed)

    def _shown(self, part: Part) -> VariantPart:
        hints = tuple(self._prose([hint]) for hint in part.hints)
        common = {"id": part.id, "kind": part.kind, "prompt": self._prose(part.prompt), "hints": hints}
        if isinstance(part, NumberPart):
            return VariantPart(**common, unit=part.unit)
        if isinstance(part, ChoicePart):
            return VariantPart(**common, options=tuple((each.id, self._prose(each.text)) for each in self._in_order(part)))
        if isinstance(part, InstrumentPart):
            opens, must = setting.start(part, self.values), setting.conditions(part, self.values)
            return VariantPart(**common, instrument=part.instrument, start=opens, conditions=must)
        return self._function(part, common)

    def _function(self, part: FunctionPart, common: Mapping) -> VariantPart:
        lists = function.argument_lists(part, self.seed)
        first = lists[: part.examples]
        shown = zip((function.call(part, each) for each in first), function.expected(part, first), strict=True)
        return VariantPart(
            **common, function=part.function, signature=function.signature(part), starter=function.starter(part),
            examples=tuple((call, function.told(part, value)) for call, value in shown), argument_lists=lists,
        )  # fmt: skip

    def _in_order(self, part: ChoicePart) -> tuple[Option, ...]:
        return shuffled(self.seed, part.id, part.options) if self.seed else part.options

    def _prose(self, texts: tuple[str, ...] | list[str]) -> Prose:
        return prose(texts, self.values.told, self.values.in_maths)
