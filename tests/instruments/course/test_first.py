"""Predict first: one reader and one scorer on every page, and the exact figure from the model, never from a text."""

import json

import pytest

from instruments.course import calibration
from instruments.course.first import First
from instruments.course.predict import figures, guessed
from instruments.frame.discovery import instruments
from instruments.frame.result import Result
from tests.markup import parse


def _models():
    for name, declared in instruments().items():
        model = declared.model_class()()
        if isinstance(model.result, Result):
            yield name, model


@pytest.fixture(scope="module")
def views():
    return {"forge": instruments()["forge"].build()}


def _say(views, **more):
    return First(views).answer(json.dumps({"instrument": "forge", "asked": "training_cost after training_compute", "turn": 1} | more))


@pytest.mark.parametrize(
    ("typed", "value"), [("62,4", 62.4e6), ("1,5 M", 1.5e6), ("62.4 M USD", 62.4e6), ("62.4 million dollars", 62.4e6), ("62400 K", 62.4e6)]
)
def test_a_guess_is_read_by_the_rule_of_the_course(views, typed, value):
    assert guessed(typed, views["forge"].told("training_cost")) == pytest.approx(value)


def test_every_figure_that_is_declared_is_read_back_as_it_shows_bare_and_with_its_unit():
    """A share was read as hundred times itself."""
    for name, model in _models():
        for row in {each.split(" after ")[0] for each in instruments()[name].predicts if " after " in each}:
            told = figures(model)[row].told
            for typed in (told.shown.number, str(told.shown)):
                assert guessed(typed, told) == pytest.approx(told.value, rel=0.01), (name, row, typed)


def test_the_exact_figure_is_the_models_and_is_kept_beside_the_guess(views):
    told = _say(views, to="1e26", guess="62,4", held="")
    model = views["forge"].model
    assert model.training_compute == 1e26
    (kept,) = calibration.read(parse(told).one("textarea").text)
    assert (kept.guess, kept.truth, kept.unit) == (62.4e6, model.result.figures["training_cost"].value, "USD")
    assert kept.sentence in parse(told).text
    (back,) = (json.loads(each.attributes["data-first-back"]) for each in parse(told).all("button") if "data-first-back" in each.attributes)
    assert First(views).answer(json.dumps(back)) is None
    assert model.is_default


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": "1e26", "guess": "a lot"}, "'a lot' is not a number"),
        ({"to": "1e26", "guess": "-3"}, "cannot be scored"),
        ({"to": "-3", "guess": "5"}, "Training compute (FLOP) is"),
        ({"to": "1e26", "guess": "5 kWh"}, "must be in USD"),
    ],
)
def test_what_cannot_be_read_moves_nothing(views, more, said):
    page = parse(_say(views, **more))
    assert said in page.one("p", role="status").text
    assert page.one("input", name="guess").attributes["value"] == more["guess"]
    assert views["forge"].model.is_default


def test_what_is_not_declared_is_not_asked(views):
    assert "nothing to predict" in parse(_say(views, asked="gpu_count after top_p")).text


def test_what_an_animation_comes_to_shows_at_its_end_alone():
    view = instruments()["network"].build()
    assert view.told("sent").value is None
    assert view.told("sent").counts == "times the buffer"
    view.model.assign(step=view.model.result.play.steps)
    assert view.told("sent").value == 14
