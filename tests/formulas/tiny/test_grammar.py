"""The little world: its probabilities are true, and what attention needs is really there."""

import itertools
import math
from collections import Counter

import pytest

from formulas.tiny.grammar import END, offers, surprisal, tell
from formulas.tiny.stream import uniforms
from formulas.tiny.world import NOUNS, story


@pytest.fixture(scope="module")
def stories():
    draws = uniforms(123)
    return [tell(draws) for _ in range(1500)]


def test_what_is_told_can_be_told_again(stories):
    for words, cost in stories[:200]:
        assert words[-1] == END
        assert surprisal(words) == pytest.approx(cost)
        for shares in offers(words):
            assert sum(shares.values()) == pytest.approx(1)
            assert min(shares.values()) > 0


def test_surprisal_is_entropy_on_average(stories):
    """By the chain rule, the mean surprisal is the mean of the entropies of the offers: two estimates, one quantity."""
    entropies = [sum(-p * math.log(p) for p in shares.values()) for words, _ in stories for shares in offers(words)]
    costs = [cost for _, cost in stories]
    mean = sum(costs) / len(costs)
    error = math.sqrt(sum((cost - mean) ** 2 for cost in costs)) / len(costs)
    assert abs(mean - sum(entropies) / len(stories)) < 4 * error


def test_first_nouns_have_the_shares_of_the_course(stories):
    nouns = Counter(words[1].strip().removesuffix("s") for words, _ in stories if words[0] == "the")
    total, weights = sum(nouns.values()), sum(map(math.exp, NOUNS.values()))
    for noun, weight in NOUNS.items():
        p = math.exp(weight) / weights
        assert abs(nouns[noun] / total - p) < 4 * math.sqrt(p * (1 - p) / total)


def follow(text):
    """The offers after a text, and the rule's own view of it."""
    from formulas.tiny.tokenizer import split

    return list(offers(split(text)))[-1]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("the robot that the cats chased", {" was"}),
        ("the robots that the cat chased", {" were"}),
        ("the cats [very quick (very hungry", {")", " (", " ["}),
        ("the cats [very quick (very hungry)", {"]"}),
        ('the robot sang "bip bop la", so the cat sang "bip bop', {" la"}),
        ('the robot sang "bip bop la", so the cat sang "bip bop la', {'"'}),
        ("the gradients that exploded", {" were"}),
    ],
)
def test_what_attention_has_to_find(text, offered):
    assert set(follow(text)) == offered


def test_pronouns_refer_to_the_last_subject():
    assert {" they"} == set(follow("the cats were quick.")) & {" it", " she", " they"}
    assert {" she"} == set(follow("the cat saw the robots.")) & {" it", " she", " they"}
    assert " exploded" in follow("the gradient was steep. it")
    assert " exploded" not in follow("the robot was rusty. it")


def test_names_come_back_and_keep_their_kind():
    offered = follow("a cat named Zovi was quick.")
    assert " Zovi" in offered
    assert " Mira" not in offered
    assert " chased" in follow("a cat named Zovi was quick. the robot was rusty. Zovi")


def test_stories_fit_the_context(stories):
    assert max(len(words) for words, _ in stories) < 230


@pytest.mark.parametrize("text", ["robot", "the robot were", "the robot (very shiny]"])
def test_refuses_what_cannot_be_said(text):
    with pytest.raises(ValueError, match=r"^words is '.*' at position \d+: cannot stand there; '.*' can$"):
        follow(text)


def test_certain_words_cost_nothing():
    assert next(iter(offers([]))) == pytest.approx({"the": 0.6, "a": 0.4})
    rule = story()
    next(rule)
    assert list(itertools.islice(rule.send("a"), 1)) != []
