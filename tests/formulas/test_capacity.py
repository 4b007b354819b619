"""Cards per replica and model states: limits and parts; the ZeRO table is in tests/facts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import capacity


@given(st.floats(1e6, 1e13), st.integers(1, 100_000))
def test_each_stage_saves_more(parameters, cards):
    states = [float(capacity.model_state_bytes(parameters, stage, cards)) for stage in range(4)]
    assert states[0] == 16 * parameters
    assert states == sorted(states, reverse=True)
    assert states[3] == pytest.approx(states[0] / cards)


def test_parts_add_up():
    states = capacity.model_states(np.array([1e9, 2e9]), 2, 8)
    assert states.total.tolist() == capacity.model_state_bytes(np.array([1e9, 2e9]), 2, 8).tolist()
    assert (states.weights[0], states.gradients[0], states.optimizer[0]) == (2e9, 0.25e9, 1.5e9)


def test_the_course_replica():
    """156 GB over 3 cards of 80 GB of which nine tenths are usable."""
    assert capacity.cards_per_replica(156.4e9, capacity.usable_bytes(80e9)) == 3


@given(st.floats(1e6, 1e14), st.floats(1e9, 1e12))
def test_a_replica_fits_and_one_card_less_would_not(resident, usable):
    cards = float(capacity.cards_per_replica(resident, usable))
    assert cards == int(cards)
    assert (cards - 1) * usable < resident <= cards * usable * (1 + 1e-12)


def test_arguments_broadcast():
    assert capacity.cards_per_replica(np.array([[1e9], [1e12]]), np.array([1e10, 2e10, 3e10])).shape == (2, 3)
    assert capacity.model_state_bytes(np.array([[1e9], [1e12]]), np.arange(4), 8).shape == (2, 4)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: capacity.usable_bytes(80e9, 1.1), "usable_share is 1.1: must be above 0 and at most 1"),
        (lambda: capacity.usable_bytes(0), "memory is 0: must be positive and finite"),
        (
            lambda: capacity.cards_per_replica(float("nan"), float("inf")),
            "resident_bytes is nan: must be positive and finite; usable is inf: must be positive and finite",
        ),
        (
            lambda: capacity.model_state_bytes(1e9, stage=4, data_parallel=float("nan")),
            "stage is 4: must be 0, 1, 2 or 3; data_parallel is nan: must be at least 1",
        ),
        (lambda: capacity.model_state_bytes(1e9, optimizer_bytes=-1), "optimizer_bytes is -1: must be finite and at least 0"),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match=r"must be") as caught:
        call()
    assert str(caught.value) == text
