"""What has become of the numbers since a sheet was made: said on its page and in the table of its results."""

from __future__ import annotations

from formulas.version import HISTORY, VERSION, order


def since(made: str) -> str:
    """Return what to know of a sheet that was made with another version of the numbers; nothing where it was not.

    Parameters
    ----------
    made
        The version that the sheet's link names; an empty one is of practice, which has none.

    >>> since(""), since(VERSION), since("1999-12").partition(";")[0]
    ('', '', 'The sheet was made with numbers of a version that is not known here, 1999-12')
    """
    if made in ("", VERSION):
        return ""
    judged = f"answers are judged by those of {VERSION}."
    if made in HISTORY:
        versions = list(HISTORY)
        changed = " ".join(f"{each}: {HISTORY[each]}" for each in reversed(versions[: versions.index(made)]))
        return f"The sheet was made with the numbers of {made}; {judged} What has changed since: {changed}"
    if (order(made) or (0,)) > order(VERSION):
        return f"The sheet was made with numbers that are newer than those of this page, {made}; {judged}"
    return f"The sheet was made with numbers of a version that is not known here, {made}; {judged}"
