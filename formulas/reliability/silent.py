"""Errors that nothing reports: how many come, and what finding them costs."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"v",
    latex=r"\frac{«between»}{«between» + «check_time»} \cdot \exp\left(-\frac{«between»}{«mtbf»}\right)",
    symbols={"between": r"D", "check_time": "c", "mtbf": r"M_{c}"},
    trust="estimate",
    source="dixit2021",
    validity="Every check finds every error since the last; then all work since the last check is done again. Errors at a constant rate, "
    "none in the check itself.",
)
def verified_share(between, check_time, mtbf):
    """Share of the work that is kept where silent errors are looked for at intervals.

    Parameters
    ----------
    between : array_like [s]
        Work between two checks.
    check_time : array_like [s]
        Time of one check, such as computing a step twice.
    mtbf : array_like [s]
        Mean time between silent errors of the whole machine.

    Returns
    -------
    verified : array [1]
        Kept work over all time, 0 to 1.

    Raises
    ------
    ValueError
        If work or mean time are not positive, or the check takes less than no time.

    Examples
    --------
    Llama 3: six silent errors in 54 days.  A check of a minute every hour:

    >>> round(float(verified_share(3600, 60, 54 * 86400 / 6)), 3)
    0.979

    References
    ----------
    Dixit et al. 2021; Grattafiori et al. 2024, table 5.
    """
    check.together(positive={"between": between, "mtbf": mtbf}, not_negative={"check_time": check_time})
    return between / (between + check_time) * np.exp(-between / mtbf)


@equation(
    symbol=r"D^{*}",
    latex=r"\frac{«check_time»}{2} \left(\sqrt{1 + \frac{4\,«mtbf»}{«check_time»}} - 1\right)",
    symbols={"check_time": "c", "mtbf": r"M_{c}"},
    trust="estimate",
    source="dixit2021",
    validity="Where the verified share is greatest, exactly: Young's rule without its factor of two, since a silent error loses the whole "
    "interval and not half of it.",
)
def best_check_interval(check_time, mtbf):
    """Work between two checks for silent errors that keeps most.

    Parameters
    ----------
    check_time : array_like [s]
        Time of one check.
    mtbf : array_like [s]
        Mean time between silent errors of the whole machine.

    Returns
    -------
    between : array [s]
        Work between two checks.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(best_check_interval(60, 54 * 86400 / 6)) / 3600, 2)
    1.89

    References
    ----------
    Dixit et al. 2021.
    """
    check.positive(check_time=check_time, mtbf=mtbf)
    return check_time / 2 * (np.sqrt(1 + 4 * mtbf / check_time) - 1)
