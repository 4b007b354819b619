"""Power capping: a board held below what it would draw, how much slower it gets, and what that saves."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_CUBE = Band(
    0.93, 1.07,
    "A language model trained at 150 W instead of 250 W took 1.07 times as long and 0.86 of the energy (McDonald 2022), which the law "
    "gives within 1%; guides for H100 name 5 to 15% at 600 W, where it gives 5%.",
)  # fmt: skip


@equation(
    symbol=r"u_{\mathrm{capped}}",
    latex=r"\min\!\left(«draw»,\; «cap»\right)",
    symbols={"draw": "u", "cap": r"u_{\mathrm{cap}}"},
    trust="exact",
    source="mcdonald2022",
    validity="A cap above what a board draws changes nothing.",
)
def capped_draw(draw, cap):
    """Mean power of a capped board over its limit.

    Parameters
    ----------
    draw : array_like [1]
        Mean power over the limit without a cap, above 0 and at most 1.
    cap : array_like [1]
        Cap over the limit, above 0 and at most 1.

    Returns
    -------
    capped : array [1]
        Mean power over the limit with the cap.

    Raises
    ------
    ValueError
        If an argument is outside (0, 1].

    Examples
    --------
    >>> float(capped_draw(0.9, 0.6)), float(capped_draw(0.5, 0.6))
    (0.6, 0.5)

    References
    ----------
    McDonald et al. 2022.
    """
    check.fraction(draw=draw, cap=cap)
    return np.minimum(draw, cap)


@equation(
    symbol="s",
    latex=r"\left(\frac{«capped»}{«draw»}\right)^{1/3}",
    symbols={"capped": r"u_{\mathrm{capped}}", "draw": "u"},
    trust="estimate",
    source="mcdonald2022",
    band=_CUBE,
    valid={"capped": (0.4, 1.0)},
    validity="Power grows with the clock and the square of the voltage, which follows the clock: with its cube. Work that waits for "
    "memory slows less; below about half of the limit the voltage cannot fall further, and speed goes with power.",
)
def capped_speed(capped, draw):
    """Speed of a capped board over its speed without a cap.

    Parameters
    ----------
    capped : array_like [1]
        Mean power over the limit with the cap, above 0 and at most the draw.
    draw : array_like [1]
        Mean power over the limit without a cap, above 0 and at most 1.

    Returns
    -------
    relative_speed : array [1]
        Work per second over work per second without a cap.

    Raises
    ------
    ValueError
        If an argument is outside (0, 1], or the capped board draws more.

    Examples
    --------
    150 W instead of 186 W, at which a board of 250 W ran: 7% slower, as was measured.

    >>> round(1 / float(capped_speed(150 / 250, 186 / 250)), 3)
    1.074

    References
    ----------
    McDonald et al. 2022.
    """
    check.fraction(capped=capped, draw=draw)
    check.require(capped=(capped, np.asarray(capped) <= np.asarray(draw), "must be at most the draw without a cap"))
    return (capped / draw) ** (1 / 3)


@equation(
    symbol=r"H_{\mathrm{capped}}",
    latex=r"\frac{«accelerator_hours»}{«relative_speed»}",
    symbols={"accelerator_hours": "H", "relative_speed": "s"},
    trust="estimate",
    source="mcdonald2022",
    band=_CUBE.inverse,
    validity="The same work at a lower speed.",
)
def capped_hours(accelerator_hours, relative_speed):
    """Accelerator-hours of the same work at another speed.

    Parameters
    ----------
    accelerator_hours : array_like [h]
        Accelerator-hours without a cap.
    relative_speed : array_like [1]
        Speed over that without a cap.

    Returns
    -------
    accelerator_hours : array [h]
        Accelerator-hours with the cap.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(capped_hours(1000, 0.8))
    1250.0

    References
    ----------
    McDonald et al. 2022.
    """
    check.positive(accelerator_hours=accelerator_hours, relative_speed=relative_speed)
    return accelerator_hours / relative_speed


@equation(
    symbol=r"\mathrm{MFU}_{\mathrm{capped}}",
    latex=r"«utilisation» \cdot «relative_speed»",
    symbols={"utilisation": r"\mathrm{MFU}", "relative_speed": "s"},
    trust="estimate",
    source="mcdonald2022",
    band=_CUBE,
    validity="Against the same dense peak, which the cap does not change.",
)
def capped_utilisation(utilisation, relative_speed):
    """Model FLOP per second over the dense peak at another speed.

    Parameters
    ----------
    utilisation : array_like [1]
        Model FLOP per second over the dense peak without a cap, above 0 and at most 1.
    relative_speed : array_like [1]
        Speed over that without a cap, above 0 and at most 1.

    Returns
    -------
    utilisation : array [1]
        Model FLOP per second over the dense peak with the cap.

    Raises
    ------
    ValueError
        If an argument is outside (0, 1].

    Examples
    --------
    >>> round(float(capped_utilisation(0.4, 0.9)), 2)
    0.36

    References
    ----------
    McDonald et al. 2022.
    """
    check.fraction(utilisation=utilisation, relative_speed=relative_speed)
    return utilisation * relative_speed


@equation(
    symbol=r"P_{\mathrm{capped}}",
    latex=r"«server» - «boards_per_server» \cdot «power» \left(1 - «cap»\right)",
    symbols={"server": r"P_{\mathrm{server}}", "boards_per_server": "k", "power": "P", "cap": r"u_{\mathrm{cap}}"},
    trust="exact",
    source="mcdonald2022",
    validity="What a site has to be built for, if it holds its boards to the cap at all times; what stands beside them is as it was.",
)
def capped_server(server, boards_per_server, power, cap):
    """Most power that a server may draw whose boards are capped.

    Parameters
    ----------
    server : array_like [W]
        Most power that the whole server may draw without a cap.
    boards_per_server : array_like [card]
        Boards in it.
    power : array_like [W]
        Board power limit of one accelerator.
    cap : array_like [1]
        Cap over the limit, above 0 and at most 1.

    Returns
    -------
    server : array [W]
        The same with the cap.

    Raises
    ------
    ValueError
        If an argument is outside its range, or the boards draw more than the server.

    Examples
    --------
    A DGX H100 of 10.2 kW with eight boards of 700 W held at 500 W:

    >>> round(float(capped_server(10_200, 8, 700, 5 / 7)))
    8600

    References
    ----------
    McDonald et al. 2022.
    """
    check.together(positive={"server": server, "boards_per_server": boards_per_server, "power": power}, fraction={"cap": cap})
    check.require(server=(server, np.asarray(server) >= boards_per_server * power, "must be at least what its boards draw"))
    return server - boards_per_server * power * (1 - cap)


@equation(
    symbol=r"\Delta",
    latex=r"\frac{«with_cap»}{«without_cap»} - 1",
    symbols={"with_cap": r"x_{\mathrm{cap}}", "without_cap": "x"},
    trust="estimate",
    source="mcdonald2022",
    band=Band(
        0.5, 3.0, "Of what changes, not of the whole: guides for H100 name 5 to 15% more time at 600 W, where the law gives 5%; a language "
        "model was measured within a tenth of it.",
    ),
    validity="Below 0 the cap saves.",
)
def change(with_cap, without_cap):
    """What a cap changes, as a share of what it was.

    Parameters
    ----------
    with_cap : array_like [1]
        A quantity with the cap.
    without_cap : array_like [1]
        The same without one, in the same unit.

    Returns
    -------
    change : array [1]
        Change over what it was.

    Raises
    ------
    ValueError
        If what it was is not positive.

    Examples
    --------
    >>> round(float(change(863, 1000)), 3)
    -0.137

    References
    ----------
    McDonald et al. 2022.
    """
    check.positive(without_cap=without_cap)
    check.not_negative(with_cap=with_cap)
    return with_cap / without_cap - 1
