"""Exercises that are solved by setting an instrument: its state is the answer, its own model the judge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formulas.caching import shared
from instruments.course.exercise import Condition, InstrumentPart
from instruments.course.judging import Judgement, judge_conditions
from instruments.course.values import Values
from instruments.frame.address import encode, located, taken
from instruments.frame.declaration import Instrument
from instruments.frame.discovery import instruments
from instruments.frame.inputs import OneOf, inputs
from instruments.frame.model import Model
from instruments.frame.reading import defaults, read
from instruments.frame.result import Row
from instruments.quantities.text import power, quantity

_LONGEST = 5000


def start(part: InstrumentPart, values: Values) -> str:
    """Return the fragment in which the instrument opens."""
    return _fragment(part, values.inputs(part.start))


def solution(part: InstrumentPart, values: Values) -> str:
    """Return a fragment that meets every condition."""
    return _fragment(part, values.inputs({**part.start, **part.solution}))


def conditions(part: InstrumentPart, values: Values) -> tuple[str, ...]:
    """Return what the instrument must fulfil, one sentence each."""
    model = _model(part)
    return tuple(_told(condition, model, values) for condition in part.conditions)


def reached(part: InstrumentPart, values: Values) -> tuple[float | None, ...]:
    """Return the figures on which there are conditions, where the instrument is set as its solution says."""
    model = _model(part)
    figures = model(**taken(model, solution(part, values))[0]).result.figures
    return tuple(figures[each.name].value for each in part.conditions if each.of_row)


def judge(part: InstrumentPart, values: Values, typed: str) -> Judgement:
    """Judge a state: a fragment, or a whole link that ends in one."""
    model = _model(part)
    instrument, fragment = located(typed)
    if not fragment or len(typed) > _LONGEST or instrument not in ("", part.instrument):
        return Judgement("unread", "", f"That is no link to {_declared(part).title} in a state of it.")
    try:
        state, _ = taken(model, fragment)
    except ValueError as fault:
        return Judgement("unread", "", f"{fault}.")
    result = model(**state).result
    told = [(_with_present(each, model, values, state, result), _met(each, model, values, state, result)) for each in part.conditions]
    return judge_conditions(told, f"{_declared(part).title}: {_changed(model, state)}")


def _declared(part: InstrumentPart) -> Instrument:
    return instruments()[part.instrument]


def _model(part: InstrumentPart) -> type[Model]:
    return _declared(part).model_class()


def _fragment(part: InstrumentPart, given: Mapping[str, object]) -> str:
    model = _model(part)
    return encode(model, defaults(model) | read(model, given))


def _changed(model: type[Model], state: Mapping[str, object]) -> str:
    """What was set, by the labels of the inputs."""
    default = defaults(model)
    changed = [f"{inputs(model)[name].label} {_value(model, name, value)}" for name, value in state.items() if value != default[name]]
    return ", ".join(changed) or "as it comes"


def _value(model: type[Model], name: str, value: object) -> str:
    declared = inputs(model)[name]
    if isinstance(declared, OneOf):
        return next((str(label) for label, key in declared.get_range().items() if key == value), str(value))
    whole = isinstance(value, int) or (isinstance(value, float) and value == int(value) and abs(value) < 1e6)
    number = "auto" if value is None else f"{int(value):,}" if whole and not isinstance(value, bool) else _number(value)
    return f"{number} {declared.about.unit}".rstrip()


def _number(value: object) -> str:
    return power(value, 4) if isinstance(value, float) else "on" if value is True else "off" if value is False else str(value)


@shared
def _rows(model: type[Model]) -> Mapping[str, Row]:
    """The rows of an instrument, whatever it is set to."""
    return model().result.rows


def _told(condition: Condition, model: type[Model], values: Values) -> str:
    if condition.of_row:
        row = _rows(model)[condition.name]
        label, shown = row.label, lambda bound: str(quantity(bound, row.spoken_unit))
    else:
        label, shown = inputs(model)[condition.name].label, lambda bound: _value(model, condition.name, bound)
    wanted = [] if condition.is_ is None else [f"is {_value(model, condition.name, condition.is_)}"]
    wanted += [f"at least {shown(values.bound(condition.least))}"] if condition.least is not None else []
    wanted += [f"at most {shown(values.bound(condition.most))}"] if condition.most is not None else []
    return f"{label}: {' and '.join(wanted)}"


def _with_present(condition: Condition, model: type[Model], values: Values, state: Mapping[str, object], result: Any) -> str:
    present = str(result.figures[condition.name].shown) if condition.of_row else _value(model, condition.name, state[condition.name])
    return f"{_told(condition, model, values)} (it is {present})"


def _met(condition: Condition, model: type[Model], values: Values, state: Mapping[str, object], result: Any) -> bool:
    present = result.figures[condition.name].value if condition.of_row else state[condition.name]
    if condition.is_ is not None and present != read(model, {condition.name: condition.is_})[condition.name]:
        return False
    if condition.least is None and condition.most is None:
        return True
    if present is None:
        return False
    low = values.bound(condition.least) if condition.least is not None else float("-inf")
    high = values.bound(condition.most) if condition.most is not None else float("inf")
    return low <= present <= high
