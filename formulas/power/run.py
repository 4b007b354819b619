"""What a training run takes in all: its time, its energy, and the bill at peak power."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_PER_HOUR = 3600
_SITES = Band(0.75, 1.3, "That of the site's power; hours are counted.")


@equation(
    symbol="T",
    latex=r"\frac{3600 \cdot «accelerator_hours»}{«accelerators»}",
    symbols={"accelerator_hours": "H", "accelerators": "n"},
    trust="exact",
    source="patterson2021",
    locator="section 2",
    validity="All cards work all the time; restarts and spares come on top.",
)
def run_time(accelerator_hours, accelerators):
    """Wall-clock time in which a fleet works off accelerator-hours.

    Parameters
    ----------
    accelerator_hours : array_like [h]
        Accelerator-hours of the run.
    accelerators : array_like [card]
        Accelerators running at once.

    Returns
    -------
    time : array [s]
        Time from start to end.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    Llama 3 405B, 30.84 M H100-hours on 16,384 of them, in days:

    >>> round(float(run_time(30.84e6, 16_384)) / 86_400)
    78

    References
    ----------
    Patterson et al. 2021, section 2.
    """
    check.positive(accelerator_hours=accelerator_hours, accelerators=accelerators)
    return _PER_HOUR * accelerator_hours / accelerators


@equation(
    symbol=r"E_{\mathrm{run}}",
    latex=r"\frac{«site» \cdot «time»}{3600 \cdot 1000}",
    symbols={"site": r"P_{\mathrm{site}}", "time": "T"},
    trust="estimate",
    source="patterson2021",
    locator="section 2",
    band=_SITES,
    validity="Mean power over the run, whole servers included: more than what is published for boards alone.",
)
def run_energy_kwh(site, time):
    """Electricity that a site takes in over a run.

    Parameters
    ----------
    site : array_like [W]
        Mean power at the meter.
    time : array_like [s]
        Time from start to end.

    Returns
    -------
    run_energy : array [kWh]
        Energy at the meter.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    A year at 28.4 MW, in GWh:

    >>> round(float(run_energy_kwh(28.446e6, 8760 * 3600)) / 1e6, 1)
    249.2

    References
    ----------
    Patterson et al. 2021, section 2; SemiAnalysis 2024 for the example.
    """
    check.positive(site=site, time=time)
    return site * time / (_PER_HOUR * 1000)


@equation(
    symbol=r"C_{\mathrm{energy}}",
    latex=r"\frac{«peak_power» \cdot «hours» \cdot «pue» \cdot «price»}{1000}",
    symbols={"peak_power": r"P_{\mathrm{peak}}", "hours": "H", "pue": r"\mathrm{PUE}", "price": r"c_{\mathrm{kWh}}"},
    trust="bound",
    source="full-stack-seed",
    locator="layer 1, energy cost model",
    validity="At peak power all the time; the mean is lower, and so is the bill. Demand charges come on top.",
)
def peak_energy_cost(peak_power, hours, pue, price):
    """Bill for a run at peak power, an upper bound for its energy.

    Parameters
    ----------
    peak_power : array_like [W]
        Most that the machines draw.
    hours : array_like [h]
        Duration of the run.
    pue : array_like [1]
        Power usage effectiveness; at least 1.
    price : array_like [USD/kWh]
        Price of electricity; 0 or more.

    Returns
    -------
    cost : array [USD]
        What the electricity costs at most.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    A hundred days at 100 MW, a PUE of 1.2 and 8 cents:

    >>> round(float(peak_energy_cost(100e6, 2400, 1.2, 0.08)) / 1e6, 1)
    23.0

    References
    ----------
    The Full Stack AI Build 2026, layer 1, energy cost model.
    """
    check.together(
        positive={"peak_power": peak_power, "hours": hours}, not_negative={"price": price},
        pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"),
    )  # fmt: skip
    return peak_power * hours * pue * price / 1000
