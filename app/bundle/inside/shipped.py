"""Inside Pyodide with a build host's packages at hand: hide those that the page does without."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder


def hide(names: Iterable[str]) -> None:
    """Let imports find what the browser will have, and not what only the host has."""
    hidden = frozenset(names)

    class Shipped(PathFinder):
        """Finds everything else."""

        @classmethod
        def find_spec(cls, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
            return None if fullname.partition(".")[0] in hidden else super().find_spec(fullname, path, target)

    sys.meta_path[sys.meta_path.index(PathFinder)] = Shipped
