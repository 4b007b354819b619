"""Cards in servers, servers in racks, racks on a floor: how many, what one draws, and how far a cable runs."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation


@equation(
    symbol=r"N_{\mathrm{nodes}}",
    latex=r"\left\lceil\frac{«ranks»}{«cards_per_server»}\right\rceil",
    symbols={"ranks": "n", "cards_per_server": r"G_{\mathrm{node}}"},
    trust="exact",
    source="nvidia-superpod",
    validity="Definition.",
)
def servers_needed(ranks, cards_per_server):
    """Servers that a number of cards stands in.

    Parameters
    ----------
    ranks : array_like [card]
        All cards.
    cards_per_server : array_like [card/server]
        Cards in each server: of a rack that works as one, in each of its trays.

    Returns
    -------
    servers : array [server]
        Servers, the last one perhaps not full.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(servers_needed(2890, 8)), float(servers_needed(72, 4))
    (362.0, 18.0)

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.positive(ranks=ranks, cards_per_server=cards_per_server)
    return np.ceil(ranks / cards_per_server)


@equation(
    symbol=r"n_{\mathrm{racks}}",
    latex=r"\left\lceil\frac{«ranks»}{«rack_cards»}\right\rceil",
    symbols={"ranks": "n", "rack_cards": r"G_{\mathrm{rack}}"},
    trust="exact",
    source="nvidia-superpod",
    validity="Racks of cards; switches and storage stand in others.",
)
def racks_needed(ranks, rack_cards):
    """Racks that a number of cards stands in.

    Parameters
    ----------
    ranks : array_like [card]
        All cards.
    rack_cards : array_like [card/rack]
        Cards in each rack.

    Returns
    -------
    racks : array [rack]
        Racks, the last one perhaps not full.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(racks_needed(1016, 32)), float(racks_needed(4096, 64))
    (32.0, 64.0)

    References
    ----------
    NVIDIA DGX SuperPOD reference architecture.
    """
    check.positive(ranks=ranks, rack_cards=rack_cards)
    return np.ceil(ranks / rack_cards)


@equation(
    symbol=r"P_{\mathrm{rack}}",
    latex=r"\frac{«rack_cards»}{«server_boards»} \cdot «server_power»",
    symbols={"rack_cards": r"G_{\mathrm{rack}}", "server_boards": r"G_{\mathrm{server}}", "server_power": r"P_{\mathrm{server}}"},
    trust="estimate",
    source="nvidia-dgx-h100",
    validity="As the maker rates a whole server: what a rack has to be able to deliver. Measured it is about a fifth less.",
)
def rack_power(rack_cards, server_boards, server_power):
    """Power of a full rack, as its servers are rated.

    Parameters
    ----------
    rack_cards : array_like [card/rack]
        Cards in a rack.
    server_boards : array_like [card/server]
        Cards in what is rated: a server, or a whole rack that works as one.
    server_power : array_like [W]
        Its rating.

    Returns
    -------
    rack_draw : array [W]
        Power of a rack.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(rack_power(32, 8, 10_200)), float(rack_power(72, 72, 120_000))
    (40800.0, 120000.0)

    References
    ----------
    NVIDIA DGX H100 data sheet.
    """
    check.positive(rack_cards=rack_cards, server_boards=server_boards, server_power=server_power)
    return rack_cards / server_boards * server_power


@equation(
    symbol="X_{u}",
    latex=r"«domains» \cdot «domain_switches»",
    symbols={"domains": "m", "domain_switches": "x_{u}"},
    trust="exact",
    source="nvidia-gb200",
    validity="Definition. They stand in the servers, and their power and price are part of them.",
)
def scale_up_switch_count(domains, domain_switches):
    """Switch chips of the makers' own links, in all domains.

    Parameters
    ----------
    domains : array_like [domain]
        Scale-up domains.
    domain_switches : array_like [switch/domain]
        Switch chips in each.

    Returns
    -------
    scale_up_switches : array [switch]
        All of them.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(scale_up_switch_count(362, 4)), float(scale_up_switch_count(1, 18))
    (1448.0, 18.0)

    References
    ----------
    NVIDIA GB200 NVL72 specifications.
    """
    check.not_negative(domains=domains, domain_switches=domain_switches)
    return domains * domain_switches


@equation(
    symbol=r"\ell_{\max}",
    latex=r"\sqrt{«racks» \cdot «rack_floor»} + 2 \cdot «rack_height»",
    symbols={"racks": r"n_{\mathrm{racks}}", "rack_floor": "A", "rack_height": "h"},
    trust="estimate",
    source="nvidia-mms4x00",
    validity=(
        "A square hall with the switches in its middle, cables along aisles and rows. Passive copper reaches about 3 m, "
        "multi-mode fibre 50 m, single-mode fibre 100 m and more."
    ),
)
def longest_cable(racks, rack_floor, rack_height):
    """Length of the longest cable from a rack to the switches in the middle of a hall.

    Parameters
    ----------
    racks : array_like [rack]
        Racks in the hall.
    rack_floor : array_like [m2/rack]
        Floor of a rack with its share of the aisles.
    rack_height : array_like [m]
        Way up from a rack to the cable trays, and down again at the other end.

    Returns
    -------
    cable : array [m]
        Length of the cable.

    Raises
    ------
    ValueError
        If an argument is negative or not finite.

    Examples
    --------
    >>> float(longest_cable(64, 3, 2)) // 0.01 / 100
    17.85

    References
    ----------
    NVIDIA MMS4X00-NS product specifications, reach.
    """
    check.not_negative(racks=racks, rack_floor=rack_floor, rack_height=rack_height)
    return np.sqrt(racks * rack_floor) + 2 * rack_height
