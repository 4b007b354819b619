"""The page in a frame of a real host page on another origin, with every sandbox that a host may put around it."""

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.faulty import Host
from tests.browser.static_page import BOOT, assert_readable, assert_shows, until_answered, until_live
from tests.browser.test_static import policy_headers
from tests.few import few

ROOT = Path(__file__).parents[2]
SANDBOXES = {"none": None, "same origin": "allow-scripts allow-same-origin", "scripts": "allow-scripts", "nothing": ""}
TOLD = 'sandbox="allow-scripts allow-same-origin"'
# What a browser says itself of files that another origin may not read, and of a font among them.
REFUSED = r"CORS|net::ERR_FAILED|Failed to load|Blocked script|network error|did not start|[Ww]eb[Ss]ocket|uncaught: "


@pytest.fixture
def framed(open_page, serve_folder, tmp_path):
    """Open a host page of another origin that frames an address: ``framed(url, sandbox="allow-scripts")``."""

    def frame(url, *, sandbox=None, width=600, height=400, **options):
        attribute = "" if sandbox is None else f' sandbox="{sandbox}"'
        (tmp_path / "index.html").write_text(
            f'<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,"><h1>A course</h1>'
            f'<iframe title="The Forge" src="{html.escape(url)}" width="{width}" height="{height}"{attribute}></iframe>'
        )
        page = open_page(serve_folder(tmp_path), width=max(width + 60, 800), height=900, **options)
        inside = page.locator("iframe").element_handle().content_frame()
        inside.wait_for_selector("#forge-verdict", state="attached", timeout=BOOT)
        return inside

    return frame


@pytest.fixture(params=few(["site", "served"]))
def address(request):
    """Address of an embed of the Forge: served by Panel, and static."""
    return request.getfixturevalue(request.param) + {"served": "?page=forge&embed=1#/forge", "site": "forge/?embed=1"}[request.param]


def until_alive(frame):
    """Wait for the first answer of Python, wherever it runs."""
    frame.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=BOOT)


@pytest.mark.parametrize("sandbox", ["none", "same origin"])
def test_a_frame_that_allows_enough_is_alive(framed, address, sandbox):
    frame = framed(address, sandbox=SANDBOXES[sandbox])
    until_alive(frame)
    frame.click(".sheet-switch:visible")
    frame.fill("#forge-training-compute-entry", "1e26")
    frame.locator("#forge-training-compute-entry").press("Enter")
    assert_shows(frame, training_compute=1e26)
    assert frame.locator(".boot-failure").count() == 0


def test_a_frame_with_an_origin_of_its_own_says_what_it_must_allow(framed, address, watch):
    watch.allow(REFUSED)
    frame = framed(address, sandbox="allow-scripts")
    notice = frame.locator(".boot-failure")
    notice.wait_for(timeout=BOOT)
    assert TOLD in notice.inner_text()
    assert notice.locator("a").get_attribute("href") == frame.url
    assert frame.locator(".boot-failure").count() == 1
    assert frame.locator(".opening-tools, .explore").locator("visible=true").count() == 0
    assert frame.locator(":is(button, input, select, textarea):visible:not(:disabled, .boot-failure *)").count() == 0
    expect(frame.locator(".boot-line")).to_have_count(0)
    assert_readable(frame)


@pytest.mark.slow
def test_a_host_whose_files_all_may_read_needs_no_origin_for_its_frames(framed, host):
    open_to_all = host(headers={"Access-Control-Allow-Origin": "*"})
    frame = framed(f"{open_to_all.url}?embed=1#/forge", sandbox="allow-scripts")
    until_live(frame)
    assert frame.evaluate("origin") == "null"
    assert frame.locator(".boot-failure").count() == 0
    frame.click(".sheet-switch:visible")
    frame.fill("#forge-training-compute-entry", "1e26")
    frame.locator("#forge-training-compute-entry").press("Enter")
    assert_shows(frame, training_compute=1e26)


def test_a_frame_without_scripts_shows_nothing_that_looks_alive(framed, address, watch):
    watch.allow(REFUSED)
    frame = framed(address, sandbox="")
    told = frame.locator("#unscripted")
    assert told.is_visible()
    assert TOLD in told.inner_text()
    assert told.locator("a[href]").is_visible()
    assert_readable(frame)
    alive = frame.locator(":is(button, input, select, textarea):visible:not(:disabled)")
    assert [each.evaluate("(e) => e.outerHTML.slice(0, 100)") for each in alive.all()] == []
    for gone in (".opening-tools", ".explore", ".landmarks", ".tools"):
        assert frame.locator(gone).locator("visible=true").count() == 0, gone
    # The decisions are there to be read.
    decisions = frame.locator("#forge-training-compute-entry")
    assert decisions.is_visible()
    assert decisions.evaluate("(e) => getComputedStyle(e).cursor") == "not-allowed"
    assert decisions.input_value() == "1e25"
    assert frame.locator(".segment input").first.evaluate("(e) => getComputedStyle(e).opacity") == "0"


