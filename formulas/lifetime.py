"""A model's whole life: the compute of training and of serving together, and how far to over-train for what it will serve."""

from __future__ import annotations

import numpy as np

from formulas import check
from formulas.registry import equation

_NEWTON_STEPS = 40
# No fit has come near; beyond it the powers of such sizes are no numbers.
_STEEPEST = 10
_LAW = {"parameter_coefficient": "A", "token_coefficient": "B", "parameter_exponent": r"\alpha", "token_exponent": r"\beta"}


def best_tokens(
    loss, served_tokens, *, irreducible_loss, parameter_coefficient, token_coefficient, parameter_exponent, token_exponent
) -> np.ndarray:
    """Training tokens with which a loss costs the least compute over a life: those at which :func:`repaid_by` gives what is served.

    It has no closed form.  In the logarithm of the tokens the condition is rising and concave, so that Newton's method, begun at
    the optimum of a model that serves nothing, comes nearer from below at every step.
    """
    del parameter_coefficient
    total = parameter_exponent + token_exponent
    data = parameter_exponent * (loss - irreducible_loss) / total
    log_tokens = np.log(token_coefficient / data) / token_exponent
    aim = np.log(parameter_exponent * (loss - irreducible_loss) / token_coefficient)
    for _ in range(_NEWTON_STEPS):
        share = token_exponent * served_tokens / (3 * np.exp(log_tokens))
        slope = token_exponent + share / (total + share)
        log_tokens = log_tokens - (aim + token_exponent * log_tokens - np.log(total + share)) / slope
    return np.exp(log_tokens)


@equation(
    symbol=r"C_{\mathrm{life}}",
    latex=r"6\,«parameters»\,«tokens» + 2\,«parameters»\,«served_tokens»",
    symbols={"parameters": "N", "tokens": "D", "served_tokens": r"D_{\mathrm{inf}}"},
    trust="exact",
    source="sardana2024",
    locator="its objective",
    validity="Counts matrix products only, each at the same price: a served token costs more time than its FLOP, at a lower utilisation.",
)
def lifetime_flop(parameters, tokens, served_tokens):
    """Compute of training a model once and of serving it to the end of its life.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Training tokens.
    served_tokens : array_like [token]
        Tokens read and written for users, all together.

    Returns
    -------
    compute : array [FLOP]
        Training and serving together.

    Raises
    ------
    ValueError
        If parameters or tokens are not positive, or the served tokens are negative.

    Examples
    --------
    >>> f"{lifetime_flop(13e9, 618e9, 2e12):.3g}"
    '1e+23'

    References
    ----------
    Sardana et al. 2024, its objective.
    """
    check.together(positive={"parameters": parameters, "tokens": tokens}, not_negative={"served_tokens": served_tokens})
    return 6 * parameters * tokens + 2 * parameters * served_tokens


@equation(
    symbol="N",
    latex=r"\left(\frac{«parameter_coefficient»}"
    r"{«loss» - «irreducible_loss» - «token_coefficient» \cdot «tokens»^{-«token_exponent»}}\right)"
    r"^{\frac{1}{«parameter_exponent»}}",
    symbols={"loss": "L", "tokens": "D", "irreducible_loss": "E", **_LAW},
    trust="estimate",
    source="besiroglu2024",
    locator="equation 1, solved for the size",
    rests_on="scaling.loss",
    validity="The law solved for the size, and as good as the law.",
)
def parameters_for_loss(
    loss, tokens, *, irreducible_loss, parameter_coefficient, token_coefficient, parameter_exponent, token_exponent
):
    """Size that reaches a loss on so many tokens.

    Parameters
    ----------
    loss : array_like [nat/token]
        The loss to reach.
    tokens : array_like [token]
        Training tokens.
    irreducible_loss : array_like [nat/token]
        Loss that no model of the text can go below.
    parameter_coefficient : array_like [nat/token]
        Weight of the finite-size term.
    token_coefficient : array_like [nat/token]
        Weight of the finite-data term.
    parameter_exponent : array_like [1]
        How fast the finite-size term falls.
    token_exponent : array_like [1]
        How fast the finite-data term falls.

    Returns
    -------
    parameters : array [parameter]
        Parameters active per token.

    Raises
    ------
    ValueError
        If so many tokens leave no room for any size.

    Examples
    --------
    >>> from formulas.scaling import LAWS, loss
    >>> law = LAWS["besiroglu2024"].coefficients
    >>> f"{parameters_for_loss(loss(7e9, 2e12, **law), 2e12, **law):.3g}"
    '7e+09'

    References
    ----------
    Besiroglu et al. 2024, equation 1.
    """
    check.positive(tokens=tokens)
    room = loss - irreducible_loss - token_coefficient * np.power(tokens, -token_exponent)
    check.require(loss=(loss, room > 0, "must be above what the law leaves at so many tokens"))
    return np.power(parameter_coefficient / room, 1 / parameter_exponent)


