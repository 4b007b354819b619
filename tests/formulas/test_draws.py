"""Random numbers from a seed: their moments, their distributions, and that nothing of NumPy's own generator is loaded."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.draws import Draws

MANY = 60_000


def test_the_first_numbers_of_splitmix64():
    """As its authors' C prints them for the state 1234567: the mixing itself, whatever a seed is made of."""
    draws = Draws()
    draws._key = 1234567
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert draws.uniform(5).tolist() == [(each >> 11) * 2.0**-53 for each in expected]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1 << 40))
def test_uniform_numbers_fill_every_tenth_alike(seed):
    drawn = Draws(seed).uniform(MANY)
    counts, _ = np.histogram(drawn, 10, (0, 1))
    assert np.all(np.abs(counts - MANY / 10) < 5 * math.sqrt(MANY * 0.09))
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 5 / math.sqrt(MANY)


def test_a_stream_goes_on_and_others_are_others():
    one = Draws(1)
    first, second = one.uniform(4), one.uniform(4)
    assert np.array_equal(np.concatenate([first, second]), Draws(1).uniform(8))
    streams = {tuple(Draws(*seed).uniform(2)) for seed in ((0,), (1,), (0, 0), (0, 1), (1, 0))}
    assert len(streams) == 5


@pytest.mark.parametrize("shape", [0.3, 1.0, 2.5, 40.0])
def test_gamma_numbers_have_their_moments_and_their_transform(shape):
    drawn = Draws(5).gamma(shape, MANY)
    assert abs(drawn.mean() - shape) < 5 * math.sqrt(shape / MANY)
    assert drawn.var() == pytest.approx(shape, rel=0.1)
    whole = np.exp(-drawn / shape)
    assert abs(whole.mean() - (1 + 1 / shape) ** -shape) < 5 * whole.std() / math.sqrt(MANY)


@pytest.mark.parametrize("mean", [0.0, 0.01, 0.8, 11.9, 12.1, 50.0, 2000.0])
def test_poisson_numbers_have_their_moments_and_their_share_of_nothing(mean):
    drawn = Draws(6).poisson(np.full(MANY // 6, mean))
    assert abs(drawn.mean() - mean) <= 5 * math.sqrt(mean / len(drawn))
    assert drawn.var() == pytest.approx(mean, rel=5 * math.sqrt((2 + 1 / max(mean, 1e-9)) / len(drawn)), abs=1e-12)
    none = math.exp(-mean)
    assert abs(np.mean(drawn == 0) - none) <= 5 * math.sqrt(none * (1 - none) / len(drawn))


def test_the_last_uniform_number_ends_too():
    """What is rounded leaves a little over when all chances are taken away: nobody must wait for it."""
    draws = Draws(1)
    draws.uniform = lambda count: np.full(count, 1 - 2.0**-53)
    assert np.all(draws.poisson(np.array([0.0, 1.0, 11.0])) < 100)


def test_means_of_all_sizes_stand_side_by_side():
    means = np.array([0.0, 0.5, 300.0, 3.0])
    drawn = np.stack([Draws(seed).poisson(means) for seed in range(800)])
    assert np.all(np.abs(drawn.mean(axis=0) - means) <= 5 * np.sqrt(means / 800))
    assert Draws(1).poisson(np.array([])).shape == (0,)


def test_normal_numbers_are_normal():
    drawn = Draws(8).normal(MANY)
    assert abs(drawn.mean()) < 5 / math.sqrt(MANY)
    assert drawn.std() == pytest.approx(1, rel=0.02)
    assert np.mean(np.abs(drawn) < 1.96) == pytest.approx(0.95, abs=0.005)


@pytest.mark.host
def test_no_instrument_needs_numpys_own_generator():
    """It would be a library more that every page fetches."""
    code = (
        "import sys; from instruments.wafer.lot import sample; from instruments.wafer.model import Wafer; "
        "w = Wafer(wafers=3); list(sample(w.result)); w.result.sampled; "
        "sys.exit(' '.join(n for n in sys.modules if n.startswith(('numpy.random', 'numpy.polynomial'))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
