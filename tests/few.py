"""Which of many ways `make test` goes: all that differ in kind; `make test-all` goes every one."""

from collections.abc import Sequence

import pytest


def few(ways: Sequence[object], *kept: object) -> list[object]:
    """Return the ways as parameters of a test, slow but those kept: the first, where none is named."""
    kept = kept or tuple(ways[:1])
    return [way if way in kept else _slow(way) for way in ways]


def _slow(way: object) -> object:
    if hasattr(way, "values") and hasattr(way, "marks"):  # a parameter already
        return pytest.param(*way.values, id=way.id, marks=[*way.marks, pytest.mark.slow])
    several = way if isinstance(way, tuple) else (way,)
    return pytest.param(*several, marks=pytest.mark.slow)


# Of instruments, cards, presets: enough that every kind is among them.
MOST = 12


def spread(count: int, most: int) -> set[int]:
    """Places in a list of ``count``: all, or ``most`` of them as far apart as they can be, the first and the last included."""
    return set(range(count)) if count <= most else {round(place * (count - 1) / (most - 1)) for place in range(most)}
