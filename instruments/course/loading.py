"""The exercises: found in every folder of instruments, and loaded; whoever makes or builds them has all of them checked at once.

To hold a file against the equations and instruments that it names takes all of these to be imported: that is done when the site is
built and by the tests, and not before a visitor sees the first exercise.
"""

from __future__ import annotations

import base64
import hashlib
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

import instruments as package
from formulas.caching import frozen, shared
from formulas.untrusted import read_json
from instruments.course.exercise import (
    ChoicePart,
    Condition,
    Exercise,
    FormulaStep,
    FunctionPart,
    InstrumentPart,
    Key,
    Mistake,
    NumberPart,
    Option,
    Part,
    RowStep,
    StepSpec,
    Tolerance,
)
from instruments.course.given import Entry, Field, Given, Number

FOLDER = "exercises"
"""Name of the folder within an instrument's that holds its exercises."""


@shared
def exercises() -> Mapping[str, Exercise]:
    """Every exercise by its id, in the order of the course.

    Raises
    ------
    ValueError
        If a file is so damaged that it cannot be loaded; then every fault of every file is told.
    """
    try:
        return _sorted(_exercise(owner, name, read_json(text, strict=True)) for owner, name, text in _files())
    except (ValueError, KeyError, TypeError, AttributeError):
        return checked()


def checked() -> Mapping[str, Exercise]:
    """Return every exercise, each held against what it names.

    Raises
    ------
    ValueError
        If a file is damaged or says what cannot be; every fault of every file is told.
    """
    return parse(_files())


def parse(texts: Iterable[tuple[str, str, str]]) -> Mapping[str, Exercise]:
    """Make exercises of texts and check them: the owner's folder, the file's name without its ending, and what stands in it.

    Raises
    ------
    ValueError
        As :func:`checked` does.
    """
    from instruments.course.checks import faults_of  # brings whatever an exercise may name

    found: dict[str, Exercise] = {}
    codes: dict[str, str] = {}
    faults: list[str] = []
    for owner, name, text in texts:
        where = f"{owner}/{FOLDER}/{name}.json"
        data, wrong = _data(text)
        wrong = wrong or faults_of(data)
        if name in found:
            wrong.append(f"another exercise is called {name} as well")
        code = code_of(name)
        if codes.setdefault(code, name) != name:
            wrong.append(f"its code in links, {code}, is that of {codes[code]} as well: give it another name")
        faults += [f"{where}: {fault}" for fault in wrong]
        if not wrong:
            found[name] = _exercise(owner, name, data)
    if faults:
        raise ValueError("; ".join(faults))
    return _sorted(found.values())


def _sorted(found: Iterable[Exercise]) -> Mapping[str, Exercise]:
    return {each.id: each for each in sorted(found, key=lambda each: (each.place, each.id))}


def code_of(name: str) -> str:
    """Return what a link calls an exercise: four letters or figures, in which no case counts.

    >>> len(code_of("kv-cache"))
    4
    """
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:4].lower()


def _files() -> Iterator[tuple[str, str, str]]:
    for place in package.__path__:
        for module in pkgutil.iter_modules([place]):
            folder = files(f"{package.__name__}.{module.name}") / FOLDER if module.ispkg else None
            if folder is not None and folder.is_dir():
                for file in sorted(folder.iterdir(), key=lambda each: each.name):
                    if file.name.endswith(".json"):
                        yield module.name, file.name.removesuffix(".json"), file.read_text("utf-8")


def _data(text: str) -> tuple[dict, list[str]]:
    try:
        return read_json(text, strict=True), []
    except ValueError as fault:
        return {}, [f"it is no JSON ({fault})"]


