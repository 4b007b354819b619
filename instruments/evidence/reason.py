"""Why a figure is missing, or to be doubted."""

from __future__ import annotations


class Reason(str):
    """One sentence, of which ``short`` fits into a row and the whole is told in the working.

    >>> why = Reason("not known", "nobody published it")
    >>> why, why.short
    ('not known: nobody published it', 'not known')
    """

    short: str

    def __new__(cls, short: str, more: str = "") -> Reason:
        reason = super().__new__(cls, f"{short}: {more}" if more else short)
        reason.short = short
        return reason
