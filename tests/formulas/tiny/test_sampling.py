"""Each dial by hand, the needle on the bar, and rounding that makes every machine agree."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from formulas.tiny.sampling import Dials, draw, ranking, reshape, rounded, sample
from formulas.tiny.stream import uniform

# Probabilities 0.5, 0.25, 0.125, 0.125 in a shuffled order.
LOGITS = np.log([0.125, 0.5, 0.125, 0.25])


def stage(dial, **dials):
    stages = {s.dial: s for s in reshape(LOGITS, Dials(**dials))}
    return stages[dial].probabilities, stages[dial].kept


@pytest.mark.parametrize(
    ("dial", "setting", "expected", "kept"),
    [
        ("temperature", 0.5, np.array([1, 16, 1, 4]) / 22, 4),  # squares of the probabilities
        ("temperature", 1.0, [0.125, 0.5, 0.125, 0.25], 4),
        ("top_k", 2, [0, 2 / 3, 0, 1 / 3], 2),
        ("top_k", 3, [1 / 7, 4 / 7, 0, 2 / 7], 3),  # of equals the lower id stays
        ("top_k", 99, [0.125, 0.5, 0.125, 0.25], 4),
        ("top_p", 0.5, [0, 1, 0, 0], 1),
        ("top_p", 0.6, [0, 2 / 3, 0, 1 / 3], 2),
        ("top_p", 1.0, [0.125, 0.5, 0.125, 0.25], 4),
        ("min_p", 0.5, [0, 2 / 3, 0, 1 / 3], 2),
        ("min_p", 1.0, [0, 1, 0, 0], 1),
        ("greedy", True, [0, 1, 0, 0], 1),
    ],
)
def test_each_dial_by_hand(dial, setting, expected, kept):
    p, n = stage(dial, **{dial: setting})
    # Logits are rounded to six decimals, so probabilities are good to about a millionth.
    np.testing.assert_allclose(p, expected, atol=2e-6)
    assert n == kept


def test_dials_work_one_after_the_other():
    stages = reshape(LOGITS, Dials(temperature=0.5, top_k=3, top_p=0.9, min_p=0.5))
    assert [(s.dial, s.kept) for s in stages] == [("softmax", 4), ("temperature", 4), ("top_k", 3), ("top_p", 2), ("min_p", 1)]


def test_hot_and_cold_ends():
    hot, _ = stage("temperature", temperature=1e6)
    cold, _ = stage("temperature", temperature=1e-3)
    np.testing.assert_allclose(hot, 0.25, atol=1e-6)
    np.testing.assert_allclose(cold, [0, 1, 0, 0], atol=1e-12)


@given(
    logits=arrays(np.float64, 12, elements=st.floats(-30, 30)),
    temperature=st.floats(0.1, 2.5),
    k=st.integers(0, 15),
    p=st.floats(0.01, 1),
    share=st.floats(0, 1),
)
def test_every_stage_is_a_distribution_and_only_narrows(logits, temperature, k, p, share):
    stages = reshape(logits, Dials(temperature, k, p, share))
    for s in stages:
        assert s.probabilities.min() >= 0
        assert s.probabilities.sum() == pytest.approx(1, abs=1e-12)
        assert s.kept >= 1
    for a, b in itertools.pairwise(stages[1:]):
        assert b.kept <= a.kept
        assert not (b.probabilities[a.probabilities == 0]).any()


def test_needle_falls_where_it_points():
    p = np.array([0.2, 0.5, 0.0, 0.3])
    order = np.array([1, 3, 0, 2])
    falls = [draw(p, order, u).token for u in (0.0, 0.499, 0.5, 0.799, 0.8, 1 - 2**-53)]
    assert falls == [1, 1, 3, 3, 0, 0]
    result = draw(p, order, 0.6)
    np.testing.assert_allclose(result.edges, [0, 0.5, 0.8, 1])
    assert result.order.tolist() == [1, 3, 0]


def test_draws_have_the_frequencies_of_the_distribution():
    n = 20_000
    tokens = np.bincount([draw(p, order, uniform(5, i)).token for p, order in [DISTRIBUTION] for i in range(n)], minlength=4) / n
    p = DISTRIBUTION[0]
    assert (np.abs(tokens - p) < 4 * np.sqrt(p * (1 - p) / n) + 1e-12).all()  # four standard errors


DISTRIBUTION = (np.array([0.2, 0.5, 0.0, 0.3]), np.array([1, 3, 0, 2]))


def test_noise_of_another_machine_changes_nothing():
    logits = np.random.default_rng(1).normal(size=400) * 4
    noisy = logits * (1 + 1e-13) + 1e-13
    for index in range(200):
        ours, theirs = (sample(x, Dials(1.3, 0, 0.95), 11, index) for x in (logits, noisy))
        assert ours[1].token == theirs[1].token
        np.testing.assert_array_equal(ours[0][-1].probabilities, theirs[0][-1].probabilities)


def test_equals_keep_the_order_of_their_ids():
    assert ranking(np.array([1.0, 2.0, 2.0 + 1e-9, 1.0])).tolist() == [1, 2, 0, 3]
    assert rounded(np.array([np.float32(0.1), -np.inf])).tolist() == [0.1, -np.inf]


def test_impossible_tokens_are_never_drawn():
    stages, needle = sample(np.array([-np.inf, 0.0, -np.inf]), Dials(temperature=2.5), 0, 0)
    assert needle.token == 1
    assert all(s.kept == 1 for s in stages)


@pytest.mark.parametrize(
    ("dials", "message"),
    [
        ({"temperature": 0}, "temperature is 0: must be positive and finite"),
        ({"temperature": float("nan")}, "temperature is nan: must be positive and finite"),
        ({"top_k": -1, "top_p": 0}, "top_k is -1: must be at least 0; top_p is 0: must be above 0 and at most 1"),
        ({"min_p": 1.5}, "min_p is 1.5: must be from 0 to 1"),
    ],
)
def test_refuses_impossible_dials(dials, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Dials(**dials)


def test_refuses_a_needle_off_the_bar():
    with pytest.raises(ValueError, match=r"^u is 1: must be at least 0 and below 1$"):
        draw(np.array([1.0]), np.array([0]), 1.0)
