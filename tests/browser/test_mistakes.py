"""A mistake of ours, in Python or in the page's scripts, is told; the last good state holds, and the page goes on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.browser.static_page import assert_shows, forget_live, until_live
from tests.few import few

ROOT = Path(__file__).parents[2]
FAULTS = """
import instruments.forge.model, instruments.forge.view, instruments.journey.model
from app.page import Page

def let_fail(where, name, mistake, when):
    works = getattr(where, name)
    def fails(*given, **options):
        if when(*given):
            raise mistake("made by a test")
        return works(*given, **options)
    setattr(where, name, fails)

let_fail(instruments.forge.model, "dossier", TypeError, lambda values: values["overtraining"] == 13)
let_fail(instruments.forge.view, "verdict_html", ValueError, lambda dossier: dossier.values["overtraining"] == 14)
let_fail(Page, "_open", ImportError, lambda page, name: name == "journey" and page.views["forge"].model.overtraining == 15)
let_fail(instruments.journey.model.Journey, "step_token", ZeroDivisionError, lambda journey: journey.cursor == 3 and journey.seed == 9)
"""
"""Python that lets chosen steps fail: run in the worker of the static page, and by the server before its own application."""
SERVED = """
import runpy, sys
sys.path[:0] = {path!r}
import faults
runpy.run_path({main!r})
"""
# Lets a test look into the worker.
WINDOW = "\nself.look = () => wire.pyodide.runPython;\n"
NOTICE = "#mistake"
LOGGED = r"(?s)\S+ \S+ A step of a visitor failed\..*?made by a test\n[^\n]*\n"


@pytest.fixture(scope="module")
def failing_server(tmp_path_factory):
    """The application, served by a server in which chosen steps fail."""
    folder = tmp_path_factory.mktemp("served") / "app"
    folder.mkdir()
    for name in ("static", "templates"):
        (folder / name).symlink_to((ROOT / "app" / name).resolve())
    (folder / "faults.py").write_text(FAULTS)
    (folder / "main.py").write_text(SERVED.format(path=[str(folder), str(ROOT)], main=str(ROOT / "app" / "main.py")))
    with serving(folder, allowed=LOGGED) as url:
        yield url


@pytest.fixture(params=few(["static", "served"]))
def failing(request, open_page, watch):
    """Opens pages, in both ways in, on which chosen steps fail."""
    watch.allow("made by a test")
    if request.param == "served":
        url = request.getfixturevalue("failing_server")
        return lambda **options: open_page(f"{url}#/forge", until="forge:live", **options)
    host = request.getfixturevalue("host")()
    host.add(r"^assets/js/worker\.", WINDOW)

    def open_static(**options):
        page = open_page(host.forge, until="forge:live", **options)
        python(page, FAULTS)
        return page

    return open_static


def python(page, text):
    """Run Python in the static page's worker."""
    page.workers[0].evaluate("(text) => { self.look()(text) }", text)


def type_into(page, name, text):
    page.fill(f"#forge-{name}-entry", text)
    page.keyboard.press("Enter")


def assert_told(page, *words):
    notice = page.locator(NOTICE)
    for word in words:
        expect(notice).to_contain_text(word)
    assert notice.locator("[role=alert]").count() == 1
    expect(page.locator(NOTICE)).to_have_count(1)


