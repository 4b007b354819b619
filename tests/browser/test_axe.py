"""axe-core finds nothing on any page, in any state; and what it does not look at: pointers over things, and fingers."""

import re
from functools import partial

import pytest

from instruments.frame.discovery import in_stack
from tests.browser import states
from tests.browser.static_page import after_frames
from tests.few import few

INSTRUMENTS = {"life": states.life, "forge": states.forge, "journey": states.journey}
INSTRUMENTS |= {each.id: partial(states.framed, each.id) for each in in_stack() if each.id not in INSTRUMENTS}
SIZES = {1440: 900, 1024: 768, 390: 844, 600: 400}
OVERLAYS = "details.menu[open] .menu-body, :root[data-sheet] .rail, :root[data-stack] .stack, #search-found, dialog[open], :popover-open"
"""What lies over the page while it is open: what it covers is no target then."""


def look(page, axe):
    """What axe finds in the present state."""
    found = [line for line in axe.findings(page) if not line.startswith("target-size")]
    over = page.locator(OVERLAYS).locator("visible=true")
    return found + too_small(page, axe, over.first if over.count() else None)


def too_small(page, axe, within):
    """Targets that are too small wherever the page is scrolled to: one that lies half below an edge that sticks is not."""
    found = axe.findings(page, rules=("target-size",), within=within)
    for line in [line for line in found if "obscured" in line]:
        target = page.locator(line.split(": ")[1]).first
        target.evaluate("target => target.scrollIntoView({ block: 'center', behavior: 'instant' })")
        again = axe.findings(page, rules=("target-size",), within=within)
        if not any(other.split(": ")[1] == line.split(": ")[1] for other in again):
            found.remove(line)
    return found


def walk(page, axe, instrument, width, *, embedded=False):
    """Bring the page from state to state; what axe finds, with the first state in which it does."""
    found = {}
    for name, reach in INSTRUMENTS[instrument](width, embedded=embedded):
        reach(page)
        for finding in look(page, axe):
            found.setdefault(finding, name)
    return [f"{name}: {finding}" for finding, name in found.items()]


PAGES = [(name, width, dark) for name in INSTRUMENTS for width in (1440, 1024, 390) for dark in (False, True)]


def named(name, width, dark):
    """The page as a test's name has it."""
    return f"{name}-{width}-{'dark' if dark else 'light'}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("instrument", "width", "dark"),
    [pytest.param(*page, id=named(*page)) for page in PAGES],
)
def test_no_finding_in_any_state_of_the_served_page(open_page, served, axe, instrument, width, dark):
    page = open_page(f"{served}#/{instrument}", until="forge:live", width=width, height=SIZES[width], dark=dark, has_touch=width == 390)
    assert walk(page, axe, instrument, width) == []


@pytest.mark.slow
@pytest.mark.parametrize(("instrument", "width", "dark"), PAGES, ids=[named(*page) for page in PAGES])
def test_no_finding_in_any_state_of_the_static_page(open_page, site, axe, instrument, width, dark):
    page = open_page(f"{site}#/{instrument}", until="forge:live", width=width, height=SIZES[width], dark=dark, has_touch=width == 390)
    assert walk(page, axe, instrument, width) == []


@pytest.mark.slow
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_finding_in_any_state_of_an_embed(open_page, served, axe, instrument, dark):
    page = open_page(f"{served}?embed=1#/{instrument}", until="forge:live", width=600, height=400, dark=dark)
    assert walk(page, axe, instrument, 600, embedded=True) == []


def in_two_ways(page):
    """The page wide and light, then narrow and dark."""
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        after_frames(page)
        yield scheme


@pytest.mark.parametrize("fault", few(["worker", "main"]))
def test_no_finding_where_python_does_not_come(open_page, host, axe, watch, fault):
    # In the end Chromium also complains of what was preloaded for nothing.
    watch.allow("status 404|Failed to load|did not start|ERR_|MIME type|preload")
    bad = host()
    bad.fault(rf"^assets/js/{fault}\.\w+\.js", "missing")
    page = open_page(bad.url)
    page.locator(".boot-failure").wait_for()
    for way in in_two_ways(page):
        assert axe.findings(page) == [], way


def test_no_finding_where_no_script_runs(open_page, site, axe, watch):
    # Chromium complains of what was preloaded for scripts that do not run.
    watch.allow("preload")
    # What a page without scripts shows is put into one that axe can run in: elements that only scripts need are left out.
    quiet = open_page(site, java_script_enabled=False)
    markup = re.sub(r"<script\b.*?</script>|<meta http-equiv[^>]*>", "", quiet.content(), flags=re.DOTALL)
    markup = markup.replace("<head>", f'<head><base href="{site}">')
    page = open_page()
    page.route(site, lambda route: route.fulfill(body=markup, content_type="text/html"))
    page.goto(site)
    assert page.locator("#unscripted").is_visible()
    assert page.get_attribute("html", "data-scripted") is None
    for way in in_two_ways(page):
        assert axe.findings(page) == [], way


HOVERED = ".button, summary, .segment, .landmark, .row-head, .tab, .token, .stage, .pick, .fold, .icon, select.entry, input.entry, a"


@pytest.mark.slow
@pytest.mark.parametrize("instrument", few(list(INSTRUMENTS), "wafer"))
def test_what_a_pointer_is_over_can_be_read(open_page, served, axe, instrument):
    page = open_page(f"{served}#/{instrument}", until="forge:live")
    page.locator(f"#instrument-{instrument} h1").wait_for()
    if instrument == "journey":
        states.generated(page)
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    document = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": document, "selector": HOVERED})["nodeIds"]
    assert len(nodes) > 40
    for node in nodes:
        session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": ["hover"]})
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        after_frames(page)
        assert axe.findings(page, rules=("color-contrast",)) == [], dark


SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && !e.closest(".unseen"))
  .map((e) => {
    // A radio button is pressed by its segment, what opens a box by the box; the switch by what lies around it.
    const pressed = e.matches(".stop-opens") ? e.closest(".stop") : e.closest(".segment") ?? e;
    const { width, height } = pressed.getBoundingClientRect();
    const around = e.matches(".switch") ? parseFloat(getComputedStyle(e, "::before").height) : height;
    return { width, height: around, name: `${e.className} ${e.id} ${e.textContent.trim().slice(0, 30)}` };
  })
  // Text is as wide as it is.
  .filter(({ width, height, name }) => width && (height < 39.5 || (width < 24 && !/^(token|term) /.test(name))))
  .map(({ width, height, name }) => `${width.toFixed(0)} x ${height.toFixed(0)}: ${name}`)"""


@pytest.mark.slow
@pytest.mark.parametrize("instrument", few(list(INSTRUMENTS), "forge"))
@pytest.mark.parametrize("width", [390, pytest.param(1024, marks=pytest.mark.slow), pytest.param(600, marks=pytest.mark.slow)])
def test_a_finger_finds_everything(open_page, served, instrument, width):
    query = "?embed=1" if width == 600 else ""
    page = open_page(f"{served}{query}#/{instrument}", until="forge:live", width=width, height=SIZES[width], has_touch=True, is_mobile=True)
    small = {}
    for name, reach in INSTRUMENTS[instrument](width, embedded=bool(query)):
        reach(page)
        for each in page.evaluate(SMALL):
            small.setdefault(each, name)
    assert small == {}
