"""What is worked out once and then seen by every visitor: kept, and read-only through and through."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

_LATELY = 16


def frozen(value: object) -> object:
    """Return a table, a list, a set or an array, and all of these within it, so that nothing can be changed in it.

    Of an array it is a view that cannot be written to; whatever else it may be stays what it is.

    >>> frozen({"law": ["seed", {"exponent": 0.35}]})
    mappingproxy({'law': ('seed', mappingproxy({'exponent': 0.35}))})
    """
    if isinstance(value, Mapping):
        return MappingProxyType({key: frozen(each) for key, each in value.items()})
    if type(value) in (list, tuple):
        return tuple(map(frozen, value))
    if isinstance(value, set):
        return frozenset(value)
    if isinstance(value, np.ndarray):
        value = value.view()
        value.setflags(write=False)
    return value


def shared[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Call a function once for each set of arguments, and give everyone the same :func:`frozen` result.

    >>> table = shared(lambda: {"a": 1})
    >>> table() is table()
    True
    """

    return functools.cache(_given_frozen(function))


def shared_lately[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """As :func:`shared`, of what anybody may ask for: only what the last few arguments gave is kept.

    >>> squares = shared_lately(lambda n: {n: n * n})
    >>> squares(2) is squares(2)
    True
    """
    return functools.lru_cache(maxsize=_LATELY)(_given_frozen(function))


def _given_frozen[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(function)
    def given(*arguments: P.args, **named: P.kwargs) -> R:
        return frozen(function(*arguments, **named))

    return given