def _exercise(owner: str, name: str, data: Mapping) -> Exercise:
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return Exercise(
        id=name,
        owner=owner,
        code=code_of(name),
        revision=hashlib.sha256(canonical.encode()).hexdigest()[:6],
        title=data["title"],
        place=data["place"],
        prompt=tuple(data["prompt"]),
        passage=tuple(data.get("passage", ())),
        given=frozen({each: _given(each, spec) for each, spec in data.get("given", {}).items()}),
        steps=frozen({each: _step(spec) for each, spec in data.get("steps", {}).items()}),
        parts=tuple(_part(each, spec) for each, spec in data["parts"].items()),
        sources=tuple(data.get("sources", ())),
        difficulty=data["difficulty"],
        minutes=data["minutes"],
        strata=tuple(data["strata"]),
        topics=tuple(data["topics"]),
    )


def _given(name: str, spec: Mapping) -> Given:
    if "catalogue" in spec:
        return Entry(name, spec["catalogue"], spec["value"], tuple(spec.get("among", ())))
    if "row" in spec:
        return Field(name, spec["row"], spec["field"], spec["unit"])
    return Number(
        name,
        spec["unit"],
        _number(spec["value"]),
        tuple(map(_number, spec.get("among", ()))),
        tuple(map(float, spec["between"])) if "between" in spec else None,
        spec.get("scale", "log"),
        spec.get("digits", 2),
    )


def _number(value: object) -> float | tuple[float, ...]:
    return tuple(map(float, value)) if isinstance(value, list) else float(value)


def _step(spec: Mapping) -> StepSpec:
    if "row" in spec:
        return RowStep(spec["instrument"], frozen(spec["inputs"]), spec["row"])
    return FormulaStep(spec["formula"], frozen(spec["arguments"]))


def _key(spec: str | Mapping) -> Key:
    if isinstance(spec, str):
        return Key(spec)
    return Key(times=tuple(spec["times"])) if "times" in spec else Key(spec["step"], spec["at"])


def _part(name: str, spec: Mapping) -> Part:
    common = {"id": name, "kind": spec["kind"], "prompt": tuple(spec.get("prompt", ())), "hints": tuple(spec.get("hints", ()))}
    return _MAKERS[spec["kind"]](spec, common)


def _number_part(spec: Mapping, common: Mapping) -> NumberPart:
    return NumberPart(
        **common,
        answer=_key(spec["answer"]),
        unit=spec["unit"],
        tolerance=_tolerance(spec["tolerance"]),
        range=tuple(map(float, spec["range"])),
        mistakes=tuple(Mistake(_key(each["answer"]), tuple(each["says"])) for each in spec.get("mistakes", ())),
    )


def _choice_part(spec: Mapping, common: Mapping) -> ChoicePart:
    options = tuple(
        Option(name, tuple(each["text"]), tuple(each.get("says", ())), each.get("step", "")) for name, each in spec["options"].items()
    )
    return ChoicePart(**common, options=options, right=spec.get("right", ""), pick=spec.get("pick", ""))


def _instrument_part(spec: Mapping, common: Mapping) -> InstrumentPart:
    conditions = tuple(
        Condition(each.get("row") or each["input"], "row" in each, each.get("is"), each.get("least"), each.get("most"))
        for each in spec["conditions"]
    )
    return InstrumentPart(
        **common, instrument=spec["instrument"], start=frozen(spec.get("start", {})), conditions=conditions,
        solution=frozen(spec["solution"]),
    )


def _function_part(spec: Mapping, common: Mapping) -> FunctionPart:
    parameters = tuple(_given(name, {"value": each["between"][0], **each} if "between" in each else {"value": each["among"][0], **each})
                       for name, each in spec["parameters"].items())  # fmt: skip
    return FunctionPart(
        **common, function=spec["function"], parameters=parameters, formula=spec["formula"],
        arguments=frozen(spec["arguments"]),
        cases=spec.get("cases", 12), examples=spec.get("examples", 2),
    )  # fmt: skip


def _tolerance(spec: Mapping) -> Tolerance:
    return Tolerance(spec["scale"], float(spec["within"]))


_MAKERS = {"number": _number_part, "choice": _choice_part, "instrument": _instrument_part, "function": _function_part}
