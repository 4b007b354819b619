"""Guesses at figures: read as every number is, a bare one in the unit that stands at the figure, and scored by powers of ten."""

import json

import pytest

from instruments.frame.discovery import instruments
from instruments.frame.guess import guess_html, read_guess
from tests.markup import parse

DECLARED = [(name, each.partition(" after ")[0]) for name, declared in instruments().items() for each in declared.predicts]
NOW = "2026-11-26T10:00:00+00:00"


@pytest.fixture
def figures():
    return instruments()["forge"].model_class()().result.figures


def answered(figures, **asked):
    return parse(guess_html(figures, json.dumps(asked), 1))


@pytest.mark.parametrize(("name", "row"), sorted(set(DECLARED)))
def test_a_bare_number_is_in_the_unit_that_shows(name, row):
    figure = instruments()[name].model_class()().result.figures[row]
    assert read_guess(figure.shown.number, figure) == pytest.approx(figure.value, rel=0.01)
    assert read_guess(str(figure.shown), figure) == pytest.approx(figure.value, rel=0.01)


@pytest.mark.parametrize(
    ("typed", "value"), [("62,4", 62.4e6), ("62.4 million", 62.4e6), ("$62.4 M", 62.4e6), ("6 \N{MULTIPLICATION SIGN} 10\u2077 USD", 6e7)]
)
def test_it_is_read_as_people_write_numbers(figures, typed, value):
    assert read_guess(typed, figures["training_cost"]) == pytest.approx(value)
    assert float(answered(figures, row="training_cost", typed=typed).one("data").attributes["value"]) == pytest.approx(value)


@pytest.mark.parametrize(
    ("typed", "said"), [("a lot", "is not a number"), ("5 GB", "must be in USD"), ("0", "above zero, in M USD"), ("-3", "above zero")]
)
def test_what_cannot_be_scored_is_refused_in_words(figures, typed, said):
    told = answered(figures, row="training_cost", typed=typed).one("p")
    assert "data-refused" in told.attributes
    assert said in told.text


def test_the_score_is_that_of_the_course(figures):
    told = answered(figures, row="training_cost", guess=figures["training_cost"].value / 2, what="cost", at=NOW).one("p")
    assert told.text == "You said 6.24 M USD, and it is 12.5 M USD: 2.0 times too low."
    kept = json.loads(told.attributes["data-kept"])
    assert (kept["truth"], kept["unit"], kept["at"]) == (figures["training_cost"].value, "USD", NOW)


@pytest.mark.parametrize(
    "asked", ["", "{", "[]", "{}", '{"row": "nothing"}', '{"row": "training_cost"}', '{"row": "training_cost", "guess": "x"}']
)
def test_anything_may_be_asked(figures, asked):
    assert "data-kept" not in guess_html(figures, asked, 1)
