"""Predictions on the page: a slider run is guessed at before anything moves, scored on powers of ten, kept, deleted, exported."""

import json

import pytest

from app.page import Page
from instruments.course import predict
from instruments.forge.model import Forge
from tests.markup import parse


@pytest.fixture
def page():
    page = Page()
    page.visit("/course?v1;section=guesses")
    return page


@pytest.fixture
def view(page):
    return page.views["course"]


def main(view):
    return parse(view.fragments["main"].html)


def guess(view, text, to=""):
    form = main(view).one("form", "predict-form")
    view.actions["predict"].press(json.dumps({"to": to or form.one("input", id="course-predict-to").attributes["value"], "guess": text}))


def test_every_suggestion_moves_something_and_they_differ():
    forge = Forge()
    runs = [predict.suggested(forge, turn) for turn in range(12)]
    assert len(set(runs)) == len(runs)
    for run in runs:
        after = Forge(**{run.slider: run.to})
        before, then = forge.result.figures[run.figure].value, after.result.figures[run.figure].value
        assert abs(then / before - 1) > 1e-9


def test_what_a_run_leads_to_stands_nowhere_before_it_is_guessed(view):
    run = view._present_run()
    truth = Forge(**{run.slider: run.to}).result.figures[run.figure].shown
    assert str(truth) not in main(view).text
    guess(view, "1")
    assert str(truth) in main(view).one("div", "judged").text


def test_a_guess_is_scored_and_the_design_stays_as_it_is(page, view):
    forge = page.models["forge"]
    before = forge.values
    guess(view, "1e12")
    (made,) = view.model.notebook.guesses
    run = view._run
    assert made.truth == Forge(**{run.slider: run.to}).result.figures[run.figure].value
    assert made.sentence in main(view).text
    assert forge.values == before
    link = main(view).one("div", "told").one("a").attributes["href"]
    page.visit(link.removeprefix("#"))
    assert getattr(forge, run.slider) == run.to


@pytest.mark.parametrize("text", ["", "many", "-3", "0", "5 apples", "<b>"])
def test_what_is_no_guess_is_told_and_reveals_nothing(view, text):
    guess(view, text)
    assert main(view).one("div", "judged").classes == ["judged", "unread"]
    assert view.model.notebook.guesses == ()


def test_where_the_slider_goes_can_be_typed_and_is_read_like_the_slider_itself(view):
    guess(view, "1", to="3e25")
    assert view._run.to == 3e25
    guess(view, "1", to="1e99")
    assert "must be at" in main(view).one("div", "judged").text


def test_another_slider_and_another_figure_can_be_chosen(page, view):
    view.actions["slider"].press("context")
    view.actions["figure"].press("training_cost")
    view.actions["slider"].press("nothing")
    assert (view._run.slider, view._run.figure) == ("context", "training_cost")
    chosen = [each.attributes["value"] for each in main(view).all("option") if "selected" in each.attributes]
    assert chosen == ["context", "training_cost"]


def test_guesses_are_a_picture_that_says_the_same_in_words_and_go_when_asked_twice(view):
    for text in ("1", "1e30"):
        guess(view, text)
    shown = main(view).one("section", "calibration")
    assert len(shown.all("circle")) == 2
    assert shown.one("svg").attributes["aria-label"] == shown.one("p", "calibration-told").text
    view.actions["export-guesses"].press()
    assert len(json.loads(parse(view.fragments["saved"].html).one("textarea").content[0])) == 2
    view.actions["forget"].press()
    assert len(view.model.notebook.guesses) == 2
    view.actions["forgotten"].press()
    assert view.model.notebook.guesses == ()
    assert json.loads(view.kept.kept)["guesses"] is None
