"""The law of mixtures: the constants and optima that its source prints, and that more experts help where it says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import mixtures, scaling
from formulas.catalogue import models
from formulas.registry import equations
from formulas.scaling import LAWS

LAW = LAWS["ludziejewski2025"]
# Table 4 of the source: m, -mu, n and -nu for this many experts.
TABLE_4 = {
    1: (30.3640, 0.1817, 53.9838, 0.1965), 2: (27.7982, 0.1780, 66.8401, 0.2065), 4: (24.8462, 0.1731, 87.7022, 0.2192),
    8: (21.8330, 0.1676, 119.9126, 0.2338), 16: (19.0159, 0.1617, 167.5073, 0.2494), 32: (16.5424, 0.1557, 234.6726, 0.2652),
}  # fmt: skip
# Table 1: compute-optimal active parameters and tokens by budget and experts.
TABLE_1 = {
    (1e20, 1): (1.7e9, 9.7e9), (1e20, 2): (1.5e9, 11.4e9), (1e20, 4): (1.2e9, 13.9e9), (1e20, 8): (990e6, 17e9),
    (1e20, 16): (810e6, 20.7e9), (1e20, 32): (669e6, 24.9e9), (1e21, 1): (5.7e9, 29.3e9), (1e21, 2): (5e9, 33e9),
    (1e21, 4): (4.4e9, 38e9), (1e21, 8): (3.8e9, 44.3e9), (1e21, 16): (3.3e9, 51.2e9), (1e21, 32): (2.85e9, 58.4e9),
    (1e22, 1): (18.8e9, 88.6e9), (1e22, 2): (17.4e9, 96e9), (1e22, 4): (15.8e9, 105.4e9), (1e22, 8): (14.4e9, 115.8e9),
    (1e22, 16): (13.2e9, 126.5e9), (1e22, 32): (12.2e9, 136.9e9),
}  # fmt: skip
EXPERTS = st.floats(1, 32)


def ratio(experts):
    """Total over active parameters of a mixture of so many experts of full size."""
    return 1 + 9 / 13 * (experts - 1)


def loss(parameters, tokens, experts):
    return scaling.loss(parameters, tokens, **LAW.coefficients_of(ratio(experts)))


def optimum(compute, experts):
    split = {name: value for name, value in LAW.coefficients_of(ratio(experts)).items() if name != "irreducible_loss"}
    return float(scaling.compute_optimal_parameters(compute, **split))


@pytest.mark.parametrize(("experts", "printed"), TABLE_4.items())
def test_the_constants_are_those_that_the_source_prints(experts, printed):
    """Table 4 was made from digits that table 3 no longer shows: 0.3% at most, which is what the bands say."""
    found = LAW.coefficients_of(ratio(experts))
    names = ("parameter_coefficient", "parameter_exponent", "token_coefficient", "token_exponent")
    band = equations()["mixtures.coefficient_of_experts"].band
    for name, value in zip(names, printed, strict=True):
        assert band.covers(value / float(found[name])), name
    assert found["irreducible_loss"] == 1.3637


@pytest.mark.parametrize(("at", "printed"), TABLE_1.items())
def test_the_optimum_is_where_the_source_has_it(at, printed):
    """The source rounds to two or three digits."""
    size = optimum(*at)
    assert size == pytest.approx(printed[0], rel=0.04)
    assert at[0] / (6 * size) == pytest.approx(printed[1], rel=0.04)


def test_its_rule_of_thumb_holds_by_its_own_law():
    """A dense model of 1.1 billion parameters on 8 billion tokens loses to mixtures of the same total on 2 and 4 times the text."""
    dense = loss(1.1e9, 8e9, 1)
    assert loss(709e6, 16e9, 2) < dense
    assert loss(426e6, 32e9, 4) < dense


@given(st.floats(8, 9.4), st.floats(9.7, 10.9), EXPERTS, st.floats(1.01, 2))
def test_more_experts_help_where_the_law_was_fitted(size, text, experts, more):
    """At fixed active parameters and text of a token per parameter and more: with the signs turned round they would hurt."""
    assert loss(10**size, 10 ** max(size, text), min(experts * more, 32)) <= loss(10**size, 10 ** max(size, text), experts) + 1e-12


def test_they_help_more_with_more_text_and_less_with_a_larger_model():
    """What the source builds the form on, after Ludziejewski 2024 and Clark 2022."""

    def gain(parameters, tokens):
        return float(loss(parameters, tokens, 1) - loss(parameters, tokens, 16))

    assert 0 < gain(1e9, 1e10) < gain(1e9, 8e10)
    assert gain(2.7e9, 2e10) < gain(3e8, 2e10)


@given(EXPERTS)
def test_effective_experts_lie_between_their_ends(experts):
    found = float(mixtures.effective_experts(experts))
    assert mixtures.LUDZIEJEWSKI.fewest - 1e-9 <= found < mixtures.LUDZIEJEWSKI.most
    assert float(mixtures.effective_experts(1e12)) == pytest.approx(mixtures.LUDZIEJEWSKI.most)


def test_a_real_mixture_counts_as_its_routing_says():
    found = [
        row.experts / row.top_k / float(mixtures.full_sized_experts(row.total_parameters / row.active_parameters))
        for row in models().values()
        if row.experts and row.active_parameters and not row.shared_experts and not row.dense_layers
    ]
    band = equations()["mixtures.full_sized_experts"].band
    assert len(found) == 6
    assert all(map(band.covers, found))
    assert f"{min(found):.2f} to {max(found):.2f} times it" in band.basis


def test_a_dense_model_by_the_joint_law_is_one_expert():
    assert LAW.coefficients_of(1.0) == pytest.approx(LAW.coefficients)
    assert LAW.beyond(1.0) == LAW.beyond(ratio(32)) == ""
    assert LAW.beyond(ratio(33)) == mixtures.BEYOND
    assert LAWS["seed"].beyond(ratio(2)) == scaling.OF_DENSE_MODELS


def test_arguments_broadcast():
    found = LAW.coefficients_of(np.array([1.0, 4.0, 18.0]))
    assert scaling.loss(1e9, np.array([[1e10], [2e10]]), **found).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: mixtures.full_sized_experts(0.5), r"total_to_active is 0.5: must be at least 1 and finite"),
        (lambda: mixtures.effective_experts(0.5), r"full_sized is 0.5: must be at least 1 and finite"),
        (lambda: mixtures.effective_experts(2, 3.0, 2.0), r"most is 2: must be above fewest and finite"),
        (lambda: mixtures.coefficient_of_experts(0.0, 1.0, 1.0), r"effective_experts is 0: must be positive and finite"),
        (lambda: mixtures.exponent_of_experts(-1.0, 1.0, 1.0), r"effective_experts is -1: must be positive and finite"),
    ],
)
def test_refusals_name_the_argument(call, told):
    with pytest.raises(ValueError, match=rf"^{told}$"):
        call()
