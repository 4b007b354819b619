"""Servers, network and storage together: all that a facility feeds and cools."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

NETWORK_SHARE = 0.09
"""Switches, storage and management over servers: 11,112 W for each DGX H100 of 10,200 W in a large cluster."""


@equation(
    symbol=r"P_{\mathrm{net}}",
    latex=r"\left(«boards» + «hosts»\right) \cdot «network_share»",
    symbols={"boards": r"P_{\mathrm{boards}}", "hosts": r"P_{\mathrm{hosts}}", "network_share": "x"},
    trust="estimate",
    source="semianalysis2024",
    band=Band(0.5, 1.5, "A judgement around one published design: 9% for a cluster of DGX H100, said to have more storage than others."),
    validity="Switches, storage and management outside the servers; the links inside count with the hosts.",
)
def network_power(boards, hosts, network_share=NETWORK_SHARE):
    """Power of switches, storage and management beside the servers.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards.
    hosts : array_like [W]
        Power of the servers beside their boards; 0 or more.
    network_share : array_like [1]
        What comes on top of the servers, as a share of their power; 0 or more.

    Returns
    -------
    network : array [W]
        Power of switches, storage and management.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    A large cluster takes 11,112 W for each DGX H100 of 10,200 W:

    >>> round(float(network_power(5600, 4600, 912 / 10_200)))
    912

    References
    ----------
    SemiAnalysis 2024, AI datacenter energy dilemma.
    """
    check.together(positive={"boards": boards}, not_negative={"hosts": hosts, "network_share": network_share})
    return (boards + hosts) * network_share


@equation(
    symbol=r"P_{\mathrm{IT}}",
    latex=r"«boards» + «hosts» + «network»",
    symbols={"boards": r"P_{\mathrm{boards}}", "hosts": r"P_{\mathrm{hosts}}", "network": r"P_{\mathrm{net}}"},
    trust="exact",
    source="avelar2012",
    band=Band(0.8, 1.25, "Of its parts: boards draw less than their limit, hosts were measured once."),
    validity="The sum of its parts, which are estimates. Fans inside servers count as IT, however much they cool.",
)
def it_power(boards, hosts, network):
    """Power of all machines: boards, hosts, network and storage.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards; 0 or more.
    hosts : array_like [W]
        Power of the servers beside their boards; 0 or more.
    network : array_like [W]
        Power of switches, storage and management; 0 or more.

    Returns
    -------
    it : array [W]
        Power of the machines.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    A cluster of 20,480 H100 as SemiAnalysis counts it, 28.4 MW:

    >>> round(float(it_power(20_480 * 700, 20_480 * 575, 20_480 * 114)) / 1e6, 1)
    28.4

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.not_negative(boards=boards, hosts=hosts, network=network)
    return np.add(np.add(boards, hosts), network)
