"""What share of the time a run that fails now and then does work that lasts."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"g",
    latex=r"\frac{«interval»}{«mtbf»} \cdot \frac{\exp\left(-\frac{«restart» + «lag»}{«mtbf»}\right)}"
    r"{\exp\left(\frac{«interval» + «pause»}{«mtbf»}\right) - 1}",
    symbols={"interval": r"\tau", "pause": r"\delta", "lag": r"\ell", "restart": "R", "mtbf": "M"},
    trust="estimate",
    source="daly2006",
    locator="section 3",
    validity="Exact for failures at a constant rate, also while a checkpoint is written or the run restarts, over a long run with a spare "
    "machine always at hand.",
)
def goodput(interval, pause, restart, mtbf, lag=0.0):
    """Share of the time in which a run with checkpoints does work that lasts.

    Of the time X from a restart to the next failure, which is exponential with mean M, the whole intervals that were saved last: the
    mean of their number is exp(-l/M) / (exp((t + d)/M) - 1).  One failure, with restarts that may fail too, takes M exp(R/M) on average.

    Parameters
    ----------
    interval : array_like [s]
        Work between two checkpoints.
    pause : array_like [s]
        Time that training stands still for one checkpoint.
    restart : array_like [s]
        Time from a failure until work goes on, if nothing fails meanwhile.
    mtbf : array_like [s]
        Mean time between failures.
    lag : array_like [s]
        Time after the pause until the checkpoint is safe, while training goes on already; 0 where training waits for it.

    Returns
    -------
    share : array [1]
        Goodput, 0 to 1.

    Raises
    ------
    ValueError
        If interval or mean time are not positive, or another argument is negative.

    Examples
    --------
    >>> round(float(goodput(25.5 * 60, 120, 600, 3.1 * 3600)), 3)
    0.815

    References
    ----------
    Daly 2006, section 3.
    """
    check.together(positive={"interval": interval, "mtbf": mtbf}, not_negative={"pause": pause, "restart": restart, "lag": lag})
    # One exponent, since each alone may be too large for a float.
    with np.errstate(over="ignore"):
        return interval / mtbf * np.exp(-(restart + lag) / mtbf) / np.expm1((interval + pause) / mtbf)


@equation(
    symbol=r"G",
    latex=r"«share» \left(1 - «waiting»\right)",
    symbols={"share": "g", "waiting": r"B"},
    trust="estimate",
    source="erlang1917",
    validity="Nothing fails while the run waits for a machine.",
)
def run_goodput(share, waiting):
    """Goodput of a run that also waits for machines.

    Parameters
    ----------
    share : array_like [1]
        Goodput while machines are at hand.
    waiting : array_like [1]
        Share of the time in which the run waits for a repaired machine.

    Returns
    -------
    run_share : array [1]
        Goodput over the whole time.

    Raises
    ------
    ValueError
        If an argument is outside 0 to 1.

    Examples
    --------
    >>> float(run_goodput(0.9, 0.5))
    0.45

    References
    ----------
    Erlang 1917.
    """
    check.require(
        share=(share, (share >= 0) & (share <= 1), "must be 0 to 1"),
        waiting=(waiting, (waiting >= 0) & (waiting <= 1), "must be 0 to 1"),
    )
    return share * (1 - waiting)


@equation(
    symbol=r"t_{r}",
    latex=r"«duration» \left(1 - «waiting»\right)",
    symbols={"duration": "t", "waiting": r"B"},
    trust="estimate",
    source="erlang1917",
    validity="The mean over a run that is long beside the time of a repair: it begins with every spare at hand. Restarts count as running, "
    "for something may fail in them too.",
)
def running_time(duration, waiting):
    """Time of a run in which its machine runs and can fail: all but that in which it waits for a repaired one.

    Parameters
    ----------
    duration : array_like [s]
        How long the run lasts.
    waiting : array_like [1]
        Share of it in which it waits.

    Returns
    -------
    running : array [s]
        What is left.

    Raises
    ------
    ValueError
        If the duration is negative or the share outside 0 to 1.

    Examples
    --------
    Where a run waits a third of 54 days, 36 are left to fail in:

    >>> round(float(running_time(54, 1 / 3)))
    36

    References
    ----------
    Erlang 1917.
    """
    check.together(not_negative={"duration": duration}, waiting=(waiting, (waiting >= 0) & (waiting <= 1), "must be 0 to 1"))
    return duration * (1 - waiting)


@equation(
    symbol=r"G_{\mathrm{paid}}",
    latex=r"\frac{«run_share» \cdot «working»}{«working» + «spares»}",
    symbols={"run_share": "G", "working": "n", "spares": "s"},
    trust="estimate",
    source="bekman2023",
    validity="Spares cost what working machines cost and do nothing while they wait.",
)
def paid_goodput(run_share, working, spares):
    """Lasting work over the time of all machines that are paid for.

    Parameters
    ----------
    run_share : array_like [1]
        Goodput of the run.
    working : array_like [server]
        Servers that the run needs.
    spares : array_like [server]
        Servers that wait beside them.

    Returns
    -------
    paid_share : array [1]
        Goodput of every paid hour.

    Raises
    ------
    ValueError
        If there are no servers, spares are negative or the goodput is outside 0 to 1.

    Examples
    --------
    BLOOM's 48 nodes with four spares:

    >>> round(float(paid_goodput(1, 48, 4)), 3)
    0.923

    References
    ----------
    Bekman 2023.
    """
    check.together(
        positive={"working": working}, not_negative={"spares": spares},
        run_share=(run_share, (run_share >= 0) & (run_share <= 1), "must be 0 to 1"),
    )  # fmt: skip
    return run_share * working / (working + spares)


@equation(
    symbol=r"t_{u}",
    latex=r"«run_share» \cdot «duration»",
    symbols={"run_share": "G", "duration": "t"},
    trust="estimate",
    source="daly2006",
    locator="section 2",
    validity="The mean over many runs.",
)
def useful_time(run_share, duration):
    """Time of a run that became work that lasts.

    Parameters
    ----------
    run_share : array_like [1]
        Goodput of the run.
    duration : array_like [s]
        How long it runs.

    Returns
    -------
    useful : array [s]
        What the same work takes on a machine that never fails.

    Raises
    ------
    ValueError
        If the goodput is outside 0 to 1 or the duration negative.

    Examples
    --------
    OPT-175B: 33 days of work in 56.

    >>> round(float(useful_time(0.59, 56 * 86400)) / 86400)
    33

    References
    ----------
    Daly 2006, section 2.
    """
    check.together(
        not_negative={"duration": duration}, run_share=(run_share, (run_share >= 0) & (run_share <= 1), "must be 0 to 1"),
    )  # fmt: skip
    return run_share * duration


@equation(
    symbol=r"w_{R}",
    latex=r"(1 - «waiting») \left(1 - \exp\left(-\frac{«restart»}{«mtbf»}\right)\right)",
    symbols={"restart": "R", "mtbf": "M", "waiting": "B"},
    trust="estimate",
    source="daly2006",
    locator="section 3",
    validity="Exact for failures at a constant rate, those during a restart among them.",
)
def restarting_share(restart, mtbf, waiting=0.0):
    """Share of the time that a run spends on restarting.

    Parameters
    ----------
    restart : array_like [s]
        Time from a failure until work goes on, if nothing fails meanwhile.
    mtbf : array_like [s]
        Mean time between failures.
    waiting : array_like [1]
        Share of the time in which the run waits for a machine.

    Returns
    -------
    restarting : array [1]
        Share of the whole time.

    Raises
    ------
    ValueError
        If the mean time is not positive, the restart negative or the share outside 0 to 1.

    Examples
    --------
    >>> round(float(restarting_share(600, 3.1 * 3600)), 3)
    0.052

    References
    ----------
    Daly 2006, section 3.
    """
    check.together(
        positive={"mtbf": mtbf}, not_negative={"restart": restart},
        waiting=(waiting, (waiting >= 0) & (waiting <= 1), "must be 0 to 1"),
    )  # fmt: skip
    return (1 - waiting) * -np.expm1(-restart / mtbf)


@equation(
    symbol=r"w_{l}",
    latex=r"1 - «run_share» \left(1 + «overhead»\right) - «restarting» - «waiting»",
    symbols={"run_share": "G", "overhead": "h", "restarting": "w_{R}", "waiting": "B"},
    trust="estimate",
    source="daly2006",
    locator="section 3",
    validity="What is left when lasting work, writing, restarts and waiting are taken away: work, and writing, that a failure undid.",
)
def lost_share(run_share, overhead, restarting, waiting):
    """Share of the time in which work was done that a failure undid.

    Parameters
    ----------
    run_share : array_like [1]
        Goodput of the run.
    overhead : array_like [1]
        Pause for a checkpoint over the work between two.
    restarting : array_like [1]
        Share of the time that restarts take.
    waiting : array_like [1]
        Share of the time in which the run waits for a machine.

    Returns
    -------
    lost : array [1]
        Share of the whole time.

    Raises
    ------
    ValueError
        If a share is negative.

    Examples
    --------
    >>> round(float(lost_share(0.815, 0.078, 0.052, 0)), 3)
    0.069

    References
    ----------
    Daly 2006, section 3.
    """
    check.not_negative(run_share=run_share, overhead=overhead, restarting=restarting, waiting=waiting)
    return 1 - run_share * (1 + overhead) - restarting - waiting


@equation(
    symbol=r"w_{c}",
    latex=r"«run_share» \cdot «overhead»",
    symbols={"run_share": "G", "overhead": "h"},
    trust="estimate",
    source="daly2006",
    locator="section 3",
    validity="Only of checkpoints that were of use: writing that a failure undid counts as lost.",
)
def writing_share(run_share, overhead):
    """Share of the time in which training stands still for checkpoints.

    Parameters
    ----------
    run_share : array_like [1]
        Goodput of the run.
    overhead : array_like [1]
        Pause for a checkpoint over the work between two.

    Returns
    -------
    writing : array [1]
        Share of the whole time.

    Raises
    ------
    ValueError
        If an argument is negative.

    Examples
    --------
    >>> round(float(writing_share(0.815, 0.078)), 3)
    0.064

    References
    ----------
    Daly 2006, section 3.
    """
    check.not_negative(run_share=run_share, overhead=overhead)
    return run_share * overhead
