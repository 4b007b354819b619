"""Two older yield models that calculators still offer: a density spread evenly, and Moore's square root."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol="Y", latex=r"\frac{1 - e^{-2 \cdot «defects»}}{2 \cdot «defects»}", symbols={"defects": r"\lambda"},
    trust="estimate", source="murphy1964",
    validity="The density varies from die to die evenly, from none to twice its mean: more of it at both ends than in Murphy's triangle.",
)  # fmt: skip
def rectangular_yield(defects):
    """Yield where every density of defects up to twice the mean is as likely (rectangular).

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean; above 0.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> round(float(rectangular_yield(1)), 3)
    0.432

    References
    ----------
    Murphy 1964.
    """
    check.positive(defects=defects)
    return -np.expm1(-2 * defects) / (2 * defects)


@equation(
    symbol="Y", latex=r"e^{-\sqrt{«defects»}}", symbols={"defects": r"\lambda"}, trust="estimate", source="semianalysis2025yield",
    validity="An empirical fit to dies of 1970. Read as a spread of densities it is one that has no mean: so many defects lie on a few "
    "dies that their number on a die grows with every wafer that is counted, and \u03bb is only its measure.",
    slips="Some texts call this Seeds, and 1 / (1 + \u03bb) exponential.",
)  # fmt: skip
def moore_yield(defects):
    """Yield that falls with the square root of the defects (Moore).

    Parameters
    ----------
    defects : array_like [defect]
        Density of killing defects times area of the die.

    Returns
    -------
    die_yield : array [1]
        Share of dies without one.

    Examples
    --------
    >>> round(float(moore_yield(1)), 3), round(float(moore_yield(4)), 3)
    (0.368, 0.135)

    References
    ----------
    Moore 1970, as SemiAnalysis 2025 has it.
    """
    check.not_negative(defects=defects)
    return np.exp(-np.sqrt(defects))
