"""The keys of exercises under each version of the numbers: what they are now, and what they were.

``docs/keys.json`` holds the present ones for a few seeds; ``make docs`` writes it, refuses a key that changed under the same version,
and with a new version adds what changed to ``changed.json`` here, which the page and the grading read.  What a student was asked is
drawn from a name that nobody here knows: what is said of a change is therefore said of these seeds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from formulas.caching import frozen, shared
from formulas.untrusted import read_json
from formulas.version import HISTORY, VERSION
from instruments.course import function, setting
from instruments.course.answer import said
from instruments.course.exercise import ChoicePart, Exercise, FunctionPart, InstrumentPart, NumberPart, Part
from instruments.course.given import is_drawn
from instruments.course.loading import exercises
from instruments.course.variant import Variant
from instruments.quantities.apart import change

FILE = "keys.json"
CHANGED = "changed.json"
SEEDS = ("1", "2", "3", "4")
_DIGITS = 6
"""Of a number: processors differ far behind that."""
_CALLS = 2
_SHOWN, _MOST_SHOWN = 3, 7
_TO = "\N{RIGHTWARDS ARROW}"

type Key = tuple[float | str | None, ...]
"""Of one part and one seed: one number or option, or what an instrument or a function gives."""


@dataclass(frozen=True)
class Change:
    """A part whose key was another one; ``then`` and ``now`` are the keys of each seed."""

    exercise: str
    part: str
    then: tuple[Key, ...]
    now: tuple[Key, ...]

    @property
    def name(self) -> str:
        """What it is called, by its exercise."""
        exercise = exercises()[self.exercise]
        return exercise.title if len(exercise.parts) == 1 else f"{exercise.title}, {self.part}"

    @property
    def always(self) -> bool:
        """Whether every seed has another key."""
        return all(then != now for then, now in zip(self.then, self.now, strict=True))

    @cached_property
    def by(self) -> str:
        """By how much it changed, at the most."""
        then, now = self._most
        if isinstance(then, str) or isinstance(now, str):
            return "another option is right"
        if not then or now is None:
            return "no longer comparable"
        return change(now / then) if self.always and self._alike else f"up to {change(now / then)}"

    @property
    def told(self) -> str:
        """The same with a key before and after, for who may see keys."""
        spec, (then, now) = _part(self.exercise, self.part), self._most
        if not isinstance(spec, NumberPart):
            return f"{self.name}: {self.by}" + (f", {then} {_TO} {now}" if isinstance(spec, ChoicePart) else "")
        before, after = _apart(float(then), float(now), spec.unit)
        return f"{self.name}: {'such as ' * self.drawn}{before} {_TO} {after} ({self.by})"

    @property
    def drawn(self) -> bool:
        """Whether each student has another key."""
        return not isinstance(_part(self.exercise, self.part), NumberPart | ChoicePart) or is_drawn(exercises()[self.exercise].given)

    @property
    def pinned(self) -> float | str | None:
        """The key that everybody had then; nothing where it was another one for each student."""
        return None if self.drawn else self.then[0][0]

    @cached_property
    def _pairs(self) -> list[tuple[float | str | None, float | str | None]]:
        both = zip(self.then, self.now, strict=True)
        return [pair for then, now in both for pair in zip(then, now, strict=False) if pair[0] != pair[1]]

    @property
    def _most(self) -> tuple[float | str | None, float | str | None]:
        return max(self._pairs, key=_size)

    @property
    def _alike(self) -> bool:
        return max(map(_size, self._pairs)) - min(map(_size, self._pairs)) < 10.0 ** (2 - _DIGITS)


@shared
def changes(names: tuple[str, ...], made: str) -> tuple[Change, ...]:
    """Return the parts of some exercises whose keys are no longer those of an earlier version, in the order of the exercises.

    Parameters
    ----------
    names
        Ids of exercises.
    made
        A version that is known here.
    """
    before = _before(made)
    found = []
    for name in names:
        exercise = exercises()[name]
        for part in exercise.parts:
            then = before.get(f"{name}/{part.id}")
            if then is not None and (now := _keys(exercise, part)) != then:
                found.append(Change(name, part.id, then, now))
    return tuple(found)


def answers(names: tuple[str, ...]) -> int:
    """Return how many answers some exercises ask for."""
    return sum(len(exercises()[name].parts) for name in names)


def write(folder: Path, own: Path | None = None) -> Path:
    """Write the present keys into a folder, and what changed with the present version beside this module; return where.

    Raises
    ------
    ValueError
        If a key is no longer what the folder's file says of it, under the same version.
    """
    path, keys = folder / FILE, present()
    if path.is_file():
        before = read_json(path.read_text("utf-8"))
        changed = stale(before["keys"], keys)
        if changed and before["version"] == VERSION:
            raise ValueError(
                f"keys of exercises have changed and the version of the numbers has not ({', '.join(list(changed)[:5])}): "
                "say what changed in a new line at the top of formulas/version.py"
            )
        if changed:
            place = (own or Path(__file__).parent) / CHANGED
            known = read_json(place.read_text("utf-8")) if place.is_file() else {}
            place.write_text(_written({before["version"]: changed} | known), "utf-8")
    path.write_text(f'{{\n"version": "{VERSION}",\n"keys": {_lines(keys)}\n}}\n', "utf-8")
    return path


def stale(before: Mapping[str, list], now: Mapping[str, list]) -> dict[str, list]:
    """Return those of earlier keys that are others now; of an exercise that is gone no link can be read."""
    return {name: keys for name, keys in before.items() if name in now and now[name] != keys}


def present() -> dict[str, list]:
    """Return every key for each of the seeds, as a file holds them."""
    every = ((exercise, part) for exercise in exercises().values() for part in exercise.parts)
    return {f"{exercise.id}/{part.id}": [list(key) for key in _keys(exercise, part)] for exercise, part in every}


@shared
def _recorded() -> Mapping[str, Mapping[str, tuple[Key, ...]]]:
    found = read_json((files(__package__) / CHANGED).read_text("utf-8"))
    return frozen({version: {name: tuple(map(tuple, keys)) for name, keys in changed.items()} for version, changed in found.items()})


def _before(made: str) -> dict[str, tuple[Key, ...]]:
    """The keys of a version as far as they have changed since: what the next version changed counts before what a later one did."""
    versions = list(HISTORY)
    found: dict[str, tuple[Key, ...]] = {}
    for version in versions[1 : versions.index(made) + 1]:
        found |= _recorded().get(version, {})
    return found


def _part(exercise: str, name: str) -> Part:
    return next(part for part in exercises()[exercise].parts if part.id == name)


def _keys(exercise: Exercise, part: Part) -> tuple[Key, ...]:
    return tuple(tuple(map(_rounded, _key(Variant(exercise, seed), part))) for seed in SEEDS)


def _key(variant: Variant, part: Part) -> Key:
    if isinstance(part, InstrumentPart):
        return setting.reached(part, variant.values)
    if isinstance(part, FunctionPart):
        return function.expected(part, function.argument_lists(part, variant.seed)[:_CALLS])
    return (variant.key(part.id),)


def _rounded(value: float | str | None) -> float | str | None:
    return value if value is None or isinstance(value, str) else float(f"{value:.{_DIGITS}g}")


def _size(pair: tuple[float | str | None, float | str | None]) -> float:
    then, now = pair
    return abs(now / then - 1) if isinstance(then, float) and isinstance(now, float) and then else float("inf")


def _apart(then: float, now: float, unit: str) -> tuple[str, str]:
    for digits in range(_SHOWN, _MOST_SHOWN):
        before, after = said(then, unit, digits), said(now, unit, digits)
        if before != after:
            break
    return before, after


def _written(history: Mapping[str, Mapping[str, list]]) -> str:
    return "{\n" + ",\n".join(f'"{version}": {_lines(changed)}' for version, changed in history.items()) + "\n}\n"


def _lines(keys: Mapping[str, list]) -> str:
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(found)}" for name, found in keys.items()) + "\n}"
