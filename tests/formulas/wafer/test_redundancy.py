"""Harvested cores: the binomial tail against adding it up, harvesting against its limits."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.wafer import redundancy, yields
from formulas.wafer.binomial import at_most
from formulas.wafer.spreads import SPREADS

ONE = {"densities": [1.0], "density_weights": [1.0]}


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 300), st.floats(0, 1), st.floats(1e-6, 0.999))
def test_the_tail_is_what_adding_up_gives(parts, share, chance):
    failures = int(share * parts)
    added = math.fsum(math.comb(parts, k) * chance**k * (1 - chance) ** (parts - k) for k in range(failures + 1))
    assert float(at_most(failures, parts, chance)) == pytest.approx(added, rel=1e-9, abs=1e-13)


def test_the_tail_of_a_million_parts():
    """By the normal approximation with its correction, which is good there to a few millionths."""
    parts, chance = 970_000, 0.07
    deviation = math.sqrt(parts * chance * (1 - chance))
    for away in (-3, -1, 0, 1, 3):
        failures = round(parts * chance + away * deviation)
        z = (failures + 0.5 - parts * chance) / deviation
        assert float(at_most(failures, parts, chance)) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=1e-3)
    assert (float(at_most(70_000, parts, 1e-4)), float(at_most(70_000, parts, 0.2))) == (1.0, 0.0)


@given(st.floats(0.01, 5), st.floats(0, 1), st.integers(1, 200))
def test_where_every_core_is_needed_it_is_the_plain_yield(defects, share, cores):
    found = redundancy.harvested_yield(defects, share, cores, cores, **ONE)
    assert found == pytest.approx(float(yields.poisson_yield(defects)), rel=1e-9)


@given(st.floats(0.01, 5), st.floats(0.05, 1), st.integers(4, 150), st.sampled_from(list(SPREADS)))
def test_fewer_needed_cores_sell_more_up_to_what_is_no_core(defects, share, cores, key):
    densities, weights = SPREADS[key].nodes(2.0)
    sold = [
        float(redundancy.harvested_yield(defects, share, cores, needed, densities, weights)) for needed in (cores, cores - 1, cores // 2, 0)
    ]
    assert all(more >= less - 1e-9 for less, more in pairwise(sold))
    formula = SPREADS[key].formula
    beside = defects * (1 - share)
    limit = 1.0 if beside == 0 else float(formula(beside, 2.0) if SPREADS[key].shape else formula(beside))
    assert sold[-1] == pytest.approx(limit, abs=1e-6)


def test_h100_sells_what_has_twelve_dead_cores():
    """A defect in each of twelve cores of 144 is nothing; the cores alone practically never fail it."""
    assert 1 - redundancy.harvested_yield(0.814, 1, 144, 132, **ONE) < 1e-10
    assert redundancy.harvested_yield(0.814, 0.7, 144, 132, **ONE) == pytest.approx(math.exp(-0.814 * 0.3), rel=1e-9)


def test_a_whole_wafer_works_with_spares_and_not_without():
    defects = yields.killing_defects(0.1, 1, 46_225)
    assert yields.poisson_yield(defects) < 1e-20
    assert redundancy.harvested_yield(defects, 1, 970_000, 900_000, **ONE) == 1
    dead = redundancy.dead_cores(970_000, redundancy.core_failure(defects, 1, 970_000))
    assert dead == pytest.approx(46, abs=0.5)


@pytest.mark.parametrize(
    ("formula", "arguments", "more"),
    [
        (redundancy.harvested_yield, (1, 0.5, 10, 11,), ONE),
        (redundancy.core_failure, (1, 1.5, 10,), {}),
        (redundancy.harvested_yield, (1, 0.5, 10, 5, [1.0], [0.5],), {}),
        (redundancy.dead_cores, (10, -0.1,), {}),
    ],
)
def test_what_is_impossible_is_refused(formula, arguments, more):
    with pytest.raises(ValueError, match=r"must"):
        formula(*arguments, **more)


def test_elements_go_side_by_side():
    one = redundancy.harvested_yield(np.array([0.5, 1.0]), 0.7, 144, 132, np.ones(2), np.ones(2))
    assert one.shape == (2,)
