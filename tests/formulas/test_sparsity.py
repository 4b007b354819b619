"""Mixtures of experts: accounting that closes, and what a batch reads."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas import sparsity
from formulas.catalogue import models
from formulas.model.catalogued import described
from formulas.model.parameters import parameters
from formulas.serving import experts_touched

MIXTURES = [pytest.param(row, id=key) for key, row in models().items() if row.experts]


@pytest.mark.parametrize("row", MIXTURES)
def test_the_routed_share_of_public_models(row):
    """Solved from two totals, and counted from the configuration: one over the other is exact but for rounding."""
    active, total = parameters(described(row), active=True), parameters(described(row))
    biases = (total["biases"] - active["biases"]) / (row.experts - row.top_k) * row.top_k if row.mlp_biases else 0
    ours = sparsity.routed_share(total.total / active.total, row.experts, row.top_k)
    assert float(ours) == pytest.approx((active["experts"] + biases) / active.total, rel=1e-9)


@given(st.floats(0, 1), st.integers(2, 512), st.data())
def test_shared_and_routed_add_up(share, experts, data):
    top_k = data.draw(st.integers(1, experts - 1))
    ratio = 1 - share + share * experts / top_k
    assert float(sparsity.routed_share(max(ratio, 1.0), experts, top_k)) == pytest.approx(share, abs=1e-9)


@given(st.floats(1, 30), st.integers(1, 100_000))
def test_a_batch_reads_between_active_and_all(ratio, batch):
    active = 1e9
    share = sparsity.routed_share(ratio, 256, 8)
    read = float(sparsity.bytes_read(active, share, experts_touched(256, 8, batch), 8))
    assert active * (1 - 1e-9) <= read <= active * ratio * (1 + 1e-9)


def test_a_dense_model_has_no_routed_share():
    assert float(sparsity.routed_share(1, 1, 1)) == 0
    assert float(sparsity.bytes_read(7e9, 0, 1, 1)) == 7e9


def test_arguments_broadcast():
    ratios, sizes = np.array([[1.0], [4.0]]), np.array([1e9, 2e9, 3e9])
    assert sparsity.total_parameters(sizes, ratios).shape == (2, 3)
    assert sparsity.routed_share(ratios, np.array([64, 128, 256]), 8).shape == (2, 3)
    assert sparsity.bytes_read(sizes, ratios / 10, 8, 8).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: sparsity.total_parameters(float("nan"), 0.5),
            "active_parameters is nan: must be positive and finite; total_to_active is 0.5: must be at least 1 and finite",
        ),
        (lambda: sparsity.total_parameters(1, float("inf")), "total_to_active is inf: must be at least 1 and finite"),
        (lambda: sparsity.routed_share(2, -4, 8), "experts is -4: must be positive and finite"),
        (lambda: sparsity.routed_share(2, 4, float("nan")), "top_k is nan: must be positive and finite"),
        (lambda: sparsity.routed_share(0.5, 4, 8), "total_to_active is 0.5: must be at least 1; top_k is 8: must not exceed experts"),
        (
            lambda: sparsity.routed_share(9, 64, 8),
            "total_to_active is 9: must not exceed experts over top-k; raise experts or lower top-k",
        ),
        (
            lambda: sparsity.bytes_read(0, -1, 8, 8),
            "active_bytes is 0: must be positive and finite; share is -1: must be finite and at least 0",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, text):
    with pytest.raises(ValueError, match="must") as caught:
        call()
    assert str(caught.value) == text
