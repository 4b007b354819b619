"""What each equation computes, as lines of Python that a reader may change.

The browser has the formulas as bytecode, without their source: the lines are data, which ``make docs`` takes from the source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from formulas.caching import shared

FILE = "equation_code.json"


@shared
def bodies() -> Mapping[str, str]:
    """Return the lines of each equation by its id, the last of them ``return ...``.

    They need the equation's arguments by their names and ``np``, and nothing else; an equation that calls other functions has none.
    """
    return json.loads((files(__package__) / "data" / FILE).read_text("utf-8"))
