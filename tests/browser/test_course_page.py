"""A course page with an instrument in it: what is moved in the frame leaves the page's own history alone."""

import html
import re

import pytest

from instruments.frame.discovery import instruments
from tests.browser.static_page import BOOT, SETTLES
from tests.few import few

HOST = '<!doctype html><html lang="en"><title>{}</title><link rel="icon" href="data:,"><h1>{}</h1>{}'


@pytest.fixture(params=few(["served", "site"]))
def embed(request):
    """Address of the Forge in a frame."""
    return request.getfixturevalue(request.param) + {"served": "?page=forge&embed=1#/forge", "site": "forge/?embed=1"}[request.param]


def until_says(frame, part):
    frame.wait_for_function("part => location.href.includes(part)", arg=part, timeout=SETTLES)


@pytest.mark.slow
def test_moves_in_a_frame_leave_the_history_of_the_page_around_it_alone(open_page, embed, serve_folder, tmp_path):
    line = f'<iframe title="The Forge" src="{html.escape(embed)}" width="600" height="400"></iframe>'
    for name, body in (("index", ""), ("course", line)):
        (tmp_path / f"{name}.html").write_text(HOST.format(name, name, body))
    folder = serve_folder(tmp_path)
    page = open_page(folder)
    page.goto(f"{folder}course.html")
    frame = page.locator("iframe").element_handle().content_frame()
    frame.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=BOOT)
    before = page.evaluate("history.length")
    # A value, a step that is one of the history where the page is by itself, and a way to another instrument and back.
    frame.click(".sheet-switch:visible")
    frame.fill("#forge-training-compute-entry", "3e25")
    frame.locator("#forge-training-compute-entry").press("Enter")
    until_says(frame, "training_compute=3e25")
    frame.eval_on_selector("#instrument-forge [data-act=preset]", "(button) => button.click()")
    frame.wait_for_function("() => !location.href.includes('training_compute=3e25')", timeout=SETTLES)
    frame.eval_on_selector("#around a[href], #stack a[href*=energy]", "(link) => link.click()")
    frame.wait_for_function("() => !document.querySelector('#instrument-forge:not([hidden])')", timeout=BOOT)
    assert page.evaluate("history.length") == before
    page.go_back()
    page.locator("h1", has_text="index").wait_for()
    assert page.url == folder


@pytest.mark.slow
def test_the_embed_line_of_every_instrument_says_how_large_it_is(open_page, served):
    page = open_page(f"{served}#/forge", until="forge:live", permissions=["clipboard-read", "clipboard-write"])
    for name, declared in instruments().items():
        page.evaluate("route => { location.hash = route }", f"#{declared.route}")
        shown = page.locator(f"[data-instrument={name}]:not([hidden])")
        shown.locator("h1").wait_for()
        if not shown.locator("[data-copy=embed]").count():
            continue
        page.evaluate("navigator.clipboard.writeText('')")
        shown.locator("[data-copy=embed]").evaluate("(button) => button.click()")
        shown.locator("[data-copy=embed]", has_text="Copied").wait_for(state="attached")
        line = page.evaluate("navigator.clipboard.readText()")
        assert re.search(r' width="\d+" height="\d+" ', line), name
        assert name in html.unescape(re.search(r'src="([^"]+)"', line)[1])
