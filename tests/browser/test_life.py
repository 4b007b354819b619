"""The map of a model's life as a visitor meets it: by keyboard, on a phone, in the dark, without a script, and as the way in."""

import re
from itertools import pairwise

import pytest

from instruments.life.boxes import panelled
from instruments.life.stops import PATH, STOPS
from tests.browser.static_page import until_answered, until_live
from tests.few import few

WIDTHS = {1440: 900, 1024: 768, 390: 844}
ORDER = """() => [...document.querySelectorAll("[data-life] .life-map :is(a, button)")].filter((each) => each.checkVisibility())
  .map((each) => each.closest("[data-key]")?.dataset.key ?? each.textContent.trim())"""
BOXES = """() => Object.fromEntries([...document.querySelectorAll("[data-life] .stop")].map((each) => {
  const { left, top, right, bottom } = each.getBoundingClientRect();
  return [each.dataset.key, [left, top + scrollY, right, bottom + scrollY].map(Math.round)];
}))"""
OUTSIDE = """() => [...document.querySelectorAll("[data-life] .life-map :is(.stop, .life-plate) *")].filter((each) => {
  if (each.closest(".unseen, svg, .loan-label") || !each.checkVisibility()) return false;
  const [inner, outer] = [each, each.closest(".stop, .life-plate")].map((one) => one.getBoundingClientRect());
  return inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1;
}).map((each) => each.outerHTML)"""
OPEN = "document.querySelector(':popover-open')?.dataset.panelOf ?? ''"
KEPT = "JSON.parse(localStorage.getItem('forge:instrument-forge') ?? '{}').design"
HELD = "document.activeElement.closest('[data-key]')?.dataset.key ?? document.activeElement.textContent.trim()"


@pytest.fixture
def life(open_page, served):
    """The way in, live."""

    def at(width=1440, **options):
        return open_page(served, until="forge:live", width=width, height=WIDTHS[width], **options)

    return at


def until_open(page, stop):
    """Wait until the panel of a stop is open, or none is."""
    page.wait_for_function("stop => (document.querySelector(':popover-open')?.dataset.panelOf ?? '') === stop", arg=stop)


