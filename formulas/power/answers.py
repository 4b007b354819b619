"""Energy of serving: for a token, for an answer, and when answering has taken as much as training."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation

_JOULES = 3600
DECODE_EFFICIENCY = 0.36
"""Share of the bound that measured loads reach in the median (ML.ENERGY, three models on H100, 8 to 1,024 together).

Loads of seven models on H100 and B200 that it was not read from reach 37% in the median (``tests/facts/loads.py``).
"""
SERVING_DRAW = 0.8
"""Of the limit that the boards drew at these loads: 63 to 92%; at those others 45 to 98%, and 80% in the median."""
_MEASURED = Band(
    0.4, 2.5,
    "The same model on the same cards is measured at a third to three times its best energy, by how many answer together.",
)  # fmt: skip


@equation(
    symbol=r"P_{\mathrm{card}}",
    latex=r"\left(«power» \cdot «draw» + «rest» \cdot «host_draw»\right) \cdot \left(1 + «network_share»\right)",
    symbols={"power": "P", "draw": "u", "rest": "R", "host_draw": "h", "network_share": "x"},
    trust="estimate",
    source="elsworth2025",
    locator="table 1",
    band=Band(0.7, 1.4, "Google measured 1.43 W of host for each 3.3 W of accelerator; one DGX H100 1 for 2."),
    validity="A card with its share of the server, of switches and of storage.",
)
def serving_power(power, draw, rest, host_draw, network_share):
    """Power of one card in use, with its share of the machines around it.

    Parameters
    ----------
    power : array_like [W]
        Board power limit.
    draw : array_like [1]
        Mean power over the limit while serving, above 0 and at most 1.
    rest : array_like [W]
        Power that a server is rated for beside its boards, for each of them; 0 or more.
    host_draw : array_like [1]
        Mean over that rating, above 0 and at most 1.
    network_share : array_like [1]
        Switches and storage over servers; 0 or more.

    Returns
    -------
    card_power : array [W]
        Power of a card and what goes with it, before cooling.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(serving_power(700, 0.8, 575, 0.6, 0.09)), 1)
    986.5

    References
    ----------
    Elsworth et al. 2025, table 1.
    """
    check.together(
        positive={"power": power}, fraction={"draw": draw, "host_draw": host_draw},
        not_negative={"rest": rest, "network_share": network_share},
    )  # fmt: skip
    return (power * draw + rest * host_draw) * (1 + network_share)


@equation(
    symbol="r",
    latex=r"\frac{«batch» \cdot «efficiency»}{«step_time» \cdot «cards»}",
    symbols={"batch": "b", "efficiency": r"\eta", "step_time": r"t_{\mathrm{step}}", "cards": "t"},
    trust="estimate",
    source="mlenergy2025",
    band=Band(0.39, 1.9, "Over 37 measured loads of eight models on H100 and B200, which reach 10 to 67% of the bound, 37% in the median;"
        " the band is their 5% to 95% quantile.",
        {"efficiency": DECODE_EFFICIENCY}),
    validity="Writing alone: prompts are taken to be read by other cards, or within the efficiency.",
)
def served_rate(batch, step_time, cards, efficiency):
    """Tokens that one card of a replica writes in a second.

    Parameters
    ----------
    batch : array_like [token]
        Sequences decoded together.
    step_time : array_like [s]
        Least time of one decoding step.
    cards : array_like [card]
        Cards that hold one replica.
    efficiency : array_like [1]
        Share of that bound that serving reaches, above 0 and at most 1.

    Returns
    -------
    rate : array [token/s]
        Tokens of one card in a second.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> round(float(served_rate(64, 0.02, 4, 0.4)), 6)
    320.0

    References
    ----------
    ML.ENERGY leaderboard, v3.0, for the efficiency.
    """
    check.together(positive={"batch": batch, "step_time": step_time, "cards": cards}, fraction={"efficiency": efficiency})
    return batch * efficiency / (step_time * cards)


@equation(
    symbol=r"e_{\mathrm{token}}",
    latex=r"\frac{«card_power» \cdot «pue»}{«rate» \cdot \left(1 - «idle»\right)}",
    symbols={"card_power": r"P_{\mathrm{card}}", "pue": r"\mathrm{PUE}", "rate": "r", "idle": "x"},
    trust="estimate",
    source="elsworth2025",
    locator="section 3",
    band=_MEASURED,
    validity="Prompts are read within the same rate: it counts tokens that were written.",
)
def energy_per_token(card_power, rate, idle, pue):
    """Energy from the grid for each token that a fleet writes.

    Parameters
    ----------
    card_power : array_like [W]
        Power of one card and what goes with it, before cooling.
    rate : array_like [token/s]
        Tokens that one card writes in a second.
    idle : array_like [1]
        Share of the machines' energy that goes to those kept ready; 0 or more and below 1.
    pue : array_like [1]
        Power usage effectiveness; at least 1.

    Returns
    -------
    energy : array [J/token]
        Energy at the meter for one token.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    A 14B model on one H100, as ML.ENERGY measured its board: 572 W at 4,474 tokens a second.

    >>> round(float(energy_per_token(572.083, 4474.351, 0, 1)), 3)
    0.128

    References
    ----------
    Elsworth et al. 2025, section 3; ML.ENERGY leaderboard for the example.
    """
    check.together(
        positive={"card_power": card_power, "rate": rate},
        pue=(pue, (pue >= 1) & np.isfinite(pue), "must be at least 1 and finite"),
        idle=(idle, (np.asarray(idle) >= 0) & (np.asarray(idle) < 1), "must be at least 0 and below 1"),
    )
    return card_power * pue / (rate * (1 - idle))


@equation(
    symbol=r"E_{\mathrm{answer}}",
    latex=r"\frac{«token_energy» \cdot «answer_tokens»}{3600}",
    symbols={"token_energy": r"e_{\mathrm{token}}", "answer_tokens": "t"},
    trust="estimate",
    source="elsworth2025",
    band=_MEASURED,
    validity="Text alone.",
)
def energy_per_answer(token_energy, answer_tokens):
    """Energy from the grid for one answer.

    Parameters
    ----------
    token_energy : array_like [J/token]
        Energy at the meter for one token.
    answer_tokens : array_like [token]
        Tokens that the answer has.

    Returns
    -------
    energy : array [Wh]
        Energy at the meter for one answer.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> round(float(energy_per_answer(1.2, 700)), 3)
    0.233

    References
    ----------
    Elsworth et al. 2025.
    """
    check.positive(token_energy=token_energy, answer_tokens=answer_tokens)
    return token_energy * answer_tokens / _JOULES
