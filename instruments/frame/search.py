"""What a search can lead to."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "instruments": "Instruments", "equations": "Equations", "models": "Models", "cards": "Cards", "terms": "Terms",
    "exercises": "Exercises", "programs": "Programs",
}  # fmt: skip
"""Groups of what is found, in their order on the page."""


@dataclass(frozen=True, kw_only=True)
class Find:
    """One thing that a search can lead to.

    Parameters
    ----------
    kind
        Key of :data:`KINDS`.
    title
        What it is called.
    note
        What it is, a few words.
    also
        What else leads to it: words, of which each counts by itself.
    names
        What else it is called: names that lead to it as its title does.
    route
        Fragment of the page that it leads to; of an equation without one its statement opens.
    opens
        Row of the instrument there that opens (its ``data-fold``).
    preset
        Preset of the instrument there that is put in.
    equation
        Id of the equation, for those of that kind.
    """

    kind: str
    title: str
    note: str = ""
    also: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    route: str = ""
    opens: str = ""
    preset: str = ""
    equation: str = ""
