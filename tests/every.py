"""One test of many small things: every one is tried, and all that fail are told by name.

As tests of their own, thousands of checks that take no time each would cost minutes: pytest collects, hands out and reports every one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

MOST_TOLD = 20


def every(_name: str, things: Iterable[object]) -> Callable[[Callable[[object], None]], Callable[[], None]]:
    """Try a test on every one of ``things``, as ``pytest.mark.parametrize`` would, but as one test.

    ``things`` are told by their ids, those of ``pytest.param`` as those that they have as text; a tuple is several arguments.
    ``_name`` says what they are.
    """
    known = [(getattr(thing, "id", None) or str(thing), thing) for thing in things]

    def decorate(test: Callable[[object], None]) -> Callable[[], None]:
        def tried() -> None:
            failed = []
            for told, thing in known:
                values = thing if type(thing) is tuple else getattr(thing, "values", None)
                try:
                    test(*values if isinstance(values, tuple) else (thing,))
                except (Exception, pytest.fail.Exception) as fault:  # whatever it is, the others are tried too
                    failed.append(f"{told}: {type(fault).__name__}: {fault}")
            assert known, "nothing to try"
            assert not failed, "\n".join([f"{len(failed)} of {len(known)}:", *failed[:MOST_TOLD]])

        tried.__name__, tried.__doc__, tried.__module__ = test.__name__, test.__doc__, test.__module__
        return tried

    return decorate
