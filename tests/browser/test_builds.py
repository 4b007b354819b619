"""A new build under an open page, a kept one and a link that is followed: whatever is gone, the page is whole or says what it lacks."""

import re
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.builds import another_build, build_of
from tests.browser.faulty import Host
from tests.browser.static_page import BOOT, assert_readable, assert_shows, until_answered, until_live
from tests.few import few

KEPT = "() => performance.getEntriesByName('forge:kept').length > 0"
LOOKED = "() => performance.getEntriesByName('forge:looked').length > 0"
REGISTRATIONS = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"
CACHES = "() => caches.keys()"
GONE = "() => localStorage.getItem('forge:gone')"
BUILD_NOW = "() => window.forgeStart.manifest.build"
IS_BUILD = f"(build) => window.forgeStart && ({BUILD_NOW})() === build"
PAGE = "forge/index.html"
NOTICE = "#boot-failure, #guard-failure"
COMPLAINTS = "status 404|status 503|Failed to load|did not start|MIME type|ERR_|preload|enclosing class|kept for later"
ALONE = "?offline=no"
"""Of a browser that keeps nothing, as in many a frame on another site."""
DESIGN = "#v1;training_compute=1e26"
KEPT_BY = 2 * BOOT / 1000
"""Seconds by which a browser has fetched, checked and unpacked a whole build beside a page that is live."""
DAY = 24 * 3_600_000


@pytest.fixture(scope="session")
def newer(dist, tmp_path_factory):
    """Folder of another build of the site."""
    return another_build(dist, tmp_path_factory.mktemp("newer"))


class Changing(Host):
    """A host that serves another folder according to what it was asked for so far."""

    def __init__(self, choose):
        self._choose = choose
        super().__init__(choose([]))

    @property
    def folder(self):
        """What is served now."""
        return self._choose(self.asked)

    @folder.setter
    def folder(self, _folder):
        """It is chosen anew each time."""


def shown(page):
    """Id of the instrument on show."""
    return page.get_attribute("[data-instrument]:not([hidden])", "data-instrument")


def follow(page, instrument):
    page.locator(f"#stack a:is([href$='/{instrument}'], [href$='{instrument}/'])").click()


def until_shown(page, instrument):
    page.locator(f"#instrument-{instrument}:not([hidden]) h1").wait_for(timeout=BOOT)


# --- without a service worker --------------------------------------------------------------------


@pytest.mark.parametrize("kind", few(["missing", "start page"]))
def test_a_page_that_the_browser_kept_is_loaded_anew_once_when_its_files_are_gone(open_page, host, dist, newer, watch, kind):
    """GitHub Pages lets browsers keep a page for ten minutes; its files are gone with the next build, or something else comes for them."""
    watch.allow(COMPLAINTS)
    pages = host(headers={"Cache-Control": "max-age=600"})
    pages.fault(r"^assets/js/", kind)
    page = open_page(pages.forge + ALONE + DESIGN)
    # There is no newer build yet, and the page says what is the matter.
    page.locator(NOTICE).wait_for(timeout=BOOT)
    assert re.search(r"assets/js/main\.\w+\.js", page.inner_text(NOTICE))
    assert_readable(page)
    assert pages.asked.count(PAGE) == 2, "it looked whether there is one"
    page.goto("about:blank")
    pages.mend()
    pages.folder = newer
    pages.asked.clear()
    page.goto(pages.forge + ALONE + DESIGN)
    until_live(page)
    assert page.evaluate(BUILD_NOW) == build_of(newer) != build_of(dist)
    assert page.locator(NOTICE).count() == 0
    assert_shows(page, training_compute=1e26)
    assert page.url.endswith(DESIGN)
    assert [name for name in pages.asked if name == PAGE] == [PAGE] * 2, "it came from what the browser kept, looked, and came anew"


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["main", "worker", "models", "bokeh", "pyodide", "snapshot", "forge"])
def test_whichever_file_is_gone_the_newer_build_comes(open_page, dist, newer, watch, gone):
    """Some hosts still have what a browser or a cache between has asked for: any part of the old build may be the one that is gone."""
    watch.allow(COMPLAINTS)
    with closing(Changing(lambda asked: newer if asked.count(PAGE) > 1 else dist)) as pages:
        for path in dist.rglob(f"{gone}.*"):
            pages.fault(re.escape(path.name), "missing")
        page = open_page(pages.forge + ALONE + DESIGN)
        page.wait_for_function(IS_BUILD, arg=build_of(newer), timeout=BOOT)
        until_live(page)
        assert_shows(page, training_compute=1e26)
        assert pages.asked.count(PAGE) == 3, "by the reader, to look, and anew"


