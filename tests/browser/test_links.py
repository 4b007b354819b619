"""Links that are handed to others say what they were made with; opened with other numbers, the page says what has changed."""

import html
import re

import pytest

from formulas.version import VERSION
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.frame import address, pinned
from tests.browser.static_page import BOOT, until_answered
from tests.few import few

LATER = "2031-02"
COST = pinned.tag("training_cost")
LINE = (
    f"Made with the numbers of {LATER}, which are newer than those of this page, {VERSION}: "
    "training cost there 11.3 M USD, here 12.5 M USD (+10.0%); the rest is unchanged."
)
FORGE = "#instrument-forge"
COPY = {"permissions": ["clipboard-read", "clipboard-write"]}


@pytest.fixture(params=few(["served", "site"]))
def base(request):
    """The page, served by Panel and as the static bundle."""
    return request.getfixturevalue(request.param)


def copied(page, what):
    """What a button of the share menu of the Forge copies."""
    page.evaluate("navigator.clipboard.writeText('')")
    if not page.locator(f"{FORGE} .share[open]").count():
        page.click(f"{FORGE} .share > summary")
    page.click(f"{FORGE} [data-copy={what}]")
    until_answered(page, "navigator.clipboard.readText().then((text) => text.length > 0)")
    return page.evaluate("navigator.clipboard.readText()")


def made_later(link):
    """The same link made with numbers to come, by which training costs less."""
    forge = Forge(**address.decode(Forge, re.search(r"v1[^\"]*", link)[0])[0])
    then = f"{COST}{pinned._written(forge.result.figures['training_cost'].value / 1.1)}"
    return re.sub(f"{COST}[^,\"]*", then, link.replace(f"as-of={VERSION}", f"as-of={LATER}"))


@pytest.mark.slow
def test_what_is_copied_says_what_it_was_made_with(open_page, base):
    """The page's script writes what Python would write; also for the last move, however short ago it was."""
    page = open_page(f"{base}#/forge?v1;context=4096;accelerator=b200", until="forge:live", **COPY)
    assert re.search("v1.*", copied(page, "address"))[0] == pinned.pinned(Forge(context=4096, accelerator="b200"))
    for name in ("llama-3-405b", "deepseek-v3", "course-irresponsible"):
        wanted = pinned.pinned(Forge(**presets()[name].values))
        page.click(".presets > summary")
        page.click(f'.presets [data-argument="{name}"]')
        cost = Forge(**presets()[name].values).result.figures["training_compute"].value
        page.wait_for_function("cost => Number(document.querySelector('[data-field=training_compute]')?.dataset.value) === cost", arg=cost)
        assert re.search("v1.*", copied(page, "address"))[0] == wanted
    assert re.search(r'v1[^"]*', html.unescape(copied(page, "embed")))[0] == wanted


@pytest.mark.slow
def test_a_link_made_with_other_numbers_says_so_in_one_line_that_can_be_put_away(open_page, base, axe):
    page = open_page(f"{base}#/forge?v1;context=8192", until="forge:live", **COPY)
    page.wait_for_function("() => location.href.endsWith('context=8192')")
    link = made_later(copied(page, "address"))
    page = open_page(link, until="forge:live", **COPY)
    line = page.locator(".since")
    line.wait_for()
    assert line.inner_text().strip() == LINE
    assert axe.findings(page) == []
    # The link that is copied from there is one of these numbers; the page loaded again says the same.
    assert f"as-of={VERSION}," in copied(page, "address")
    page.keyboard.press("Escape")
    page.reload()
    line.wait_for()
    line.locator("button").click()
    assert line.count() == 0
    assert page.evaluate("document.activeElement.tagName") == "H1"
    # It is said of that design alone.
    page = open_page(link, until="forge:live")
    page.locator(".since").wait_for()
    page.fill("#forge-context-entry", "4K")
    page.keyboard.press("Enter")
    page.locator(".since").wait_for(state="detached")
    page.wait_for_function("() => !location.href.includes('as-of')")


@pytest.mark.slow
def test_a_frame_says_so_too(open_page, base, serve_folder, tmp_path):
    page = open_page(f"{base}#/forge?v1;context=8192", until="forge:live", **COPY)
    page.wait_for_function("() => location.href.endsWith('context=8192')")
    line = made_later(html.unescape(copied(page, "embed")))
    assert 'width="600" height="400"' in line
    (tmp_path / "index.html").write_text(f'<!doctype html><title>A course</title><link rel="icon" href="data:,">{line}')
    frame = open_page(serve_folder(tmp_path)).locator("iframe").element_handle().content_frame()
    frame.wait_for_selector(".since", timeout=BOOT)
    assert frame.locator(".since").inner_text().strip() == LINE
    box = frame.evaluate("document.querySelector('.since').getBoundingClientRect().toJSON()")
    assert box["width"] <= 600
    assert box["height"] < 100


def test_a_link_from_before_there_were_versions_opens_in_silence(open_page, served):
    page = open_page(f"{served}#/forge?v1;context=8192", until="forge:live")
    assert page.input_value("#forge-context-entry") == "8,192"
    assert page.locator("#notices").inner_text() == ""
