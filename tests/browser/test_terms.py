"""What a term means, where it stands: by mouse, keyboard and finger; and all terms on a page of their own."""

import json

import pytest

from instruments.forge.fields import FIELDS
from tests.browser.conftest import ROOT
from tests.few import few

LABEL = "#forge-training-compute-label .term"
ROW = '[data-fold="time_to_first_token"]'
EXPLAINED = FIELDS["time_to_first_token"].explanation
CARD = "#term-card"
BOXES = """([card, term]) => [card, term].map((selector) => {
  const { left, top, right, bottom } = document.querySelector(selector).getBoundingClientRect();
  return { left, top, right, bottom };
})"""


def says(name):
    """The definition of a term, as it is shipped."""
    return json.loads((ROOT / "static" / "terms.json").read_text("utf-8"))["terms"][name]["says"]


def told(page, name):
    """Wait until the card says what a term means."""
    page.wait_for_function("says => document.getElementById('term-says')?.textContent === says", arg=says(name))
    page.locator(CARD).wait_for()


def gone(page):
    page.locator(CARD).wait_for(state="hidden")


def clear_of(page, term):
    """Whether the card is in sight and covers nothing of the term."""
    card, mark = page.evaluate(BOXES, [CARD, term])
    size = page.evaluate("() => [innerWidth, innerHeight]")
    inside = card["left"] >= 0 and card["top"] >= 0 and card["right"] <= size[0] and card["bottom"] <= size[1]
    return inside and (card["bottom"] <= mark["top"] or card["top"] >= mark["bottom"])


def asked_for(watch):
    return [url for url in watch.requests if url.endswith(("terms.json", "term.js"))]


def test_the_mouse_shows_what_a_term_means_and_nothing_comes_before(open_page, served, watch):
    page = open_page(f"{served}#/forge", until="forge:live")
    assert asked_for(watch) == []
    page.hover(LABEL)
    told(page, "training-compute")
    assert clear_of(page, LABEL)
    # The hand may go into the card, which closes once it has left.
    page.hover(f"{CARD} .term-more")
    page.locator(CARD).wait_for()
    page.hover("#instrument-forge h1")
    gone(page)
    # A row: what it says of itself stands in the card, and not beside it as the browser's own hint.
    page.hover(f"{ROW} .term")
    told(page, "time-to-first-token")
    assert page.locator(f"{CARD} .term-here").inner_text() == f"Here: {EXPLAINED}"
    assert page.locator(f"{ROW} .row-label[title]").count() == 0
    page.click(ROW)
    gone(page)
    assert page.locator(f"{ROW} .row-label").get_attribute("title") == EXPLAINED
    # Of a symbol in the working that has opened, pressed: it stays, and leads to the glossary.
    symbol = "#forge-working-time-to-first-token tr:nth-child(3) .term"
    page.click(symbol)
    told(page, "cards-per-replica")
    page.mouse.move(5, 5)
    page.click(f"{CARD} .term-more")
    page.locator("#terms-cards-per-replica.chosen").wait_for()
    assert page.evaluate("document.activeElement.closest('.defined').id") == "terms-cards-per-replica"
    assert len(asked_for(watch)) == 2, "the list and what shows it come once"


