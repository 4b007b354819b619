"""Waiting for a condition that nothing but asking again can tell: the only place of the tests that sleeps."""

import time
from collections.abc import Callable

PAUSE = 0.05
"""Seconds between two questions."""


def until[T](condition: Callable[[], T], explain: Callable[[], str], seconds: float = 60) -> T:
    """Return the condition's first true value; fail with an explanation when it has none for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(PAUSE)
    raise TimeoutError(explain())
