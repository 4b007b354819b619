"""A link as it was written, whatever mail, chat or a tracker did to it on its way.

Separators come back percent-encoded, once or more, or as entities; a full stop or a bracket of the sentence around it hangs on;
``&utm_source=...`` is put behind; a line is broken, and marks that nobody sees are put in.  What we write ourselves holds none of
this raw (:func:`instruments.frame.address.written` quotes it), so that it can be told from a value, but for a text that somebody
typed into the address: what can be read as it stands is never mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from urllib.parse import unquote

MOST_ROUNDS = 3
"""So many times a link is encoded at most: by a mail, by the page that shows it, and by what it is copied from."""
_ENTITIES = {
    "&amp;": "&", "&semi;": ";", "&#59;": ";", "&#x3b;": ";", "&equals;": "=", "&#61;": "=", "&#x3d;": "=", "&quest;": "?", "&#63;": "?",
}  # fmt: skip
_ENTITY = re.compile("|".join(_ENTITIES), re.IGNORECASE)
_ENCODED = r"%(?:25)*"
_ROUTE = re.compile(rf"(?is)(?:/|{_ENCODED}2f)([\w-]{{1,40}})(?:/|{_ENCODED}2f)*(?:(?:\?|{_ENCODED}3f|&quest;|&\#63;)(.*)|([^\w/]*))$")
_BROKEN = re.compile(r"=?[\r\n]+[ \t]*|=(?:%0D)?%0A", re.IGNORECASE)
"""A line that mail broke, with the sign that it sets at the end of one."""
_PUT_BEHIND = re.compile(r"(?:[?&#]|:~:).*$", re.DOTALL)
_UNSEEN = "%E2%80%8[B-F]|%C2%AD|%E2%81%A0|%EF%BB%BF"
_HANGS_ON = ".,;:!?)]}>\"'*_`~|\u2026\u201c\u201d\u2019\u00bb"
_STANDS_BEFORE = "# \t\r\n<(['\""
"""Of the sentence around a link: full stop, bracket, quotation mark, and what Markdown marks with."""


def route(fragment: str, instruments: Collection[str]) -> tuple[str, str | None]:
    """Return the instrument that a damaged fragment leads to, and the state behind it; no instrument if it leads to none.

    >>> route("%2FForge%3Fv1%3Bcontext%3D8192", {"forge"})
    ('forge', 'v1%3Bcontext%3D8192')
    >>> route("/forge).", {"forge"}), route("/nowhere", {"forge"})
    (('forge', None), ('', None))
    """
    for _ in range(MOST_ROUNDS):
        found = _ROUTE.match(_seen(fragment).strip(_STANDS_BEFORE))
        if found and found[1].casefold() in instruments:
            return found[1].casefold(), found[2]
        fragment = unquote(fragment)
    return "", None


def pieces(state: str, names: Collection[str]) -> list[str]:
    """Split a state at whatever became of its semicolons: first its version, then ``name=value`` each.

    Parameters
    ----------
    state
        What stands behind the question mark.
    names
        What may stand before an equals sign.

    >>> pieces("v1%3Bcontext%3D8192&amp;batch=4&utm_source=mail", {"context", "batch"})
    ['v1', 'context=8192', 'batch=4']
    """
    state = _ENTITY.sub(lambda found: _ENTITIES[found[0].lower()], _BROKEN.sub("", _seen(state)))
    for _ in range(MOST_ROUNDS):
        # All of it was encoded once more, the encoding of its values too.
        if ";" in state or "%25" not in state:
            break
        state = unquote(state)
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    parted = re.split(rf"(?i)(?:;|{_ENCODED}3b|&|,|\s|{_ENCODED}20|{_UNSEEN})+(?=(?:{known})(?:=|{_ENCODED}3d))|;", state)
    return [re.sub(rf"(?i)^({known}){_ENCODED}3d", r"\1=", _PUT_BEHIND.sub("", each)) for each in parted]


def readings(value: str) -> Iterator[str]:
    """Yield what a value that cannot be read may have been, the likeliest first.

    >>> list(readings("3Dfp8)"))[-1]
    'fp8'
    """
    shorter = _PUT_BEHIND.sub("", value)
    for _ in range(MOST_ROUNDS):
        shorter = _seen(unquote(shorter, errors="surrogatepass")).strip()
        yield shorter
        yield shorter.rstrip(_HANGS_ON)
    # Mail that writes an equals sign as "=3D".
    yield shorter.rstrip(_HANGS_ON).removeprefix("3D")


def _seen(text: str) -> str:
    """Without the marks that nobody sees, which some put in so that a long word breaks."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")
