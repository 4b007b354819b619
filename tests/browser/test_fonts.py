"""The page on a machine that has one odd font: it brings whatever it writes with."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import launched
from tests.browser.fonts import ODD, one_odd_font
from tests.browser.static_page import after_frames, until_drawn, until_live
from tests.browser.test_journey import SIZES, sized

# The same tests as elsewhere: this module only changes the browser that they get.
from tests.browser.test_static import (  # noqa: F401
    LAYOUT_SHIFT,
    WITNESS,
    test_the_start_takes_the_snapshot_and_a_slider_changes_the_dossier,
)  # fmt: skip
from tests.few import few

INSTRUMENTS = ("forge", "journey")
FONTS = r"fonts/.*\.woff2"
IMPOSSIBLE = "#/forge?v1;training_compute=1e21;context=10485760"


@pytest.fixture(scope="module")
def browser(playwright, chromium, tmp_path_factory):
    """A Chromium with nothing but the odd font."""
    with launched(playwright, chromium, FONTCONFIG_FILE=str(one_odd_font(tmp_path_factory.mktemp("one-odd-font")))) as browser:
        yield browser


def drawn_in(page: Page, selector: str = "body *") -> dict[str, bool]:
    """Every font that the texts of elements are drawn in, and whether the page brought it."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    found = (font for node in nodes for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"])
    return {font["familyName"]: font["isCustomFont"] for font in found}


def test_the_browser_has_one_font(open_page):
    page = open_page()
    page.set_content('<p style="font-family: sans-serif">letters</p>')
    assert drawn_in(page, "p") == {ODD: False}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forge_site", "forge_served"])
def test_the_page_brings_every_letter_and_sign(open_page, request, way):
    page = open_page(request.getfixturevalue(way), until="forge:live")
    for address, shown in (
        ("#/forge", "#forge-verdict .feasible"),
        (IMPOSSIBLE, "#forge-verdict .fails"),
        ("#/journey", "[data-state][data-stage='0']"),
        ("#/journey?v1;cursor=3;stage=3", "[data-state][data-stage='3']"),
    ):
        page.evaluate("(hash) => { location.hash = hash }", address)
        page.locator(shown).wait_for()
        page.wait_for_function("() => document.fonts.status === 'loaded'")
        fonts = drawn_in(page)
        assert [name for name, own in fonts.items() if not own] == [], address
        assert len(fonts) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("instrument", few(INSTRUMENTS))
def test_nothing_scrolls_sideways_in_the_static_page(open_page, site, instrument):
    page = open_page(f"{site}#/{instrument}", until="forge:live")
    page.locator(f"#instrument-{instrument} h1").wait_for()
    for width in sized(page, SIZES):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_fonts_that_come_after_the_first_paint_move_next_to_nothing(open_page, host):
    late = host()
    late.fault(FONTS, "stalled")
    page = open_page()
    page.add_init_script(WITNESS)
    page.goto(late.forge, wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByType('paint').length === 2")
    assert page.evaluate("[...document.fonts].every(({ status }) => status !== 'loaded')")
    late.mend()
    until_live(page)
    until_drawn(page)
    page.wait_for_function("() => document.fonts.status === 'loaded' && [...document.fonts].some(({ status }) => status === 'loaded')")
    after_frames(page, 20)
    seen = page.evaluate("window.seen")
    assert seen["gone"] == []
    assert seen["shift"] < LAYOUT_SHIFT, seen["moved"]


@pytest.mark.parametrize("fault", few(["missing", "start page"]))
def test_pictures_are_drawn_where_no_font_comes(open_page, host, watch, fault):
    """The console is clean of all but the browser's own word on the files."""
    watch.allow(r"OTS parsing|decode downloaded font|404.*\.woff2|Failed to load resource|preloaded")
    hosted = host()
    hosted.fault(FONTS, fault)
    page = open_page(hosted.forge)
    until_live(page)
    page.wait_for_function("() => document.querySelector('#forge-slot-loss').forgeSlot?.view")
    assert page.evaluate("[...document.fonts].every(({ status }) => status !== 'loaded')")
