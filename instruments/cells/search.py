"""What of the programs a search leads to."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.cells import IDS
from instruments.cells.library import programs
from instruments.cells.model import Cells
from instruments.frame.address import encode
from instruments.frame.reading import defaults
from instruments.frame.search import Find


def entries() -> Iterator[Find]:
    """Yield every program."""
    for name, program in programs().items():
        route = f"/{IDS.instrument}?{encode(Cells, defaults(Cells) | {'program': name})}"
        yield Find(kind="programs", title=program.title, note="Python to read and run", also=(program.note,), route=route)
