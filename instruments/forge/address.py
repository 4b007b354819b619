"""The whole design in a short URL fragment, and back.

``v1;training_compute=1e25;context=131072``: only what differs from the default design is written.
Whatever the fragment holds, reading it never fails: what cannot be used, or does nothing, is told in one notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from instruments.forge.dossier import dossier
from instruments.forge.relevance import notes
from instruments.forge.values import defaults, read
from instruments.numbers import write_number
from instruments.text import shortened

VERSION = "v1"
LONGEST = 4000
_ROOM = 240


def encode(values: Mapping[str, object]) -> str:
    """Write a design as a fragment.

    >>> encode({"context": 8192, "precision": "fp8"})
    'v1;context=8192'
    """
    default = defaults()
    changed = [f"{name}={quote(_text(value), safe='+.-')}" for name, value in values.items() if value != default[name]]
    return ";".join([VERSION, *changed])


def decode(fragment: str) -> tuple[dict[str, object], str]:
    """Read a fragment.

    Returns
    -------
    values, notice
        A full set of inputs, and one notice: what could not be used, or what does nothing (empty when all counts).
        A fragment that is damaged anywhere gives the default design: half a design would be a third one.

    >>> decode("v1;context=8192")[0]["context"]
    8192
    >>> decode("v9;context=8192")[1]
    "The link's version is not known here; this is the default design."
    """
    if not fragment:
        return defaults(), ""
    if len(fragment) > LONGEST:
        return defaults(), "The link is too long to be a design; this is the default design."
    version, *pairs = fragment.split(";")
    if version != VERSION:
        return defaults(), "The link's version is not known here; this is the default design."
    try:
        raw = _pairs(pairs)
        values = defaults() | read(raw)
        # Values that are possible each may contradict each other: the model would refuse them together.
        dossier(values)
    except ValueError as fault:
        return defaults(), f"The link could not be used ({shortened(str(fault), _ROOM)}); this is the default design."
    return values, " ".join(notes(values, raw))


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    raw: dict[str, str] = {}
    for name, value in map(_pair, filter(None, texts)):
        if name in raw:
            raise ValueError(f"{name[:40]!r} is given twice")
        raw[name] = value
    return raw


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{name[:40]!r} has no value")
    return name, unquote(value, errors="replace")


def _text(value: object) -> str:
    if value is None:
        return "auto"
    return write_number(value) if isinstance(value, float) else str(value)
