"""The journey in a short URL fragment, and back: ``v1;prompt=the%20robot;seed=7;cursor=12``.

Only what differs from the default is written.  Whatever the fragment holds, reading it never
fails: what cannot be used is told in one notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

import param

from instruments.entry import Rule
from instruments.journey.model import INPUTS, Journey
from instruments.numbers import write_number
from instruments.text import shortened

VERSION = "v1"
LONGEST_PROMPT = 1500  # characters as written in the address
FARTHEST = 256  # tokens that are drawn again when a link is opened: seconds on a small machine
_KINDS = (
    (param.Boolean, bool, "True or False"), (param.Integer, int, "a whole number"), (param.Number, float | int, "a number"),
    (param.String, str, "a text"), (param.Selector, str, "a text"),
)  # fmt: skip
_RULES = {name: Rule.of(Journey.param[name]) for name in INPUTS if isinstance(Journey.param[name], param.Number)}
_PLACE = ("cursor", "stage", "position")


def defaults() -> dict[str, object]:
    """The journey before its first step."""
    return {name: Journey.param[name].default for name in INPUTS}


def encode(values: Mapping[str, object]) -> str:
    """Write a journey as a fragment; a prompt or a way too long for it is left out, with the place that depends on it.

    >>> encode(defaults() | {"seed": 7, "prompt": "a cat"})
    'v1;prompt=a%20cat;seed=7'
    """
    default = defaults()
    texts = {name: _write(value) for name, value in values.items() if value != default[name]}
    if not fits(str(values["prompt"])):
        texts.pop("prompt", None)
    if not leads_here(values):
        texts = {name: text for name, text in texts.items() if name not in _PLACE}
    return ";".join([VERSION, *(f"{name}={text}" for name, text in texts.items())])


def fits(prompt: str) -> bool:
    """Whether a prompt has room in an address."""
    return len(prompt) <= LONGEST_PROMPT and len(_write(prompt)) <= LONGEST_PROMPT


def leads_here(values: Mapping[str, object]) -> bool:
    """Whether the address of a journey leads to its place, and not to its beginning."""
    return fits(str(values["prompt"])) and int(values["cursor"]) <= FARTHEST


def decode(fragment: str) -> tuple[dict[str, object], str]:
    """Read a fragment into a full set of inputs, and one sentence about what could not be used.

    >>> decode("v1;seed=7")[0]["seed"], decode("v1;seed=x")[1]
    (7, "The link could not be used (Seed: 'x' is not a number: type for example 0); this is a new journey.")
    """
    if not fragment:
        return defaults(), ""
    version, *pairs = fragment.split(";")
    if version != VERSION:
        return defaults(), "The link's version is not known here; this is a new journey."
    try:
        values = dict(_pair(pair) for pair in pairs if pair)
        # The class checks types and bounds; making one would run the model.
        for name, value in values.items():
            check(name, value)
    except ValueError as fault:
        return defaults(), f"The link could not be used ({shortened(str(fault), 240)}); this is a new journey."
    if values.get("cursor", 0) > FARTHEST:
        values = {name: value for name, value in values.items() if name not in _PLACE}
        return defaults() | values, f"The link leads further than {FARTHEST} tokens: the journey begins at its prompt."
    return defaults() | values, ""


def _pair(text: str) -> tuple[str, object]:
    name, equals, raw = text.partition("=")
    if not equals or name not in INPUTS:
        raise ValueError(f"{name[:40]!r} is no input of the journey")
    return name, _read(name, unquote(raw, errors="surrogatepass"))


def _read(name: str, text: str) -> object:
    declared = Journey.param[name]
    if isinstance(declared, param.Boolean):
        if text not in ("True", "False"):
            raise ValueError(f"{name} is {text[:40]!r}: must be True or False")
        return text == "True"
    return _RULES[name].read(text) if name in _RULES else text


def check(name: str, value: object) -> None:
    """Refuse an input that the journey could not have.

    Raises
    ------
    ValueError
        If it has none of this name, or not this value; the sentence names both and the rule.
    """
    if name not in INPUTS:
        raise ValueError(f"{name[:40]!r} is no input of the journey")
    declared = Journey.param[name]
    if value is None and declared.allow_None:
        return
    kind, called = next((each for parameter, *each in _KINDS if isinstance(declared, parameter)), (object, ""))
    if not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
        raise ValueError(f"{name} is {str(value)[:40]!r}: must be {called}")
    if isinstance(declared, param.Selector) and value not in declared.objects:
        raise ValueError(f"{name} is {value!r}: must be one of {', '.join(map(str, declared.objects))}")
    if name in _RULES:
        _RULES[name].read(value)


def _write(value: object) -> str:
    return quote(write_number(value) if isinstance(value, float) else str(value), safe="", errors="surrogatepass")
