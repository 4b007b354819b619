"""The static page as its visitor meets it: read at once, used before Python is up, taken over without a jolt."""

import re

import pytest

from tests.browser.faulty import unhashed
from tests.browser.static_page import FIRST, LIVE, after_frames, assert_readable, assert_shows, until_drawn, until_live, until_value, value
from tests.few import few

WASM = r"pyodide\.\w+\.bin"
"""The runtime: while a host holds it back, Python cannot be up."""
LAYOUT_SHIFT = 0.02

# Notes, for every frame, whether a row was gone or empty; and sums up the layout's shifts.
WITNESS = """
window.seen = { shift: 0, moved: [], frames: 0, gone: [] };
const said = ({ node, previousRect, currentRect }) => [
  node?.id || node?.className || node?.nodeName, previousRect, currentRect,
].map((each) => (each instanceof DOMRectReadOnly ? `${each.x} ${each.y} ${each.width} ${each.height}` : each)).join(": ");
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, startTime, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    window.seen.shift += value;
    window.seen.moved.push(`${value.toFixed(4)} at ${startTime.toFixed()} ms: ${sources.map(said).join(", ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
document.addEventListener("DOMContentLoaded", () => {
  // What is folded away comes with Python once it is asked for.
  const ids = [...document.querySelectorAll("[data-field]")].filter((row) => !row.closest("[data-card]")).map((row) => row.dataset.field);
  const look = () => {
    window.seen.frames++;
    for (const id of ids) {
      const row = document.querySelector(`[data-field="${id}"]`);
      if (!row?.checkVisibility() || !row.textContent.trim()) window.seen.gone.push(id);
    }
    const figures = [...document.querySelectorAll(".slot[id^=forge-slot-]")].filter((figure) => figure.clientHeight < 40);
    window.seen.gone.push(...figures.map(({ id }) => id));
    requestAnimationFrame(look);
  };
  look();
});
"""


@pytest.fixture
def held(open_page, host):
    """A page that is painted and whose Python does not come before ``held.host.mend()``."""

    def open_held(**options):
        slow = host()
        slow.fault(WASM, "stalled")
        page = open_page(slow.forge + options.pop("address", ""), until="forge:painted", **options)
        return page, slow

    return open_held


def test_the_page_is_read_before_python_and_without_javascript(open_page, forge_site):
    page = open_page(forge_site, java_script_enabled=False)
    assert_readable(page)
    assert page.locator("#forge-slot-loss svg").count() >= 1
    assert re.search(r"feasible", page.inner_text("#forge-verdict"), re.IGNORECASE)
    assert page.locator(".boot-line, .boot-failure").count() == 0


@pytest.mark.slow
def test_python_takes_over_without_a_jolt_or_a_flash(open_page, forge_site):
    page = open_page()
    page.add_init_script(WITNESS)
    page.goto(forge_site)
    until_live(page)
    until_drawn(page)
    after_frames(page, 20)
    seen = page.evaluate("window.seen")
    print(f"layout shift {seen['shift']:.4f} over {seen['frames']} frames")
    assert seen["gone"] == []
    assert seen["shift"] < LAYOUT_SHIFT, seen["moved"]
    assert page.locator(".boot-line, .boot-failure").count() == 0
    assert_shows(page)


def test_the_start_takes_the_snapshot_and_a_slider_changes_the_dossier(open_page, forge_site):
    page = open_page(forge_site, until="forge:live")
    assert page.get_attribute("html", "data-boot") == "snapshot"
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)


@pytest.mark.slow
def test_what_was_changed_before_python_is_kept_and_takes_effect(held):
    page, host = held(height=700)
    assert "MB" in page.locator(".boot-line").inner_text()
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.select_option("#forge-precision-field", "bf16")
    page.click("#forge-compare [data-act=pin]")
    page.focus("#forge-context-entry")
    page.keyboard.press("Control+A")
    page.keyboard.type("65,5")
    page.evaluate("scrollTo(0, 137)")
    position = page.input_value("#forge-training-compute-field")
    assert_readable(page)
    host.mend()
    until_live(page)
    assert page.input_value("#forge-training-compute-field") == position
    assert page.input_value("#forge-overtraining-entry") == "8"
    assert page.input_value("#forge-precision-field") == "bf16"
    assert page.evaluate("document.activeElement.id") == "forge-context-entry"
    assert page.input_value("#forge-context-entry") == "65,5"
    assert page.evaluate("scrollY") == 137
    assert_shows(page, training_compute=1e26, overtraining=8.0, precision="bf16")
    page.locator("#forge-compare table").wait_for()
    page.keyboard.type("36")
    page.keyboard.press("Enter")
    assert_shows(page, training_compute=1e26, overtraining=8.0, precision="bf16", context=65536)


@pytest.mark.slow
def test_a_slider_held_while_python_comes_stays_in_the_hand(held):
    page, host = held()
    box = page.locator("#forge-training-compute-field").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.6, middle)
    page.mouse.down()
    host.mend()
    steps = 0
    while not page.evaluate(LIVE):
        steps += 1
        page.mouse.move(box["x"] + box["width"] * (0.6 + 0.002 * (steps % 50)), middle)
        after_frames(page)
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=5)
    at = page.input_value("#forge-training-compute-field")
    page.mouse.up()
    until_value(page, "training_compute", 10 ** float(at))
    # Only now would an answer to an older position move it.
    page.wait_for_function("() => !document.getElementById('forge-training-compute').forgeDragging")
    after_frames(page)
    assert page.input_value("#forge-training-compute-field") == at
    until_value(page, "training_compute", 10 ** float(at))


