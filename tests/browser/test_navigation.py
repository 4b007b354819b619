"""How one gets from one instrument to another: stack, search, neighbours, dock, and what a change of route does."""

import pytest

from app.navigation import neighbours_html, title
from app.stack import stack_html
from instruments.forge.dossier import dossier
from instruments.forge.strata import strata
from instruments.frame.discovery import BESIDE, at, home, instruments
from tests.browser.static_page import after_frames, until_taken_in
from tests.few import few
from tests.full_stack import many
from tests.instruments.forge.designs import defaults

FULL = """([stack, around]) => {
  document.getElementById("stack").innerHTML = stack;
  document.getElementById("around").innerHTML = around;
}"""
SHIFTS = """() => { window.shifts = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shifts += value)))
    .observe({ type: "layout-shift" }); }"""
OPEN = "#stack details[open]"
ON_HEADING = "name => document.activeElement === document.querySelector(`#instrument-${name}:not([hidden]) h1`)"
OVER_IT = ":root:is([data-stack], [data-sheet], [data-search]), .menu[open], #search-found:not([hidden])"
"""What may lie over the page."""


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """The stack and the neighbours of the home instrument with as many instruments as there are to be."""
    with many(tmp_path_factory.mktemp("many")):
        return stack_html(home(), strata(dossier(defaults()))), neighbours_html(home())


def until_at(page, instrument):
    """Wait until an instrument is on show and its heading has the focus."""
    entry = instruments()[instrument]
    page.wait_for_function(ON_HEADING, arg=instrument)
    page.wait_for_function("title => document.title === title", arg=title(instrument))
    page.locator("#crumbs [aria-current]", has_text=entry.title).wait_for(state="attached")
    page.locator("#stack a[aria-current]", has_text=entry.title).wait_for(state="attached")
    assert page.evaluate("scrollY") == 0


def closed(page):
    """That nothing lies over the page."""
    return page.evaluate("over => !document.querySelector(over)", OVER_IT)


@pytest.mark.slow
@pytest.mark.parametrize("way", few(["site", "served"]))
def test_a_route_begins_at_the_top_with_everything_closed(open_page, request, way):
    url = request.getfixturevalue(way)
    page = open_page(f"{url}#/forge", until="forge:live")
    page.wait_for_function("() => document.title === 'The Forge'")
    page.evaluate("document.querySelector('.share').open = true")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.click(".neighbour.below")
    until_at(page, "journey")
    assert closed(page)
    page.evaluate("scrollTo(0, 500)")
    page.click(".neighbour.above")
    until_at(page, "forge")
    page.evaluate("scrollTo(0, 500)")
    page.click("#stack a[aria-current]")
    until_at(page, "forge")
    page.go_back()
    until_at(page, "journey")
    again = open_page(f"{url}#/journey", until="forge:live")
    again.locator("#instrument-journey h1").wait_for()
    again.wait_for_function("() => document.title === 'Token Journey - The Forge'")
    again.locator("#crumbs [aria-current]", has_text="Token Journey").wait_for(state="attached")


@pytest.mark.slow
def test_who_goes_back_at_once_comes_back_to_where_the_link_was(open_page, forge_site):
    page = open_page(forge_site, until="forge:live")
    page.wait_for_function("() => document.title === 'The Forge'")
    before = page.url.partition("#")[0]
    steps = page.evaluate("history.length")
    # In one go: nothing has been answered yet.
    assert page.evaluate("() => { document.querySelector('.neighbour.below').click(); return history.length; }") == steps + 1
    page.go_back()
    # Python was told of both steps, and its answer to the first came after the second.
    for _ in range(2):
        until_taken_in(page)
        page.wait_for_function("before => location.href.split('#')[0] === before", arg=before)
        page.locator("#instrument-forge:not([hidden]) h1").wait_for()
        page.locator("#crumbs [aria-current]", has_text="The Forge").wait_for(state="attached")


