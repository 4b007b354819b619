"""The state of an instrument in a short URL fragment, and back: one codec for all.

``v1;training_compute=1e25;context=131072``: only what differs from the inputs as they come is written.  Whatever the fragment
holds, reading it never fails: what cannot be used, or does nothing, is told in one notice.  A link that was handed over says
behind that what it was made with (:mod:`instruments.frame.pinned`), which is no part of the state.

``v1+;pue=1.2;of-pue=journey`` changes what is there and leaves the rest; ``of-pue`` says which instrument an input was given by
(:mod:`instruments.frame.handing`).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote

from formulas.names import MOST_SUGGESTED
from instruments.frame import mended
from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.frame.model import Model
from instruments.frame.reading import defaults, read
from instruments.quantities.numbers import write_number
from instruments.quantities.text import shortened

VERSION = "v1"
LONGEST = 4000
MARK = "as-of="
"""What a link was made with stands behind it: no input has a name with a hyphen."""
ONTO = "+"
"""Behind the version, of what changes a design instead of being one."""
GIVEN = "of-"
_ROOM = 240
_FOREIGN = re.compile(r"[?&#][\w.-]|:~:|\s")
"""What others put behind an address; all that we write ourselves is quoted."""
_ADDRESS = re.compile(r"\w+://|/")
"""How an address begins that is no state alone."""


def encode(owner: type[Model], values: Mapping[str, object], handed: Mapping[str, str] = MappingProxyType({})) -> str:
    """Write inputs as a fragment: what differs from how they come, of what there is room for, and who gave which of them."""
    default = defaults(owner)
    changed = [f"{name}={written(value)}" for name, value in owner.linked(values).items() if value != default[name]]
    return ";".join([VERSION, *changed, *_givers(handed)])


def changing(owner: type[Model], values: Mapping[str, object], giver: str) -> str:
    """Write inputs as a fragment that changes them alone, and says which instrument gave them."""
    changed = [f"{name}={written(value)}" for name, value in read(owner, values).items()]
    return ";".join([VERSION + ONTO, *changed, *_givers(dict.fromkeys(values, giver))])


def decode(owner: type[Model], fragment: str, present: Mapping[str, object] | None = None) -> tuple[dict[str, object], str]:
    """Read a fragment.

    Parameters
    ----------
    owner
        The instrument's model.
    fragment
        What stands behind the question mark.
    present
        The inputs as they are, for a fragment that changes only some of them; those that come, if there are none yet.

    Returns
    -------
    values, notice
        A full set of inputs, and one notice: what could not be used, or what does nothing (empty when all counts).
        What can be read of a damaged fragment counts; of one that is none of ours nothing does, nor of values that contradict each other.
    """
    try:
        return _read(owner, fragment, present)
    except ValueError as fault:
        return defaults(owner), f"{fault}; {owner.fresh}."


def located(link: str) -> tuple[str, str]:
    """Return which instrument a link names, and the state in it; of a state alone, or a link that names none, no instrument.

    >>> located("https://your.site/forge/#v1;context=4096"), located("#/forge?v1;context=4096"), located("v1;context=4096")
    (('forge', 'v1;context=4096'), ('forge', 'v1;context=4096'), ('', 'v1;context=4096'))
    >>> located("https://your.site/forge/")
    ('forge', '')
    """
    address, sign, fragment = link.strip().rpartition("#")
    if fragment.startswith("/"):
        path, _, state = fragment.partition("?")
    else:
        path, state = (address, fragment) if sign or not _ADDRESS.match(fragment) else (fragment, "")
    named = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return named if named in instruments() else "", state


def handed(fragment: str) -> dict[str, str]:
    """Return which instrument gave which input, as a fragment says it.

    >>> handed("v1;pue=1.2;of-pue=journey")
    {'pue': 'journey'}
    """
    pairs = (piece.removeprefix(GIVEN).partition("=") for piece in fragment.split(";") if piece.startswith(GIVEN))
    return {name: giver for name, _, giver in pairs if giver in instruments()}


def taken(owner: type[Model], fragment: str, present: Mapping[str, object] | None = None) -> tuple[dict[str, object], str]:
    """Read a fragment as :func:`decode` does, and refuse one that is damaged.

    Raises
    ------
    ValueError
        If it is none of ours or cannot be used; the sentence says why.
    """
    return _read(owner, fragment, present, strict=True)


def _read(
    owner: type[Model], fragment: str, present: Mapping[str, object] | None = None, *, strict: bool = False
) -> tuple[dict[str, object], str]:
    if not fragment:
        return defaults(owner), ""
    if len(parted(fragment)[0]) > LONGEST:
        raise ValueError("The link is too long to be one of ours")
    version, pairs = _pieces(owner, fragment)
    if version.removesuffix(ONTO) != VERSION:
        raise ValueError("The link's version is not known here")
    raw, values, faults = {}, {}, []
    for piece in pairs:
        try:
            name, given, value = _value(owner, piece, raw)
        except ValueError as fault:
            faults.append(str(fault))
        else:
            raw[name], values[name] = given, value
    lost = {piece.partition("=")[0] for piece in pairs} - values.keys()
    if faults and (strict or not values or lost & owner.essential):
        raise ValueError(_unusable("The link", faults))
    base = present if present is not None and version.endswith(ONTO) else defaults(owner)
    try:
        # Values that are possible each may contradict each other: the model would refuse them together.
        owner.check(base | values)
    except ValueError as fault:
        raise ValueError(_unusable("The link", [str(fault)])) from None
    taken_up, told = owner.arrived({**base, **values}, raw)
    partly = [f"{_unusable('A part of the link', faults)}; the rest of it counts."] if faults else []
    return dict(taken_up), " ".join([*partly, *filter(None, [told])])


def _unusable(what: str, faults: list[str]) -> str:
    more = [f"and {len(faults) - MOST_SUGGESTED} more"] if len(faults) > MOST_SUGGESTED else []
    return f"{what} could not be used ({shortened('; '.join([*faults[:MOST_SUGGESTED], *more]), _ROOM)})"


def _pieces(owner: type[Model], fragment: str) -> tuple[str, list[str]]:
    """The version of a state and what it says of inputs, whatever became of it on its way."""
    state, _ = parted(fragment)
    version, *pairs = state.split(";")
    names = {*inputs(owner), MARK.removesuffix("="), *(f"{GIVEN}{name}" for name in inputs(owner))}
    if version.removesuffix(ONTO) != VERSION or _FOREIGN.search(state) or any(pair.partition("=")[0] not in names for pair in pairs):
        version, *pairs = mended.pieces(fragment, names)
        version = version.strip().casefold()
        if version.partition("=")[0] in names:
            version, pairs = VERSION, [version, *pairs]
    return version, [pair for pair in pairs if pair.strip() and not pair.startswith((GIVEN, MARK))]


def _value(owner: type[Model], piece: str, known: Mapping[str, str]) -> tuple[str, str, object]:
    """An input's name, what a link says of it, and what that is."""
    name, given = _pair(piece)
    if name in known:
        raise ValueError(f"{name[:40]!r} is given twice: the first counts")
    try:
        return name, given, read(owner, {name: given})[name]
    except ValueError:
        for text in mended.readings(given):
            with contextlib.suppress(ValueError):
                return name, text, read(owner, {name: text})[name]
        raise


def parted(fragment: str) -> tuple[str, str | None]:
    """Return the state of a fragment, and what it says that it was made with, if it says so.

    >>> parted("v1;context=4096;as-of=2026-11,k3f"), parted("v1")
    (('v1;context=4096', '2026-11,k3f'), ('v1', None))
    """
    if MARK not in fragment:
        return fragment, None
    pieces = fragment.split(";")
    made = [piece for piece in pieces if piece.startswith(MARK)]
    return ";".join(piece for piece in pieces if not piece.startswith(MARK)), made[-1].removeprefix(MARK) if made else None


def _givers(given: Mapping[str, str]) -> list[str]:
    return [f"{GIVEN}{name}={giver}" for name, giver in given.items()]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"{name[:40]!r} has no value")
    try:
        # As it was written: a text may hold what no encoding can.
        return name, unquote(value, errors="surrogatepass")
    except UnicodeDecodeError:
        raise ValueError(f"{name[:40]!r} holds what is no text") from None


def written(value: object) -> str:
    """Return one value as it stands in an address."""
    if value is None:
        return "auto"
    return quote(write_number(value) if isinstance(value, float) else str(value), safe="+.-", errors="surrogatepass")
