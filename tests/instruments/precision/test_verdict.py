"""Precision's verdict and its four figures, of which a decision moves one."""

import pytest

from instruments.frame.controls import controls
from instruments.precision.model import Precision
from instruments.precision.verdict import KEYS, verdict_html
from instruments.precision.view import PrecisionView
from tests.markup import parse

MOVES = {
    "stored": ({}, "int8"), "granularity": ({}, "32"), "clip": ({}, 0.5), "rounding": ({}, "stochastic"), "symmetric": ({}, False),
    "weights": ({}, "tiny"), "outliers": ({}, 0.01), "outlier_size": ({}, 30), "rows": ({}, 32), "columns": ({}, 64), "seed": ({}, 2),
    "parameters": ({}, 1e9), "active": ({}, 1e9), "card": ({}, "b200"),
    "number": ({}, "3"), "layout": ({}, "fp16"), "largest": ({"layout": "mxfp4"}, 100), "saturate": ({"number": "1000"}, True),
}  # fmt: skip
# They move the line that is looked at, and no number.
LOOKS = {"zoom", "even"}


def figures(model):
    return [model.result.figures[name].value for name in KEYS]


def test_every_decision_is_tried():
    """The format is chosen by its name on the line, not by a control."""
    assert set(MOVES) - {"layout"} | LOOKS == set(controls(Precision(), *PrecisionView.apart, **PrecisionView.kinds))


@pytest.mark.parametrize("name", MOVES)
def test_a_decision_moves_one_of_the_four_figures(name):
    given, value = MOVES[name]
    model = Precision(**given)
    before = figures(model)
    model.assign(**{name: value})
    assert model.problem == ""
    assert figures(model) != before


def test_it_says_what_the_weights_lose():
    model = Precision()
    shown = parse(verdict_html(model.result))
    assert shown.one("h2").text == "INT4 is off by 46% of the weights"
    assert len(shown.all("dd")) == 4
    model.assign(weights="tiny", stored="int8", granularity="channel")
    assert parse(verdict_html(model.result)).one("h2").text == "INT8 holds every weight exactly"
