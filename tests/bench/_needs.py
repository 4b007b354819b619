"""What a benchmark needs besides Python, looked for and made before anything is measured: it refuses in a sentence, and at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.built import NotBuiltError, site

ROOT = Path(__file__).parents[2]


class MissingError(RuntimeError):
    """Something is missing; the message says what to do."""


def prepare(needs: Iterable[str]) -> None:
    """Have everything ready that is among ``needs``: programs by their names in ``.ci/system``, and the built ``site``.

    Raises
    ------
    MissingError
        If that cannot be; the sentence says what to do.
    """
    wanted = set(needs)
    programs = sorted(wanted - {"site"})
    if programs:
        done = subprocess.run(["sh", ".ci/check-system", *programs], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingError(done.stderr.strip())
    if "site" in wanted:
        try:
            site(light=False)
        except NotBuiltError as error:
            raise MissingError(str(error)) from error


def alone(needs: Iterable[str]) -> None:
    """The same for a benchmark that is run by itself: what is missing ends the program."""
    try:
        prepare(needs)
    except MissingError as missing:
        sys.exit(str(missing))