@pytest.mark.slow
def test_the_keyboard_shows_it_closes_it_and_goes_on(open_page, served, axe):
    page = open_page(f"{served}#/forge", until="forge:live", dark=True)
    name = page.get_by_role("textbox", name="Training compute, typed").count()
    assert name == 1, "a mark changes nothing about what a control is called"
    page.focus("#forge-training-compute-entry")
    page.keyboard.press("Shift+Tab")
    told(page, "training-compute")
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert described == "term-says"
    assert axe.findings(page) == []
    page.keyboard.press("Escape")
    gone(page)
    assert page.evaluate("document.activeElement.classList.contains('term')")
    assert page.evaluate("document.activeElement.hasAttribute('aria-describedby')") is False
    # Enter says it aloud, Tab goes into the card and out of it again, to what comes next.
    page.keyboard.press("Enter")
    told(page, "training-compute")
    page.wait_for_function("says => document.getElementById('spoken').textContent === says", arg=says("training-compute"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "term-more"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Training compute"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    gone(page)
    assert page.evaluate("document.activeElement.id") == "forge-training-compute-entry"
    # A button that holds a term describes itself once one has stayed on it.
    page.focus("[data-fold=training_tokens]")
    page.keyboard.press("Tab")
    told(page, "tokens-per-parameter")
    assert page.evaluate("document.activeElement.dataset.fold") == "tokens_per_parameter"


@pytest.mark.slow
def test_a_finger_shows_it_in_the_sheet_and_beside_it_nothing_is_focused(open_page, served, axe):
    page = open_page(f"{served}#/forge", until="forge:live", width=390, height=844, has_touch=True, is_mobile=True)
    page.tap(".dock .sheet-switch")
    assert axe.findings(page) == []
    mark = "#forge-context-label .term"
    page.tap(mark)
    told(page, "context")
    assert clear_of(page, mark)
    assert page.evaluate("document.activeElement.tagName") != "INPUT"
    size = page.locator(mark).bounding_box()
    assert size["height"] >= 24
    assert page.locator(f"{CARD} .term-more").bounding_box()["height"] >= 40
    page.tap(mark)
    gone(page)
    # A row's label opens the row, as before; the terms of its working are pressed there.
    page.keyboard.press("Escape")
    page.tap(f"{ROW} .term")
    page.locator("#forge-working-time-to-first-token .katex").first.wait_for()
    assert page.locator(CARD).is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("mode", few(["served", "site"]))
def test_all_terms_are_filtered_opened_and_lead_to_their_equations(mode, request, open_page, axe):
    base = request.getfixturevalue(mode)
    where = f"{base}#/terms" if mode == "served" else f"{base}terms/"
    page = open_page(where, until="forge:live")
    field = page.get_by_label("Find a term")
    field.fill("first token")
    page.locator("#terms-told", has_text="term").wait_for()
    page.locator("#terms-time-to-first-token").wait_for()
    page.locator("#terms-token").wait_for(state="hidden")
    field.fill("no such term")
    page.locator("#terms-told", has_text="No term is called").wait_for()
    field.fill("")
    page.get_by_role("group", name="Layer").get_by_role("button", name="Energy").click()
    page.locator("#terms-token").wait_for(state="hidden")
    assert page.locator(".defined:visible").count() == page.locator(".defined[data-layer=energy]").count()
    assert axe.findings(page) == []
    # A link to an entry that the filter hides shows it, and stands in the address.
    page.get_by_role("group", name="Layer").get_by_role("button", name="All").click()
    entry = page.locator("#terms-power-usage-effectiveness")
    entry.locator("summary").click()
    entry.locator("[data-states]").first.click()
    page.locator("#statement .katex").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#terms-multi-query-attention .fact a", has_text="Grouped-query attention").click()
    page.locator("#terms-grouped-query-attention.chosen").wait_for()
    page.wait_for_function("() => location.href.includes('v1;term=grouped-query-attention')")
    again = open_page(page.evaluate("location.href"), until="forge:live")
    again.locator("#terms-grouped-query-attention dt > a").wait_for()
    again.wait_for_function(
        "() => { const { top } = document.getElementById('terms-grouped-query-attention').getBoundingClientRect();"
        "  return 0 <= top && top < innerHeight / 2; }"
    )


@pytest.mark.slow
def test_the_pages_of_a_site_lead_to_the_glossary_without_a_script(open_page, site):
    page = open_page(f"{site}forge/", java_script_enabled=False)
    page.click(LABEL)
    page.wait_for_url("**/terms/#v1;term=training-compute")
    box = page.locator("#terms-training-compute").bounding_box()
    assert 0 <= box["y"] < 900


@pytest.mark.slow
def test_the_search_finds_the_exact_term_first(open_page, served):
    page = open_page(f"{served}#/forge", until="forge:live")
    for typed, title in (("kv cache", "Key-value cache"), ("mfu", "Model FLOPs utilisation"), ("token", "Token")):
        page.fill("#search", typed)
        first = page.locator("#search-found .search-hit").first
        first.locator(".search-name", has_text=title).wait_for()
        assert page.locator("#search-found .search-kind").first.inner_text().startswith("Terms")
    page.keyboard.press("Enter")
    page.locator("#terms-token.chosen").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("dark", [True, False])
def test_it_stands_at_390_pixels(open_page, served, axe, dark):
    page = open_page(f"{served}#/terms", until="forge:live", width=390, height=844, dark=dark)
    page.locator("#instrument-terms h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe.findings(page) == []
