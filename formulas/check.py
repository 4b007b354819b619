"""Refusals of impossible arguments, all in one sentence each and all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import numpy as np

_SEEN: ContextVar[dict[int, tuple[object, tuple[float, float]]] | None] = ContextVar("spans of arrays that do not change", default=None)


@contextmanager
def each_array_once() -> Iterator[None]:
    """Look at an array once and remember its span, however many equations take it: for a chain, in which nothing writes into an array.

    What is remembered holds the array, so that no other can take its place in memory, and is forgotten at the end.
    """
    token = _SEEN.set({})
    try:
        yield
    finally:
        _SEEN.reset(token)


class Fault(NamedTuple):
    """What is wrong with one argument: its name, the value as a person would type it, and the rule that it breaks."""

    name: str
    value: str
    rule: str

    def called(self, label: str) -> str:
        """The fault as a sentence about what a reader knows by another name."""
        return f"{label} is {self.value}: {self.rule}"


class RefusedError(ValueError):
    """Arguments for which nothing follows; ``faults`` are all of them, and the text tells each by its name."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.called(fault.name) for fault in faults))
        self.faults = tuple(faults)


def require(**rules: tuple[object, object, str]) -> None:
    """Raise one error that names every argument whose rule fails somewhere.

    Parameters
    ----------
    **rules
        ``name=(value, holds, rule)``: the argument, a boolean (array) that is true where it is
        possible, and the rule in words ("must be positive").  NaN never passes a comparison.

    Raises
    ------
    RefusedError
        A ``ValueError``: ``"parameters is -1: must be positive"``, joined by ``"; "`` when there are several.
    """
    bad: list[Fault] = []
    for name, (value, holds, rule) in rules.items():
        if not (holds if isinstance(holds, bool | np.bool) else np.all(holds)):
            bad.append(Fault(name, _worst(value, holds), rule))
    if bad:
        raise RefusedError(bad)


def positive(**values: object) -> None:
    """Refuse every named value that is not finite and greater than zero."""
    if bad := _positive(values):
        require(**bad)


def not_negative(**values: object) -> None:
    """Refuse every named value that is not finite and at least zero."""
    if bad := _not_negative(values):
        require(**bad)


def fraction(**values: object) -> None:
    """Refuse every named value outside (0, 1]."""
    if bad := _fraction(values):
        require(**bad)


def together(
    *,
    positive: Mapping[str, object] | None = None,
    not_negative: Mapping[str, object] | None = None,
    fraction: Mapping[str, object] | None = None,
    **rules: tuple[object, object, str],
) -> None:
    """Hold arguments of several kinds against their rules, so that one sentence names all the bad ones.

    Parameters
    ----------
    positive, not_negative, fraction
        Arguments by name, held as the functions of these names hold them.
    **rules
        Further rules, as :func:`require` takes them.
    """
    require(**_positive(positive or {}), **_not_negative(not_negative or {}), **_fraction(fraction or {}), **rules)


def _positive(values: Mapping[str, object]) -> dict[str, tuple[object, object, str]]:
    return {
        n: (v, _finite(v) & (np.asarray(v) > 0), "must be positive and finite")
        for n, v in values.items()
        if not 0 < (span := _span(v))[0] <= span[1] < np.inf
    }


def _not_negative(values: Mapping[str, object]) -> dict[str, tuple[object, object, str]]:
    return {
        n: (v, _finite(v) & (np.asarray(v) >= 0), "must be finite and at least 0")
        for n, v in values.items()
        if not 0 <= (span := _span(v))[0] <= span[1] < np.inf
    }


def _fraction(values: Mapping[str, object]) -> dict[str, tuple[object, object, str]]:
    return {
        n: (v, (np.asarray(v) > 0) & (np.asarray(v) <= 1), "must be above 0 and at most 1")
        for n, v in values.items()
        if not 0 < (span := _span(v))[0] <= span[1] <= 1
    }


def _span(value: object) -> tuple[float, float]:
    """Least and greatest element, nan if there is one; of nothing, two that pass every rule here.

    A million designs pass these rules dozens of times, nearly always: two reductions make no temporary arrays.
    Only what fails is looked at element by element.
    """
    if isinstance(value, float | int):
        return value, value
    seen = _SEEN.get()
    if seen is not None and (found := seen.get(id(value))):
        return found[1]
    array = np.asarray(value)
    span = (np.minimum.reduce(array, axis=None), np.maximum.reduce(array, axis=None)) if array.size else (1.0, 1.0)
    if seen is not None:
        seen[id(value)] = value, span
    return span


def _finite(value: object) -> np.ndarray:
    return np.isfinite(np.asarray(value, dtype=float))


def _worst(value: object, holds: object) -> str:
    """The first offending element, printed as a person would type it."""
    array, bad = np.broadcast_arrays(np.asarray(value), ~np.asarray(holds, dtype=bool))
    return str(array[bad].flat[0]).removesuffix(".0")
