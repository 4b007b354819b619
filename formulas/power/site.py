"""A site as a place: racks and their cooling, and how large that is beside what people know."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

HOURS_PER_YEAR = 8766
AIR_COOLED = 40e3
"""W in a rack, from where on air no longer carries the heat away: 30 to 40 kW and more with aids (SemiAnalysis 2024)."""
_SITES = Band(0.75, 1.3, "That of the site's power; what it is held against is published.")


@equation(
    symbol=r"P_{\mathrm{rack}}",
    latex=r"«server» \cdot «servers_per_rack»",
    symbols={"server": r"P_{\mathrm{server}}", "servers_per_rack": "m"},
    trust="bound",
    source="nvidia-superpod",
    validity="Servers at their rating, as many as their maker's reference design puts into a rack.",
)
def rack_of_servers(server, servers_per_rack):
    """Power of a rack of servers, each at its rating.

    Parameters
    ----------
    server : array_like [W]
        Most power that the whole server may draw.
    servers_per_rack : array_like [server]
        Servers in a rack.

    Returns
    -------
    rack_power : array [W]
        Most that a rack draws.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Four DGX H100, in kilowatts:

    >>> float(rack_of_servers(10_200, 4)) / 1000
    40.8

    References
    ----------
    NVIDIA, DGX SuperPOD reference architecture.
    """
    check.positive(server=server, servers_per_rack=servers_per_rack)
    return server * servers_per_rack


@equation(
    symbol=r"n_{\mathrm{racks}}",
    latex=r"\left\lceil \frac{«it»}{«rack_power»} \right\rceil",
    symbols={"it": r"P_{\mathrm{IT}}", "rack_power": r"P_{\mathrm{rack}}"},
    trust="estimate",
    source="semianalysis2024",
    band=Band(1.0, 1.3, "Never fewer; racks of switches and of storage are less dense, and no row of racks is filled to the last."),
    validity="Racks filled to what they may draw, with machines at their rating.",
)
def racks(it, rack_power):
    """Racks that machines fill.

    Parameters
    ----------
    it : array_like [W]
        Power of the machines, as rated.
    rack_power : array_like [W]
        Power of one rack.

    Returns
    -------
    racks : array [rack]
        Whole racks.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(racks(28.4e6, 40.8e3))
    697.0

    References
    ----------
    SemiAnalysis 2024.
    """
    check.positive(it=it, rack_power=rack_power)
    return np.ceil(it / rack_power)


@equation(
    symbol="d",
    latex=r"\frac{«rack_power»}{«air_limit»}",
    symbols={"rack_power": r"P_{\mathrm{rack}}", "air_limit": r"P_{\mathrm{air}}"},
    trust="estimate",
    source="semianalysis2024",
    band=Band(0.7, 1.3, "Where air ends is told as 20 to 50 kW by how much is done for it."),
    validity="Above 1 the heat leaves in a liquid: on the boards, or at the rear door.",
)
def density_over_air(rack_power, air_limit):
    """Power of a rack over what air carries away.

    Parameters
    ----------
    rack_power : array_like [W]
        Power of one rack.
    air_limit : array_like [W]
        Power of a rack up to which air cools it.

    Returns
    -------
    density : array [1]
        Above 1, liquid cooling is needed.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    A rack of 120 kW:

    >>> float(density_over_air(120e3, 40e3))
    3.0

    References
    ----------
    SemiAnalysis 2024.
    """
    check.positive(rack_power=rack_power, air_limit=air_limit)
    return rack_power / air_limit


@equation(
    symbol=r"n_{\mathrm{homes}}",
    latex=r"\frac{«site» \cdot 8766}{1000 \cdot «home_kwh»}",
    symbols={"site": r"P_{\mathrm{site}}", "home_kwh": "h"},
    trust="estimate",
    source="eia-household",
    band=_SITES,
    validity="As much energy in a year as so many mean customers; they do not draw it as steadily.",
)
def homes(site, home_kwh):
    """Homes that use as much electricity as a site.

    Parameters
    ----------
    site : array_like [W]
        Power at the meter, all year.
    home_kwh : array_like [kWh]
        Electricity of one home in a year.

    Returns
    -------
    homes : array [1]
        Homes with the same use.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(homes(100e6, 10_791)))
    81234

    References
    ----------
    EIA, how much electricity does an American home use.
    """
    check.positive(site=site, home_kwh=home_kwh)
    return site * HOURS_PER_YEAR / (1000 * home_kwh)


@equation(
    symbol="x",
    latex=r"\frac{«site»}{«known»}",
    symbols={"site": r"P_{\mathrm{site}}", "known": r"P_{\mathrm{known}}"},
    trust="estimate",
    source="epoch2025dc",
    band=_SITES,
    validity="Both as they run: a site by the estimate of its power, the other by what is published.",
)
def share_of_known(site, known):
    """Power of a site over that of something people know: another site, a reactor.

    Parameters
    ----------
    site : array_like [W]
        Power at the meter.
    known : array_like [W]
        Power of what it is held against.

    Returns
    -------
    share : array [1]
        Site over the other.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    300 MW beside a reactor of 1,117 MW:

    >>> round(float(share_of_known(300e6, 1117e6)), 3)
    0.269

    References
    ----------
    Epoch AI 2025, Frontier Data Centers.
    """
    check.positive(site=site, known=known)
    return site / known
