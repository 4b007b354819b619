"""The static page when something is wrong: it comes alive another way, or says what is wrong and what to do.

Whatever happens, the dossier stays readable, nothing spins for ever, and once the cause is gone "Try again" works.
"""

import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faulty import FAULTS
from tests.browser.static_page import BOOT, LIVE, after_frames, assert_readable, assert_shows, until_live
from tests.few import few
from tests.waiting import until

PROVOKED = (
    "status 404|Failed to load|did not start|MIME type|SyntaxError|enclosing class|unexpected token|ERR_|preload|end of input|"
    r"missing \) after|wasm instantiation failed|ReferenceError"
)
"""What a browser says of its own accord when a file is not what it should be, and our one line beside it.

Half a script may end between two statements: then it is run, and misses what the other half defines.
"""
NOTICE = "#boot-failure, #guard-failure"
ROOT = Path(__file__).parents[2]


def until_told(page: Page) -> str:
    """Wait for either end of a start: the words of the notice, or nothing where the page is live."""
    page.wait_for_function(
        f"(notice) => document.querySelector(notice) || ({LIVE})()", arg=NOTICE, timeout=BOOT
    )
    after_frames(page)
    return page.inner_text(NOTICE) if page.locator(NOTICE).count() else ""


def until_asked(host, pattern: str, times: int = 1) -> None:
    """Wait until a host has been asked so often for a file."""
    until(lambda: sum(bool(re.search(pattern, name)) for name in host.asked) >= times, lambda: str(host.asked), seconds=BOOT / 1000)


def assert_told(page: Page, *words: str) -> None:
    """The page says what is wrong, offers a way out, has stopped trying, and is still there to read."""
    told = until_told(page)
    for word in words:
        assert re.search(word, told), told
    assert page.locator(NOTICE).count() == 1
    assert page.locator(NOTICE).get_attribute("role") == "alert"
    expect(page.locator(".boot-line")).to_have_count(0)
    assert_readable(page)


def assert_retry_works(page: Page, host) -> None:
    """Once the cause is gone, the button in the notice leads to a live page."""
    host.mend()
    page.locator(NOTICE).get_by_role("button", name="Try again").click()
    until_live(page)
    assert page.locator(NOTICE).count() == 0
    assert_shows(page)


def open_faulty(open_page, host, watch, pattern, kind, start="", **options):
    """A page of a host on which one file is wrong."""
    watch.allow(PROVOKED)
    if kind == "truncated":
        # What the first half of a script lacks depends on where it ends.
        watch.allow("^uncaught: ")
    bad = host(cached=True, **options)
    bad.fault(pattern, kind)
    return open_page(bad.forge + start), bad


# --- files ---------------------------------------------------------------------------------------

NAMED = {"missing": "missing", "truncated": "incomplete|damaged", "start page": "something else"}
# One of each kind that every start needs.
NEEDED = {
    "worker": r"^assets/js/worker\.\w+\.js",
    "loader": r"^runtime/pyodide\.\w+\.js",
    "runtime": r"^runtime/pyodide\.\w+\.bin",
    "library": r"^runtime/umath_linalg",
    "bokeh": r"^runtime/bokeh",
    "models": r"^assets/js/models\.\w+\.js",
    "main": r"^assets/js/main\.\w+\.js",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *few([
            ("worker", "missing"), ("loader", "start page"), ("runtime", "truncated"), ("main", "truncated"), ("models", "missing"),
            ("worker", "truncated"), ("library", "missing"), ("bokeh", "missing"), ("main", "missing"),
        ], ("loader", "start page")),
    ],
)  # fmt: skip
def test_a_needed_file_that_is_wrong_is_named_and_trying_again_works(open_page, host, watch, name, kind):
    page, bad = open_faulty(open_page, host, watch, NEEDED[name], kind)
    assert_told(page, NAMED[kind])
    stem = NEEDED[name].removeprefix("^").split("\\")[0]
    assert re.search(stem if name != "main" else r"assets/js/\w+\.\w+\.js", page.inner_text(NOTICE)), page.inner_text(NOTICE)
    assert_retry_works(page, bad)


@pytest.mark.slow
@pytest.mark.parametrize("name", few(["python_stdlib", "site"]))
def test_a_file_of_the_ordinary_boot_that_is_wrong_is_named_there(open_page, host, watch, name):
    page, _ = open_faulty(open_page, host, watch, rf"^runtime/{name}\.", "truncated", "?boot=plain")
    assert_told(page, NAMED["truncated"], f"runtime/{name}")


