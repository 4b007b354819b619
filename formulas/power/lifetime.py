"""Training against serving: when answering has taken as much energy as training did."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_KILOWATT_HOUR = 3_600_000
_MEASURED = Band(0.4, 2.5, "That of the energy for each token.")


@equation(
    symbol=r"D_{\mathrm{even}}",
    latex=r"\frac{«energy_kwh» \cdot 3600000}{«token_energy»}",
    symbols={"energy_kwh": "E", "token_energy": r"e_{\mathrm{token}}"},
    trust="estimate",
    source="sardana2024",
    band=_MEASURED,
    validity="The final run alone on the one side: experiments before it took about as much again or more.",
)
def break_even_tokens(energy_kwh, token_energy):
    """Tokens that a model has written when answering has taken as much energy as training.

    Parameters
    ----------
    energy_kwh : array_like [kWh]
        Energy of training at the meter.
    token_energy : array_like [J/token]
        Energy at the meter for one token.

    Returns
    -------
    even : array [token]
        Tokens to break even.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    20 GWh of training, 1 J for each token:

    >>> f"{float(break_even_tokens(20e6, 1)):.1e}"
    '7.2e+13'

    References
    ----------
    Sardana et al. 2024, for the idea of counting both.
    """
    check.positive(energy_kwh=energy_kwh, token_energy=token_energy)
    return energy_kwh * _KILOWATT_HOUR / token_energy


@equation(
    symbol=r"E_{\mathrm{served}}",
    latex=r"\frac{«served» \cdot «token_energy»}{3600000}",
    symbols={"served": r"D_{\mathrm{served}}", "token_energy": r"e_{\mathrm{token}}"},
    trust="estimate",
    source="sardana2024",
    band=_MEASURED,
    validity="At one energy for each token, whatever the hour.",
)
def served_energy_kwh(served, token_energy):
    """Energy of serving a number of tokens.

    Parameters
    ----------
    served : array_like [token]
        Tokens that a model writes in its life.
    token_energy : array_like [J/token]
        Energy at the meter for one token.

    Returns
    -------
    served_energy : array [kWh]
        Energy at the meter.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(served_energy_kwh(1e13, 1)) / 1e6, 2)
    2.78

    References
    ----------
    Sardana et al. 2024.
    """
    check.positive(served=served, token_energy=token_energy)
    return served * token_energy / _KILOWATT_HOUR
