"""The second visit: without a network, after a new build, and after the switch that ends it all."""

import hashlib
import json
import re
import shutil
from urllib.parse import urljoin

import pytest

from app.bundle import offline
from tests.browser.faulty import Host
from tests.browser.static_page import assert_shows, until_answered, until_live
from tests.few import few

KEPT = "() => performance.getEntriesByName('forge:kept').length > 0"
CACHES = "() => caches.keys()"
REGISTRATIONS = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"
UPDATE = "() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => {})"
UNPACKED = """() => caches.keys().then(async ([name]) => {
  const cache = await caches.open(name);
  const { manifest: { snapshot, wasm, libraries }, base } = window.forgeStart;
  const kept = await Promise.all([snapshot.memory, wasm, ...libraries].map(async ({ url, size }) => {
    const response = await cache.match(new URL(url, base));
    return response.headers.get("forge-unpacked")?.length === 64 && (await response.arrayBuffer()).byteLength === size;
  }));
  return kept.every(Boolean);
})"""
WORKER_TO_PAINT = """() => {
  const [worker, painted] = ["forge:worker", "forge:painted"].map((name) => performance.getEntriesByName(name)[0].startTime);
  return painted - worker;
}"""
WAITING = "() => navigator.serviceWorker.getRegistration().then((one) => Boolean(one.waiting))"


@pytest.fixture
def site_copy(dist, tmp_path):
    """A host of a copy of the site, which a test may change."""
    folder = tmp_path / "site"
    shutil.copytree(dist, folder)
    copied = Host(folder)
    yield copied
    copied.close()


def until_taken_over(page, host):
    """Wait, outside of the site, until the newer of its two workers is the one that serves it."""
    page.goto(urljoin(host.url, "/"))
    state = "({ active, waiting }) => !waiting && active?.state"
    until_answered(page, f"() => navigator.serviceWorker.getRegistration({host.url!r}).then({state})", "activated")


def visit(page, url):
    """Go to a page and wait until it is live."""
    page.goto(url)
    until_live(page)


def first_visit(host, open_page, start=""):
    """A page that is live and kept for later."""
    page = open_page()
    visit(page, host.forge + start)
    until_answered(page, KEPT)
    return page


def build_of(page):
    """What tells the builds of these tests apart: a live page writes its title itself."""
    return page.get_attribute("meta[name=description]", "content")


def another_build(folder, title):
    """Change the page, and what sw.js says of it, as a new build would."""
    index = folder / "forge" / "index.html"
    index.write_text(re.sub('(<meta name="description" content=")[^"]*', rf"\g<1>{title}", index.read_text()))
    files = json.loads((folder / "manifest.json").read_text())["files"]
    files["forge/index.html"]["sha256"] = hashlib.sha256(index.read_bytes()).hexdigest()
    unpacked = re.search(r'"unpacked": (\[.*?\])', (folder / offline.SCRIPT).read_text(), re.DOTALL)[1]
    (folder / offline.SCRIPT).write_text(offline.script(folder / "assets" / "offline", title.lower(), files, json.loads(unpacked)))


@pytest.mark.slow
@pytest.mark.parametrize("start", few(["", "?boot=plain"]), ids=["snapshot", "plain"])
def test_the_second_visit_needs_no_network(site_copy, open_page, start):
    page = first_visit(site_copy, open_page, start)
    assert page.evaluate(UNPACKED), "what every start reads is unpacked once"
    site_copy.close()
    again = page.context.new_page()
    visit(again, site_copy.forge + start)
    assert again.evaluate(WORKER_TO_PAINT) > 0, "nothing has to be fetched, so the worker need not wait for the first paint"
    assert again.get_attribute("html", "data-boot") == ("plain" if start else "snapshot")
    again.focus("#forge-training-compute-field")
    again.keyboard.press("PageUp")
    assert_shows(again, training_compute=1e26)
    again.evaluate("location.hash = '#/journey'")
    again.locator("[data-act=stage][data-argument='4']").wait_for()
    for other in ("journey/", "journey", "#/journey"):
        again.goto("about:blank")
        visit(again, site_copy.url + (other if other.startswith("#") else other + start))
        assert again.url.startswith(f"{site_copy.url}journey/"), "one visit to any page keeps them all"
        again.click("#journey-step")
        again.wait_for_function("() => document.querySelector('[data-state]')?.dataset.stage === '1'")


def test_without_a_service_worker_the_page_is_live_all_the_same(site_copy, open_page, watch):
    watch.allow("status 404.*sw.js|Failed to load|404")
    (site_copy.folder / offline.SCRIPT).unlink()
    page = open_page()
    visit(page, site_copy.forge)
    assert_shows(page)


@pytest.mark.slow
def test_a_damaged_file_is_not_kept(site_copy, open_page):
    (site_copy.folder / "assets/icons/forge.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page = open_page()
    with page.expect_console_message(lambda message: "not kept for later" in message.text, timeout=60_000):
        visit(page, site_copy.forge)
    assert not page.evaluate(KEPT)
    assert_shows(page)


@pytest.mark.slow
def test_a_new_build_waits_until_nobody_uses_the_old_one(site_copy, open_page, watch):
    watch.allow("404")
    page = first_visit(site_copy, open_page)
    told = build_of(page)
    page.evaluate("() => { window.same = true }")
    another_build(site_copy.folder, "Newer")
    page.evaluate(UPDATE)
    until_answered(page, WAITING)
    assert page.evaluate("window.same")
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)
    beside = page.context.new_page()
    visit(beside, site_copy.forge)
    assert build_of(beside) == told, "two builds at once"
    beside.close()
    elsewhere = page.context.new_page()
    page.close()
    until_taken_over(elsewhere, site_copy)
    visit(elsewhere, site_copy.forge)
    assert build_of(elsewhere) == "Newer"
    until_answered(elsewhere, "() => caches.keys().then((names) => names.length)", 1)


@pytest.mark.slow
def test_the_switch_ends_it_for_everyone(site_copy, open_page):
    page = first_visit(site_copy, open_page)
    page.evaluate("() => caches.open('of-somebody-else').then(() => {})")
    shutil.copy(site_copy.folder / "assets/offline/retired.js", site_copy.folder / offline.SCRIPT)
    page.evaluate(UPDATE)
    until_answered(page, REGISTRATIONS, 0)
    until_answered(page, CACHES, ["of-somebody-else"])
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)


@pytest.mark.slow
def test_a_reader_can_end_it_too(site_copy, open_page):
    page = first_visit(site_copy, open_page)
    visit(page, site_copy.forge + "?offline=no")
    until_answered(page, CACHES, [])
    assert page.evaluate(REGISTRATIONS) == 0


@pytest.mark.slow
def test_two_sites_of_one_origin_leave_each_other_alone(site_copy, open_page, watch):
    watch.allow("404")
    page = first_visit(site_copy, open_page)
    page.evaluate("() => caches.open('forge-of-another-folder').then(() => {})")
    another_build(site_copy.folder, "Newer")
    page.evaluate(UPDATE)
    until_answered(page, WAITING)
    elsewhere = page.context.new_page()
    page.close()
    until_taken_over(elsewhere, site_copy)
    visit(elsewhere, site_copy.forge)
    assert build_of(elsewhere) == "Newer"
    assert "forge-of-another-folder" in elsewhere.evaluate(CACHES)