@pytest.mark.slow
@pytest.mark.parametrize("compress", few(["all", "text"]))
def test_a_host_that_compresses_is_as_good(open_page, host, compress):
    page = open_page(host(compress=compress).forge, until="forge:live")
    assert page.get_attribute("html", "data-boot") == "snapshot"
    assert_shows(page)


def test_nothing_is_fetched_twice(open_page, host):
    # Without the service worker, which on a host that forbids caching asks again for what it keeps.
    plain = host()
    page = open_page(f"{plain.forge}?offline=no", until="forge:live")
    until_drawn(page)
    # The second worker asks for the script once more.
    assert {unhashed(name) for name in plain.asked if plain.asked.count(name) > 1} <= {"assets/js/worker.js"}


@pytest.mark.slow
def test_the_ordinary_boot_can_be_asked_for_and_shows_the_same(open_page, forge_site):
    page = open_page(forge_site + "?boot=plain", until="forge:live")
    assert page.get_attribute("html", "data-boot") == "plain"
    assert_shows(page)
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)


@pytest.mark.slow
def test_two_tabs_are_two_pages(open_page, forge_site):
    first = open_page(forge_site)
    second = first.context.new_page()
    second.goto(forge_site)
    until_live(first)
    until_live(second)
    second.focus("#forge-training-compute-field")
    second.keyboard.press("PageUp")
    assert_shows(second, training_compute=1e26)
    assert_shows(first)


@pytest.mark.slow
def test_a_link_leads_to_its_design(open_page, forge_site):
    page = open_page(forge_site, until="forge:live")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"forge/#v1;.*overtraining=8"))
    again = open_page(page.url, until="forge:live")
    assert_shows(again, overtraining=8.0)


@pytest.mark.parametrize(
    "fragment",
    few(["#/forge?v1;training_compute=%3Cimg%20src=x%20onerror=alert(1)%3E", "#/%00%ff", "#/" + "a" * 100_000]),
    ids=["markup", "bytes", "long"],
)
def test_a_hostile_address_gives_the_default_design_and_one_notice(open_page, forge_site, fragment):
    page = open_page(forge_site + fragment, until="forge:live")
    page.locator(".notice").wait_for()
    assert page.locator(".notice").count() == 1
    assert page.locator("#notices img, #notices script").count() == 0
    assert value(page, "training_compute") == 1e25


def test_the_page_works_as_an_embed(open_page, serve_folder, forge_site, tmp_path):
    (tmp_path / "index.html").write_text(
        '<!doctype html><title>x</title><link rel="icon" href="data:,">'
        f'<iframe id="forge" src="{forge_site}" width="600" height="400"></iframe>'
    )
    page = open_page(serve_folder(tmp_path))
    frame = page.frame(url=re.compile(re.escape(forge_site)))
    until_live(frame)
    assert frame.evaluate("document.documentElement.scrollWidth") <= 600
    assert frame.locator("#forge-verdict").is_visible()
    assert len(frame.locator("[data-field]").all()) == len(FIRST)
    frame.click(".sheet-switch:visible")
    frame.fill("#forge-training-compute-entry", "1e26")
    page.keyboard.press("Enter")
    assert_shows(frame, training_compute=1e26)


# Within a timer, where the developer tools' leave to evaluate does not reach.
EVALUATE = "new Promise((tell) => setTimeout(() => { try { tell(String((0, eval)('1 + 1'))) } catch (error) { tell(error.name) } }))"


@pytest.mark.slow
@pytest.mark.parametrize("start", few(["", "?boot=plain"]), ids=["snapshot", "plain"])
def test_the_policy_for_hosts_that_take_headers_holds_in_page_and_worker(open_page, host, dist, watch, start):
    watch.allow("Content Security Policy")
    headers = policy_headers(dist)
    assert "'unsafe-eval'" not in headers["Content-Security-Policy"].split()
    page = open_page(host(headers=headers).forge + start, until="forge:live")
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageUp")
    assert_shows(page, training_compute=1e26)
    assert watch.unexpected == watch.complaints, "the page itself breaks its policy"
    assert page.evaluate(EVALUATE) == "EvalError"
    assert page.workers[0].evaluate(EVALUATE) == "EvalError"


def test_the_policy_in_the_page_itself_holds(open_page, forge_site, dist, watch):
    """Also once its element is gone: a saved copy has no use for it (static/js/saved.js)."""
    written = (dist / "forge" / "index.html").read_text()
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', written)[1]
    assert "'unsafe-eval'" not in policy.split()
    page = open_page(forge_site, until="forge:live")
    page.wait_for_function("() => !document.querySelector('meta[http-equiv=Content-Security-Policy]')")
    assert watch.complaints == []
    watch.allow("Content Security Policy")
    assert page.evaluate(EVALUATE) == "EvalError"
    assert page.evaluate("fetch('https://elsewhere.example/').then(() => 'went', () => 'stayed')") == "stayed"
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))")
    assert page.evaluate("window.ran ?? false") is False


def policy_headers(dist):
    """The headers that the bundle's ``_headers`` asks for with every file."""
    block = re.search(r"^/\*\n((?:  .*\n)+)", (dist / "_headers").read_text(), re.MULTILINE)
    return dict(line.strip().split(": ", 1) for line in block[1].splitlines())
