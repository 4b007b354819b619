"""Harvesting: dies of which a part may be dead, because there is more of it than is needed."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation
from formulas.wafer.binomial import at_most


@equation(
    symbol="q", latex=r"1 - e^{-«defects» \cdot «core_share» \,/\, «cores»}",
    symbols={"defects": r"\lambda", "core_share": "c", "cores": "n"}, trust="estimate", source="koren1998",
    validity="Defects fall anywhere, and one of them kills the core that it falls on.",
)  # fmt: skip
def core_failure(defects, core_share, cores):
    """Chance that one core of a die is dead.

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean.
    core_share : array_like [1]
        Share of the die that the cores fill, from 0 to 1.
    cores : array_like [1]
        Cores of the die.

    Returns
    -------
    core_failure : array [1]
        Chance of one core.

    Examples
    --------
    >>> round(float(core_failure(0.814, 0.6, 144)), 5)
    0.00339

    References
    ----------
    Koren and Koren 1998.
    """
    check.together(not_negative={"defects": defects}, positive={"cores": cores}, core_share=_share(core_share))
    return -np.expm1(-defects * core_share / cores)


@equation(
    symbol=r"Y_{\mathrm{harvest}}",
    latex=(
        r"\sum_{m} «density_weights»_{m} H(«defects» \cdot «densities»_{m}), \quad H(z) = e^{-z \cdot (1 - «core_share»)} "
        r"\sum_{k \le «cores» - «needed_cores»} \binom{«cores»}{k} \left(1 - e^{-z \cdot «core_share» / «cores»}\right)^{k} "
        r"\cdot e^{-z \cdot «core_share» \cdot («cores» - k) / «cores»}"
    ),
    symbols={
        "defects": r"\lambda", "core_share": "c", "cores": "n", "needed_cores": "g", "density_weights": "w", "densities": "x",
    },
    trust="estimate", source="koren1998",
    validity="A die is sold when what is no core has no defect and enough of its cores have none. The densities and their weights are the "
    "spread that the yield model stands for.",
)  # fmt: skip
def harvested_yield(defects, core_share, cores, needed_cores, densities, density_weights):
    """Yield where a die is sold with some of its cores switched off.

    Parameters
    ----------
    defects : array_like [defect]
        Killing defects of a die, in the mean.
    core_share : array_like [1]
        Share of the die that the cores fill.
    cores : array_like [1]
        Cores of the die.
    needed_cores : array_like [1]
        Cores that have to work.
    densities : array_like [1]
        Densities that occur, over their mean, along a first axis that the other arguments do not have; without it, one density.
    density_weights : array_like [1]
        Share of the dies at each density; together 1.

    Returns
    -------
    harvested : array [1]
        Share of dies that can be sold.

    Examples
    --------
    A die of 144 cores of which 132 are needed, all of it cores:

    >>> round(float(harvested_yield(0.814, 1, 144, 132, [1.0], [1.0])), 6)
    1.0

    References
    ----------
    Koren and Koren 1998.
    """
    several = np.ndim(density_weights) > np.ndim(defects)
    total = np.sum(density_weights, axis=0) if several else density_weights
    check.together(
        not_negative={"defects": defects}, positive={"cores": cores}, core_share=_share(core_share),
        needed_cores=(needed_cores, (needed_cores >= 0) & (needed_cores <= cores), "must be no more than there are"),
        density_weights=(density_weights, np.abs(total - 1) < 1e-6, "must come to 1"),
    )  # fmt: skip
    z = defects * densities
    enough = at_most(cores - needed_cores, cores, -np.expm1(-z * core_share / cores))
    terms = density_weights * np.exp(-z * (1 - core_share)) * enough
    return np.sum(terms, axis=0) if several else terms


@equation(
    symbol=r"n_{\mathrm{dead}}", latex=r"«cores» \cdot «core_failure»", symbols={"cores": "n", "core_failure": "q"},
    trust="exact", source="koren1998", validity="A mean.",
)  # fmt: skip
def dead_cores(cores, core_failure):
    """Dead cores of a die in the mean.

    Parameters
    ----------
    cores : array_like [1]
        Cores of the die.
    core_failure : array_like [1]
        Chance that one is dead.

    Returns
    -------
    dead : array [1]
        Dead cores.

    Examples
    --------
    A whole wafer of 970,000 cores with 0.1 defects per cm2 has a few dozen:

    >>> round(float(dead_cores(970_000, core_failure(46.225, 1, 970_000))))
    46

    References
    ----------
    Koren and Koren 1998.
    """
    check.together(positive={"cores": cores}, core_failure=_share(core_failure))
    return cores * core_failure


def _share(value: object) -> tuple[object, object, str]:
    return value, (value >= 0) & (value <= 1), "must be from 0 to 1"