def go(page, address):
    """Open an address as a new page of the same browser."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0")


def number(page, stop):
    """What a box shows."""
    return page.locator(f'[data-key="{stop}"] .stop-value').inner_text()


def test_nothing_in_the_address_leads_to_the_map_and_one_key_to_the_forge(life):
    page = life()
    assert page.locator("h1:visible").inner_text() == "The life of a model"
    assert page.title() == "The life of a model - The Forge"
    page.keyboard.press("f")
    page.locator("[data-instrument=forge] h1").wait_for()
    until_answered(page, "location.hash.startsWith('#/forge')")
    assert page.title() == "The Forge"
    page.keyboard.press("f")  # there it is a letter like any other
    assert page.locator("[data-instrument=forge] h1").is_visible()


def test_the_key_is_a_letter_where_somebody_types(life):
    page = life()
    page.keyboard.press("/")
    page.keyboard.type("f")
    assert page.locator("#search").input_value() == "f"
    assert page.locator("[data-life]").is_visible()


def test_the_tab_key_goes_along_the_path_in_reading_order_and_panels_give_it_back(life):
    page = life()
    wanted = page.evaluate(ORDER)
    # A stop may lead to several instruments.
    along = [each for each in wanted if each in STOPS]
    assert list(dict.fromkeys(along)) == list(STOPS)
    page.locator(".life-plate .primary").focus()
    for stop in along:
        page.keyboard.press("Tab")
        assert page.evaluate(HELD) == stop
    page.locator('[data-key="serve"] .stop-opens').focus()
    page.keyboard.press("Enter")
    until_open(page, "serve")
    assert page.evaluate("document.activeElement.textContent") == STOPS["serve"].title
    until_answered(page, "location.hash", "#/life?v1;opened=serve")
    page.keyboard.press("Escape")
    until_open(page, "")
    assert page.evaluate(HELD) == "serve"
    until_answered(page, "location.hash", "#/life?v1")


def test_the_way_back_is_come_to_and_lights_up_with_what_it_joins(life):
    page = life()
    plain = page.evaluate("getComputedStyle(document.querySelector('.back-flow')).stroke")
    page.locator('[data-key="return"] .stop-opens').focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.back-flow')).stroke") != plain == "none"
    borders = {
        stop: page.evaluate("stop => getComputedStyle(document.querySelector(`[data-key=${stop}]`)).borderTopColor", stop)
        for stop in ("application", "data", "base")
    }
    assert borders["application"] == borders["data"] != borders["base"]
    said = page.locator('[data-key="return"] .stop-opens').evaluate(
        "each => each.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' ')"
    )
    assert STOPS["return"].sentence in said


@pytest.mark.parametrize("width", few([1024, 1440]))
def test_the_loop_is_a_loop_and_nothing_in_it_is_cut(life, width):
    page = life(width)
    boxes = page.evaluate(BOXES)
    left, top, right, bottom = range(4)
    along = [stop.id for stop in PATH]
    for here, there in pairwise(along[:4]):
        assert boxes[here][right] < boxes[there][left]
        assert boxes[here][top] == boxes[there][top]
    assert boxes["posttraining"][right] < boxes["assistant"][left]
    assert boxes["posttraining"][bottom] < boxes["assistant"][top] < boxes["assistant"][bottom] < boxes["adapt"][top]
    for here, there in pairwise(along[5:]):
        assert boxes[there][right] < boxes[here][left]
    assert boxes["data"][bottom] < boxes["return"][top] < boxes["return"][bottom] < boxes["application"][top]
    assert {boxes[stop][left] for stop in ("data", "return", "application")} == {boxes["data"][left]}
    assert page.evaluate(OUTSIDE) == []
    # The drawing's lines meet the boxes that they join.
    middle = page.evaluate("""() => {
      const { left, right } = document.querySelector(".life-drawing .back").getBoundingClientRect();
      return (left + right) / 2;
    }""")
    assert abs(middle - sum(boxes["data"][i] for i in (left, right)) / 2) <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_it_is_a_list_along_the_path(life):
    page = life(390, has_touch=True, is_mobile=True)
    boxes = page.evaluate(BOXES)
    tops = [boxes[stop][1] for stop in STOPS]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)
    assert not page.locator(".life-drawing").is_visible()
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator('[data-key="serve"] .stop-said').tap()
    until_open(page, "serve")
    sheet = page.locator("#life-panel-serve").bounding_box()
    assert (round(sheet["x"]), round(sheet["width"])) == (0, 390)


@pytest.mark.slow
def test_the_forges_last_state_is_kept_and_the_map_follows_it(life):
    page = life()
    before = number(page, "data")
    page.locator(".life-plate .primary").click()
    page.locator("#forge-context").wait_for()
    page.evaluate("location.hash = '#/forge?v1;training_compute=1e24;context=8192'")
    until_answered(page, "document.querySelector('#forge-training-compute .entry')?.value", "1e24")
    page.locator("a.brand").click()
    page.locator("[data-life]").wait_for()
    until_answered(page, "document.querySelector('[data-key=data] .stop-value').textContent.trim() !== " + repr(before))
    assert "47.9" in number(page, "compress")
    page.locator('[data-key="pretraining"] .stop-opens').click()
    until_answered(page, "location.hash", "#/forge?v1;training_compute=1e24;context=8192")


@pytest.mark.slow
def test_the_design_is_kept_over_a_new_page_and_stands_in_the_link_that_is_copied(life, served):
    page = life()
    before = number(page, "data")
    page.locator(".life-plate .primary").click()
    page.locator("#forge-context").wait_for()
    page.evaluate("location.hash = '#/forge?v1;training_compute=1e24;context=8192'")
    until_answered(page, KEPT, "v1;training_compute=1e24;context=8192")
    go(page, served)
    until_answered(page, "document.querySelector('[data-key=data] .stop-value').textContent.trim() !== " + repr(before))
    after = number(page, "data")
    until_answered(page, "!!document.querySelector('[data-in-links*=training_compute]')")
    link = page.evaluate("async () => (await import('/assets/js/address.js')).pinned({})")
    assert "design=v1%3Btraining_compute%3D1e24%3Bcontext%3D8192" in link
    page.evaluate("localStorage.clear()")
    go(page, link)
    until_answered(page, "document.querySelector('[data-key=data] .stop-value').textContent.trim() === " + repr(after))
    until_answered(page, "location.hash", "#/life?v1")


@pytest.mark.slow
def test_where_the_browser_keeps_nothing_the_map_works_and_says_nothing(open_page, served):
    page = open_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError'); } });")
    go(page, served)
    page.keyboard.press("f")
    page.locator("#forge-context").wait_for()
    page.evaluate("location.hash = '#/forge?v1;context=8192'")
    page.locator("a.brand").click()
    page.locator("[data-life]").wait_for()
    until_answered(page, "!!document.querySelector('[data-in-links*=context]')")
    assert page.locator("#notices").inner_text() == ""


def test_a_link_to_a_box_opens_it_and_leads_on_from_there(open_page, served):
    page = open_page(f"{served}#/life?v1;opened=serve", until="forge:live")
    until_open(page, "serve")
    page.locator("#life-panel-serve").get_by_role("link", name="Change the design").click()
    page.locator("[data-instrument=forge] h1").wait_for()
    assert page.evaluate(OPEN) == ""


@pytest.mark.slow
def test_words_in_a_box_can_be_chosen_without_opening_it(life):
    page = life()
    words = page.locator('[data-key="adapt"] .stop-said')
    place = words.bounding_box()
    page.mouse.move(place["x"] + 2, place["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] - 4, place["y"] + 8, steps=4)
    page.mouse.up()
    assert len(page.evaluate("getSelection().toString()")) > 5
    assert page.evaluate(OPEN) == ""
    page.evaluate("getSelection().removeAllRanges()")
    words.click()
    until_open(page, "adapt")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), few([(390, True), (1440, False), (1024, True)]))
def test_no_finding_of_axe(life, axe, width, dark):
    page = life(width, dark=dark)
    assert axe.findings(page) == []
    page.locator('[data-key="adapt"] .stop-opens').click()
    until_open(page, "adapt")
    for summary in page.locator("#life-panel-adapt summary").all():
        summary.click()
    page.locator("#life-panel-adapt .katex").first.wait_for()
    assert axe.findings(page) == []


def test_without_a_script_all_of_it_is_read(open_page, served):
    page = open_page(served, java_script_enabled=False)
    for stop in STOPS.values():
        assert page.get_by_text(stop.sentence, exact=True).first.is_visible()
    for stop in panelled():
        panel = page.locator(f"#life-panel-{stop.id}")
        assert panel.is_visible()
        assert panel.locator(".life-sources a").first.is_visible()
    assert page.get_by_role("heading", name="Where to go next").is_visible()
    link = page.locator('[data-key="pretraining"] a.stop-opens')
    assert link.get_attribute("href").endswith("forge") or link.get_attribute("href").endswith("forge/")


@pytest.mark.slow
def test_on_paper_it_is_one_page(life, tmp_path):
    page = life(390)
    page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, format="A4", print_background=True)
    text = (tmp_path / "map.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", text)) == 1


@pytest.mark.slow
def test_the_static_page_leads_from_old_links_to_their_pages_and_shows_the_map_at_once(open_page, site):
    page = open_page(site, until="forge:painted")
    assert page.locator("[data-life]").is_visible()
    assert number(page, "data").startswith("10.7")
    until_live(page)
    page.locator('[data-key="serve"] .stop-opens').click()
    until_answered(page, "location.href", f"{site}life/#v1;opened=serve")
    for instrument in ("forge", "journey"):
        old = open_page(f"{site}#/{instrument}?v1", until="forge:painted")
        old.wait_for_url(re.compile(rf"{re.escape(site)}{instrument}/"))
        assert old.locator(f"[data-instrument={instrument}] h1").is_visible()


LEADS = """() => [...document.querySelectorAll("a[href]")]
  .filter((each) => each.origin === location.origin && !each.getAttribute("href").startsWith("?"))
  .map((each) => [each.href.split("#")[0], each.outerHTML.slice(0, 120)])"""
"""Where every link of the page leads within the site, and what it is."""


@pytest.mark.slow
@pytest.mark.parametrize("way", few(["box", "course"]))
def test_links_of_the_way_in_lead_where_they_did_once_the_address_has_moved(open_page, site, way):
    page = open_page(site, until="forge:painted")
    until_live(page)
    pages = {site, *(f"{site}{each}/" for each in page.evaluate("forgeStart.manifest.pages"))}
    assert {address for address, _ in page.evaluate(LEADS)} <= pages
    if way == "box":
        page.locator('[data-key="serve"] .stop-opens').click()
        until_answered(page, "location.href", f"{site}life/#v1;opened=serve")
    else:
        page.locator("[data-masthead] a, .masthead a", has_text="Course").first.click()
        until_answered(page, "location.pathname.endsWith('/course/')")
        page.get_by_role("heading", name="Course", level=1, exact=True).wait_for()
        page.go_back()
        page.locator("[data-life]").wait_for()
        page.locator('[data-key="serve"] .stop-opens').click()
        until_open(page, "serve")
    assert [each for each in page.evaluate(LEADS) if each[0] not in pages] == []
    change = page.locator("#life-panel-serve").get_by_role("link", name="Change the design")
    assert change.evaluate("each => each.href") == f"{site}forge/"
    change.click()
    page.locator("[data-instrument=forge] h1").wait_for()
    until_answered(page, f"location.href.startsWith('{site}forge/')")
    # As whoever opens it in another tab: the address itself, without this page's script.
    page.go_back()
    page.locator("[data-life]").wait_for()
    primary = page.locator(".life-plate .primary").evaluate("each => each.href")
    assert page.request.get(primary).ok
