"""Every instrument has a page of its own: read at once, alive as soon as that of the Forge, and left for another without a reload."""

import re

import pytest

from app.navigation import title
from formulas.version import VERSION
from instruments.frame.discovery import base, home, instruments
from tests.browser.faulty import unhashed
from tests.browser.static_page import after_frames, assert_shows, forget_live, until_drawn, until_live
from tests.conftest import ROOT
from tests.few import few

WASM = r"pyodide\.\w+\.bin"
KILL = "() => { setTimeout(() => { throw new Error('killed by a test') }) }"
SHOWN = """() => [...document.querySelectorAll("[data-instrument]")]
  .filter((each) => each.checkVisibility()).map((each) => each.dataset.instrument)"""
FEW = ("journey",)
"""Pages that `make test` starts; `make test-all` starts every one."""


# Notes every instrument that was on show in a frame that was painted.
PAINTED = """
window.painted = new Set();
const look = () => {
  for (const each of document.querySelectorAll("[data-instrument]")) {
    if (each.checkVisibility() && each.firstElementChild) window.painted.add(each.dataset.instrument);
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def shown(page):
    """Ids of the instruments on show."""
    return page.evaluate(SHOWN)


def until_shown(page, name):
    """Wait until an instrument alone is on show."""
    page.wait_for_function(f"(name) => String(({SHOWN})()) === name && document.querySelector(`#instrument-${{name}} h1`)", arg=name)


def worn(page):
    """Whose style sheets count."""
    links = page.locator("link[rel=stylesheet]:not([media='not all'])").all()
    return [re.search(r"(\w+)\.css$", unhashed(link.get_attribute("href")))[1] for link in links]


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "energy"))
def test_a_page_is_read_without_javascript_and_tells_links_what_it_is(open_page, site, dist, name):
    page = open_page(f"{site}{name}/", java_script_enabled=False)
    assert page.title() == title(name)
    assert shown(page) == [name]
    assert page.locator(f"#instrument-{name} h1").is_visible()
    assert page.locator(f"#instrument-{name}").inner_text().strip()
    assert page.get_attribute("meta[name=description]", "content") == instruments()[name].description
    picture = page.get_attribute("meta[property='og:image']", "content")
    data = (dist / name / picture).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert [int.from_bytes(data[at : at + 4], "big") for at in (16, 20)] == [1200, 630]
    others = [each for each in instruments() if each != name]
    ways = page.eval_on_selector_all("#stack a", "(all) => all.map((each) => each.getAttribute('href'))")
    assert {f"../{other}/" for other in others} <= set(ways)
    page.locator(f"#stack a[href='../{others[0]}/']").first.dispatch_event("click")
    page.wait_for_url(f"{site}{others[0]}/")
    assert shown(page) == [others[0]]


@pytest.mark.parametrize("name", few([name for name in instruments() if name != base()], *FEW))
@pytest.mark.parametrize("address", few(["?embed=1#/{name}?{state}", "{name}/?embed=1#{state}", "forge/?embed=1#/{name}/?{state}"]))
def test_a_deep_link_or_an_embed_paints_its_instrument_first(open_page, host, name, address):
    """Also where the address is of the kind that all once were."""
    slow = host()
    slow.fault(WASM, "stalled")
    state = "v1;seed=7" if name == "journey" else "v1"
    page = open_page()
    page.add_init_script(PAINTED)
    asked, own = slow.url + address.format(name=name, state=state), f"{slow.url}{name}/?embed=1#{state}"
    page.goto(asked)
    page.wait_for_function("mark => performance.getEntriesByName(mark).length > 0", arg="forge:painted")
    after_frames(page)
    # The site's first page is that of the home one already: it need not be left for it, and its address is written anew once live.
    assert page.url in ((asked, own) if name == home() and address.startswith("?") else (own,))
    assert shown(page) == page.evaluate("[...window.painted]") == [name]
    slow.mend()
    until_live(page)
    assert page.evaluate("[...window.painted]") == [name]
    assert page.get_attribute("html", "data-boot") == "snapshot"
    assert page.url == own
    assert page.title() == title(name)


@pytest.mark.slow
def test_its_own_controls_answer_first_and_keep_what_was_done_before(open_page, host):
    slow = host()
    slow.fault(WASM, "stalled")
    # Without the service worker, which keeps the pages of all.
    page = open_page(f"{slow.url}journey/?offline=no", until="forge:painted")
    page.click("#journey-step")
    slow.mend()
    until_live(page)
    page.wait_for_function("() => document.querySelector('[data-state]')?.dataset.stage === '1'")
    page.wait_for_url(f"{slow.url}journey/?offline=no#v1;stage=1")
    assert sum("snapshot" in name for name in slow.asked) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "chosen", "done"), [
    ("llama 3.1 405", "Llama 3.1 405B", "#forge-published h3"),
    ("fewest cards", "Fewest cards whose usable memory holds one replica", "[data-fold=cards_per_replica][aria-expanded=true]"),
])  # fmt: skip
def test_what_is_chosen_in_the_search_is_done_on_the_page_that_it_leads_to(open_page, host, typed, chosen, done):
    """Before Python is up the page of the other instrument is opened, and what was chosen is still to be done there: once."""
    slow = host()
    slow.fault(WASM, "stalled")
    page = open_page(f"{slow.url}journey/?offline=no", until="forge:painted")
    page.fill("#search", typed)
    page.locator("#search-found [aria-selected=true] .search-name", has_text=chosen).wait_for()
    page.press("#search", "Enter")
    page.wait_for_url(f"{slow.url}forge/?offline=no")
    slow.mend()
    until_live(page)
    page.locator(done).wait_for()
    page.reload()
    until_live(page)
    after_frames(page)
    assert page.locator(done).count() == 0


def test_a_page_asks_for_nothing_of_an_instrument_that_is_not_opened(open_page, host):
    counted = host()
    forge = open_page(f"{counted.forge}?offline=no", until="forge:live")
    until_drawn(forge)
    assert [name for name in counted.asked for other in instruments() if other != base() if other in name] == []
    assert [unhashed(name) for name in counted.asked if name.endswith(".css")] == [f"assets/css/{base()}.css"]
    forge.click("#stack a[href='#/journey'], #stack a[href$='journey/']")
    until_shown(forge, "journey")
    assert {unhashed(name) for name in counted.asked if "journey" in name} == {"assets/css/journey.css", "assets/js/journey.js"}
    assert worn(forge) == ["journey"]
    forge.go_back()
    until_shown(forge, "forge")
    assert worn(forge) == ["forge"]


@pytest.mark.slow
def test_from_one_to_the_other_and_back_without_a_reload(open_page, site, watch):
    watch.allow("The model is started again")
    page = open_page(f"{site}journey/#v1;seed=7", until="forge:live")
    page.evaluate("window.same = true")
    page.click("#stack a[href$='forge/'], #stack a[href='#/forge']")
    until_shown(page, "forge")
    page.wait_for_url(f"{site}forge/#v1")
    until_drawn(page)
    assert_shows(page)
    page.fill("#forge-context-entry", "8192")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}forge/#v1;context=8192")
    page.go_back()
    until_shown(page, "journey")
    assert page.url == f"{site}journey/#v1;seed=7"
    page.go_forward()
    until_shown(page, "forge")
    assert page.url == f"{site}forge/#v1;context=8192"
    assert_shows(page, context=8192)
    # A state alone is one of the instrument on show; an address of the old kind leads where it says.
    page.evaluate("location.hash = 'v1;context=4096'")
    assert_shows(page, context=4096)
    page.evaluate("location.hash = '#/journey?v1;seed=9'")
    until_shown(page, "journey")
    page.wait_for_url(f"{site}journey/#v1;seed=9")
    # A place on the page is no state.
    page.evaluate("location.hash = 'stage'")
    assert page.locator(".notice").count() == 0
    forget_live(page)
    page.workers[0].evaluate(KILL)
    until_live(page)
    assert shown(page) == ["journey"]
    assert page.evaluate("window.same")


@pytest.mark.slow
def test_what_is_shared_is_the_page_itself(open_page, site):
    page = open_page(f"{site}journey/#v1;seed=7", until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#instrument-journey .share > summary").click()
    page.locator("#instrument-journey [data-copy=embed]").click()
    page.wait_for_function("() => navigator.clipboard.readText().then((text) => text.startsWith('<iframe')) && true")
    line = page.evaluate("navigator.clipboard.readText()")
    assert f'src="{site}journey/?embed=1#v1;seed=7;as-of={VERSION},' in line
    # The README's line is of the same kind.
    address = re.search(r'<iframe src="https://your\.site/(\w+)/\?embed=1"', (ROOT / "README.md").read_text())
    assert address[1] in instruments()
    (again,) = re.findall(r'src="([^"]+)"', line)
    framed = open_page(again, until="forge:live")
    assert shown(framed) == ["journey"]
    framed.wait_for_function("() => document.documentElement.hasAttribute('data-embed')")


@pytest.mark.slow
@pytest.mark.parametrize("name", few(list(instruments()), "energy"))
def test_the_ordinary_boot_begins_with_the_pages_instrument_too(open_page, site, name):
    page = open_page(f"{site}{name}/?boot=plain", until="forge:live")
    assert page.get_attribute("html", "data-boot") == "plain"
    assert shown(page) == [name]
