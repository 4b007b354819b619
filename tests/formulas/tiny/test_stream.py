"""SplitMix64 against published outputs, and the uniform numbers made from it."""

import itertools

import numpy as np
import pytest

from formulas.tiny.stream import splitmix64, uniform, uniforms

# Outputs for seed 1234567 as listed for the author's C code (Vigna, splitmix64.c; also Rosetta Code, "Pseudo-random
# numbers/Splitmix64").
PUBLISHED = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]


def test_published_outputs():
    assert [splitmix64(1234567, i) for i in range(5)] == PUBLISHED


def test_published_shares_of_the_float_task():
    """Rosetta Code's second task: seed 987654321, 100,000 numbers counted in fifths."""
    fifths = [int(u * 5) for u in itertools.islice(uniforms(987654321), 100_000)]
    assert [fifths.count(i) for i in range(5)] == [20027, 19892, 20073, 19978, 20030]


def test_any_draw_without_those_before_it():
    assert list(itertools.islice(uniforms(3), 50)) == [uniform(3, i) for i in range(50)]


@pytest.mark.parametrize("seed", [0, 1, -1, 2**64 - 1, 2**64 + 5])
def test_in_range_for_any_seed(seed):
    u = np.array([uniform(seed, i) for i in range(2000)])
    assert u.min() >= 0
    assert u.max() < 1
    assert abs(u.mean() - 0.5) < 5 / np.sqrt(12 * 2000)  # five standard errors
