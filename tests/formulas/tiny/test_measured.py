"""What the model card says is what is measured: loss against the grammar's entropy, and the heads that have a job."""

from importlib.resources import files

import numpy as np
import pytest

from formulas.tiny.tokenizer import STORY, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import card, dequantised, shipped, stored
from tests.training import measure

CARD = card()


@pytest.fixture(scope="module")
def model():
    return Transformer(*shipped())


@pytest.fixture(scope="module")
def jobs(model):
    return measure.jobs(model, tokenizer(), 25)


@pytest.mark.slow
def test_it_learned(model):
    """On fifty stories: near the entropy, which nothing can beat, and far below the bigram table."""
    found = measure.losses(model, tokenizer(), 50, counted=2000)
    assert found["entropy"] < found["loss"] < found["entropy"] + 1.5 * CARD["held_out"]["excess"] + 0.01
    assert found["loss"] < found["bigram"] - 0.5
    assert found["loss"] == pytest.approx(CARD["held_out"]["loss"], abs=0.05)  # two standard errors of fifty stories


@pytest.mark.slow
def test_the_card_is_what_is_measured():
    again = measure.measure()
    assert again["parameters"] == CARD["parameters"]
    for name, value in CARD["held_out"].items():
        assert again["held_out"][name] == pytest.approx(value, abs=1e-4)
    for ours, theirs in zip(again["heads"], CARD["heads"], strict=True):
        assert (ours["job"], ours["layer"], ours["head"]) == (theirs["job"], theirs["layer"], theirs["head"])
        assert ours["attention"] == pytest.approx(theirs["attention"], abs=1e-4)


@pytest.mark.parametrize("row", CARD["heads"], ids=lambda row: row["job"])
def test_named_heads_do_their_jobs(jobs, row):
    score = jobs[row["job"]][row["layer"], row["head"]]
    assert score == pytest.approx(row["attention"], abs=0.1)


def test_subject_is_found_across_the_clause(model):
    """*were* or *was*: the attractor between subject and verb has the other number, and the model is not misled."""
    tok = tokenizer()
    for text, right, wrong in [
        ("the robots that the cat chased", " were", " was"),
        ("the robot that the cats chased", " was", " were"),
    ]:
        p = model.forward([STORY, *tok.encode(text)])[-1]
        assert p[tok.encode(right)[0]] > p[tok.encode(wrong)[0]] + 3


def test_brackets_close_in_order(model):
    tok = tokenizer()
    for text, right, wrong in [
        ("the robot (very rusty [very shiny", "]", ")"),
        ("the robot [very rusty (very shiny", ")", "]"),
        ("the robot (very rusty [very shiny]", ")", "]"),
    ]:
        p = model.forward([STORY, *tok.encode(text)])[-1]
        assert p[tok.encode(right)[0]] > p[tok.encode(wrong)[0]] + 2


def test_file_is_small_and_gives_the_weights_back():
    config, weights = shipped()
    assert len((files("formulas") / "data" / "tiny" / "weights.npz").read_bytes()) < 1_000_000
    arrays = stored()
    assert {a.dtype.name for name, a in arrays.items() if name.endswith(".int8")} == {"int8"}
    assert sum(w.size for w in weights.values()) == CARD["parameters"] == sum(np.prod(s) for s in config.shapes().values())
    np.testing.assert_array_equal(
        weights["0.gate"][3, 5], dequantised(arrays["0.gate.int8"][3:4, 5:6], arrays["0.gate.scale"][3:4])[0, 0]
    )
    # Every row uses the whole range, so no precision is given away.
    assert all(np.abs(a.astype(int)).max(axis=1).min() == 127 for name, a in arrays.items() if name.endswith(".int8"))


def test_weights_are_shared_and_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        shipped()[1]["embedding"][0] = 0
    with pytest.raises(TypeError):
        shipped()[1]["embedding"] = 0