@pytest.mark.slow
def test_the_stack_folds_and_unfolds_and_remembers(open_page, forge_served, full):
    page = open_page(forge_served, until="forge:live")
    page.evaluate(SHIFTS)
    assert page.locator(OPEN).count() == 1
    inert = page.locator("#stack [data-key=applications]")
    assert inert.locator("summary, a, button").count() == 0
    assert inert.inner_text().split("\n")[0] == "Applications"
    page.evaluate(FULL, full)
    page.focus("#stack [data-key=chips] summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Chip"
    # What is open stays open while the design changes and its figures with it.
    page.evaluate("document.querySelector('#stack [data-key=models] details').open = false")
    before = page.inner_text("#stack [data-key=chips] .stratum-figure")
    page.focus("#forge-training-compute-field")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.querySelector('#stack [data-key=chips] .stratum-figure').innerText !== before", arg=before)
    assert not page.locator("#stack [data-key=models] details").evaluate("(e) => e.open")
    button = page.locator("[data-stack-fold]")
    width = "document.getElementById('strata').offsetWidth"
    assert (page.evaluate(width), button.get_attribute("aria-expanded")) == (200, "true")
    button.focus()
    page.keyboard.press("Enter")
    assert (page.evaluate(width), button.get_attribute("aria-expanded")) == (56, "false")
    assert page.locator("#stack a").locator("visible=true").count() == 0
    page.reload()
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0")
    page.locator("#instrument-forge h1").wait_for()
    assert page.evaluate(width) == 56
    # A sign opens its stratum over the page, which stays where it is.
    left = page.locator("#instrument-forge").bounding_box()["x"]
    page.click("#stack [data-key=models] summary")
    assert (page.evaluate(width), page.locator("#instrument-forge").bounding_box()["x"]) == (200, left)
    assert page.evaluate("document.activeElement.matches('[data-key=models] summary')")
    page.keyboard.press("Escape")
    assert page.evaluate(width) == 56
    assert button.evaluate("(e) => e === document.activeElement")
    page.keyboard.press("Enter")
    assert (page.evaluate(width), button.get_attribute("aria-expanded")) == (200, "true")


def search(page, typed):
    """Type into the field; the titles of what is found."""
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.locator("#search-found [aria-selected=true]").wait_for()
    return page.locator("#search-found .search-name").all_inner_texts()


def test_the_search_leads_everywhere(open_page, forge_served, watch):
    page = open_page(forge_served, until="forge:live")
    assert not [url for url in watch.requests if "search-index.json" in url], "fetched before anybody searches"
    page.keyboard.press("Control+k")
    page.locator(".search-kind", has_text="Instruments").wait_for()
    assert page.locator("#search-found .search-name").all_inner_texts() == [entry.title for entry in instruments().values()]
    page.keyboard.press("Escape")
    assert closed(page)
    # A card: the design with that card.
    assert search(page, "h200")[0] == "NVIDIA H200 SXM"
    field = page.locator("#search")
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") == page.locator("#search-found [aria-selected=true]").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#forge-accelerator-field').value === 'h200'")
    until_at(page, "forge")
    assert page.input_value("#search") == ""
    # An equation that a row shows: that row, open, of the present design.
    assert search(page, "rent TRAINING cost")
    page.keyboard.press("Enter")
    page.locator("#forge-working-training-cost .katex").first.wait_for()
    page.wait_for_function("() => document.activeElement.dataset.fold === 'training_cost'")
    assert page.input_value("#forge-accelerator-field") == "h200"
    # Another instrument, chosen with the arrow keys; accents and case do not matter.
    assert search(page, "tokén jour")[0] == "Token Journey"
    page.keyboard.press("Enter")
    until_at(page, "journey")
    # From there a model: the Forge's preset of it.
    titles = search(page, "llama 3.1")
    assert "Llama 3.1 405B" in titles
    for _ in range(titles.index("Llama 3.1 405B")):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#forge-published table").wait_for()
    assert page.locator("#instrument-forge").is_visible()
    # An equation that no row shows: by itself.
    page.focus("#forge-overtraining-entry")
    page.keyboard.press("Control+k")
    page.keyboard.type("cache of multi-head latent")
    page.locator("#search-found [aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.locator("#statement[open] .katex").first.wait_for()
    assert "DeepSeek" in page.inner_text("#statement-text")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.id === 'forge-overtraining-entry'")
    assert closed(page)
    # Nothing of that name; a sign in a field is a sign.
    page.keyboard.press("Control+k")
    page.keyboard.type("zeppelin/")
    page.locator(".search-nothing").wait_for()
    assert page.input_value("#search") == "zeppelin/"


def test_a_narrow_page_is_navigated_from_below(open_page, forge_served, full, axe):
    page = open_page(forge_served, until="forge:live", width=390, height=844, has_touch=True, dark=True)
    dock = page.locator("#dock")
    box = dock.bounding_box()
    assert box["y"] + box["height"] == 844
    assert [button.inner_text() for button in dock.locator("button").all()] == ["Stack", "Decisions"]
    page.evaluate(FULL, full)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".neighbour.below").bounding_box()
    assert last["y"] + last["height"] <= box["y"], "the dock covers the end of the page"
    stack = dock.locator("[data-stack-switch]")
    stack.focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#strata")
    sheet.locator("a").first.wait_for()
    assert sheet.locator("a").locator("visible=true").count() >= 14
    assert sheet.evaluate("(e) => e.scrollTop") == 0
    assert stack.get_attribute("aria-expanded") == "true"
    assert axe.findings(page, rules=("color-contrast", "target-size", "aria-required-children", "list"), within=sheet) == []
    targets = sheet.locator("a, summary, button").locator("visible=true")
    assert min(targets.evaluate_all("(all) => all.map((e) => e.getBoundingClientRect().height)")) >= 40
    # The Tab key stays within, both ways round.
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == targets.last.inner_text()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.sheet-handle')")
    page.keyboard.press("Escape")
    assert closed(page)
    assert stack.evaluate("(e) => e === document.activeElement")
    # One sheet at a time, and none after a change of route.
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('.dock [data-sheet-switch]').click()")
    assert page.locator(":root[data-sheet]:not([data-stack])").count() == 1
    page.evaluate("location.hash = '#/journey'")
    until_at(page, "journey")
    assert closed(page)
    assert [button.inner_text() for button in dock.locator("button").all()] == ["Stack", "Dials"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The field comes in the place of the masthead, and goes again.
    page.click("[data-search-switch]")
    page.keyboard.type("for")
    page.locator("#search-found [aria-selected=true]").wait_for()
    found = page.locator("#search-found").bounding_box()
    assert (found["x"], found["width"]) == (0, 390)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('[data-search-switch]')")
    assert closed(page)


@pytest.mark.slow
def test_a_borrowed_design_is_seen_edited_and_reset(open_page, served):
    page = open_page(f"{served}#/forge?v1;training_compute=1e24", until="forge:live")
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 1e24")
    page.click("#stack a[href='#/journey']")
    until_at(page, "journey")
    chip = page.locator("#instrument-journey .loan")
    assert "47.9 B, 1 × H100 SXM, 1.25 M USD" in chip.inner_text()
    chip.locator("a").click()
    until_at(page, "forge")
    page.fill("#forge-overtraining-entry", "1")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash.includes('overtraining=1')")
    page.click("#stack a[href='#/journey']")
    until_at(page, "journey")
    assert "1 × H100 SXM" not in chip.inner_text()
    chip.locator("button").focus()
    page.keyboard.press("Enter")
    chip.locator("button").wait_for(state="detached")
    assert "156 B, 3 × H100 SXM, 12.5 M USD" in chip.inner_text()
    assert chip.evaluate("(e) => e === document.activeElement")


@pytest.mark.slow
def test_an_embed_shows_the_instrument_alone_and_middle_widths_open_the_stack_over_the_page(open_page, served):
    page = open_page(f"{served}?embed=1#/forge", until="forge:live", width=600, height=400)
    assert page.locator(".masthead, .stack, .around, .dock, .question, .print").locator("visible=true").count() == 0
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    after_frames(page)
    assert page.evaluate("!document.activeElement.closest('.search')"), "there is nothing to search in"
    page = open_page(f"{served}#/forge", until="forge:live", width=1024, height=768)
    switch = page.locator(".masthead [data-stack-switch]")
    page.evaluate(SHIFTS)
    switch.click()
    assert page.evaluate("document.activeElement.matches('#stack a[aria-current]')")
    page.mouse.click(900, 600)
    assert closed(page)
    assert page.evaluate("window.shifts") < 0.001
    page.emulate_media(media="print")
    assert page.locator(".masthead, .stack, .around, .dock, .opening-tools").locator("visible=true").count() == 0


@pytest.mark.slow
def test_without_scripts_the_stack_tells_everything(open_page, served):
    for width in (1440, 1280, 390):
        page = open_page(served, width=width, java_script_enabled=False)
        beside = page.locator(".beside a").locator("visible=true").all_inner_texts()
        # Where the masthead has room for what stands beside the stack, it is there, and nowhere twice.
        assert beside == ([entry.title for entry in at(BESIDE)] if width >= 900 else [])
        told = page.locator("#stack a").locator("visible=true").all_inner_texts() + beside
        assert told == [entry.title for entry in instruments().values()]
        assert page.locator(".search, .stack-fold, .dock").locator("visible=true").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
