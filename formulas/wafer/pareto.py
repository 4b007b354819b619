"""A Pareto of failures: how much the commonest kinds come to together."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol="F", latex=r"\frac{\sum_{k \le «first»} «counts»_{k}}{\sum_{k} «counts»_{k}}", symbols={"counts": "n", "first": "m"},
    trust="exact", source="wu2015", validity="Kinds in order, the commonest first, counted from one.",
)  # fmt: skip
def share_of_first(counts, first):
    """Share of all failures that the commonest kinds make.

    Parameters
    ----------
    counts : array_like [1]
        Failures of each kind along a first axis, the commonest kind first.
    first : array_like [1]
        How many kinds are taken together.

    Returns
    -------
    share : array [1]
        Their share.

    Examples
    --------
    >>> float(share_of_first([5, 3, 2], 2))
    0.8

    References
    ----------
    Wu et al. 2015.
    """
    check.together(
        not_negative={"first": first},
        counts=(counts, np.all(counts >= 0) & np.all(counts[1:] <= counts[:-1]) & (np.sum(counts) > 0), "must fall, and not all be 0"),
    )  # fmt: skip
    number = np.arange(1, len(counts) + 1).reshape(-1, *(1,) * np.ndim(first))
    each = counts.reshape(-1, *(1,) * np.ndim(first))
    return np.sum(np.where(number <= first, each, 0.0), axis=0) / np.sum(counts)
