"""What an exercise's data file must be: its shape, and that everything it names exists and fits."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping

from formulas.bibliography import bibliography
from formulas.registry import get
from instruments.course.exercise import DIFFICULTY, TOPICS
from instruments.course.given import CATALOGUES, factor
from instruments.course.prose import names
from instruments.course.shapes import Among, Between, Each, faults
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.frame.reading import read
from instruments.quantities.units import unit as named_unit

_TEXT = [str]
_NUMBER = (float, [float])
_REFERENCE = (str, float)
_INPUT = (str, float, bool, None)
_KEY = (str, {"step": str, "at": Between(0, 1000, whole=True)}, {"times": [str]})
_GIVEN = {
    "catalogue": {"catalogue": Among(tuple(CATALOGUES)), "value": str, "among?": [str]},
    "row": {"row": str, "field": str, "unit": str},
    "value": {
        "unit": str, "value": _NUMBER, "among?": [_NUMBER], "between?": [float], "scale?": Among(("log", "linear")),
        "digits?": Between(1, 6, whole=True),
    },
}  # fmt: skip
_STEP = {
    "row": {"instrument": str, "inputs": Each(_INPUT), "row": str},
    "formula": {"formula": str, "arguments": Each(_REFERENCE)},
}
_COMMON = {"kind": Among(("number", "choice", "instrument", "function")), "prompt?": _TEXT, "hints?": _TEXT}
_PARTS = {
    "number": {
        "answer": _KEY, "unit": str, "range": [float],
        "tolerance": {"scale": Among(("log", "linear")), "within": Between(0, 1e6)},
        "mistakes?": [{"answer": _KEY, "says": _TEXT}],
    },
    "choice": {
        "options": Each({"text": _TEXT, "says?": _TEXT, "step?": str}), "right?": str, "pick?": Among(("largest", "smallest")),
    },
    "instrument": {
        "instrument": str, "start?": Each(_INPUT), "solution": Each(_INPUT),
        "conditions": [{"row?": str, "input?": str, "is?": (str, bool), "least?": _REFERENCE, "most?": _REFERENCE}],
    },
    "function": {
        "function": str, "formula": str, "arguments": Each(_REFERENCE), "cases?": Between(4, 40, whole=True),
        "examples?": Between(1, 5, whole=True),
        "parameters": Each({
            "unit": str, "among?": [float], "between?": [float], "scale?": Among(("log", "linear")), "digits?": Between(1, 6, whole=True),
        }),
    },
}  # fmt: skip
_SHAPE = {
    "title": str,
    "place": Between(0, 1e6, whole=True),
    "prompt": _TEXT,
    "passage?": _TEXT,
    "given?": Each(dict),
    "steps?": Each(dict),
    "parts": Each(dict),
    "sources?": [Among(tuple(bibliography()))],
    "difficulty": Between(min(DIFFICULTY), max(DIFFICULTY), whole=True),
    "minutes": Between(1, 120, whole=True),
    "strata": [Among(tuple(STRATA))],
    "topics": [Among(tuple(TOPICS))],
}
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


def faults_of(data: object) -> list[str]:
    """Return a sentence for everything that is wrong with one exercise."""
    found = faults(data, _SHAPE)
    if not isinstance(data, Mapping) or found:
        return found
    found += [fault for name, spec in data.get("given", {}).items() for fault in _shape_of(spec, _GIVEN, f"given.{name}")]
    found += [fault for name, spec in data.get("steps", {}).items() for fault in _shape_of(spec, _STEP, f"steps.{name}")]
    found += [fault for name, spec in data["parts"].items() for fault in _shape_of_part(spec, f"parts.{name}")]
    return found or list(_meaning(data))


def _shape_of(spec: Mapping, shapes: Mapping[str, dict], where: str) -> list[str]:
    """Hold a table against the shape that goes with the first field by which shapes are told apart."""
    told = next((shape for field, shape in shapes.items() if field in spec), None)
    return faults(spec, told, where) if told else [f"{where} has none of {', '.join(shapes)}"]


def _shape_of_part(spec: Mapping, where: str) -> list[str]:
    wrong = faults({"kind": spec.get("kind")}, {"kind": _COMMON["kind"]}, where)
    return wrong or faults(spec, _COMMON | _PARTS[spec["kind"]], where)


def _meaning(data: Mapping) -> Iterator[str]:
    """What is of the right shape and still cannot be."""
    if not data["parts"]:
        yield "parts is empty: an exercise asks something"
    if not data["topics"] or not data["strata"]:
        yield "topics and strata each need at least one"
    units: dict[str, str] = {}
    for name, spec in data.get("given", {}).items():
        yield from _of_given(name, spec, data["given"])
        units[name] = spec.get("unit", "")
    for name, spec in data.get("steps", {}).items():
        if name in units:
            yield f"steps.{name}: a given value has that name as well"
        yield from _of_step(f"steps.{name}", spec, units)
        units[name] = _unit_of(spec)
    answers = {name for spec in data["parts"].values() for name in _answers(spec)}
    shown = [*data["prompt"], *(text for spec in data["parts"].values() for text in spec.get("prompt", ()))]
    yield from _told("prompt", shown, units.keys() - answers)
    yield from _told("passage", data.get("passage", ()), units)
    for name, spec in data["parts"].items():
        where = f"parts.{name}"
        yield from _told(f"{where}.hints", spec.get("hints", ()), units.keys() - answers)
        yield from _OF_PART[spec["kind"]](where, spec, units)


def _answers(spec: Mapping) -> Iterator[str]:
    """The steps that a text must not tell: they are what is asked for."""
    if spec["kind"] == "number" and isinstance(spec["answer"], str):
        yield spec["answer"]
    elif spec["kind"] == "choice":
        yield from (option["step"] for option in spec["options"].values() if "step" in option)


def _told(where: str, texts: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    unknown = sorted(names(texts) - set(known))
    if unknown:
        yield f"{where} tells {', '.join(unknown)}: no given value or step that may be told there"


def _of_given(name: str, spec: Mapping, given: Mapping) -> Iterator[str]:
    where = f"given.{name}"
    if "catalogue" in spec:
        rows = CATALOGUES[spec["catalogue"]]()
        wanted = (spec["value"], *spec.get("among", ()))
        yield from (f"{where} names {row!r}: no row of {spec['catalogue']}" for row in wanted if row not in rows)
    elif "row" in spec:
        source = given.get(spec["row"], {})
        if "catalogue" not in source:
            yield f"{where}.row is {spec['row']!r}: no row that is given"
            return
        for row in (source["value"], *source.get("among", ())):
            value = getattr(CATALOGUES[source["catalogue"]]().get(row), spec["field"], None)
            if not isinstance(value, int | float) or isinstance(value, bool):
                yield f"{where}.field is {spec['field']!r}: {row} has no such number"
    else:
        yield from _of_number(where, spec)


def _of_number(where: str, spec: Mapping) -> Iterator[str]:
    if named_unit(spec["unit"]) is None and "/" not in spec["unit"]:
        yield f"{where}.unit is {spec['unit']!r}: no unit that is known"
    ends = spec.get("between")
    if ends is not None:
        if len(ends) != 2 or not ends[0] < ends[1]:
            yield f"{where}.between is {ends}: must be two numbers in order"
        elif spec.get("scale", "log") == "log" and ends[0] <= 0:
            yield f"{where}.between starts at {ends[0]}: must be positive on a log scale"
    if ends is not None and spec.get("among"):
        yield f"{where} has both among and between: it is drawn from one"


def _of_step(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    if "row" in spec:
        yield from _of_inputs(f"{where}.inputs", spec["instrument"], spec["inputs"], units)
        if spec["instrument"] in instruments() and spec["row"] not in _rows(spec["instrument"]):
            yield f"{where}.row is {spec['row']!r}: no row of {spec['instrument']}"
        return
    yield from _of_formula(where, spec, units)


def _of_formula(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    """An equation's arguments are all there, known, and in units that are its own or can be turned into them."""
    try:
        equation = get(spec["formula"])
    except ValueError as fault:
        yield f"{where}: {fault}"
        return
    arguments = {each.name: each.unit for each in equation.arguments}
    yield from (f"{where}.arguments.{name}: no argument of {spec['formula']}" for name in spec["arguments"] if name not in arguments)
    required = arguments.keys() - _optional(equation.function)
    yield from (f"{where}.arguments lacks {name}" for name in sorted(required - spec["arguments"].keys()))
    for name, value in spec["arguments"].items():
        if isinstance(value, str) and value not in units:
            yield f"{where}.arguments.{name} is {value!r}: no given value or earlier step"
        elif isinstance(value, str) and name in arguments and not fits(units[value], arguments[name]):
            yield f"{where}.arguments.{name} is {value!r}, in {units[value]}: must be in {arguments[name]}"