@pytest.mark.slow
def test_a_course_page_that_isolates_itself_may_frame_the_page(open_page, host, dist, tmp_path):
    """With the headers that the bundle asks for; without them a browser shows nothing at all."""
    good = host(headers=policy_headers(dist))
    (tmp_path / "index.html").write_text(
        '<!doctype html><title>Course</title><link rel="icon" href="data:,">'
        f'<iframe src="{good.forge}?embed=1" width="800" height="600"></iframe>'
    )
    course = Host(tmp_path, headers={"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"})
    page = open_page(course.url)
    assert page.evaluate("crossOriginIsolated")
    frame = page.frame_locator("iframe")
    frame.locator("html[data-boot]").wait_for(timeout=BOOT)
    frame.locator("#forge-verdict .feasible").wait_for()
    course.close()


@pytest.mark.slow
def test_scripts_that_are_switched_off_are_told_alike(open_page, forge_site):
    page = open_page(forge_site, java_script_enabled=False)
    assert page.locator("#unscripted").is_visible()
    assert page.locator(":is(button, input, select, textarea):visible:not(:disabled)").count() == 0
    live = open_page(forge_site)
    assert live.locator("#unscripted").is_hidden()
    expect(live.locator("#forge-training-compute-entry")).to_be_enabled()


# --- the line that the share menu writes -------------------------------------------------------------

IN_SIGHT = """(elements) => elements.filter((e) => {
  const { left, top, right, bottom, width } = e.getBoundingClientRect();
  if (!width || left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return e.contains(over) || over.contains(e);
}).length"""
NUMBERS = {
    "#/forge": {".verdict-word": 1, "#forge-verdict .keys dd": 4},
    "#/journey?v1;stage=11": {".token": 2, "[data-dial=softmax]": 4},
}


@pytest.mark.parametrize("fragment", NUMBERS)
def test_the_frame_that_the_share_menu_writes_shows_the_answer_at_its_size(open_page, served, serve_folder, tmp_path, fragment):
    page = open_page(served + fragment, until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    shown = page.locator(f"[data-instrument={fragment[2:].partition('?')[0]}]:not([hidden])")
    shown.locator("h1").wait_for()
    shown.locator(".share > summary").click()
    shown.locator("[data-copy=embed]").click()
    until_answered(page, "navigator.clipboard.readText().then((text) => text.startsWith('<iframe'))")
    line = page.evaluate("navigator.clipboard.readText()")
    (tmp_path / "index.html").write_text(f'<!doctype html><title>A course</title><link rel="icon" href="data:,">{line}')
    frame = open_page(serve_folder(tmp_path)).locator("iframe").element_handle().content_frame()
    until_alive(frame)
    assert frame.evaluate("[innerWidth, innerHeight]") == [600, 400]
    for selector, least in NUMBERS[fragment].items():
        frame.locator(selector).first.wait_for()
        assert frame.eval_on_selector_all(selector, IN_SIGHT) >= least, selector
    full = frame.locator("[data-unembed]:visible")
    assert re.search("Open in full", full.inner_text() or full.text_content())
    with frame.page.context.expect_page() as opened:
        full.click()
    # The page writes its own state into its address once it has come to rest.
    first, _, rest = fragment.partition(";")
    wanted = rf"{re.escape(served)}\?page=\w+{re.escape(first.removesuffix('?v1'))}.*{re.escape(rest)}(;as-of=.*)?"
    assert re.fullmatch(wanted, opened.value.url)


@pytest.mark.slow
def test_the_readme_shows_the_line_that_the_share_menu_writes(open_page, forge_served):
    page = open_page(forge_served, until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    page.click("#instrument-forge .share > summary")
    page.click("#instrument-forge [data-copy=embed]")
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.startsWith('<iframe'))")
    written = page.evaluate("navigator.clipboard.readText()")
    shown = re.search(r"`(<iframe .*?</iframe>)`", (ROOT / "README.md").read_text())[1]
    attributes = """(lines) => lines.map((line) => {
      const { attributes } = new DOMParser().parseFromString(line, "text/html").querySelector("iframe");
      return Object.fromEntries([...attributes].filter(({ name }) => name !== "src").map(({ name, value }) => [name, value]));
    })"""
    ours, theirs = page.evaluate(attributes, [written, shown])
    assert ours == theirs