@pytest.mark.parametrize(("typed", "kind"), few([("13", "TypeError"), ("14", "ValueError")]), ids=["arithmetic", "display"])
def test_a_step_that_fails_is_told_and_not_taken(failing, typed, kind):
    page = failing(permissions=["clipboard-read", "clipboard-write"])
    type_into(page, "overtraining", "8")
    assert_shows(page, overtraining=8.0)
    type_into(page, "overtraining", typed)
    assert_told(page, "Something failed", f"{kind}: made by a test", "the page shows the last state that worked")
    assert page.evaluate("document.activeElement.id") == "forge-overtraining-entry", "the notice takes no focus"
    expect(page.locator("#forge-overtraining-entry")).to_have_value("8")
    expect(page.locator("#forge-overtraining-refusal")).to_be_hidden()
    assert_shows(page, overtraining=8.0)
    type_into(page, "overtraining", "4")
    assert_shows(page)
    type_into(page, "overtraining", typed)
    assert_told(page, "2 times")
    page.click(f"{NOTICE} >> text=Copy report")
    expect(page.locator(f"{NOTICE} >> text=Copied")).to_be_visible()
    report = page.evaluate("navigator.clipboard.readText()")
    running = "build " if "some/folder" in page.url else "panel 1."
    for part in (f"{kind}: made by a test", "Traceback", "instruments/frame/model.py", page.url, "Browser: Mozilla", running):
        assert part in report, report
    assert str(ROOT) not in report
    page.click(f"{NOTICE} >> text=Dismiss")
    expect(page.locator(NOTICE)).to_have_count(0)
    assert_shows(page)


@pytest.mark.slow
def test_an_instrument_that_cannot_be_opened_is_told_and_may_open_later(failing):
    page = failing()
    type_into(page, "overtraining", "15")
    page.wait_for_url(re.compile("overtraining=15"))
    page.evaluate("location.hash = '#/journey'")
    assert_told(page, "ImportError")
    page.wait_for_url(re.compile(r"forge[/?].*overtraining=15"))
    assert page.locator("#instrument-forge").is_visible()
    assert_shows(page, overtraining=15.0)
    type_into(page, "overtraining", "8")
    page.wait_for_url(re.compile("overtraining=8"))
    page.evaluate("location.hash = '#/journey'")
    page.locator("[data-journey] [data-state]").wait_for()


@pytest.mark.slow
def test_auto_stops_where_a_token_fails(failing):
    page = failing()
    page.evaluate("location.hash = '#/journey?v1;seed=9'")
    page.locator("[data-journey] [data-state]").wait_for()
    page.select_option("[data-pace]", "0")
    page.keyboard.press("a")
    assert_told(page, "ZeroDivisionError")
    page.wait_for_selector("[data-run][aria-pressed=false]")
    assert page.get_attribute("[data-state]", "data-cursor") == "3"
    assert "times" not in page.inner_text(NOTICE)
    page.fill("#journey-seed-field", "10")
    page.keyboard.press("Enter")
    page.click("#journey-token")
    page.wait_for_function("() => Number(document.querySelector('[data-state]').dataset.cursor) >= 4")


@pytest.mark.slow
def test_a_mistake_in_the_pages_own_scripts_is_told(failing, watch):
    page = failing()
    page.evaluate("() => { setTimeout(() => { throw new RangeError('made by a test') }) }")
    assert_told(page, "RangeError", "stay as they are")
    page.evaluate("() => { setTimeout(() => Promise.reject(new TypeError('made by a test, later'))) }")
    assert_told(page, "TypeError")
    type_into(page, "overtraining", "8")
    assert_shows(page, overtraining=8.0)


@pytest.mark.slow
def test_what_is_no_mistake_is_not_told(failing):
    page = failing()
    page.evaluate("""() => {
      dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed with undelivered notifications." }));
      dispatchEvent(new PromiseRejectionEvent("unhandledrejection", {
        promise: Promise.resolve(), reason: new DOMException("called off", "AbortError"),
      }));
    }""")
    type_into(page, "overtraining", "8")
    assert_shows(page, overtraining=8.0)
    assert page.locator(NOTICE).count() == 0


@pytest.mark.slow
def test_escape_leads_back_to_where_the_reader_was(failing):
    page = failing()
    type_into(page, "overtraining", "13")
    assert_told(page, "TypeError")
    page.focus("#forge-overtraining-entry")
    page.focus(f"{NOTICE} >> text=Dismiss")
    page.keyboard.press("Escape")
    expect(page.locator(NOTICE)).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "forge-overtraining-entry"


