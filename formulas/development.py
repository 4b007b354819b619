"""What a model costs beyond the rent of its final run."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

COMPUTE_RATIO, COMPUTE_RATIO_INTERVAL = 2.2, (1.2, 4.0)
"""All compute of a model's development over that of its final run: median and 90% interval."""
STAFF_SHARE, STAFF_SHARE_INTERVAL = 0.39, (0.29, 0.49)
"""Staff, pay in shares included, in the cost of a development: the middle and the ends of four models."""


def _factor(ratio: float, share: float) -> float:
    return ratio / (1 - share)


_MIDDLE = _factor(COMPUTE_RATIO, STAFF_SHARE)


@equation(
    symbol=r"c_{\mathrm{dev}}",
    latex=r"\frac{«run_cost» \cdot «compute_ratio»}{1 - «staff_share»}",
    symbols={"run_cost": r"c_{\mathrm{run}}", "compute_ratio": "r", "staff_share": "s"},
    trust="estimate",
    source="cottier2024",
    locator="appendix A.6 and the breakdown of development cost",
    band=Band(
        round(_factor(COMPUTE_RATIO_INTERVAL[0], STAFF_SHARE_INTERVAL[0]) / _MIDDLE, 2),
        round(_factor(COMPUTE_RATIO_INTERVAL[1], STAFF_SHARE_INTERVAL[1]) / _MIDDLE, 2),
        "All compute is 1.2 to 4 times that of the final run, 2.2 in the median, and staff, pay in shares included, take 29 to 49% of the"
        " whole; the ends of both at once.",
    ),
    validity="Estimated for four frontier models up to 2023 by the value that their own hardware lost: rent is dearer, and staff a smaller"
    " share beside it. Without pay in shares of the company staff take 19 to 33%. Data and buildings are not in it.",
)
def development_cost(run_cost, compute_ratio=COMPUTE_RATIO, staff_share=STAFF_SHARE):
    """Cost of a model with the experiments, the failed runs and the staff behind it.

    Parameters
    ----------
    run_cost : array_like [USD]
        Rent of the final run.
    compute_ratio : array_like [1]
        All compute of the development over that of the final run; at least 1.
    staff_share : array_like [1]
        Share of the whole that goes to staff; below 1.

    Returns
    -------
    cost : array [USD]
        Everything together, the final run among it.

    Raises
    ------
    ValueError
        If the cost is negative, the ratio below 1 or the share not from 0 to below 1.

    Examples
    --------
    >>> round(float(development_cost(12.5e6)) / 1e6)
    45

    References
    ----------
    Cottier et al. 2024, appendix A.6 and figure on development cost.
    """
    check.together(
        positive={},
        not_negative={"run_cost": run_cost},
        compute_ratio=(compute_ratio, np.isfinite(compute_ratio) & (compute_ratio >= 1), "must be at least 1 and finite"),
        staff_share=(staff_share, (staff_share >= 0) & (staff_share < 1), "must be at least 0 and below 1"),
    )
    return run_cost * compute_ratio / (1 - staff_share)
