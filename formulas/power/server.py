"""Boards against whole servers: what a fleet draws inside its racks, part by part."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

HOST_DRAW = 0.6
"""Of what a server may draw beside its boards: a DGX H100 rated 10.2 kW was measured at 8.4 kW with boards of 5.6 kW at their limit."""
_HOSTS = Band(
    0.6, 1.7,
    "One server was measured: 0.61 of the rated rest. Servers that are built around their boards need less of a rest (a GB200 NVL72 half of"
    " its boards), and at the rating it is 1.7 times as much.",
)  # fmt: skip


@equation(
    symbol=r"P_{\mathrm{boards}}",
    latex=r"«accelerators» \cdot «power» \cdot «draw»",
    symbols={"accelerators": "n", "power": "P", "draw": "u"},
    trust="estimate",
    source="latif2024",
    locator="abstract",
    band=Band(0.75, 1.0, "A draw of 1 is the bound. Training on H100 nodes was measured at 76% of the node's rating (Newkirk 2025)."),
    validity="The limit is what a board may draw for longer; peaks of milliseconds go beyond it.",
)
def board_power(accelerators, power, draw):
    """Power that the accelerator boards of a fleet draw.

    Parameters
    ----------
    accelerators : array_like [card]
        Accelerators running at once.
    power : array_like [W]
        Board power limit of one accelerator.
    draw : array_like [1]
        Mean power over the limit, above 0 and at most 1.

    Returns
    -------
    boards : array [W]
        Power of the boards alone.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    The eight boards of a DGX H100 at their limit:

    >>> float(board_power(8, 700, 1))
    5600.0

    References
    ----------
    Latif et al. 2024, abstract.
    """
    check.together(positive={"accelerators": accelerators, "power": power}, fraction={"draw": draw})
    return accelerators * power * draw


@equation(
    symbol="R",
    latex=r"\frac{«server»}{«boards_per_server»} - «power»",
    symbols={"server": r"P_{\mathrm{server}}", "boards_per_server": "k", "power": "P"},
    trust="exact",
    source="nvidia-dgx-b200",
    locator="power specifications",
    validity="At the rating: what the power supplies are built for, not what they give.",
)
def rest_of_server(server, boards_per_server, power):
    """Power that a server is rated for beside its boards, for each of them.

    Parameters
    ----------
    server : array_like [W]
        Most power that the whole server may draw.
    boards_per_server : array_like [card]
        Accelerators in it.
    power : array_like [W]
        Board power limit of one accelerator.

    Returns
    -------
    rest : array [W]
        Processors, memory, fans, links and conversion, for each accelerator.

    Raises
    ------
    ValueError
        If an argument is not positive, or a server is rated for less than its boards.

    Examples
    --------
    A DGX B200 takes 14.3 kW for eight boards of 1 kW:

    >>> float(rest_of_server(14_300, 8, 1000))
    787.5

    References
    ----------
    NVIDIA, DGX B200 User Guide, power specifications.
    """
    check.positive(server=server, boards_per_server=boards_per_server, power=power)
    rest = server / boards_per_server - power
    check.require(server=(server, rest >= 0, "must be at least what its boards may draw"))
    return rest


@equation(
    symbol=r"P_{\mathrm{hosts}}",
    latex=r"«accelerators» \cdot «rest» \cdot «host_draw»",
    symbols={"accelerators": "n", "rest": "R", "host_draw": "h"},
    trust="estimate",
    source="latif2024",
    locator="abstract",
    band=_HOSTS,
    validity="What hosts draw hardly depends on what the boards do: processors feed them, fans cool them, links idle at full power.",
)
def host_power(accelerators, rest, host_draw=HOST_DRAW):
    """Power that servers draw beside their boards.

    Parameters
    ----------
    accelerators : array_like [card]
        Accelerators running at once.
    rest : array_like [W]
        Power that a server is rated for beside its boards, for each of them; 0 or more.
    host_draw : array_like [1]
        Mean over the rating, above 0 and at most 1.

    Returns
    -------
    hosts : array [W]
        Processors, memory, fans, links inside and conversion of all servers.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    What was measured of a DGX H100, 8.4 kW with its boards at 5.6 kW:

    >>> round(5600 + float(host_power(8, 575, 0.61)))
    8406

    References
    ----------
    Latif et al. 2024, abstract.
    """
    check.together(positive={"accelerators": accelerators}, not_negative={"rest": rest}, fraction={"host_draw": host_draw})
    return accelerators * rest * host_draw
