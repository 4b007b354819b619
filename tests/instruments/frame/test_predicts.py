"""Predict first: what instruments declare to be guessed is a row that shows after an input that moves it."""

import math

import pytest

from instruments.frame.chrome import opening
from instruments.frame.discovery import instruments
from instruments.frame.inputs import inputs
from instruments.prose.markup import EMPTY
from tests.markup import parse

EVERY = [(name, each) for name, declared in instruments().items() for each in declared.predicts]
AFTER = [(name, each) for name, each in EVERY if " after " in each]
BEFORE = [(name, each) for name, each in EVERY if " before " in each]
# Of results without rows, what is guessed stands by itself (data-told), and the browser's tests see it move.
ROWS = [(name, each) for name, each in AFTER if name != "journey"]


def test_it_is_offered_where_sliders_are():
    offered = {name for name, _ in EVERY}
    assert offered == {name for name, declared in instruments().items() if declared.stratum} - {"life"}


def test_every_animation_of_the_page_can_be_predicted_first():
    assert {name for name, _ in BEFORE} == {"network", "journey"}
    assert len(AFTER) + len(BEFORE) == len(EVERY)


@pytest.mark.parametrize(("name", "declared"), ROWS)
def test_the_figure_has_a_value_and_the_input_moves_it(name, declared):
    row, _, moved = declared.partition(" after ")
    model = instruments()[name].model_class()()
    before = model.result.figures[row].value
    assert before > 0
    own = inputs(type(model))[moved]
    assert own.about.scale, "it is moved on a scale"
    low, high = own.softbounds or own.bounds
    present = getattr(model, moved)
    model.assign(**{moved: min(present * 2, high) if present * 2 <= high else max(present / 2, low)})
    assert not model.problem
    assert not math.isclose(model.result.figures[row].value, before)


def test_the_opening_row_offers_it_only_where_something_is_declared():
    button = parse(opening(instruments()["energy"], share=EMPTY)).one("button", "predict-first")
    assert button.attributes["data-predict"].split(";") == list(instruments()["energy"].predicts)
    assert not parse(opening(instruments()["terms"], share=EMPTY)).all("button", "predict-first")
