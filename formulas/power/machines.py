"""Servers, network and storage together, as they run and at their rating: all that a facility feeds and cools."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

NETWORK_SHARE = 0.06
"""Switches and their optics over servers: an NDR fabric of QM9700 takes 5% of a DGX H100's rating in two levels and 8% in three."""
STORAGE_SHARE = 0.03
"""Storage and management over servers: the rest of the 912 W for each DGX H100 of 10,200 W that a large cluster takes outside them."""
_OUTSIDE = "Outside the servers; the links and disks inside count with the hosts."


@equation(
    symbol=r"P_{\mathrm{net}}",
    latex=r"\left(«boards» + «hosts»\right) \cdot «network_share»",
    symbols={"boards": r"P_{\mathrm{boards}}", "hosts": r"P_{\mathrm{hosts}}", "network_share": "x"},
    trust="estimate",
    source="nvidia-superpod",
    band=Band(0.5, 1.5, "Counted: 48 switches for 127 DGX H100 in two levels, 1,280 for 2,048 in three, each 747 W with 64 optics of 8.5 "
        "W, are 4.8% and 7.9% of the servers. With storage and management, a cluster of 20,480 H100 takes 9%."),
    validity=_OUTSIDE,
)
def network_power(boards, hosts, network_share=NETWORK_SHARE):
    """Power of the switches between the servers, with their optics.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards.
    hosts : array_like [W]
        Power of the servers beside their boards; 0 or more.
    network_share : array_like [1]
        What they add, as a share of the servers' power; 0 or more.

    Returns
    -------
    network : array [W]
        Power of switches and optics.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    One DGX H100 at its rating, in a fabric of two levels:

    >>> round(float(network_power(5600, 4600, 0.048)))
    490

    References
    ----------
    NVIDIA, DGX SuperPOD reference architecture, for the switches; SemiAnalysis 2024 for the whole.
    """
    check.together(positive={"boards": boards}, not_negative={"hosts": hosts, "network_share": network_share})
    return (boards + hosts) * network_share


@equation(
    symbol=r"P_{\mathrm{store}}",
    latex=r"\left(«boards» + «hosts»\right) \cdot «storage_share»",
    symbols={"boards": r"P_{\mathrm{boards}}", "hosts": r"P_{\mathrm{hosts}}", "storage_share": "s"},
    trust="estimate",
    source="semianalysis2024",
    band=Band(0.3, 2.5, "A judgement: what is left of one published whole, 9% outside the servers, when its switches are counted."),
    validity=_OUTSIDE,
)
def storage_power(boards, hosts, storage_share=STORAGE_SHARE):
    """Power of storage and management beside the servers.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards.
    hosts : array_like [W]
        Power of the servers beside their boards; 0 or more.
    storage_share : array_like [1]
        What they add, as a share of the servers' power; 0 or more.

    Returns
    -------
    storage : array [W]
        Power of storage and management.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    One DGX H100 at its rating:

    >>> round(float(storage_power(5600, 4600)))
    306

    References
    ----------
    SemiAnalysis 2024, AI datacenter energy dilemma.
    """
    check.together(positive={"boards": boards}, not_negative={"hosts": hosts, "storage_share": storage_share})
    return (boards + hosts) * storage_share


@equation(
    symbol=r"P_{\mathrm{IT}}",
    latex=r"«boards» + «hosts» + «network» + «storage»",
    symbols={
        "boards": r"P_{\mathrm{boards}}", "hosts": r"P_{\mathrm{hosts}}", "network": r"P_{\mathrm{net}}", "storage": r"P_{\mathrm{store}}",
    },
    trust="estimate",
    source="avelar2012",
    band=Band(0.8, 1.25, "Of its parts: boards draw less than their limit, hosts were measured once."),
    validity="The sum of its parts, which are estimates. Fans inside servers count as IT, however much they cool.",
)
def it_power(boards, hosts, network, storage=0.0):
    """Power of all machines: boards, hosts, network and storage.

    Parameters
    ----------
    boards : array_like [W]
        Power of the boards; 0 or more.
    hosts : array_like [W]
        Power of the servers beside their boards; 0 or more.
    network : array_like [W]
        Power of switches; 0 or more.
    storage : array_like [W]
        Power of storage and management; 0 or more.

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

    >>> round(float(it_power(20_480 * 700, 20_480 * 575, 20_480 * 76, 20_480 * 38)) / 1e6, 1)
    28.4

    References
    ----------
    Avelar et al. 2012, section III.
    """
    check.not_negative(boards=boards, hosts=hosts, network=network, storage=storage)
    return np.add(np.add(np.add(boards, hosts), network), storage)


@equation(
    symbol=r"P_{\mathrm{peak}}",
    latex=r"«accelerators» \cdot \frac{«server»}{«boards_per_server»} \cdot \left(1 + «network_share» + «storage_share»\right)",
    symbols={
        "accelerators": "n", "server": r"P_{\mathrm{server}}", "boards_per_server": "k", "network_share": "x", "storage_share": "s",
    },
    trust="bound",
    source="nvidia-superpod",
    validity="Every server at its rating at once: what supply, racks and cooling are built for. No machine draws more for longer, and "
    "a power cap lowers it.",
)
def rated_power(accelerators, server, boards_per_server, network_share=NETWORK_SHARE, storage_share=STORAGE_SHARE):
    """Peak power of all machines: every server at its rating, with network and storage.

    Parameters
    ----------
    accelerators : array_like [card]
        Accelerators running at once.
    server : array_like [W]
        Most power that a whole server may draw.
    boards_per_server : array_like [card]
        Accelerators in it.
    network_share : array_like [1]
        Switches over servers; 0 or more.
    storage_share : array_like [1]
        Storage and management over servers; 0 or more.

    Returns
    -------
    peak_power : array [W]
        Most that the machines draw.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    A cluster of 20,480 H100, published as 28.4 MW of critical power:

    >>> round(float(rated_power(20_480, 10_200, 8)) / 1e6, 1)
    28.5

    References
    ----------
    NVIDIA, DGX SuperPOD reference architecture; SemiAnalysis 2024 for the example.
    """
    check.together(
        positive={"accelerators": accelerators, "server": server, "boards_per_server": boards_per_server},
        not_negative={"network_share": network_share, "storage_share": storage_share},
    )
    return accelerators * server / boards_per_server * (1 + network_share + storage_share)