@pytest.mark.slow
def test_a_file_that_the_snapshot_replaces_is_not_missed(open_page, host, watch):
    page, bad = open_faulty(open_page, host, watch, r"^runtime/(python_stdlib|site)\.", "missing")
    assert until_told(page) == ""
    assert not [name for name in bad.asked if "stdlib" in name]


@pytest.mark.slow
@pytest.mark.parametrize("kind", few(["damaged", "truncated", "broken"]))
def test_a_snapshot_that_is_wrong_leads_to_the_ordinary_boot_without_a_word(open_page, host, watch, kind):
    page, _ = open_faulty(open_page, host, watch, r"^runtime/snapshot", kind)
    assert until_told(page) == ""
    assert page.get_attribute("html", "data-boot") == "plain"
    assert watch.complaints == [] or kind == "broken"
    assert_shows(page)


@pytest.mark.slow
def test_a_connection_that_breaks_is_told_as_that(open_page, host, watch):
    page, bad = open_faulty(open_page, host, watch, NEEDED["runtime"], "broken")
    assert_told(page, "incomplete|cannot be reached")
    assert_retry_works(page, bad)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["missing", pytest.param("start page", marks=pytest.mark.slow)])
def test_without_its_style_the_page_is_live_and_readable(open_page, host, watch, kind):
    page, _ = open_faulty(open_page, host, watch, r"^assets/css/", kind)
    assert until_told(page) == ""
    assert_readable(page)


@pytest.mark.slow
def test_scripts_under_a_type_that_browsers_refuse_are_told(open_page, host, watch):
    page, bad = open_faulty(open_page, host, watch, r"\.m?js$", "plain text")
    assert_told(page, "sent as something else")
    assert_retry_works(page, bad)


# --- engines -------------------------------------------------------------------------------------

PAGE = "forge"


def edited(dist, folder, change):
    """The site with another manifest on the Forge's page, beside the same files."""

    def rewrite(found):
        manifest = json.loads(found[2])
        change(manifest)
        return found[1] + json.dumps(manifest).replace("<", "\\u003c") + found[3]

    changed = (dist / PAGE, dist / PAGE / "index.html")
    (folder / PAGE).mkdir(parents=True)
    for path in (*dist.iterdir(), *(dist / PAGE).iterdir()):
        if path not in changed:
            (folder / path.relative_to(dist)).symlink_to(path)
    text = (dist / PAGE / "index.html").read_text()
    text, times = re.subn(r'(<script type="application/json" id="forge-manifest">)(.*?)(</script>)', rewrite, text, flags=re.DOTALL)
    assert times == 1
    (folder / PAGE / "index.html").write_text(text)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["snapshot"].update(table=1),
        pytest.param(lambda manifest: manifest["snapshot"]["features"].update(collected="unheard of"), marks=pytest.mark.slow),
        pytest.param(lambda manifest: manifest["snapshot"].update(base=1), marks=pytest.mark.slow),
        pytest.param(lambda manifest: manifest.update(snapshot=None), marks=pytest.mark.slow),
    ],
    ids=["table", "features", "base", "none"],
)
def test_a_snapshot_of_another_engine_is_refused_without_a_word(open_page, serve_folder, dist, tmp_path, change):
    page = open_page(serve_folder(edited(dist, tmp_path / "site", change)) + f"{PAGE}/")
    assert until_told(page) == ""
    assert page.get_attribute("html", "data-boot") == "plain"
    assert_shows(page)


@pytest.mark.parametrize(
    ("policy", "needed"),
    few([
        ("script-src 'self' 'unsafe-inline'", "script-src 'wasm-unsafe-eval'"),
        ("worker-src 'none'", "worker-src 'self' data: blob:"),
        ("connect-src 'none'", "connect-src 'self'"),
    ]),
    ids=["no WebAssembly", "no workers", "no connections"],
)  # fmt: skip
def test_a_policy_that_forbids_what_the_page_is_made_of_is_named_with_its_directive(open_page, host, watch, policy, needed):
    watch.allow(PROVOKED + "|Content Security Policy|WebAssembly|violates|preload")
    page = open_page(host(headers={"Content-Security-Policy": policy}).forge)
    assert_told(page, "A policy of this site blocks the page", re.escape(needed), "Whoever runs the server")
    assert page.locator(NOTICE).get_by_role("button").all_inner_texts() == ["Close"], "trying again would not help"
    page.locator(NOTICE).get_by_role("button", name="Close").click()
    assert page.locator(NOTICE).count() == 0
    assert_readable(page)


