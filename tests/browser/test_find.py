"""The browser's own search finds what is folded, and opens it where it does: Ctrl-F, or a link to a text."""

from urllib.parse import quote

import pytest

from tests.browser.static_page import until_live, until_taken_in
from tests.few import few

COMPLETE = "() => document.readyState === 'complete'"
OPEN = """(fold) => {
  const button = document.querySelector(`[data-fold="${fold}"]`);
  return button.getAttribute("aria-expanded") === "true" && !document.getElementById(button.getAttribute("aria-controls")).hidden;
}"""
WORKINGS = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .row > .working")].map((card) => ({
  hidden: card.getAttribute("hidden"), title: (card.querySelector(".working-title") ?? card).textContent.trim().slice(0, 40) }))"""


@pytest.mark.parametrize("way", few(["forge_site", "forge_served"]))
def test_what_a_working_holds_is_there_to_be_found_and_opens_where_it_is(open_page, request, way):
    page = open_page(request.getfixturevalue(way), until="forge:live")
    until_taken_in(page)
    found = page.evaluate(WORKINGS)
    assert len(found) > 15
    assert {each["hidden"] for each in found} == {"until-found"}
    assert all(each["title"] for each in found)
    fold = "training_cost"
    card = page.locator("#forge-working-training-cost")
    # What a browser does once its search has come upon a text in it.
    card.evaluate("(card) => card.dispatchEvent(new Event('beforematch', { bubbles: true }))")
    page.wait_for_function(OPEN, arg=fold)
    # Python has written it anew.
    page.locator("#forge-working-training-cost:not([data-shelved]) .katex").first.wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forge_site", "forge_served"])
def test_a_link_to_a_text_opens_what_it_is_folded_in(open_page, request, way):
    """A real search: the browser itself looks through what is hidden."""
    page = open_page()
    address = request.getfixturevalue(way)
    page.goto(address)
    page.wait_for_function(COMPLETE)
    text = page.evaluate("() => document.querySelector('#forge-working-training-cost .working-title').firstChild.textContent.trim()")
    page.goto("about:blank")
    page.goto(f"{address}{'' if '#' in address else '#'}:~:text={quote(text, safe='').replace('-', '%2D')}")
    page.locator("#forge-working-training-cost:not([hidden])").wait_for()


@pytest.mark.slow
def test_an_older_figure_is_not_shown_beside_newer_ones(open_page, forge_served):
    """What a closed fold of further rows held keeps its words and loses its figures until Python writes them."""
    page = open_page(forge_served, until="forge:live")
    until_taken_in(page)
    fold = page.locator("[data-holds~=epochs]")
    shelved = page.locator(f"#{fold.get_attribute('aria-controls')}")
    assert shelved.get_attribute("data-shelved") is not None
    assert shelved.locator("[data-field], [data-value]").count() == 0
    assert "Epochs" in shelved.text_content()
    fold.click()
    page.locator("[data-field=epochs]", has_text="1.00").wait_for()
    assert shelved.get_attribute("data-shelved") is None


@pytest.mark.slow
def test_equations_of_the_journey_and_a_tab_are_found_too(open_page, site):
    page = open_page(f"{site}journey/")
    until_live(page)
    until_taken_in(page)
    assert page.locator("#journey-stage-equations[hidden='until-found'] [data-tex]").count() or page.locator("[data-stage='0']").count()
    assert page.locator("#journey-cost-pane .working[hidden='until-found'] [data-tex]").count() > 5
    page = open_page(f"{site}forge/")
    until_live(page)
    assert page.locator("#forge-tab-goals[hidden='until-found']").count() == 1
    page.evaluate("() => document.getElementById('forge-tab-goals').dispatchEvent(new Event('beforematch', { bubbles: true }))")
    page.locator("[aria-controls=forge-tab-goals][aria-selected=true]").wait_for()
    assert page.locator("#forge-tab-goals form").is_visible()
