"""What a link was made with: the version of the numbers and the figures of its rows, and what has become of them since.

``;as-of=2026-11,vdz,fkk1248e4,psf156e9`` behind a state: the version, a check that the figures are of this very state, and of each
row a tag with its figure, as many digits of it as the page ever shows; a tag alone is a figure that was not known.
``static/js/address.js`` writes it when something is copied, from the rows in sight; :func:`pinned` writes the same without a page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from formulas.caching import shared
from formulas.version import HISTORY, VERSION, order
from instruments.frame.address import MARK, encode, parted
from instruments.frame.model import Model
from instruments.frame.result import Figure, Result
from instruments.quantities.apart import apart, difference
from instruments.quantities.text import within

_LETTERS = "bcdfghjklmnpqrstvwxz"
"""Of tags: none of them is in a number, and they make no words."""
_FIGURE = re.compile(rf"([{_LETTERS}]{{3}})(-?\d+(?:\.\d+)?(?:e-?\d+)?)?", re.ASCII)
_DIGITS = 4
_MOST_TOLD = 3
_TOLERANCE = 1e-9
"""Of a figure that lies half-way between two of so many digits, and may have been written as either."""


@dataclass(frozen=True)
class Pin:
    """What a link says that it was made with."""

    version: str
    check: str
    figures: Mapping[str, float | None]


def pinned(model: Model) -> str:
    """Return the state of a model as a link has it that is handed to others."""
    state = encode(type(model), model.values, model.handed)
    figures = [f"{tag(figure.id)}{_written(figure.value)}" for figure in _figures(model.result, further=False)]
    return f"{state};{MARK}{','.join([VERSION, check(state), *figures])}"


def told(model: Model, fragment: str) -> str:
    """Say what has changed since a link was made that led a model to where it is, in one sentence; nothing where nothing has.

    Parameters
    ----------
    model
        With the link's design.
    fragment
        The link's state.
    """
    text = parted(fragment)[1]
    if text is None:
        return ""
    pin = _read(text)
    if pin.version == VERSION:
        return ""
    newer = (order(pin.version) or (0,)) > order(VERSION)
    # Figures of another state, as of a link that was changed by hand, say nothing of this one.
    own = pin.figures if pin.check == check(encode(type(model), model.values, model.handed)) else {}
    changes, rest = _changes(model.result, own, ("there", "here") if newer else ("then", "now")), ""
    if own:
        rest = "; the rest is unchanged" if len(changes) < len(own) else ""
    found = f": {', '.join(_few(changes))}{rest}." if changes else "."
    if pin.version in HISTORY:
        return f"Made with the numbers of {pin.version}{found}" if changes else ""
    if newer:
        return f"Made with the numbers of {pin.version}, which are newer than those of this page, {VERSION}{found}"
    return f"Made with numbers of a version that is not known here; those of this page are of {VERSION}{found}"


@shared
def tag(row: str) -> str:
    """Return the short name of a row in a link, whatever other rows there are.

    >>> tag("training_cost")
    'fkk'
    """
    number, letters = crc32(row.encode()), ""
    for _ in range(3):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def check(state: str) -> str:
    """Return what tells a state from another one, as ``static/js/address.js`` works it out.

    >>> check("v1"), check("v1;context=4096") == check("v1;context=4097")
    ('2uz', False)
    """
    total = 0
    for letter in state.encode("ascii", "replace"):
        total = (total * 31 + letter) % 36**3
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return digits[total // 36**2] + digits[total // 36 % 36] + digits[total % 36]


def _figures(result: object, *, further: bool = True) -> list[Figure]:
    """The figures of all rows, in the order of a page; a link has those of the rows that come first."""
    if not isinstance(result, Result):
        return []
    rows = [row for group in result.groups for row in result.rows.values() if row.group == group and further >= row.further]
    return [result.figures[row.id] for row in rows]


def _written(value: float | None) -> str:
    """The digits of a figure, as short as can be: ``1248e4``."""
    if value is None:
        return ""
    mantissa, _, power = f"{value:.{_DIGITS - 1}e}".partition("e")
    whole, _, part = mantissa.partition(".")
    part = part.rstrip("0")
    short = f"{whole}{part}e{int(power) - len(part)}"
    return min((short, f"{float(mantissa + 'e' + power):g}".replace("e+", "e")), key=len)


def _read(text: str) -> Pin:
    """Read what stands behind the mark; whatever it holds, this never fails."""
    version, _, rest = text.partition(",")
    own, _, figures = rest.partition(",")
    found = filter(None, map(_FIGURE.fullmatch, figures.split(",")))
    known = {each[1]: float(each[2]) if each[2] else None for each in found}
    return Pin(version, own, {name: value for name, value in known.items() if value is None or math.isfinite(value)})


def _changes(result: object, figures: Mapping[str, float | None], words: tuple[str, str]) -> list[str]:
    """Each row of which the link says another figure, and those that there are no more."""
    present = {tag(figure.id): figure for figure in _figures(result)}
    found = [(present[name], then) for name, then in figures.items() if name in present and _differs(present[name].value, then)]
    found.sort(key=_size, reverse=True)
    gone = sum(name not in present for name in figures)
    return [*(_change(figure, then, words) for figure, then in found), *(["a figure that is no longer shown"] * gone)]


def _size(change: tuple[Figure, float | None]) -> float:
    """By how much a figure changed, whether up or down; without bounds where there is none now or was none then."""
    now, then = change[0].value, change[1]
    # To a hundredth: what follows one change alike stays in the order of the page.
    return round(abs(math.log(now / then)), 2) if now and then and now / then > 0 else math.inf


def _differs(now: float | None, then: float | None) -> bool:
    """Whether a figure is no longer the one of which these were the digits."""
    if now is None or then is None:
        return now is not then
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(then))) + 1 - _DIGITS) if then else 0.0
    return abs(now - then) > half * (1 + _TOLERANCE)


def _change(figure: Figure, then: float | None, words: tuple[str, str]) -> str:
    label = within(figure.row.label)
    shown = apart(then, figure.value, unit=figure.spoken_unit)
    before, after = ("not known" if value is None else f"{text}" for value, text in zip((then, figure.value), shown, strict=True))
    by = "" if then is None or figure.value is None else f" ({difference(figure.value, then)})"
    return f"{label} {words[0]} {before}, {words[1]} {after}{by}"


def _few(changes: list[str]) -> list[str]:
    more = len(changes) - _MOST_TOLD
    return changes if more <= 0 else [*changes[:_MOST_TOLD], f"and {more} more"]
