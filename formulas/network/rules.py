"""What all formulas of a collective operation ask of their arguments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formulas import check


def least(value: object, smallest: float) -> np.ndarray:
    """Return where a value is finite and no less than the smallest that is possible."""
    array = np.asarray(value)
    return (array >= smallest) & np.isfinite(array)


def several(ranks: object, *, positive: Mapping[str, object], not_negative: Mapping[str, object]) -> None:
    """Refuse fewer than two cards, together with whatever else is wrong.

    Raises
    ------
    ValueError
        One sentence for every bad argument.
    """
    array = np.asarray(ranks)
    holds = (array >= 2) & np.isfinite(array)
    check.together(positive=positive, not_negative=not_negative, ranks=(ranks, holds, "must be at least 2 and finite"))
