"""A scaling law of mixtures: how the constants of a dense law change with the number of experts.

For any one number of experts the joint law has the form of :func:`formulas.scaling.loss`, so that loss and optimum of a mixture are
made by the same equations as those of a dense model; only the constants are other ones.  They are made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formulas import check
from formulas.band import Band
from formulas.registry import equation
from formulas.steps import Chain

SOURCE = "ludziejewski2025"
MOST_EXPERTS = 32.0
"""The largest mixture that was trained for the fit."""
BEYOND = f"a mixture of more than {MOST_EXPERTS:.0f} full-sized experts, the most that were fitted"


@dataclass(frozen=True)
class Mixture:
    """What a joint law adds to a dense one: how each of four constants follows the effective number of experts.

    ``fewest`` and ``most`` are the ends that the effective number of experts lies between; the other pairs are a constant
    at one effective expert, and the power or slope with which experts change it.
    """

    fewest: float
    most: float
    parameter_coefficient: tuple[float, float]
    parameter_exponent: tuple[float, float]
    token_coefficient: tuple[float, float]
    token_exponent: tuple[float, float]


# Table 3 of the source; the exponents with the sign that they have in E + A/N^alpha + B/D^beta.
LUDZIEJEWSKI = Mixture(2.0732, 290.4521, (35.91, -0.2285), (0.1889, -0.0098), (35.98, 0.5529), (0.1775, 0.0259))


def steps(c: Chain, mixture: Mixture, total_to_active: np.ndarray | float) -> None:
    """Make the constants of a law for a mixture of this ratio, as four steps of a chain and the two that they rest on."""
    c.step("full_sized_experts", full_sized_experts, total_to_active=total_to_active)
    c.step("effective_experts", effective_experts, full_sized=c.full_sized_experts, fewest=mixture.fewest, most=mixture.most)
    for name in ("parameter_coefficient", "token_coefficient"):
        base, growth = getattr(mixture, name)
        c.step(name, coefficient_of_experts, effective_experts=c.effective_experts, coefficient=base, growth=growth)
    for name in ("parameter_exponent", "token_exponent"):
        base, slope = getattr(mixture, name)
        c.step(name, exponent_of_experts, effective_experts=c.effective_experts, exponent=base, slope=slope)


def constants(mixture: Mixture, total_to_active: np.ndarray | float) -> Mapping[str, np.ndarray]:
    """The four constants of :func:`steps` by themselves; a ratio of 1 gives those of a dense model."""
    c = Chain()
    steps(c, mixture, total_to_active)
    names = ("parameter_coefficient", "token_coefficient", "parameter_exponent", "token_exponent")
    return {name: c[name].value for name in names}


@equation(
    symbol="E",
    latex=r"1 + \frac{13}{9}\left(«total_to_active» - 1\right)",
    symbols={"total_to_active": r"\rho"},
    trust="estimate",
    source=SOURCE,
    locator="equations 9 and 10, the embeddings left out",
    band=Band(
        0.8, 1.3,
        "Mixtures of the catalogue that have experts in every layer and none that all tokens share: routed experts over those that"
        " a token is sent to are 0.83 to 1.26 times it. Shared experts and dense layers make the ratio smaller than the routing says.",
    ),
    valid={"total_to_active": (1.0, 1 + 9 / 13 * (MOST_EXPERTS - 1))},
    validity="Attention of 4 and an MLP of 9 squared widths per layer, one expert of full size per token.",
)
def full_sized_experts(total_to_active):
    """Experts as large as a dense MLP, one of them used per token, that make a model so much larger than its active part.

    Parameters
    ----------
    total_to_active : array_like [1]
        Total over active parameters; at least 1.

    Returns
    -------
    full_sized : array [expert]
        1 for a dense model; it need not be a whole number.

    Raises
    ------
    ValueError
        If the ratio is below 1 or not finite.

    Notes
    -----
    The law was fitted to mixtures that send a token to one expert of full size. A mixture that sends it to eight small ones of 256
    counts as one of 32; finer experts do better than that by other work, which this leaves out.

    Examples
    --------
    >>> float(full_sized_experts(1.0)), round(float(full_sized_experts(18.1)), 1)
    (1.0, 25.7)

    References
    ----------
    Ludziejewski et al. 2025, equations 9 and 10.
    """
    check.require(
        total_to_active=(total_to_active, np.isfinite(total_to_active) & (total_to_active >= 1), "must be at least 1 and finite")
    )
    return 1 + 13 / 9 * (total_to_active - 1)


@equation(
    symbol=r"\hat{E}",
    latex=r"\left(\frac{1}{«full_sized» - 1 + \left(\frac{1}{«fewest»} - \frac{1}{«most»}\right)^{-1}} + \frac{1}{«most»}\right)^{-1}",
    symbols={"full_sized": "E", "fewest": r"E_{\mathrm{start}}", "most": r"E_{\mathrm{max}}"},
    trust="exact",
    source=SOURCE,
    locator="equation 4 and table 3",
    valid={"full_sized": (1.0, MOST_EXPERTS)},
    validity="Definition, after Clark et al. 2022; its two ends were fitted with 1 to 32 experts.",
)
def effective_experts(full_sized, fewest=LUDZIEJEWSKI.fewest, most=LUDZIEJEWSKI.most):
    """Experts as a joint law counts them: few bring overhead, and very many bring little more.

    Parameters
    ----------
    full_sized : array_like [expert]
        Experts of full size; 1 is a dense model.
    fewest : array_like [expert]
        What a dense model counts as.
    most : array_like [expert]
        What any number of experts counts as at most.

    Returns
    -------
    effective_experts : array [expert]
        Between ``fewest`` and ``most``.

    Raises
    ------
    ValueError
        If there is less than one expert, or the two ends are not positive and in order.

    Examples
    --------
    >>> round(float(effective_experts(1)), 4), round(float(effective_experts(32)), 1)
    (2.0732, 29.7)

    References
    ----------
    Ludziejewski et al. 2025, equation 4, after Clark et al. 2022.
    """
    check.together(
        positive={"fewest": fewest},
        full_sized=(full_sized, np.isfinite(full_sized) & (full_sized >= 1), "must be at least 1 and finite"),
        most=(most, np.isfinite(most) & (most > fewest), "must be above fewest and finite"),
    )
    return 1 / (1 / (full_sized - 1 + 1 / (1 / fewest - 1 / most)) + 1 / most)


_PRINTED = Band(0.997, 1.003, "Within 0.3% of what the source prints for 1, 2, 4, 8, 16 and 32 experts; its digits are rounded.")


@equation(
    symbol="A",
    latex=r"«coefficient» \cdot «effective_experts»^{«growth»}",
    symbols={"coefficient": "a", "effective_experts": r"\hat{E}", "growth": r"\delta"},
    trust="calibrated",
    source=SOURCE,
    locator="equation 6 and table 3",
    band=_PRINTED,
    validity="Fitted with 1 to 32 experts.",
)
def coefficient_of_experts(effective_experts, coefficient, growth):
    """Weight of a term of a joint law at some number of experts.

    Parameters
    ----------
    effective_experts : array_like [expert]
        Experts as the law counts them.
    coefficient : array_like [nat/token]
        The weight at one effective expert.
    growth : array_like [1]
        With which power of the experts it changes: below 0 for the term of size, above 0 for that of text.

    Returns
    -------
    weight : array [nat/token]
        A or B of the dense form at this number of experts.

    Raises
    ------
    ValueError
        If the experts or the coefficient are not positive and finite.

    Examples
    --------
    >>> a, growth = LUDZIEJEWSKI.parameter_coefficient
    >>> round(float(coefficient_of_experts(effective_experts(8), a, growth)), 1)
    21.8

    References
    ----------
    Ludziejewski et al. 2025, tables 3 and 4.
    """
    check.positive(effective_experts=effective_experts, coefficient=coefficient)
    return coefficient * np.power(effective_experts, growth)


@equation(
    symbol=r"\alpha",
    latex=r"«exponent» + «slope» \ln «effective_experts»",
    symbols={"exponent": r"\alpha_1", "slope": r"\gamma", "effective_experts": r"\hat{E}"},
    trust="calibrated",
    source=SOURCE,
    locator="equation 6 and table 3; the source writes the exponents with the other sign",
    band=_PRINTED,
    validity="Fitted with 1 to 32 experts.",
)
def exponent_of_experts(effective_experts, exponent, slope):
    """How fast a term of a joint law falls at some number of experts.

    Parameters
    ----------
    effective_experts : array_like [expert]
        Experts as the law counts them.
    exponent : array_like [1]
        The exponent at one effective expert.
    slope : array_like [1]
        What each e-fold of experts adds: below 0 for the term of size, above 0 for that of text.

    Returns
    -------
    exponent : array [1]
        Alpha or beta of the dense form at this number of experts.

    Raises
    ------
    ValueError
        If the experts are not positive and finite.

    Notes
    -----
    The signs are those of the source's table 3. With them more experts help, and help more the more text there is;
    with the signs turned round, as some transcriptions have them, a mixture would do worse than a dense model.

    Examples
    --------
    >>> round(float(exponent_of_experts(effective_experts(8), *LUDZIEJEWSKI.token_exponent)), 4)
    0.2339

    References
    ----------
    Ludziejewski et al. 2025, tables 3 and 4.
    """
    check.positive(effective_experts=effective_experts)
    return exponent + slope * np.log(effective_experts)

