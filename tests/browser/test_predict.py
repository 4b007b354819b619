"""Predict first, as a reader meets it: asked for, guessed, moved, scored, kept here alone and deleted."""

import json

import pytest
from playwright.sync_api import expect

from instruments.frame.discovery import instruments
from tests.few import few

KEPT = "JSON.parse(JSON.parse(localStorage.getItem('forge:instrument-course') ?? '{}').guesses ?? '[]')"


@pytest.mark.slow
def test_a_guess_is_scored_once_the_slider_has_moved_and_is_kept_and_deleted(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('predict'))"
    assert page.evaluate(loaded) is False
    page.locator(".predict-first:visible").click()
    form = page.locator(".predicts form")
    expect(form).to_contain_text("Training cost is 12.5 M USD now")
    assert page.evaluate(loaded) is True
    guess = form.get_by_label("your guess")
    expect(guess).to_be_focused()
    guess.fill("a lot")
    page.keyboard.press("Enter")
    expect(form.locator("[role=status]")).to_contain_text("'a lot' is not a number")
    assert page.evaluate(KEPT) == []
    # What the course reads is read here too, and said back in the same words; a bare number counts what the figure shows in.
    guess.fill("62,4")
    page.keyboard.press("Enter")
    told = page.locator(".predicts")
    expect(told).to_contain_text("You said 62.4 M USD, and it is 125 M USD: 2.0 times too low.")
    expect(told).to_contain_text("1 prediction, ")
    (kept,) = page.evaluate(KEPT)
    assert (kept["what"], kept["unit"]) == ("Training cost at training compute 1e26", "USD")
    assert round(kept["guess"] / 1e6) == 62
    assert round(kept["truth"] / 1e6) == 125
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("[data-field=training_cost]:visible").first).to_have_text("12.5")
    # The course reads what was kept here, and finds it sound.
    page.get_by_role("link", name="All predictions").click()
    expect(page.locator(".calibration-told")).to_contain_text("1 prediction, ")
    page.go_back()
    told.get_by_role("button", name="Delete all").click()
    expect(told).to_contain_text("All predictions are deleted.")
    assert page.evaluate(KEPT) == []
    told.get_by_role("button", name="Close").click()
    expect(told).to_be_hidden()
    expect(page.locator(".predict-first:visible")).to_be_focused()


@pytest.mark.slow
def test_what_cannot_be_gone_to_is_said_and_scores_nothing(open_page, forge_served):
    page = open_page(forge_served, until="forge:live", width=390, height=844)
    page.locator(".predict-first:visible").click()
    form = page.locator(".predicts form")
    form.get_by_label("where it goes").fill("-3")
    form.get_by_label("your guess").fill("5")
    form.get_by_role("button", name="Move it").click()
    expect(form.locator("[role=status]")).to_contain_text("Training compute")
    assert page.evaluate(KEPT) == json.loads("[]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_in_another_page_it_stays_quiet(open_page, served):
    page = open_page(f"{served}?page=forge&embed=1#/forge", until="forge:live", width=600, height=400)
    expect(page.locator(".predict-first")).to_be_hidden()


@pytest.mark.slow
def test_what_an_animation_comes_to_is_guessed_before_it_runs(open_page, served):
    """An all-reduce by ring among eight cards: 14 steps in which eight links carry an eighth of the buffer each."""
    page = open_page(f"{served}?page=network#/network", until="forge:live")
    page.locator("[data-pace]:visible").select_option(index=-1 % page.locator("[data-pace]:visible option").count())
    page.locator(".predict-first:visible").click()
    form = page.locator(".predicts form")
    while "What all links carry together" not in form.inner_text():
        form.get_by_label("your guess").fill("1")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Another").click()
    told = page.locator(".predicts")
    assert page.locator("[data-told=sent]").count() == 0, "the answer never shows before it was tried"
    form.get_by_label("your guess").fill("7")
    form.get_by_role("button", name="Let it run").click()
    expect(told).to_contain_text("You said 7.00 times the buffer, and it is 14.0 times the buffer: 2.0 times too low.")
    expect(page.locator("[data-step]:visible")).to_contain_text("14 of 14")


@pytest.mark.slow
def test_an_animation_that_is_stopped_scores_nothing(open_page, served):
    page = open_page(f"{served}?page=network#/network", until="forge:live")
    page.locator(".predict-first:visible").click()
    form = page.locator(".predicts form")
    while "What all links carry together" not in form.inner_text():
        form.get_by_label("your guess").fill("1")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Another").click()
    before = page.evaluate(f"({KEPT}).length")
    form.get_by_label("your guess").fill("7")
    form.get_by_role("button", name="Let it run").click()
    play = page.locator("[data-play]:visible")
    expect(play).to_have_attribute("aria-pressed", "true")
    play.click()
    expect(form.locator("[role=status]")).to_contain_text("It did not come to its end")
    assert page.evaluate(f"({KEPT}).length") == before


@pytest.mark.slow
def test_the_journey_is_predicted_first_too(open_page, served):
    page = open_page(f"{served}?page=journey#/journey", until="forge:live")
    page.locator(".predict-first:visible").click()
    form = page.locator(".predicts form")
    expect(form).to_contain_text("The probability of the likeliest next token will be")
    form.get_by_label("your guess").fill("50")
    form.get_by_role("button", name="Let it run").click()
    told = page.locator(".predicts")
    expect(told).to_contain_text("You said 50.0%, and it is")
    (kept,) = page.evaluate(KEPT)
    assert 0 < kept["truth"] <= 1
    assert round(kept["guess"], 3) == 0.5
    told.get_by_role("button", name="Another").click()
    expect(told).to_contain_text("Temperature goes from 1 to")
    told.get_by_label("your guess").fill("20")
    told.get_by_role("button", name="Move it").click()
    expect(told).to_contain_text("You said 20.0%, and it is")


@pytest.mark.parametrize("name", few(["wafer", "reliability", "precision"]))
def test_the_stack_is_predicted_first(same_page, served, name):
    page = same_page(f"{served}?page={name}#/{name}")
    page.locator(".predict-first:visible").click()
    told = page.locator(".predicts")
    for each in instruments()[name].predicts:
        told.get_by_label("your guess").fill("1")
        told.get_by_role("button", name="Move it").click()
        expect(told, each).to_contain_text("You said ")
        expect(told, each).not_to_contain_text("It did not move")
        told.get_by_role("button", name="Put it back").click()
        told.get_by_role("button", name="Another").click()
