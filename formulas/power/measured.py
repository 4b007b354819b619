"""Answers beside those that were measured: from the accelerators to all that an answer takes, and one answer over another."""

from __future__ import annotations

from formulas import check
from formulas.band import Band
from formulas.registry import equation


@equation(
    symbol=r"E_{\mathrm{whole}}",
    latex=r"\frac{«accelerator_energy»}{«accelerator_share»}",
    symbols={"accelerator_energy": r"E_{\mathrm{boards}}", "accelerator_share": "x"},
    trust="estimate",
    source="elsworth2025",
    locator="table 1",
    band=Band(0.85, 1.25, "Of one fleet in one year: 58%. In a DGX B200 at its rating boards are 56% before cooling."),
    validity="With hosts, idle machines and overhead in the proportions of Google's fleet.",
)
def whole_answer(accelerator_energy, accelerator_share=0.58):
    """Energy of an answer with everything that it takes, from that of the accelerators.

    Parameters
    ----------
    accelerator_energy : array_like [Wh]
        Energy of the accelerators for it.
    accelerator_share : array_like [1]
        Share of the accelerators in all of it, above 0 and at most 1.

    Returns
    -------
    energy : array [Wh]
        Energy at the meter.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    Google's median prompt, 0.14 Wh of accelerators:

    >>> round(float(whole_answer(0.14)), 2)
    0.24

    References
    ----------
    Elsworth et al. 2025, table 1.
    """
    check.together(positive={"accelerator_energy": accelerator_energy}, fraction={"accelerator_share": accelerator_share})
    return accelerator_energy / accelerator_share


@equation(
    symbol="x",
    latex=r"\frac{«answer_energy»}{«measured»}",
    symbols={"answer_energy": r"E_{\mathrm{answer}}", "measured": r"E_{\mathrm{measured}}"},
    trust="estimate",
    source="elsworth2025",
    locator="abstract",
    band=Band(0.4, 2.5, "That of the energy of an answer."),
    validity="Google does not say how long its median prompt and answer are, nor which model writes it.",
)
def times_measured(answer_energy, measured):
    """How many times a measured answer's energy an answer takes.

    Parameters
    ----------
    answer_energy : array_like [Wh]
        Energy at the meter for one answer.
    measured : array_like [Wh]
        Energy of the answer that was measured.

    Returns
    -------
    times : array [1]
        One over the other.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(times_measured(0.6, 0.24)), 2)
    2.5

    References
    ----------
    Elsworth et al. 2025, abstract.
    """
    check.positive(answer_energy=answer_energy, measured=measured)
    return answer_energy / measured