def _optional(function: object) -> set[str]:
    return {name for name, each in inspect.signature(function).parameters.items() if each.default is not each.empty}


def fits(unit: str, wanted: str) -> bool:
    """Whether a value in one unit may be put in for another: the same, one that can be converted, or a plain count."""
    return unit == wanted or "1" in (unit, wanted) or factor(unit, wanted) is not None


def _of_inputs(where: str, instrument: str, values: Mapping[str, object], units: Mapping[str, str]) -> Iterator[str]:
    if instrument not in instruments():
        yield f"{where}: {instrument!r} is no instrument"
        return
    model = instruments()[instrument].model_class()
    for name, value in values.items():
        if name not in inputs(model):
            yield f"{where}.{name}: no input of {instrument}"
        elif value not in units:
            try:
                read(model, {name: value})
            except ValueError as fault:
                yield f"{where}.{name}: {fault}"


def _rows(instrument: str) -> Iterable[str]:
    model = instruments()[instrument].model_class()
    return model().result.rows


def _unit_of(spec: Mapping) -> str:
    if "row" in spec:
        try:
            return instruments()[spec["instrument"]].model_class()().result.rows[spec["row"]].unit
        except (KeyError, AttributeError):
            return ""
    try:
        return get(spec["formula"]).result.unit
    except ValueError:
        return ""


