"""Mixture of experts: which parameters a token uses, and what a batch of tokens reads."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation


@equation(
    symbol=r"N_{\mathrm{total}}",
    latex=r"«active_parameters» \cdot «total_to_active»",
    symbols={"active_parameters": r"N_{\mathrm{active}}", "total_to_active": r"\rho"},
    trust="exact",
    source="forge-seed",
    validity="Definition of the ratio; 1 is a dense model.",
)
def total_parameters(active_parameters, total_to_active):
    """All parameters that must be resident, of every expert.

    Parameters
    ----------
    active_parameters : array_like [parameter]
        Parameters that one token passes through.
    total_to_active : array_like [1]
        Total over active; at least 1.

    Returns
    -------
    parameters : array [parameter]
        Total parameters.

    Raises
    ------
    ValueError
        If active_parameters is not positive or the ratio is below 1.

    Examples
    --------
    >>> float(total_parameters(37e9, 18))
    666000000000.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.together(
        positive={"active_parameters": active_parameters},
        total_to_active=(total_to_active, np.isfinite(total_to_active) & (total_to_active >= 1), "must be at least 1 and finite"),
    )
    return active_parameters * total_to_active


@equation(
    symbol=r"\sigma",
    latex=r"\frac{«total_to_active» - 1}{«experts» / «top_k» - 1} \text{ if } «total_to_active» > 1 \text{ else } 0",
    symbols={"total_to_active": r"\rho", "experts": "n", "top_k": "k"},
    trust="exact",
    source="deepseek2024v3",
    locator="section 2.1.2",
    validity="Active = shared + routed and total = shared + routed n/k, solved for routed over active.",
)
def routed_share(total_to_active, experts, top_k):
    """Share of the active parameters that lies in routed experts.

    Parameters
    ----------
    total_to_active : array_like [1]
        Total over active parameters; at least 1.
    experts : array_like [1]
        Routed experts per layer.
    top_k : array_like [1]
        Experts that each token is sent to.

    Returns
    -------
    share : array [1]
        0 for a dense model; the rest is attention, embeddings and shared experts.

    Raises
    ------
    ValueError
        If experts or ``top_k`` are not positive, ``top_k`` exceeds ``experts``, or the ratio is below 1 or above ``experts / top_k``.

    Examples
    --------
    DeepSeek-V3 has 0.55 of its active parameters in routed experts:

    >>> round(float(routed_share(671 / 37.5, 256, 8)), 2)
    0.54

    References
    ----------
    Follows from the parameter accounting in DeepSeek-AI 2024, section 2.1.2.
    """
    check.positive(experts=experts, top_k=top_k)
    ratio, spread = total_to_active, experts / top_k
    check.require(
        total_to_active=(ratio, ratio >= 1, "must be at least 1"),
        top_k=(top_k, spread >= 1, "must not exceed experts"),
    )
    check.require(
        total_to_active=(ratio, ratio <= np.maximum(spread, 1), "must not exceed experts over top-k; raise experts or lower top-k")
    )
    return (ratio - 1) / np.where(ratio > 1, spread - 1, 1.0)


@equation(
    symbol=r"W_{\mathrm{read}}",
    latex=r"«active_bytes» \left(1 - «share» + «share» \cdot \frac{«touched»}{«top_k»}\right)",
    symbols={"active_bytes": r"W_{\mathrm{active}}", "share": r"\sigma", "touched": r"n_{\mathrm{touched}}", "top_k": "k"},
    trust="estimate",
    source="deepseek2024v3",
    band=Band(0.8, 1.0, "A judgement: uniform routing reads the most experts, and a real router reads fewer; "
               "no published count is held against it."),
    validity="Uniform routing; shared weights are read once per step whatever the batch.",
)
def bytes_read(active_bytes, share, touched, top_k):
    """Bytes of weights that a decoding step of a batch, or the reading of a prompt, takes from memory.

    Parameters
    ----------
    active_bytes : array_like [B]
        Bytes of the parameters active for one token.
    share : array_like [1]
        Share of them in routed experts.
    touched : array_like [1]
        Distinct experts that the batch, or the prompt, is routed to.
    top_k : array_like [1]
        Experts per token.

    Returns
    -------
    bytes : array [B]
        Weight bytes read per step; ``active_bytes`` for a dense model or a batch of one.

    Raises
    ------
    ValueError
        If active_bytes or top_k are not positive, or the others are negative.

    Examples
    --------
    >>> float(bytes_read(37e9, 0.55, 8, 8))
    37000000000.0

    References
    ----------
    Follows from the accounting of :func:`routed_share`.
    """
    check.together(positive={"active_bytes": active_bytes, "top_k": top_k}, not_negative={"share": share, "touched": touched})
    return active_bytes * (1 - share + share * touched / top_k)
