"""How often a machine of many parts fails."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"M",
    latex=r"\frac{«component_mtbf»}{«components»}",
    symbols={"component_mtbf": r"M_{1}", "components": "n"},
    trust="estimate",
    source="kokolis2024",
    locator="section 3",
    seed="Layer 3, reliability engineering",
    validity="All parts alike, each failing at a constant rate, and a run that stops with any of them. Jobs measured on shared clusters "
    "stop up to four times as often as the rate of their nodes says.",
)
def cluster_mtbf(component_mtbf, components):
    """Mean time between failures of a machine that stops with any of its parts.

    Parameters
    ----------
    component_mtbf : array_like [s]
        Mean time between failures of one part.
    components : array_like [1]
        Parts that must all work.

    Returns
    -------
    mtbf : array [s]
        Mean time between failures of the whole.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Ten thousand cards that each fail once in 50,000 hours:

    >>> float(cluster_mtbf(50_000 * 3600, 10_000)) / 3600
    5.0

    References
    ----------
    Kokolis et al. 2024, section 3; The Full Stack 2026, layer 3.
    """
    check.positive(component_mtbf=component_mtbf, components=components)
    return component_mtbf / components


@equation(
    symbol=r"M",
    latex=r"\frac{1}{1 / «cards_mtbf» + 1 / «hosts_mtbf» + 1 / «network_mtbf» + 1 / «software_mtbf»}",
    symbols={"cards_mtbf": r"M_{a}", "hosts_mtbf": r"M_{h}", "network_mtbf": r"M_{l}", "software_mtbf": r"M_{s}"},
    trust="estimate",
    source="grattafiori2024",
    locator="table 5",
    validity="Causes that do not wait for each other, each at a constant rate: their rates add up.",
)
def combined_mtbf(cards_mtbf, hosts_mtbf, network_mtbf, software_mtbf):
    """Mean time between failures from four causes together.

    Parameters
    ----------
    cards_mtbf : array_like [s]
        Mean time between failures of all cards with their memory.
    hosts_mtbf : array_like [s]
        The same of all servers around them.
    network_mtbf : array_like [s]
        The same of all links and switches.
    software_mtbf : array_like [s]
        The same of software and unplanned maintenance.

    Returns
    -------
    mtbf : array [s]
        Mean time between failures of any kind.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    The causes in Llama 3's table, over 54 days: 268, 21, 35 and 95 interruptions.

    >>> hours = [54 * 24 / count for count in (268, 21, 35, 95)]
    >>> round(float(combined_mtbf(*hours)), 2)
    3.09

    References
    ----------
    Grattafiori et al. 2024, table 5.
    """
    check.positive(cards_mtbf=cards_mtbf, hosts_mtbf=hosts_mtbf, network_mtbf=network_mtbf, software_mtbf=software_mtbf)
    return 1 / (1 / cards_mtbf + 1 / hosts_mtbf + 1 / network_mtbf + 1 / software_mtbf)


@equation(
    symbol=r"M_{1}",
    latex=r"\frac{«components» \cdot «duration»}{«failures»}",
    symbols={"components": "n", "duration": "t", "failures": "k"},
    trust="exact",
    source="grattafiori2024",
    locator="section 3.3.4",
    validity="What was counted. Of k failures the true rate is uncertain by about one part in the root of k.",
    slips="Table 5 of Llama 3 prints 148 faulty cards of 419 interruptions as 30.1%: it is 35.3%. Its counts add up to 419, its "
    "percentages to 95.",
)
def observed_mtbf(components, duration, failures):
    """Mean time between failures of one part, as counted in a run.

    Parameters
    ----------
    components : array_like [1]
        Parts that ran.
    duration : array_like [s]
        Time that they ran.
    failures : array_like [1]
        Failures that were counted.

    Returns
    -------
    mtbf : array [s]
        Part-time over failures.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Llama 3: 419 interruptions of 16,384 cards in 54 days, so that a card stops the run once in about 50,000 hours.

    >>> round(float(observed_mtbf(16384, 54 * 86400, 419)) / 3600)
    50677

    References
    ----------
    Grattafiori et al. 2024, section 3.3.4.
    """
    check.positive(components=components, duration=duration, failures=failures)
    return components * duration / failures


@equation(
    symbol=r"\bar{k}",
    latex=r"\frac{«duration»}{«mtbf»}",
    symbols={"duration": "t", "mtbf": "M"},
    trust="estimate",
    source="daly2006",
    locator="section 2",
    validity="Failures at a constant rate. What really comes scatters about it by its own square root.",
)
def expected_failures(duration, mtbf):
    """Failures to expect in a time.

    Parameters
    ----------
    duration : array_like [s]
        How long the machine runs.
    mtbf : array_like [s]
        Its mean time between failures.

    Returns
    -------
    failures : array [1]
        Mean number of failures.

    Raises
    ------
    ValueError
        If the duration is negative or the mean time is not positive.

    Examples
    --------
    >>> round(float(expected_failures(54 * 86400, 3.1 * 3600)))
    418

    References
    ----------
    Daly 2006, section 2.
    """
    check.together(not_negative={"duration": duration}, positive={"mtbf": mtbf})
    return duration / mtbf


@equation(
    symbol=r"p_{0}",
    latex=r"\exp\left(-\frac{«duration»}{«mtbf»}\right)",
    symbols={"duration": "t", "mtbf": "M"},
    trust="estimate",
    source="daly2006",
    locator="section 2",
    validity="Failures at a constant rate, of which none remembers the last.",
    slips="A text gives 0.32 for 10,000 cards of 50,000 hours to survive one hour: exp(-10,000/50,000) is 0.82.",
)
def survival(duration, mtbf):
    """Probability that nothing fails for a time.

    Parameters
    ----------
    duration : array_like [s]
        How long.
    mtbf : array_like [s]
        Mean time between failures.

    Returns
    -------
    probability : array [1]
        Chance of no failure at all.

    Raises
    ------
    ValueError
        If the duration is negative or the mean time is not positive.

    Examples
    --------
    >>> round(float(survival(3600, cluster_mtbf(50_000 * 3600, 10_000))), 3)
    0.819

    References
    ----------
    Daly 2006, section 2.
    """
    check.together(not_negative={"duration": duration}, positive={"mtbf": mtbf})
    return np.exp(-duration / mtbf)