def _of_number_part(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    yield from _of_key(f"{where}.answer", spec["answer"], units)
    for place, mistake in enumerate(spec.get("mistakes", ())):
        yield from _of_key(f"{where}.mistakes.{place}.answer", mistake["answer"], units)
        yield from _told(f"{where}.mistakes.{place}.says", mistake["says"], units)
    base = "1" if isinstance(spec["answer"], Mapping) and "times" in spec["answer"] else units.get(_first(spec["answer"]), "")
    if base and factor(base, spec["unit"]) is None and base != spec["unit"]:
        yield f"{where}.unit is {spec['unit']!r}: what gives the answer is in {base}"
    if len(spec["range"]) != 2 or not spec["range"][0] <= spec["range"][1]:
        yield f"{where}.range is {spec['range']}: must be two numbers in order"
    if spec["tolerance"]["scale"] == "log" and not 0 < spec["tolerance"]["within"] < 1:
        yield f"{where}.tolerance.within is {spec['tolerance']['within']}: must be a share of the key, above 0 and below 1"


def _first(answer: str | Mapping) -> str:
    return answer if isinstance(answer, str) else answer.get("step", "")


def _of_key(where: str, answer: str | Mapping, units: Mapping[str, str]) -> Iterator[str]:
    wanted = answer["times"] if isinstance(answer, Mapping) and "times" in answer else [_first(answer)]
    if isinstance(answer, Mapping) and "times" in answer and len(wanted) != 2:
        yield f"{where}.times has {len(wanted)} names: must be two, the larger text's first"
    yield from (f"{where} is {name!r}: no given value or step" for name in wanted if name not in units)


def _of_choice_part(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    options = spec["options"]
    if len(options) < 2:
        yield f"{where}.options has {len(options)}: must be two or more"
    if ("right" in spec) == ("pick" in spec):
        yield f"{where} needs one of right and pick"
    if "right" in spec and spec["right"] not in options:
        yield f"{where}.right is {spec['right']!r}: no option"
    for name, option in options.items():
        yield from _told(f"{where}.options.{name}", option["text"], units.keys() - set(_answers(spec)))
        yield from _told(f"{where}.options.{name}.says", option.get("says", ()), units)
        if "pick" in spec and option.get("step") not in units:
            yield f"{where}.options.{name}.step is {option.get('step')!r}: no given value or step"


def _of_instrument_part(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    instrument = spec["instrument"]
    yield from _of_inputs(f"{where}.start", instrument, spec.get("start", {}), units)
    yield from _of_inputs(f"{where}.solution", instrument, spec["solution"], units)
    if instrument not in instruments():
        return
    model = instruments()[instrument].model_class()
    for place, condition in enumerate(spec["conditions"]):
        at = f"{where}.conditions.{place}"
        if ("row" in condition) == ("input" in condition):
            yield f"{at} needs one of row and input"
        elif "row" in condition and condition["row"] not in _rows(instrument):
            yield f"{at}.row is {condition['row']!r}: no row of {instrument}"
        elif "input" in condition and condition["input"] not in inputs(model):
            yield f"{at}.input is {condition['input']!r}: no input of {instrument}"
        if not {"is", "least", "most"} & condition.keys():
            yield f"{at} needs one of is, least and most"
        for name in ("least", "most"):
            if isinstance(condition.get(name), str) and condition[name] not in units:
                yield f"{at}.{name} is {condition[name]!r}: no given value or step"


def _of_function_part(where: str, spec: Mapping, units: Mapping[str, str]) -> Iterator[str]:
    if not _IDENTIFIER.fullmatch(spec["function"]):
        yield f"{where}.function is {spec['function']!r}: must be the name of a function"
    parameters = {name: each["unit"] for name, each in spec["parameters"].items()}
    for name, each in spec["parameters"].items():
        if not each.get("among") and not each.get("between"):
            yield f"{where}.parameters.{name} needs among or between"
        yield from _of_number(f"{where}.parameters.{name}", each)
    yield from _of_formula(where, spec, {**units, **parameters})


_OF_PART = {"number": _of_number_part, "choice": _of_choice_part, "instrument": _of_instrument_part, "function": _of_function_part}