@pytest.mark.slow
def test_a_picture_that_cannot_be_made_leaves_the_rest(open_page, forge_site, watch):
    watch.allow("made by a test")
    page = open_page(forge_site, until="forge:live", width=390, height=500)  # no picture is in sight
    fail = "() => Promise.reject(new Error('made by a test'))"
    page.evaluate(f"() => {{ document.querySelector('#forge-slot-context').forgeSlot.build = {fail} }}")
    page.locator("#forge-slot-context").scroll_into_view_if_needed()
    assert_told(page, "Error: made by a test", "One picture cannot be drawn")
    page.locator("#forge-slot-memory").scroll_into_view_if_needed()
    page.locator("#forge-slot-memory > div").wait_for(state="attached")
    page.evaluate("document.querySelector('.dock .sheet-switch').click()")
    type_into(page, "overtraining", "8")
    assert_shows(page, overtraining=8.0)


@pytest.fixture
def static(open_page, host, watch):
    """A page whose worker a test looks into."""
    watch.allow("made by a test")
    made = host()
    made.add(r"^assets/js/worker\.", WINDOW)
    return open_page(made.forge, until="forge:live")


@pytest.mark.slow
def test_a_step_that_failed_is_not_taken_by_a_new_worker_either(static, watch):
    watch.allow("The model is started again")
    python(static, FAULTS)
    type_into(static, "overtraining", "8")
    assert_shows(static, overtraining=8.0)
    type_into(static, "overtraining", "13")
    assert_told(static, "TypeError")
    static.click(f"{NOTICE} >> text=Dismiss")
    forget_live(static)
    static.workers[0].evaluate("() => { setTimeout(() => { throw new Error('made by a test') }) }")
    until_live(static)
    assert_shows(static, overtraining=8.0)
    assert static.locator(NOTICE).count() == 0


@pytest.mark.slow
def test_a_step_that_cannot_be_repeated_is_told(static, watch):
    watch.allow("The model is started again")
    static.evaluate("location.hash = '#/journey'")
    static.locator("[data-journey] [data-state]").wait_for()
    forget_live(static)
    static.evaluate("() => { window.Worker = class extends Worker { constructor(url, options) {"
                    "const order = JSON.parse(options.name); order.steps.push('{\"type\": \"Control\", \"target\": \"none\"}');"
                    "super(url, { type: options.type, name: JSON.stringify(order) }) } } }")
    static.workers[0].evaluate("() => { setTimeout(() => { throw new Error('made by a test') }) }")
    watch.allow("StopIteration")
    until_live(static)
    assert_told(static, "one of your steps could not be repeated")
    static.locator("[data-journey] [data-state]").wait_for()


WARMS = """
const warm = Wire.prototype.warm;
Wire.prototype.warm = function () {
  this.pyodide.runPython(`
import app.browser.exercise as exercise
def warming(link):
    raise KeyError("made by a test")
    yield
exercise.warming = warming`);
  return warm.call(this);
};
"""


@pytest.mark.slow
def test_a_mistake_while_the_page_warms_up_is_told(open_page, host, watch):
    watch.allow("made by a test")
    made = host()
    made.add(r"^assets/js/worker\.", WARMS)
    page = open_page(made.forge, until="forge:live")
    assert_told(page, "KeyError", "nothing that you did")
    type_into(page, "overtraining", "8")
    assert_shows(page, overtraining=8.0)


# A division by zero or a float that overflows is no warning there: WebAssembly's floating point raises no flags.
@pytest.mark.parametrize(
    "text",
    ["import warnings; warnings.warn('made by a test', RuntimeWarning)", "import numpy as np; np.int32(2**31 - 1) * np.int32(2)"],
    ids=["warning", "overflow"],
)
def test_a_warning_of_python_reaches_the_console(static, watch, text):
    """Where it fails whatever test it happens in."""
    watch.allow("RuntimeWarning")
    with static.context.expect_event("console", lambda message: "RuntimeWarning" in message.text):
        python(static, text)
    assert [line for line in watch.complaints if re.match("console (warning|error): .*RuntimeWarning", line)], watch.complaints