@pytest.mark.slow
def test_two_servers_with_two_builds_do_not_send_a_page_round(open_page, dist, newer, watch):
    """Behind a balancer each answer may come from another one; where neither has the files, the page says so in the end."""
    watch.allow(COMPLAINTS)
    with closing(Changing(lambda asked: newer if asked.count(PAGE) % 2 else dist)) as pages:
        pages.fault(r"^assets/js/main\.", "missing")
        page = open_page(pages.forge + ALONE)
        page.locator(NOTICE).wait_for(timeout=BOOT)
        expect(page.locator(NOTICE)).to_contain_text("did not come")
        assert pages.asked.count(PAGE) == 3, "by the reader, to look, and anew"


@pytest.mark.slow
def test_a_link_of_a_page_that_was_open_during_the_upload_leads_there_in_the_newer_build(open_page, host, newer, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = open_page(pages.forge + ALONE)
    until_live(page)
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)
    pages.folder = newer
    follow(page, "journey")
    until_shown(page, "journey")
    assert page.evaluate(BUILD_NOW) == build_of(newer)
    page.go_back()
    until_shown(page, "forge")
    assert_shows(page, training_compute=1e26)


# --- a link that cannot be followed --------------------------------------------------------------


def test_a_link_without_a_network_says_so_and_leads_there_once_there_is_one(open_page, host, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = open_page(pages.forge + ALONE + DESIGN)
    until_live(page)
    page.context.set_offline(True)
    follow(page, "journey")
    told = page.locator("#lacking")
    expect(told).to_contain_text("cannot be opened yet")
    expect(told).to_contain_text("Neither the network nor the server answers")
    assert shown(page) == "forge"
    assert page.url.endswith(DESIGN)
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e27)
    page.context.set_offline(False)
    until_shown(page, "journey")
    assert told.count() == 0
    assert "/journey/" in page.url


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "kind", "says"),
    [
        (r"^assets/css/journey\.", "missing", "does not have this file"),
        (r"^assets/js/journey\.", "start page", "something else in place"),
        (r"^runtime/site\.", "missing", "does not have this file"),
    ],
)
def test_a_link_to_what_a_server_lacks_names_the_file_and_leads_there_once_it_has_it(open_page, host, watch, pattern, kind, says):
    watch.allow(COMPLAINTS)
    pages = host()
    pages.fault(pattern, kind)
    page = open_page(pages.forge + ALONE)
    until_live(page)
    follow(page, "journey")
    told = page.locator("#lacking")
    expect(told).to_contain_text(says)
    assert re.search(pattern.removeprefix("^"), told.locator("code").inner_text())
    assert shown(page) == "forge"
    pages.mend()
    until_shown(page, "journey")
    assert told.count() == 0


