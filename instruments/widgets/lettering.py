"""How wide a text is on the page, where no browser can be asked."""

from __future__ import annotations

# Pixels of letters in the page's sans at 13 px, the widest of each kind; whatever else is as wide as the widest of all.
_LETTERS = {
    letter: width
    for kind, width in (
        (" ", 2.7), ("ijlI.,:;'|!", 3.5), ("frt-()/", 4.7), ("aceksvxyzg0123456789", 6.6), ("bdhnopquFJLY", 7.3), ("ABCEKPRSTVXZ", 7.8),
        ("DGHNOQUw", 9.4),
    )
    for letter in kind
}  # fmt: skip
_WIDEST = 10.9


def text_width(text: str) -> float:
    """Return the pixels that a name takes at most.

    >>> round(text_width("this design"), 1)
    62.7
    """
    return sum(_LETTERS.get(letter, _WIDEST) for letter in text)
