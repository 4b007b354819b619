"""The roofline: its two limits, and its corner."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import roofline
from formulas.catalogue import accelerators

CARDS = [pytest.param(card, id=key) for key, card in accelerators().items() if card.peak("bf16") or card.peak("fp16")]
RATES = st.floats(1e9, 1e17)


@given(RATES, RATES, st.floats(1e-3, 1e6))
def test_neither_limit_is_exceeded_and_one_is_reached(peak, bandwidth, intensity):
    reached = float(roofline.attainable(intensity, peak, bandwidth))
    assert reached <= peak
    assert reached <= bandwidth * intensity * (1 + 1e-12)
    assert reached in (peak, pytest.approx(bandwidth * intensity))


@given(RATES, RATES)
def test_the_limits_meet_at_the_ridge(peak, bandwidth):
    ridge = roofline.ridge_point(peak, bandwidth)
    assert float(roofline.attainable(ridge, peak, bandwidth)) == pytest.approx(peak)
    assert float(roofline.attainable(ridge / 2, peak, bandwidth)) == pytest.approx(peak / 2)


@pytest.mark.parametrize("card", CARDS)
def test_ridges_of_the_catalogue_are_plausible(card):
    """Wafers and SRAM machines have theirs at a few FLOP per byte, cards with stacked memory at hundreds."""
    ridge = float(roofline.ridge_point(card.peak("bf16") or card.peak("fp16"), card.bandwidth_bytes_per_s))
    assert 1 < ridge < 700
    assert (ridge < 10) == ("SRAM" in card.memory_kind)


def test_arguments_broadcast():
    assert roofline.attainable(np.ones((2, 1)), np.ones(3), 1.0).shape == (2, 3)
    assert roofline.ridge_point(np.ones((2, 1)), np.ones(3)).shape == (2, 3)


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
def test_impossible_arguments_are_refused(bad):
    rule = "must be positive and finite"
    with pytest.raises(ValueError, match=rule) as caught:
        roofline.attainable(bad, bad, bad)
    assert str(caught.value) == f"intensity is {bad}: {rule}; peak is {bad}: {rule}; bandwidth is {bad}: {rule}"
    with pytest.raises(ValueError, match=f"^peak is {bad}: {rule}; bandwidth is {bad}: {rule}$"):
        roofline.ridge_point(bad, bad)
