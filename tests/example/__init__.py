"""An instrument made of declaration, model and pictures alone, with formulas of its own: what the frame promises, held by a test.

It lies in a folder of its own, as anybody's might, and is not shipped.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import formulas
import instruments
from formulas import registry
from instruments.frame import discovery, glossary
from instruments.prose import words

FOLDER = Path(__file__).parent
ID = "overlap"


@contextmanager
def found_too() -> Iterator[None]:
    """Let this process find it, as long as this lasts."""
    before = {package: list(package.__path__) for package in (formulas, instruments)}
    for package in before:
        package.__path__.append(str(FOLDER / package.__name__))
    _forget()
    try:
        yield
    finally:
        for package, path in before.items():
            package.__path__[:] = path
        _forget()


def _forget() -> None:
    importlib.invalidate_caches()
    found = (discovery.instruments, discovery.home, discovery.base)
    for each in (*found, registry.equations, words.index, glossary.glossary, glossary.quantities):
        each.cache_clear()
