"""How many switches and links a fat tree takes."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.network.rules import least
from formulas.registry import equation

_SYMBOLS = {
    "endpoints": "N", "radix": "k", "down_ports": "d", "leaves": r"\ell", "tiers": "L", "planes": "p", "uppers": "U", "plane_links": "e",
}  # fmt: skip


@equation(
    symbol="d",
    latex=r"\left\lfloor\frac{«radix» \cdot «oversubscription»}{1 + «oversubscription»}\right\rfloor",
    symbols={"radix": "k", "oversubscription": "r"},
    trust="exact",
    source="alfares2008",
    locator="section 2.1",
    validity="Whole ports: what is left over leads up.",
)
def leaf_down_ports(radix, oversubscription):
    """Ports of a leaf switch that lead down to cards; the others lead up.

    Parameters
    ----------
    radix : array_like [port]
        Ports of a switch.
    oversubscription : array_like [1]
        Ports down over ports up; 1 is full bandwidth.

    Returns
    -------
    down_ports : array [port]
        Ports down.

    Raises
    ------
    ValueError
        If a switch has fewer than two ports, or the oversubscription is below 1.

    Examples
    --------
    >>> [float(leaf_down_ports(64, ratio)) for ratio in (1, 3, 7)]
    [32.0, 48.0, 56.0]

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.1.
    """
    check.require(
        radix=(radix, least(radix, 2), "must be at least 2"),
        oversubscription=(oversubscription, least(oversubscription, 1), "must be at least 1 and finite"),
    )
    return np.floor(radix * oversubscription / (1 + oversubscription))


@equation(
    symbol=r"\ell",
    latex=r"\left\lceil\frac{«endpoints»}{«down_ports»}\right\rceil",
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 2.2",
    validity="Leaves are filled one after the other.",
)
def leaf_switches(endpoints, down_ports):
    """Switches of the lowest tier, which cards are plugged into.

    Parameters
    ----------
    endpoints : array_like [port]
        Ports of cards.
    down_ports : array_like [port]
        Ports of a leaf switch that lead down.

    Returns
    -------
    leaves : array [switch]
        Leaf switches.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(leaf_switches(1016, 32))
    32.0

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.2.
    """
    check.positive(endpoints=endpoints, down_ports=down_ports)
    return np.ceil(endpoints / down_ports)


@equation(
    symbol="U",
    latex=(
        r"\left\lceil\frac{(2 \cdot «tiers» - 3) \cdot «leaves» \cdot («radix» - «down_ports»)}{«radix»}\right\rceil "
        r"\text{if } «tiers» > 1 \text{else } 0"
    ),
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 2.2",
    validity="Above the leaves the tree keeps its full bandwidth: two ports of every tier between for each port at the top.",
)
def upper_switches(leaves, down_ports, radix, tiers):
    """Switches of all tiers above the leaves.

    Parameters
    ----------
    leaves : array_like [switch]
        Leaf switches.
    down_ports : array_like [port]
        Ports of a leaf switch that lead down.
    radix : array_like [port]
        Ports of a switch.
    tiers : array_like [tier]
        Tiers of switches.

    Returns
    -------
    uppers : array [switch]
        Switches above the leaves.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, there is no tier, or more ports lead down than there are.

    Examples
    --------
    >>> float(upper_switches(32, 32, 64, 2)), float(upper_switches(2048, 32, 64, 3)), float(upper_switches(1, 32, 64, 1))
    (16.0, 3072.0, 0.0)

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.2.
    """
    check.together(
        positive={"leaves": leaves, "radix": radix},
        down_ports=(down_ports, (np.asarray(down_ports) > 0) & (np.asarray(down_ports) <= radix), "must be above 0 and at most the radix"),
        tiers=(tiers, least(tiers, 1), "must be at least 1"),
    )
    return np.where(tiers > 1, np.ceil((2 * tiers - 3) * leaves * (radix - down_ports) / radix), 0.0)[()]


@equation(
    symbol="E",
    latex=r"«endpoints» + («tiers» - 1) \cdot «leaves» \cdot («radix» - «down_ports»)",
    symbols=_SYMBOLS,
    trust="exact",
    source="alfares2008",
    locator="section 2.2",
    validity="As many links between any two tiers as lead up from the leaves.",
)
def tree_link_count(endpoints, leaves, down_ports, radix, tiers):
    """Links of a fat tree: one for each card, and those between tiers.

    Parameters
    ----------
    endpoints : array_like [port]
        Ports of cards.
    leaves : array_like [switch]
        Leaf switches.
    down_ports : array_like [port]
        Ports of a leaf switch that lead down.
    radix : array_like [port]
        Ports of a switch.
    tiers : array_like [tier]
        Tiers of switches.

    Returns
    -------
    tree_links : array [link]
        Links.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, there is no tier, or more ports lead down than there are.

    Examples
    --------
    >>> float(tree_link_count(1024, 32, 32, 64, 2))
    2048.0

    References
    ----------
    Al-Fares, Loukissas and Vahdat 2008, section 2.2.
    """
    check.together(
        positive={"endpoints": endpoints, "leaves": leaves, "radix": radix},
        down_ports=(down_ports, (np.asarray(down_ports) > 0) & (np.asarray(down_ports) <= radix), "must be above 0 and at most the radix"),
        tiers=(tiers, least(tiers, 1), "must be at least 1"),
    )
    return endpoints + (tiers - 1) * leaves * (radix - down_ports)


@equation(
    symbol="X",
    latex=r"«planes» \cdot («leaves» + «uppers»)",
    symbols=_SYMBOLS,
    trust="exact",
    source="nvidia-superpod",
    validity="Definition. On rails every place in a server has a tree of its own.",
)
def switch_count(planes, leaves, uppers):
    """Switches of all trees together.

    Parameters
    ----------
    planes : array_like [1]
        Trees side by side; none, where cards are joined without switches.
    leaves : array_like [switch]
        Leaf switches of each.
    uppers : array_like [switch]
        Switches above the leaves, of each.

    Returns
    -------
    switches : array [switch]
        All of them.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(switch_count(8, 4, 2))
    48.0

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.not_negative(planes=planes, leaves=leaves, uppers=uppers)
    return planes * (leaves + uppers)


@equation(
    symbol="E",
    latex=r"«planes» \cdot «plane_links»",
    symbols=_SYMBOLS,
    trust="exact",
    source="nvidia-superpod",
    validity="Definition.",
)
def link_count(planes, plane_links):
    """Links of all trees together.

    Parameters
    ----------
    planes : array_like [1]
        Trees side by side.
    plane_links : array_like [link]
        Links of each.

    Returns
    -------
    tree_links : array [link]
        All of them.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(link_count(8, 256))
    2048.0

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.not_negative(planes=planes, plane_links=plane_links)
    return planes * plane_links
