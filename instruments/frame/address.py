"""The state of an instrument in a short URL fragment, and back: one codec for all.

``v1;training_compute=1e25;context=131072``: only what differs from the inputs as they come is written.  Whatever the fragment
holds, reading it never fails: what cannot be used, or does nothing, is told in one notice.  A link that was handed over says
behind that what it was made with (:mod:`instruments.frame.pinned`), which is no part of the state.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

from instruments.frame.model import Model
from instruments.frame.reading import defaults, once, read
from instruments.numbers import write_number
from instruments.text import shortened

VERSION = "v1"
LONGEST = 4000
MARK = "as-of="
"""What a link was made with stands behind it: no input has a name with a hyphen."""
_ROOM = 240


def encode(owner: type[Model], values: Mapping[str, object]) -> str:
    """Write inputs as a fragment: what differs from how they come, of what there is room for."""
    default = defaults(owner)
    changed = [f"{name}={written(value)}" for name, value in owner.linked(values).items() if value != default[name]]
    return ";".join([VERSION, *changed])


def decode(owner: type[Model], fragment: str) -> tuple[dict[str, object], str]:
    """Read a fragment.

    Returns
    -------
    values, notice
        A full set of inputs, and one notice: what could not be used, or what does nothing (empty when all counts).
        A fragment that is damaged anywhere gives the inputs as they come: half a design would be a third one.
    """
    try:
        return taken(owner, fragment)
    except ValueError as fault:
        return defaults(owner), f"{fault}; {owner.fresh}."


def taken(owner: type[Model], fragment: str) -> tuple[dict[str, object], str]:
    """Read a fragment as :func:`decode` does, and refuse one that is damaged.

    Raises
    ------
    ValueError
        If it is none of ours or cannot be used; the sentence says why.
    """
    if not fragment:
        return defaults(owner), ""
    state, _ = parted(fragment)
    if len(state) > LONGEST:
        raise ValueError("The link is too long to be one of ours")
    version, *pairs = state.split(";")
    if version != VERSION:
        raise ValueError("The link's version is not known here")
    try:
        raw = once(map(_pair, filter(None, pairs)))
        values = defaults(owner) | read(owner, raw)
        # Values that are possible each may contradict each other: the model would refuse them together.
        owner.check(values)
    except ValueError as fault:
        raise ValueError(f"The link could not be used ({shortened(str(fault), _ROOM)})") from None
    values, told = owner.arrived(values, raw)
    return dict(values), told


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
