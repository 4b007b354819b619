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
        Failures of each kind, the commonest first, along a first axis that the other argument does not have; without it, of one kind.
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
    several = np.ndim(counts) > np.ndim(first)
    falls = np.all(counts >= 0) & (np.sum(counts) > 0) & (not several or np.all(counts[1:] <= counts[:-1]))
    check.together(not_negative={"first": first}, counts=(counts, falls, "must fall, and not all be 0"))
    if not several:
        return (first >= 1) * 1.0 + 0.0 * counts
    number = np.arange(1, len(counts) + 1).reshape(-1, *(1,) * (np.ndim(counts) - 1))
    return np.sum(np.where(number <= first, counts, 0.0), axis=0) / np.sum(counts, axis=0)