@pytest.mark.slow
def test_who_would_rather_stay_is_not_taken_there_later(open_page, host, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    pages.fault(r"^assets/css/(journey|life)\.", "missing")
    page = open_page(pages.forge + ALONE)
    until_live(page)
    follow(page, "journey")
    page.locator("#lacking").get_by_role("button", name="Stay here").click()
    assert page.locator("#lacking").count() == 0
    follow(page, "life")
    expect(page.locator("#lacking")).to_contain_text("life of a model")
    pages.mend()
    until_shown(page, "life")


# --- with a service worker -----------------------------------------------------------------------


def kept(open_page, pages, start=""):
    page = open_page(pages.forge + start)
    until_live(page)
    until_answered(page, KEPT, seconds=KEPT_BY)
    # A page that came before there was a worker is none of its pages' yet.
    until_answered(page, "() => Boolean(navigator.serviceWorker.controller)")
    return page


def test_a_line_says_that_there_is_a_newer_build_and_loads_it_with_the_design(open_page, host, dist, newer, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = kept(open_page, pages)
    pages.folder = newer
    page.reload()
    until_live(page)
    assert page.evaluate(BUILD_NOW) == build_of(dist), "nobody's page is another one at once"
    line = page.locator("#newer")
    line.wait_for(timeout=1000 * KEPT_BY)
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)
    line.get_by_role("button", name="Load it").click()
    page.wait_for_function(IS_BUILD, arg=build_of(newer), timeout=BOOT)
    until_live(page)
    assert_shows(page, training_compute=1e26)
    assert line.count() == 0
    until_answered(page, "() => caches.keys().then((names) => names.length)", 1)


@pytest.mark.slow
def test_a_reload_brings_the_newer_build_at_most_one_reload_late(open_page, host, newer, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = kept(open_page, pages, DESIGN)
    pages.folder = newer
    page.reload()
    until_live(page)
    line = page.locator("#newer")
    line.wait_for(timeout=1000 * KEPT_BY)
    line.get_by_role("button", name="Close").click()
    assert line.count() == 0
    page.reload()
    page.wait_for_function(IS_BUILD, arg=build_of(newer), timeout=BOOT)
    until_live(page)
    assert_shows(page, training_compute=1e26)
    # And without a network from then on.
    pages.close()
    page.reload()
    until_live(page)
    assert page.evaluate(BUILD_NOW) == build_of(newer)


@pytest.mark.slow
def test_two_pages_keep_their_build_until_one_asks_for_the_newer(open_page, host, dist, newer, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = kept(open_page, pages)
    pages.folder = newer
    beside = page.context.new_page()
    beside.goto(pages.forge)
    until_live(beside)
    beside.locator("#newer").wait_for(timeout=1000 * KEPT_BY)
    page.reload()
    until_live(page)
    assert page.evaluate(BUILD_NOW) == build_of(dist), "another page uses it"
    beside.locator("#newer").get_by_role("button", name="Load it").click()
    beside.wait_for_function(IS_BUILD, arg=build_of(newer), timeout=BOOT)
    # The other one goes on as it is; what it still needs is gone, and a link leads to the newer build.
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)
    follow(page, "journey")
    until_shown(page, "journey")
    page.wait_for_function(IS_BUILD, arg=build_of(newer), timeout=BOOT)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["missing", "start page", "moved"])
def test_a_site_that_has_moved_away_gives_way_after_days(open_page, host, watch, kind):
    watch.allow(COMPLAINTS)
    pages = host()
    page = kept(open_page, pages)
    pages.fault(".", kind)
    page.reload()
    until_live(page)
    until_answered(page, LOOKED, seconds=KEPT_BY)
    assert page.evaluate(GONE)
    assert page.evaluate(REGISTRATIONS) == 1, "it may have been a mistake of an hour"
    page.evaluate(f"localStorage.setItem('forge:gone', Date.now() - {3 * DAY - DAY // 24})")
    page.reload()
    until_live(page)
    until_answered(page, LOOKED, seconds=KEPT_BY)
    assert page.evaluate(REGISTRATIONS) == 1, "an hour is left of three days"
    page.evaluate(f"localStorage.setItem('forge:gone', Date.now() - {3 * DAY})")
    page.reload()
    until_live(page)
    until_answered(page, REGISTRATIONS, 0)
    until_answered(page, CACHES, [])
    # From now on there is what the host has there.
    page.goto("about:blank")
    page.goto(pages.forge)
    assert page.locator("#page").count() == 0


@pytest.mark.slow
def test_a_server_that_is_down_or_back_again_is_not_one_that_has_moved(open_page, host, watch):
    watch.allow(COMPLAINTS)
    pages = host()
    page = kept(open_page, pages)
    page.evaluate(f"localStorage.setItem('forge:gone', Date.now() - {2 * DAY})")
    page.reload()
    until_live(page)
    until_answered(page, "() => localStorage.getItem('forge:gone')", None)
    page.evaluate(f"localStorage.setItem('forge:gone', Date.now() - {9 * DAY})")
    pages.close()
    page.reload()
    until_live(page)
    until_answered(page, LOOKED, seconds=KEPT_BY)
    assert page.evaluate(REGISTRATIONS) == 1
    assert page.evaluate(CACHES) != []
