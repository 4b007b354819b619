"""A reader whose browser writes everything in 24 pixels: nothing is cut, nothing covers anything, at any width."""

import json
import os
import tempfile
from pathlib import Path

import pytest

from instruments.frame.discovery import instruments
from tests.browser.conftest import BOOT, FLAGS
from tests.browser.crowded import CROWDED
from tests.browser.static_page import after_frames, until_taken_in
from tests.few import few

SIZES = ((1440, 900), (1024, 768), (390, 844))
TYPES = {"both": (24, 24), "standard": (24, 0), "smallest": (16, 24)}


@pytest.fixture(scope="module")
def typed(playwright, chromium):
    """Pages of a browser with a standard and a smallest type: ``typed("both")``."""
    opened = {}

    def page(kind):
        if kind not in opened:
            standard, smallest = TYPES[kind]
            folder = Path(tempfile.mkdtemp())
            (folder / "Default").mkdir()
            asked = {"webkit": {"webprefs": {"default_font_size": standard, "minimum_font_size": smallest}}}
            (folder / "Default" / "Preferences").write_text(json.dumps(asked))
            opened[kind] = playwright.chromium.launch_persistent_context(
                folder, executable_path=chromium, args=FLAGS, chromium_sandbox=os.geteuid() != 0, reduced_motion="reduce"
            )
        return opened[kind].pages[0]

    yield page
    for context in opened.values():
        context.close()


def shown(page, served, name):
    """Lead the page to an instrument: the same page for all of them."""
    if not page.url.startswith(served):
        page.goto(f"{served}?page={name}#/{name}")
        page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=BOOT)
    page.evaluate("name => { location.hash = `#/${name}` }", name)
    page.locator(f"#instrument-{name}:not([hidden])").wait_for()
    until_taken_in(page)
    page.evaluate("document.fonts.ready")


def crowded(page, size):
    """What is crowded at a size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    after_frames(page)
    page.evaluate("() => scrollTo(0, 0)")
    return [f"{size[0]}: {line}" for line in page.evaluate(CROWDED)]


@pytest.mark.parametrize("kind", few(list(TYPES)))
@pytest.mark.parametrize("name", few(list(instruments()), "forge"))
def test_nothing_is_cut_and_nothing_covers_in_large_type(typed, served, name, kind):
    page = typed(kind)
    shown(page, served, name)
    assert page.get_attribute("html", "data-large") is not None
    assert [line for size in SIZES for line in crowded(page, size)] == []


@pytest.mark.slow
def test_what_is_cut_or_covered_is_found(typed, served):
    page = typed("both")
    shown(page, served, "forge")
    page.add_style_tag(content=".row-label { width: 60px; overflow: hidden; white-space: nowrap } .question { margin-bottom: -40px }")
    told = "\n".join(crowded(page, SIZES[0]))
    assert "cut: " in told
    assert "lie over each other" in told
    page.goto("about:blank")


@pytest.mark.slow
def test_usual_type_is_not_taken_for_large(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    assert page.get_attribute("html", "data-large") is None
