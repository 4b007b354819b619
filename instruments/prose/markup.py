"""Text that is markup, and how it is made: a template, and values that are made safe as they are put in.

Markup has a type of its own, :class:`Markup`, and every piece of it comes from here.  Whatever is put into a template and is not
markup is text, and is escaped; so is a text that is joined to markup with ``+``.  A template stands where it is used, as a literal:
``tests/instruments/test_markup.py`` holds that there is no other way to write a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup
from markupsafe import escape as _escape

EMPTY = Markup()
"""No markup."""
_POWER = re.compile(r"10\^(\d+(?:\.\d+)?)")
_special = re.compile("[&<>\"']").search
_AS_THEY_ARE = frozenset((Markup, int, float))
"""Neither number holds a sign that means something in markup, and a place may say how to write one."""


def markup(template: str, /, *values: object, **named: object) -> Markup:
    """Return a template with values in the places that it leaves open.

    Parameters
    ----------
    template
        Markup, its places as in :meth:`str.format`.
    *values, **named
        What goes there: markup as it is, a number as it is or as the place says, anything else as text.

    Examples
    --------
    >>> markup('<p title="{}">{}, {:.1f}</p>', 'a "b"', markup("<b>{}</b>", "<c>"), 0.25)
    Markup('<p title="a &#34;b&#34;"><b>&lt;c&gt;</b>, 0.2</p>')
    """
    return _filled(template, values, named)


def joined(pieces: Iterable[object], between: str = "") -> Markup:
    """Return pieces one after the other; those that are no markup are text.

    >>> joined([markup("<b>a</b>"), "&"], ", ")
    Markup('<b>a</b>, &amp;')
    """
    return _made(str.join(escape(between), [piece if type(piece) is Markup else str(_safe(piece)) for piece in pieces]))


class Partly:
    """A template of whose places some are filled once, because what stands there stays, and the others each time.

    Parameters
    ----------
    template
        As for :func:`markup`; its places have names.
    *later
        Names of the places that are filled each time.
    **now
        What goes into the others.

    Examples
    --------
    >>> row = Partly("<p><b>{name}</b> {value}</p>", "value", name="{loss}")
    >>> row(value="< 2")
    Markup('<p><b>{loss}</b> &lt; 2</p>')
    """

    def __init__(self, template: str, /, *later: str, **now: object) -> None:
        kept = {name: markup("{}", value).replace("{", "{{").replace("}", "}}") for name, value in now.items()}
        self._template = template.format(**kept, **{name: f"{{{name}}}" for name in later})

    def __call__(self, **values: object) -> Markup:
        """Fill the places that were left open."""
        return _filled(self._template, (), values)


def escape(text: object) -> Markup:
    """Return a text as markup that shows it."""
    return text if type(text) is Markup else _made(str(_safe(text)))


def trusted(text: str) -> Markup:
    """Return what a file or a tool of ours wrote as markup, as a script that stands in the page; never what a person typed."""
    return _made(text)


def raised(text: str) -> Markup:
    """Return a text as markup, its powers of ten set as such.

    >>> raised("10^24.3 < dense")
    Markup('10<sup>24.3</sup> &lt; dense')
    """
    return joined(markup("10<sup>{}</sup>", part) if place % 2 else part for place, part in enumerate(_POWER.split(text)))


def _filled(template: str, values: Iterable[object], named: dict[str, object]) -> Markup:
    """Return a template with values in its places; every row of every update comes through here, so it takes few steps."""
    for name, value in named.items():
        if type(value) not in _AS_THEY_ARE:
            named[name] = _safe(value)
    return _made(template.format(*[value if type(value) in _AS_THEY_ARE else _safe(value) for value in values], **named))


def _safe(value: object) -> object:
    """What shows ``value`` within markup; numbers are left as they are, since a place may say how to write them."""
    if type(value) is str:
        return _escape(value) if _special(value) else value
    return value if isinstance(value, Markup | int | float) else _escape(str(value))


def _made(text: str) -> Markup:
    """Markup of what is safe: without looking for what it might be else, which takes longer than all the rest."""
    return str.__new__(Markup, text)