@equation(
    symbol=r"D_{\mathrm{inf}}",
    latex=r"\max\left(3\,«tokens»\left(\frac{«parameter_exponent» \cdot «parameter_coefficient» \cdot «parameters»^{-«parameter_exponent»}}"
    r"{«token_exponent» \cdot «token_coefficient» \cdot «tokens»^{-«token_exponent»}} - 1\right), 0\right)",
    symbols={"parameters": "N", "tokens": "D", **_LAW},
    trust="estimate",
    source="sardana2024",
    locator="the optimum of its objective at one loss, solved for the tokens served",
    validity="Where the least compute over a life is asked for at one loss, by the law chosen and with text that is new.",
)
def repaid_by(
    parameters, tokens, *, parameter_coefficient, token_coefficient, parameter_exponent, token_exponent
):
    """Tokens served over a life for which just this size and text are the cheapest way to the loss.

    Parameters
    ----------
    parameters : array_like [parameter]
        Parameters active per token.
    tokens : array_like [token]
        Training tokens.
    parameter_coefficient : array_like [nat/token]
        Weight of the finite-size term.
    token_coefficient : array_like [nat/token]
        Weight of the finite-data term.
    parameter_exponent : array_like [1]
        How fast the finite-size term falls.
    token_exponent : array_like [1]
        How fast the finite-data term falls.

    Returns
    -------
    served_tokens : array [token]
        0 for a model that is not over-trained.

    Raises
    ------
    ValueError
        If parameters or tokens are not positive and finite, or an exponent is not one of a law.

    Examples
    --------
    >>> from formulas.scaling import LAWS
    >>> law = {name: value for name, value in LAWS["besiroglu2024"].coefficients.items() if name != "irreducible_loss"}
    >>> f"{repaid_by(8e9, 15e12, **law):.2g}"
    '1.9e+14'

    References
    ----------
    Sardana et al. 2024, its objective.
    """
    exponents = {"parameter_exponent": parameter_exponent, "token_exponent": token_exponent}
    check.together(
        positive={"parameters": parameters, "tokens": tokens},
        **{
            name: (value, (value > 0) & (value <= _STEEPEST), f"must be positive and at most {_STEEPEST}")
            for name, value in exponents.items()
        },
    )
    size = parameter_exponent * parameter_coefficient * np.power(parameters, -parameter_exponent)
    data = token_exponent * token_coefficient * np.power(tokens, -token_exponent)
    return np.maximum(3 * tokens * (size / data - 1), 0)


@equation(
    symbol="f",
    latex=r"\left(\frac{«optimal_parameters»}{«parameters»}\right)^{2}",
    symbols={"optimal_parameters": r"N^{*}", "parameters": "N"},
    trust="estimate",
    source="forge-seed",
    seed="EQ 4.2",
    validity="Tokens per parameter over those of the compute optimum at the same training compute; as good as the law that says where"
    " that lies.",
)
def overtraining_of(parameters, optimal_parameters):
    """Over-training of a model beside the compute optimum of its own training compute.

    Parameters
    ----------
    parameters : array_like [parameter]
        The model's size.
    optimal_parameters : array_like [parameter]
        Compute-optimal size at the same training compute.

    Returns
    -------
    overtraining : array [1]
        1 is the optimum.

    Raises
    ------
    ValueError
        If an argument is not positive and finite.

    Examples
    --------
    >>> float(overtraining_of(150e9, 300e9))
    4.0

    References
    ----------
    The Full Stack 2026, capstone C.2.
    """
    check.positive(parameters=parameters, optimal_parameters=optimal_parameters)
    return (optimal_parameters / parameters) ** 2


@equation(
    symbol=r"D_{\mathrm{inf}}",
    latex=r"3 \cdot \frac{«parameters»\,«tokens» - «optimal_parameters»\,«optimal_tokens»}{«optimal_parameters» - «parameters»}",
    symbols={"parameters": "N", "tokens": "D", "optimal_parameters": r"N^{*}", "optimal_tokens": r"D^{*}"},
    trust="estimate",
    source="sardana2024",
    locator="its objective, set equal for two models",
    validity="Two models of one loss by a law, and as good as that; where the smaller has nothing to repay, there is none.",
)
def repaying_tokens(parameters, tokens, optimal_parameters, optimal_tokens):
    """Tokens served from which an over-trained model has cost less than the compute-optimal one of the same loss.

    Parameters
    ----------
    parameters : array_like [parameter]
        Size of the over-trained model.
    tokens : array_like [token]
        Its training tokens.
    optimal_parameters : array_like [parameter]
        Size of the compute-optimal model of the same loss.
    optimal_tokens : array_like [token]
        Its training tokens.

    Returns
    -------
    served_tokens : array [token]
        Tokens served.

    Raises
    ------
    ValueError
        If an argument is not positive and finite, or the model is not the smaller one.

    Examples
    --------
    >>> float(repaying_tokens(5e9, 400e9, 10e9, 150e9))
    300000000000.0

    References
    ----------
    Sardana et al. 2024, its objective.
    """
    check.together(
        positive={"tokens": tokens, "optimal_parameters": optimal_parameters, "optimal_tokens": optimal_tokens},
        parameters=(parameters, (parameters > 0) & (parameters < optimal_parameters), "must be positive and below optimal_parameters"),
    )
    more = parameters * tokens - optimal_parameters * optimal_tokens
    return 3 * more / (optimal_parameters - parameters)
