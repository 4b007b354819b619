"""The chip's verdict and its four figures, of which a decision moves one whatever the layer is."""

import pytest

from instruments.chip.inputs import DESIGN, OWN
from instruments.chip.model import Chip
from instruments.chip.verdict import keys, verdict_html
from instruments.frame.controls import controls
from tests.markup import parse

# Where a decision counts: what it needs besides, and what it is moved to.
MOVES = {
    "accelerator": ({}, "a100-80g"), "precision": ({}, "bf16"), "model": ({}, "llama-3-70b"), "phase": ({}, "prompt"),
    "sequences": ({}, 64), "context": ({}, 4096), "attention": ({"phase": "prompt"}, "naive"), "cache_precision": ({}, "fp8"),
    "parameters": ({}, 1e9), "layers": ({}, 12), "d_model": ({}, 4096), "heads": ({}, 32), "kv_heads": ({}, 88), "head_dim": ({}, 64),
    "d_ff": ({}, 4096), "latent_width": ({}, 576), "experts": ({}, 8), "top_k": ({"experts": 8}, 2),
    "tile": ({"phase": "prompt", "context": 300}, "256x128"), "product_rows": ({"part": OWN}, 128), "product_columns": ({"part": OWN}, 100),
    "product_depth": ({"part": OWN}, 16),
}  # fmt: skip
# Its effect is in its own picture: the chain is no part of the layer's time.
APART = {"chain_steps"}


def figures(model):
    found = model.result
    return [found.figures[name].value for name in keys(found)]


def test_every_decision_of_the_rail_is_tried():
    assert set(MOVES) | APART == set(controls(Chip()))


@pytest.mark.parametrize("name", MOVES)
def test_a_decision_moves_one_of_the_four_figures(name):
    given, value = MOVES[name]
    model = Chip(model=DESIGN, **given) if name != "model" else Chip(**given)
    before = figures(model)
    model.assign(**{name: value})
    assert model.problem == ""
    assert figures(model) != before


def test_it_says_what_takes_longest_and_on_which_side_of_the_ridge():
    shown = parse(verdict_html(Chip().result))
    assert shown.one("h2").text == "The layer waits for memory 100% of its time"
    assert "MLP in takes longest" in shown.one("p").text
    assert "below the ridge" in shown.one("p").text
    assert len(shown.all("dd")) == 4
    assert "above the ridge" in parse(verdict_html(Chip(phase="prompt").result)).one("p").text


def test_a_card_without_a_peak_has_a_verdict_too():
    model = Chip(accelerator="wse-3")
    assert "not known" in parse(verdict_html(model.result)).one("h2").text
