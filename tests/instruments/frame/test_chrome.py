"""What stands around every instrument's own part: the opening row of all is alike, and a borrowed design is shown on it."""

import pytest

from app.page import Page
from instruments.frame.borrowed import ACT
from instruments.frame.discovery import instruments
from tests.few import few
from tests.instruments.forge.designs import defaults
from tests.markup import parse

BORROWERS = [(name, lender) for name, entry in instruments().items() for lender in entry.needs]


@pytest.fixture
def page():
    return Page()


def markup(page, name):
    """An instrument's markup in its present state."""
    page.address.fragment = instruments()[name].route
    return parse(page.views[name].html())


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "journey", "energy"))
def test_every_instrument_opens_with_its_question_and_what_can_be_done_with_it(page, name):
    opening = markup(page, name).one("header", "opening")
    entry = instruments()[name]
    assert opening.one("h1").text == entry.title
    assert opening.one("p", "question").text == entry.question + " Predict first" * bool(entry.predicts)
    tools = opening.one("div", "opening-tools")
    assert [button.text for button in tools.all("button", "sheet-switch")] == [entry.controls] * bool(entry.controls)
    assert tools.one("button", data_copy="address").text == "Copy the link"
    assert tools.one("button", data_copy="embed").text == "Copy embed code"
    assert tools.one("button", "print").text == "Print"
    assert tools.one("a", "embedded").text == "Open in full"


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "chip", "course"))
def test_the_controls_that_a_bar_opens_are_there_with_a_handle(page, name):
    rails = markup(page, name).all("section", "rail")
    assert len(rails) == bool(instruments()[name].controls)
    assert all(rail.one("button", "sheet-handle").text for rail in rails)


@pytest.mark.parametrize(("name", "lender"), few(BORROWERS, *BORROWERS[::3]))
def test_a_borrowed_design_is_shown_live_with_where_it_is_edited(page, name, lender):
    chip = markup(page, name).one("div", "loan")
    model = page.models[lender]
    assert model.summary in chip.text
    assert chip.one("a").attributes["href"] == f"#{instruments()[lender].route}"
    assert not chip.all("button"), "there is nothing to reset"
    model.assign(training_compute=1e24)
    (shown,) = [each for each in page.root.objects if each.target == chip.attributes["id"] and hasattr(each, "html")]
    assert model.summary in parse(shown.html).text
    assert model.summary not in chip.text
    (reset,) = [each for each in page.root.objects if each.target == chip.attributes["id"] and getattr(each, "act", "") == ACT]
    assert parse(shown.html).one("button", data_act=reset.act).text == "Reset"
    reset.press()
    assert model.values == defaults()
    assert shown.html.startswith(f'<span class="loan-label">Design from {instruments()[lender].title}</span>')
    assert not parse(shown.html).all("button")


def test_some_instrument_borrows():
    assert BORROWERS


@pytest.mark.parametrize(("name", "lender"), few(BORROWERS))
def test_a_step_that_fails_brings_the_chip_back(page, name, lender):
    before = markup(page, name).one("div", "loan").text
    back = page.checkpoint()
    page.models[lender].assign(training_compute=1e24)
    assert markup(page, name).one("div", "loan").text != before
    back()
    assert markup(page, name).one("div", "loan").text == before