FOREIGN = """
<script src="/cdn-cgi/beacon.min.js" defer></script>
<script src="http://localhost:9/metrics.js" async></script>
<script>window.foreign = "an inline script of somebody else";</script>
<script type="module" src="/@vite/client"></script>
"""


def test_what_a_host_puts_into_the_page_is_no_fault_of_the_page(open_page, host, watch):
    """A beacon or a live reload that is missing or blocked: the page is live and right, and says nothing."""
    watch.allow("beacon|metrics|vite|status (of )?404|Content Security Policy|inline script|ERR_")
    busy = host()
    busy.add(r"^forge/index\.html", FOREIGN)
    page = open_page(busy.forge)
    assert until_told(page) == ""
    after_frames(page, 10)
    assert page.locator(NOTICE).count() == 0
    assert_shows(page)


def test_a_file_that_is_packed_once_more_is_told_as_that(open_page, dist, serve_folder, tmp_path, watch):
    watch.allow(PROVOKED)
    site = edited(dist, tmp_path / "site", lambda manifest: manifest.update(snapshot=None))
    (site / "runtime").unlink()
    (site / "runtime").mkdir()
    for path in (dist / "runtime").iterdir():
        if re.fullmatch(NEEDED["runtime"].removeprefix("^runtime/"), path.name):
            (site / "runtime" / path.name).write_bytes(gzip.compress(path.read_bytes()))
        else:
            (site / "runtime" / path.name).symlink_to(path)
    page = open_page(serve_folder(site) + f"{PAGE}/")
    assert_told(page, "packs a file once more", r"pyodide\.\w+\.bin", "Content-Encoding")


@pytest.mark.slow
def test_a_host_that_keeps_inline_scripts_back_leaves_a_page_that_says_so_and_looks_at_rest(open_page, host, watch):
    """Whether by a policy without their hashes, or by making something else of them, as Rocket Loader does."""
    watch.allow("Content Security Policy|did not run|inline|preload")
    page = open_page(host(headers={"Content-Security-Policy": "script-src 'self' 'wasm-unsafe-eval'"}).forge)
    page.wait_for_load_state()
    after_frames(page, 10)
    assert page.locator("#unscripted").is_visible()
    assert "stands in the page itself" in page.inner_text("#unscripted")
    alive = page.locator(":is(button, input, select, textarea):visible:not(:disabled)")
    assert [each.evaluate("(e) => e.outerHTML.slice(0, 100)") for each in alive.all()] == []
    assert_readable(page)


def test_a_browser_without_webassembly_is_told(open_page, forge_site, watch):
    watch.allow(PROVOKED)
    page = open_page()
    page.add_init_script("delete window.WebAssembly")
    page.goto(forge_site)
    assert_told(page, "WebAssembly is not available", "Try again")


@pytest.mark.parametrize(
    "script",
    [
        "const Known = Worker; window.Worker = class extends Known { constructor(url) { super(url) } }",
        "window.Worker = class { constructor() { throw new DOMException('no workers here', 'SecurityError') } }",
        "delete window.Worker",
    ],
    ids=["classic only", "forbidden", "none"],
)
def test_a_browser_without_module_workers_is_told(open_page, forge_site, watch, script):
    watch.allow(PROVOKED + "|import statement")
    page = open_page()
    page.add_init_script(script)
    page.goto(forge_site)
    assert_told(page, "cannot run the model|could not start", "Try again")


def test_a_page_opened_from_disk_says_how_to_open_it(open_page, dist, watch):
    watch.allow("file:|ERR_|preload|end of input|wasm instantiation failed")
    page = open_page((dist / PAGE / "index.html").as_uri())
    assert_told(page, "Opened from a file", r"http\.server")
    assert page.locator(NOTICE).is_visible()


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("pattern", few([NEEDED["bokeh"], NEEDED["runtime"], NEEDED["worker"]]))
def test_a_server_that_stalls_is_told_when_the_time_is_up(open_page, host, watch, pattern):
    watch.allow(PROVOKED)
    stalling = host()
    stalling.fault(pattern, "stalled")
    page = open_page()
    page.clock.install()
    page.goto(stalling.forge, wait_until="commit")
    page.locator(".boot-line").wait_for()
    until_asked(stalling, pattern)
    if "bokeh" in pattern:
        # Everything else has come.
        page.locator(".boot-line", has_text="Connecting").wait_for(timeout=BOOT)
    assert_readable(page)
    page.clock.fast_forward("01:10")
    if "bokeh" not in pattern:
        # The snapshot's time is up: the ordinary boot has its own, which begins anew with every byte.
        until_asked(stalling, pattern, times=2)
        if "worker" not in pattern:
            page.locator(".boot-line", has_text=re.compile(r"MB")).wait_for(timeout=BOOT)
        assert page.locator(NOTICE).count() == 0
        page.clock.fast_forward("01:10")
    assert_told(page, "takes too long", "Loading Python|Starting the model|Connecting")
    assert_retry_works(page, stalling)


