"""The course's bigram world gives the course's probabilities."""

import math

import numpy as np
import pytest

from formulas.tiny.bigram import course
from formulas.tiny.sampling import Dials, reshape, sample

# The successor table of the course, section C.3, typed again from the source.
LM = {
    "the": {"robot": 2.2, "cat": 1.6, "gradient": 1.0, "moon": 0.4},
    "robot": {"picked": 2.0, "saw": 1.0, "dropped": 0.6},
    "cat": {"saw": 1.8, "chased": 1.2},
    "gradient": {"exploded": 1.5, "vanished": 1.5},
    "moon": {"rose": 1.5},
    "picked": {"up": 2.5}, "up": {"the": 2.0},
    "saw": {"the": 2.0}, "chased": {"the": 2.0},
    "dropped": {"the": 2.0}, "rose": {"and": 1.5},
    "exploded": {"and": 1.5}, "vanished": {"and": 1.5},
    "and": {"the": 2.0},
}  # fmt: skip


@pytest.mark.parametrize("tau", [0.1, 0.3, 1.0, 1.5, 2.5])
@pytest.mark.parametrize("word", LM)
def test_probabilities_are_softmax_of_score_over_temperature(word, tau):
    world = course()
    weights = {w: math.exp(z / tau) for w, z in LM[word].items()}
    p = reshape(world.forward(world.encode(word))[-1], Dials(tau))[1].probabilities
    expected = [weights.get(w, 0.0) / sum(weights.values()) for w in world.words]
    np.testing.assert_allclose(p, expected, rtol=1e-12)


def test_only_the_last_word_counts():
    world = course()
    rows = world.forward(world.encode("the cat saw the"))
    np.testing.assert_array_equal(rows[0], rows[3])
    assert rows.shape == (4, world.size)


def test_unknown_words_and_none_lead_to_the_start():
    world = course()
    assert world.decode(world.encode("The QUARK, 🤖")) == "the � � �"
    for ids in ([world.story], world.encode("quark")):
        p = reshape(world.forward(ids)[-1], Dials())[0].probabilities
        assert world.words[int(p.argmax())] == "the"
        assert p.max() == 1


def test_cold_is_a_determinist_and_hot_is_not():
    """The course: at 0.1 a determinist, at 2.5 it hallucinates."""

    def words(tau, seed):
        world, ids = course(), course().encode("the")
        for index in range(30):
            ids.append(sample(world.forward(ids[-1:])[-1], Dials(tau), seed, index)[1].token)
        return world.decode(ids)

    assert words(0.1, 0).startswith("the robot picked up the robot picked up the robot picked up")
    # exp((1.6 - 2.2) / 0.1) is 0.0025: a deviation in 30 words is rare, though gradients stay a coin toss.
    assert sum(words(0.1, seed) == words(0.1, 0) for seed in range(20)) >= 18
    assert len({words(2.5, seed) for seed in range(20)}) == 20


def test_refuses_words_that_do_not_exist():
    with pytest.raises(ValueError, match=r"^ids is \[\]: must hold numbers from 0 to 15$"):
        course().forward([])
    with pytest.raises(ValueError, match=r"^ids is \[16\]: must hold numbers from 0 to 15$"):
        course().forward([16])
