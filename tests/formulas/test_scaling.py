"""Scaling laws: that the optimum is one, and what each law says of known budgets."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import scaling
from formulas.scaling import LAWS

FITTED = [law for law in LAWS.values() if law.tokens_per_parameter is None]
COMPUTE = st.floats(17, 29).map(lambda exponent: 10**exponent)


def optimum(law, compute):
    if law.tokens_per_parameter:
        return scaling.fixed_ratio_parameters(compute, law.tokens_per_parameter)
    split = {name: value for name, value in law.coefficients.items() if name != "irreducible_loss"}
    return scaling.compute_optimal_parameters(compute, **split)


def loss_at(law, compute, parameters):
    return scaling.loss(parameters, scaling.training_tokens(compute, parameters), **law.coefficients)


@pytest.mark.parametrize("law", [pytest.param(law, id=law.id) for law in FITTED])
@given(compute=COMPUTE)
def test_the_optimum_is_the_least_loss_at_fixed_compute(law, compute):
    """No size on a fine grid around it does better; the grid is independent of the closed form."""
    best = optimum(law, compute)
    around = best * np.geomspace(0.1, 10, 401)
    losses = loss_at(law, compute, around)
    assert loss_at(law, compute, best) <= losses.min()
    assert around[losses.argmin()] == pytest.approx(best, rel=0.01)


@pytest.mark.parametrize("law", [pytest.param(law, id=law.id) for law in FITTED])
def test_the_loss_falls_towards_the_optimum_from_both_sides(law):
    losses = loss_at(law, 1e24, optimum(law, 1e24) * np.geomspace(0.01, 100, 201))
    assert np.all(np.diff(losses[:101]) < 0)
    assert np.all(np.diff(losses[100:]) > 0)


@given(compute=COMPUTE, overtraining=st.floats(0.01, 1000))
def test_over_training_multiplies_the_ratio_at_the_same_compute(compute, overtraining):
    best = optimum(LAWS["seed"], compute)
    ratio = scaling.tokens_per_parameter(scaling.training_tokens(compute, best), best)
    size = scaling.overtrained_parameters(best, overtraining)
    tokens = scaling.training_tokens(compute, size)
    assert scaling.tokens_per_parameter(tokens, size) == pytest.approx(overtraining * ratio)
    assert 6 * size * tokens == pytest.approx(compute)


def test_the_three_fits_at_chinchillas_budget():
    """5.76e23 FLOP: 93 tokens per parameter by the printed constants, about 18 by the 2024 refit, 20 by the rule of thumb."""
    ratios = {key: 5.76e23 / (6 * float(optimum(law, 5.76e23)) ** 2) for key, law in LAWS.items()}
    assert ratios["hoffmann2022"] == pytest.approx(93, abs=0.5)
    assert ratios["besiroglu2024"] == pytest.approx(18, abs=0.5)
    assert ratios["seed"] == pytest.approx(ratios["besiroglu2024"], rel=0.001)
    assert ratios["twenty-to-one"] == pytest.approx(20)


def test_chinchilla_was_close_to_optimal_by_the_refit():
    """70 billion parameters on 1.4 trillion tokens."""
    assert scaling.compute_optimal_parameters.equation.band.covers(70e9 / float(optimum(LAWS["besiroglu2024"], 5.76e23)))


@pytest.mark.parametrize("law", [pytest.param(law, id=law.id) for law in FITTED])
def test_exponents_follow_from_the_closed_form(law):
    slope = math.log10(float(optimum(law, 1e26) / optimum(law, 1e20))) / 6
    assert slope == pytest.approx(law.token_exponent / (law.parameter_exponent + law.token_exponent), rel=1e-9)


@pytest.mark.parametrize("law", [pytest.param(law, id=law.id) for law in LAWS.values()])
def test_endless_size_and_text_leave_the_irreducible_loss(law):
    assert float(scaling.loss(1e300, 1e300, **law.coefficients)) == pytest.approx(law.irreducible_loss)
    assert float(scaling.loss(1e9, 1e10, **law.coefficients)) > law.irreducible_loss


@given(st.floats(1e6, 1e13), st.floats(1e8, 1e15), st.floats(1.001, 10))
def test_more_of_either_lowers_the_loss(parameters, tokens, factor):
    c = LAWS["besiroglu2024"].coefficients
    here = scaling.loss(parameters, tokens, **c)
    assert scaling.loss(parameters * factor, tokens, **c) < here
    assert scaling.loss(parameters, tokens * factor, **c) < here


def test_names_stay_apart():
    """Competing fits are not averaged: every law has its own constants or its own rule, and a source."""
    assert len({(*law.coefficients.values(), law.tokens_per_parameter) for law in LAWS.values()}) == len(LAWS)
    assert all(law.source and law.note for law in LAWS.values())


def test_arguments_broadcast():
    sizes, tokens = np.array([[1e9], [1e10]]), np.array([1e10, 1e11, 1e12])
    assert scaling.loss(sizes, tokens, **LAWS["seed"].coefficients).shape == (2, 3)
    assert scaling.training_tokens(tokens, sizes).shape == (2, 3)
    assert scaling.overtrained_parameters(sizes, tokens / 1e10).shape == (2, 3)
    assert scaling.tokens_per_parameter(tokens, sizes).shape == (2, 3)
    assert scaling.data_share(sizes, tokens).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: scaling.loss(-1.0, float("nan"), **LAWS["seed"].coefficients),
            "parameters is -1: must be positive and finite; tokens is nan: must be positive and finite",
        ),
        (lambda: optimum(LAWS["seed"], float("inf")), "compute is inf: must be positive and finite"),
        (
            lambda: scaling.fixed_ratio_parameters(0, -20),
            "compute is 0: must be positive and finite; tokens_per_parameter is -20: must be positive and finite",
        ),
        (lambda: scaling.overtrained_parameters(1e9, 0), "overtraining is 0: must be positive and finite"),
        (lambda: scaling.training_tokens(np.array([1e20, -1e20]), 1e9), "compute is -1e+20: must be positive and finite"),
        (lambda: scaling.tokens_per_parameter(1, np.inf), "parameters is inf: must be positive and finite"),
        (lambda: scaling.data_share(1, 0), "stock is 0: must be positive and finite"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match="must be") as caught:
        call()
    assert str(caught.value) == text
