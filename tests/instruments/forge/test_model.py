"""The Forge as a reactive object: whatever is done to it, its result is that of its inputs."""

import random

import pytest

from instruments.forge.dossier import dossier
from instruments.forge.model import Forge
from tests.few import few

from .designs import NAMES, defaults, random_value, random_values


def figures(forge: Forge) -> dict[str, float | None]:
    return {name: figure.value for name, figure in forge.result.figures.items()}


def consistent(forge: Forge) -> bool:
    """Whether the dossier on show is the one of the inputs on show."""
    fresh = dossier(forge.values)
    return forge.result.values == forge.values and figures(forge) == {name: figure.value for name, figure in fresh.figures.items()}


def test_it_starts_at_the_default_with_its_dossier():
    forge = Forge()
    assert forge.values == defaults()
    assert forge.problem == ""
    assert consistent(forge)


def test_one_change_is_one_recompute():
    forge, seen = Forge(), []
    forge.param.watch(seen.append, "result")
    forge.assign(training_compute=1e24, context=8192, precision="bf16")
    assert len(seen) == 1
    assert consistent(forge)


def test_the_same_again_recomputes_nothing():
    forge, seen = Forge(), []
    forge.param.watch(seen.append, "result")
    forge.assign(**forge.values)
    assert seen == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"context": 8192, "training_compute": "nan"}, ["Training compute", "not a number"]),
        ({"context": 8192, "training_compute": -1}, ["Training compute (FLOP) is -1", "at least 1e15"]),
        ({"context": 8192, "colour": "red"}, ["'colour' is no input"]),
        ({"context": 8192, "result": 1}, ["'result' is no input"]),
        ({"context": 8192, "training_precision": "fp4"}, ["Training precision is FP4", "NVIDIA H100 SXM cannot multiply it"]),
        ({"context": 8192, "architecture": "moe", "top_k": 300}, ["Experts per token is 300", "must not exceed experts"]),
        ({"context": 8192, "heads": 12, "kv_heads": 5}, ["Query heads is 12", "must be a multiple of the key-value heads"]),
    ],
)
def test_an_impossible_change_changes_nothing_and_says_why(raw, words):
    forge = Forge(training_compute=3e24)
    before, result = forge.values, figures(forge)
    forge.assign(**raw)
    assert forge.values == before
    assert figures(forge) == result
    assert [word for word in words if word not in forge.problem] == []
    assert consistent(forge)


def test_the_next_possible_change_clears_the_problem():
    forge = Forge()
    forge.assign(context="x")
    assert forge.problem
    forge.assign(context="8k")
    assert (forge.problem, forge.context) == ("", 8192)
    forge.assign(training_precision="fp4")
    assert forge.problem
    forge.assign(training_precision="fp8")
    assert forge.problem == ""
    assert consistent(forge)


def test_taking_the_present_value_clears_it_too():
    forge = Forge()
    forge.assign(context="x")
    forge.assign(context=forge.context)
    assert forge.problem == ""


def test_set_directly_it_takes_back_what_contradicts():
    forge = Forge()
    forge.training_precision = "fp4"
    assert forge.training_precision == "bf16"
    assert "cannot multiply" in forge.problem
    assert consistent(forge)


def test_an_impossible_start_is_refused():
    with pytest.raises(ValueError, match="Training precision is FP4"):
        Forge(training_precision="fp4")


@pytest.mark.parametrize("seed", few(range(8), 0, 1))
def test_under_random_changes_result_and_inputs_agree(seed):
    """Possible and impossible ones, one or several at once, typed or set."""
    rng, forge = random.Random(seed), Forge()
    for _ in range(25):
        names = rng.sample(NAMES, rng.choice((1, 1, 2, 5)))
        before = forge.values
        raw = {name: rng.choice(["", "nan", -1, "<b>", None]) if rng.random() < 0.15 else random_value(rng, name) for name in names}
        forge.assign(**raw)
        assert consistent(forge)
        assert forge.problem == "" or forge.values == before
    forge.assign(**defaults())
    assert forge.values == defaults()


def test_two_forges_share_nothing():
    one, other = Forge(), Forge()
    one.assign(context=1024)
    assert other.context == defaults()["context"]
    assert other.result.values == defaults()


def test_a_dossier_is_not_changed_by_what_comes_after():
    forge = Forge()
    result, values = forge.result, dict(forge.result.values)
    forge.assign(**random_values(random.Random(1)))
    assert result.values == values
