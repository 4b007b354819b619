"""Compute, hours, fleet and money of training: the source course's problems, limits and refusals.

Published runs are held against these in tests/facts.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import training

SIZES = st.floats(1e3, 1e15)


def test_the_courses_first_problem():
    """20 billion parameters on 2 trillion tokens: 2.4e23 FLOP."""
    assert float(training.training_flop(20e9, 2e12)) == 2.4e23


def test_the_courses_third_problem():
    """10^25 FLOP at 45% of 989 TFLOP/s: 6.24e6 hours, about 12.5 million dollars at 2 an hour."""
    hours = training.accelerator_hours(1e25, 989e12, 0.45)
    assert float(hours) == pytest.approx(6.24e6, abs=0.005e6)
    assert float(training.rental_cost(hours, 2.0)) == pytest.approx(12.5e6, abs=0.05e6)


@given(SIZES, SIZES)
def test_forward_and_backward_make_training(parameters, tokens):
    whole = training.training_flop(parameters, tokens)
    forward = training.forward_flop(parameters, tokens)
    assert forward + training.backward_flop(parameters, tokens) == pytest.approx(whole)
    assert training.recompute_flop(parameters, tokens) == pytest.approx(whole + forward)


def test_attention_of_gpt_3():
    """A causal kernel computes half the scores; at 2,048 tokens the whole of them is 2.8% of 6ND (Narayanan et al.'s s/6h)."""
    whole = training.training_attention_flop(96, 12288, 2048, 1, visible=1)
    assert float(training.training_attention_flop(96, 12288, 2048, 1)) == float(whole) / 2
    assert float(whole) / (6 * 12 * 96 * 12288**2) == pytest.approx(2048 / (6 * 12288))


@given(st.floats(1e15, 1e30), st.floats(1e12, 1e16), st.floats(0.01, 1))
def test_utilisation_is_the_inverse_of_hours(compute, peak, utilisation):
    hours = training.accelerator_hours(compute, peak, utilisation)
    rate = compute / (hours * training.SECONDS_PER_HOUR)
    assert float(training.model_flops_utilisation(1.0, rate, 1, peak)) == pytest.approx(utilisation)


@given(st.floats(1, 1e9), st.floats(1, 1000))
def test_the_fleet_is_the_smallest_that_ends_in_time(hours, days):
    cards = float(training.fleet(hours, days))
    assert cards == int(cards) >= 1
    assert cards * 24 * days >= hours * (1 - 1e-12)
    assert (cards - 1) * 24 * days < hours


def test_a_free_card_costs_nothing():
    assert float(training.rental_cost(1e6, 0)) == 0


def test_arguments_broadcast():
    sizes, tokens = np.array([[1e9], [1e10]]), np.array([1e10, 1e11, 1e12])
    for function in (training.training_flop, training.forward_flop, training.backward_flop, training.recompute_flop):
        assert function(sizes, tokens).shape == (2, 3)
    assert training.training_attention_flop(32, sizes, 2048, tokens).shape == (2, 3)
    assert training.accelerator_hours(sizes, tokens, 0.5).shape == (2, 3)
    assert training.fleet(sizes, tokens).shape == (2, 3)
    assert training.rental_cost(sizes, tokens).shape == (2, 3)


def test_whole_numbers_do_not_overflow():
    """Integers of NumPy wrap around silently at 9.2e18, far below a training run."""
    assert float(training.training_flop(np.int64(405_000_000_000), np.int64(15_600_000_000_000))) == pytest.approx(3.79e25, rel=0.001)
    assert float(training.training_attention_flop(np.int64(126), np.int64(16384), np.int64(8192), np.int64(15_600_000_000_000))) > 1e24


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("function", [training.training_flop, training.forward_flop, training.backward_flop, training.recompute_flop])
def test_counts_are_positive_and_finite(function, bad):
    with pytest.raises(ValueError, match="must be") as caught:
        function(bad, bad)
    assert str(caught.value) == f"parameters is {bad}: must be positive and finite; tokens is {bad}: must be positive and finite"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: training.accelerator_hours(1e25, 1e15, 1.5), "utilisation is 1.5: must be above 0 and at most 1"),
        (lambda: training.accelerator_hours(1e25, 1e15, float("nan")), "utilisation is nan: must be above 0 and at most 1"),
        (
            lambda: training.accelerator_hours(-1, 0, 0.5),
            "compute is -1: must be positive and finite; peak is 0: must be positive and finite",
        ),
        (lambda: training.training_attention_flop(1, 1, 1, 1, visible=0), "visible is 0: must be above 0 and at most 1"),
        (lambda: training.model_flops_utilisation(1, 1, 0, 1), "accelerators is 0: must be positive and finite"),
        (lambda: training.fleet(1, 0), "days is 0: must be positive and finite"),
        (
            lambda: training.rental_cost(-1, float("nan")),
            "hours is -1: must be finite and at least 0; price is nan: must be finite and at least 0",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match="must be") as caught:
        call()
    assert str(caught.value) == text
