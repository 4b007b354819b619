"""Formulas and instruments that lie in a folder of their own, outside this repository.

The folder is laid out like the repository: ``formulas/*.py`` and ``instruments/<id>/``.  What is in it is found,
served and built like everything else.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "FORGE_INSTRUMENTS"
"""The variable of the environment that names the folder."""
ALONE = "FORGE_ALONE"
"""The variable that, when it is set, leaves out every instrument that those of the folder and the home page do without."""
PACKAGES = ("formulas", "instruments")


def folder() -> Path | None:
    """Return the further folder, if there is one.

    Raises
    ------
    NotADirectoryError
        If what is named is no folder, or has none of the packages in it.
    """
    named = os.environ.get(VARIABLE, "")
    if not named:
        return None
    found = Path(named).resolve()
    if not any((found / package).is_dir() for package in PACKAGES):
        raise NotADirectoryError(f"{VARIABLE} is {named!r}: must be a folder with {' or '.join(PACKAGES)} in it")
    return found


def alone() -> bool:
    """Return whether the further instruments stand alone: for a quick look at them."""
    return bool(os.environ.get(ALONE)) and folder() is not None


def own(package: str) -> list[str]:
    """Return the names of what lies in the further folder's part of a package."""
    return [path.name for place in also(package) for path in Path(place).iterdir() if path.is_dir()]


def also(package: str) -> list[str]:
    """Return where more modules of a package lie."""
    found = folder()
    return [str(found / package)] if found and (found / package).is_dir() else []