@pytest.mark.slow
def test_a_slow_line_is_not_a_dead_one(open_page, host):
    slow = host()
    slow.fault(NEEDED["runtime"], "stalled")
    page = open_page()
    page.clock.install()
    page.goto(slow.forge)
    page.locator(".boot-line").wait_for()
    page.clock.fast_forward("01:30")
    slow.mend()
    until_live(page)
    assert page.locator(NOTICE).count() == 0


@pytest.mark.slow
def test_a_snapshot_that_stalls_gives_way_to_the_ordinary_boot(open_page, host):
    stalling = host()
    stalling.fault(r"^runtime/snapshot", "stalled")
    page = open_page()
    page.clock.install()
    page.goto(stalling.forge)
    page.locator(".boot-line").wait_for()
    until_asked(stalling, "^runtime/snapshot")
    page.clock.fast_forward("01:10")
    until_live(page)
    assert page.get_attribute("html", "data-boot") == "plain"
    assert page.locator(NOTICE).count() == 0


HANGS = "\nif (order.hang) for (;;) {}\n"
HANG_FIRST = """
const Known = Worker;
window.made = 0;
window.Worker = class extends Known {
  constructor(url, options) {
    const order = JSON.parse(options.name);
    super(url, { type: options.type, name: JSON.stringify({ ...order, hang: window.made++ === 0 }) });
  }
};
"""


HEAR_AWAKE = """
const Known = Worker;
window.Worker = class extends Known {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => (window.awake ||= data.type === "awake"));
  }
};
"""


@pytest.mark.slow
def test_a_worker_that_hangs_is_started_anew(open_page, host):
    hanging = host()
    hanging.add(r"^assets/js/worker\.", HANGS)
    page = open_page()
    page.add_init_script(HANG_FIRST)
    page.goto(hanging.forge)
    until_live(page)
    assert page.get_attribute("html", "data-boot") == "snapshot"
    assert page.evaluate("window.made") == 2
    assert page.locator(NOTICE).count() == 0
    assert_shows(page)


@pytest.mark.slow
def test_a_host_that_thinks_long_is_not_a_worker_that_hangs(open_page, host):
    thinking = host()
    thinking.fault(r"^runtime/.*\.bin", "silent")
    page = open_page()
    page.add_init_script(HEAR_AWAKE)
    page.clock.install()
    page.goto(thinking.forge)
    until_asked(thinking, r"^runtime/.*\.bin")
    page.clock.run_for(1_100)
    page.wait_for_function("() => window.awake", timeout=BOOT)
    page.clock.run_for(5_000)
    thinking.mend()
    until_live(page)
    assert page.get_attribute("html", "data-boot") == "snapshot"
    assert page.evaluate("performance.getEntriesByName('forge:restarted').length") == 0


# --- every file ----------------------------------------------------------------------------------


def shipped() -> list[str]:
    """Patterns of all files, as far as they are known before a build."""
    scripts = [rf"^assets/js/{name}\.\w+\.js$" for name in ("main", "models", "worker")]
    runtime = ["bokeh", r"pyodide\.\w+\.js", r"pyodide\.\w+\.asm\.js", r"pyodide\.\w+\.bin", "python_stdlib", "site", "snapshot",
               "multiarray_umath", "lapack_lite", "umath_linalg"]  # fmt: skip
    others = [r"^assets/css/", r"^assets/fonts/", r"^assets/icons/", r"^assets/vendor/", r"^manifest\.json$",
              r"^pyodide-lock\.json$", r"^_headers$"]  # fmt: skip
    return [*scripts, *(f"^runtime/{name}" for name in runtime), *others]


@pytest.mark.slow
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("start", ["", "?boot=plain"], ids=["snapshot", "plain"])
@pytest.mark.parametrize("pattern", shipped())
def test_every_file_in_turn(open_page, host, watch, pattern, kind, start):
    watch.allow(".")
    page, bad = open_faulty(open_page, host, watch, pattern, kind, start)
    told = until_told(page)
    assert_readable(page)
    expect(page.locator(".boot-line")).to_have_count(0)
    if told:
        assert re.search("missing|incomplete|damaged|something else|did not come", told), told
        assert_retry_works(page, bad)
    else:
        assert_shows(page)
