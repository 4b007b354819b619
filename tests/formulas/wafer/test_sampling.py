"""Sampled defects: what is measured comes to what the model says, however the defects cluster."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.draws import Draws
from formulas.wafer.placement import lay
from formulas.wafer.redundancy import harvested_yield
from formulas.wafer.sampling import DEAD, PERFECT, Fate, interval, many, one, states
from formulas.wafer.spreads import SPREADS
from formulas.wafer.substrates import Panel, Round
from tests.few import few

FATE = Fate(density=0.1, critical_share=1.0, core_share=0.7, cores=144, needed_cores=132)
AREA = 814.0
WAFER = Round(294, edge=3, notch=1)
DEVIATIONS = 4.5  # once in 150,000


def expected(key, fate, shape=2.0):
    """Shares of perfect and of sold dies by the model."""
    spread, mean = SPREADS[key], fate.density * fate.critical_share * AREA / 100
    perfect = float(spread.formula(mean, shape) if spread.shape else spread.formula(mean))
    return perfect, float(harvested_yield(mean, fate.core_share, fate.cores, fate.needed_cores, *spread.nodes(shape)))


def close(share, model, tries):
    """Whether a share that was counted is as near to its model as chance allows."""
    return abs(share - model) <= DEVIATIONS * (model * (1 - model) / tries) ** 0.5 + 1e-9


@pytest.mark.parametrize("key", SPREADS)
def test_a_lot_comes_to_its_model(key):
    found = many(Draws(7), 120_000, AREA, SPREADS[key], 2.0, FATE)
    perfect, sold = expected(key, FATE)
    assert close(np.mean(found == PERFECT), perfect, len(found))
    assert close(np.mean(found != DEAD), sold, len(found))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(list(SPREADS)), st.floats(0.5, 10), st.floats(0.02, 0.6), st.floats(0.1, 1), st.floats(0, 1), st.integers(1, 20),
    st.floats(0, 1), st.integers(0, 1 << 30),
)  # fmt: skip
def test_any_lot_comes_to_its_model(key, shape, density, critical, core_share, cores, needed, seed):
    fate = Fate(density, critical, core_share, cores, round(needed * cores))
    found = many(Draws(seed), 30_000, AREA, SPREADS[key], shape, fate)
    perfect, sold = expected(key, fate, shape)
    assert close(np.mean(found == PERFECT), perfect, len(found))
    assert close(np.mean(found != DEAD), sold, len(found))


@pytest.mark.parametrize(("key", "substrate"), few([
    ("negative-binomial", WAFER), ("poisson", WAFER), ("moore", WAFER), ("rectangular", Panel(510, 515, 3)),
]))  # fmt: skip
def test_substrates_that_are_looked_at_come_to_the_model_too(key, substrate):
    """Though on each of them high densities lie together."""
    grid = lay(substrate, 25.5, 31.9, 0.1)
    area = grid.width * grid.height
    found = np.concatenate([one(grid, SPREADS[key], 2.0, FATE, seed).states for seed in range(250)])
    mean = FATE.density * area / 100
    spread = SPREADS[key]
    assert close(np.mean(found == PERFECT), float(spread.formula(mean, 2.0) if spread.shape else spread.formula(mean)), len(found))


def test_clusters_lie_together():
    """Neighbours of a dead die are dead more often than dies elsewhere."""
    grid = lay(WAFER, 12, 12, 0.1)
    left, low, whole = grid.sites()
    at = np.round(np.stack([left[whole], low[whole]], axis=1) / 12.1)
    beside = (np.abs(at[:, None] - at[None]).sum(axis=2) < 1.5) & ~np.eye(len(at), dtype=bool)
    fate = Fate(0.6, 1.0, 0.0, 1, 1)

    def likeness(key):
        both = []
        for seed in range(12):
            dead = one(grid, SPREADS[key], 0.7, fate, seed).states == DEAD
            both.append(dead[np.argwhere(beside)].all(axis=1).mean() / dead.mean() ** 2)
        return np.mean(both)

    assert likeness("negative-binomial") > 1.15
    assert likeness("poisson") == pytest.approx(1, abs=0.1)


def test_a_higher_density_adds_defects_and_moves_none():
    grid = lay(WAFER, 25, 31, 0.1)
    few, more = (one(grid, SPREADS["seeds"], 1.0, Fate(density, 1.0, 0.7, 144, 132), 5) for density in (0.1, 0.15))
    places = [set(zip(each.x, each.y, strict=True)) for each in (few, more)]
    assert places[0] < places[1]
    assert np.all(more.states >= few.states)


def test_a_wafer_is_the_same_again_and_another_with_another_number():
    grid = lay(WAFER, 25, 31, 0.1)
    first, again, other = (one(grid, SPREADS["seeds"], 1.0, FATE, seed) for seed in (3, 3, 4))
    assert np.array_equal(first.x, again.x)
    assert not np.array_equal(first.x[:5], other.x[:5])


def test_defects_lie_on_the_die_that_they_are_said_to_hit():
    grid = lay(WAFER, 25, 31, 0.1)
    wafer = one(grid, SPREADS["poisson"], 1.0, Fate(0.5, 0.5, 0.7, 144, 132), 1)
    left, low, whole = grid.sites()
    left, low = left[whole], low[whole]
    on = wafer.die >= 0
    assert np.all((wafer.x[on] >= left[wafer.die[on]]) & (wafer.x[on] <= left[wafer.die[on]] + grid.width))
    assert np.all((wafer.y[on] >= low[wafer.die[on]]) & (wafer.y[on] <= low[wafer.die[on]] + grid.height))
    assert not np.any(wafer.kills[~on])
    assert 0.35 < wafer.kills[on].mean() < 0.65
    assert np.all(np.hypot(wafer.x, wafer.y) <= 150)


def test_what_is_left_out_of_a_spread_without_a_mean_was_dead_anyway():
    """Far more defects than anybody could count change neither share, and take no room."""
    few = Fate(density=5.0, critical_share=1.0, core_share=0.7, cores=144, needed_cores=132)
    found = many(Draws(3), 12_000, AREA, SPREADS["moore"], 1.0, few)
    perfect, sold = expected("moore", few)
    assert close(np.mean(found == PERFECT), perfect, len(found))
    assert close(np.mean(found != DEAD), sold, len(found))
    assert len(one(lay(WAFER, 25, 31, 0.1), SPREADS["moore"], 1.0, few, 2).x) < 10_000


def test_defects_of_a_panel_lie_on_it_and_nowhere_in_heaps_of_their_own():
    grid = lay(Panel(510, 515, 3), 25, 31, 0.1)
    wafer = one(grid, SPREADS["poisson"], 1.0, Fate(0.5, 1.0, 0.7, 144, 132), 4)
    assert np.all((np.abs(wafer.x) <= 255) & (np.abs(wafer.y) <= 257.5))
    assert len(wafer.x) == pytest.approx(0.5 * 51 * 51.5, rel=0.1)
    assert abs(np.mean(wafer.x)) < 5 * 510 / 12**0.5 / len(wafer.x) ** 0.5


def test_two_defects_on_one_core_kill_it_once():
    fate = Fate(1.0, 1.0, 1.0, 10, 9)
    same, two = np.array([[0.5, 0.05], [0.5, 0.06]]), np.array([[0.5, 0.05], [0.5, 0.95]])
    assert states(1, np.array([0, 0]), same, fate)[0] != DEAD
    assert states(1, np.array([0, 0]), two, fate)[0] == DEAD
    beside = states(1, np.array([0]), np.array([[0.9, 0.5]]), Fate(1.0, 1.0, 0.5, 10, 0))
    assert beside[0] == DEAD


@settings(max_examples=20, deadline=None)
@given(st.floats(0.02, 0.98), st.integers(0, 1 << 30))
def test_the_interval_holds_the_truth_about_as_often_as_it_says(share, seed):
    hits = np.random.default_rng(seed).binomial(400, share, 400)
    held = [low <= share <= high for low, high in (interval(int(each), 400) for each in hits)]
    assert np.mean(held) > 0.90
