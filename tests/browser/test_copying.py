"""Copying from a page of plain http, which browsers keep the clipboard from."""

import json
from urllib.parse import urlsplit

import pytest

from tests.browser.cells import CELL, Desk
from tests.browser.conftest import BOOT, OpenPage, launched, serving
from tests.browser.static_page import until_taken_in
from tests.few import few

NAME = "forge.example"
SHARED = "#instrument-forge .share"


@pytest.fixture(scope="module")
def plain(playwright, chromium):
    """A browser for which a host that is not this machine's own leads here."""
    with launched(playwright, chromium, f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND") as browser:
        yield browser


@pytest.fixture(scope="module")
def open_server():
    """A server that lets the page come by that name."""
    with serving("app", BOKEH_ALLOW_WS_ORIGIN="*") as url:
        yield url


@pytest.fixture(params=few(["site", "open_server"]))
def open_plain(request, plain, watch):
    """Open a page of an insecure origin: ``open_plain("#/forge")``."""
    watch.allow(f"another origin: (http|ws)://{NAME}")
    opener = OpenPage(plain, watch)
    url = request.getfixturevalue(request.param)

    def opened(path):
        page = opener(f"http://{NAME}:{urlsplit(url).port}{urlsplit(url).path}{path}", until="forge:live")
        assert not page.evaluate("isSecureContext")
        assert page.evaluate("navigator.clipboard === undefined")
        return page

    yield opened
    opener.close()


def pasted(page):
    """What the clipboard holds, as a reader gets it: by pasting."""
    page.evaluate("""() => {
      window.paste = document.createElement("textarea");
      document.body.append(window.paste);
      window.paste.focus();
    }""")
    page.keyboard.press("Control+v")
    page.wait_for_function("() => window.paste.value")
    return page.evaluate("() => { window.paste.remove(); return window.paste.value; }")


def opened(page, button):
    """A button that can be pressed, in the share menu if it is there."""
    place = page.locator(button)
    if not place.is_visible():
        page.click(f"{SHARED} > summary")
    return place


def copied(page, button):
    """Press a button, see it say so, and return what the clipboard then holds."""
    opened(page, button).click()
    page.locator(button, has_text="Copied").wait_for()
    return pasted(page)


@pytest.mark.slow
def test_every_copy_button_of_an_instrument_copies(open_plain, watch):
    page = open_plain("#/forge?v1;training_compute=3e25")
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 3e25")
    until_taken_in(page)
    assert "training_compute=3e25" in copied(page, f"{SHARED} [data-copy=address]")
    line = copied(page, f"{SHARED} [data-copy=embed]")
    assert line.startswith("<iframe ")
    assert 'width="600"' in line
    assert 'height="400"' in line
    assert json.loads(copied(page, f"{SHARED} [data-argument=json]"))["design"]
    assert copied(page, f"{SHARED} [data-argument=markdown]").startswith("| Figure |")
    assert copied(page, f"{SHARED} [data-argument=tsv]").startswith("Figure\tValue\tUnit")
    assert "Forge(" in copied(page, f"{SHARED} [data-argument=python]")
    # The same once more, with something else on the clipboard meanwhile.
    copied(page, f"{SHARED} [data-copy=address]")
    assert "Forge(" in copied(page, f"{SHARED} [data-argument=python]")
    # The report of a failure.
    watch.allow("uncaught: .*for the test")
    page.evaluate("() => setTimeout(() => { throw new Error('for the test'); })")
    assert "for the test" in copied(page, "#mistake .primary")


@pytest.mark.slow
def test_where_nothing_may_copy_the_text_is_chosen_and_the_keys_are_named(open_plain):
    page = open_plain("#/forge")
    page.evaluate("() => { document.execCommand = () => false; }")
    for button in ("[data-copy=address]", "[data-argument=json]"):
        opened(page, f"{SHARED} {button}").click()
        page.locator(f"{SHARED} {button}", has_text="Press Ctrl+C").wait_for()
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        page.keyboard.press("Control+c")
        text = page.evaluate("document.activeElement.value")
        assert len(text) > 20
        assert pasted(page) == text


@pytest.mark.slow
@pytest.mark.parametrize("open_plain", ["site"], indirect=True)
def test_a_cell_copies_its_text_and_its_address(open_plain):
    page = open_plain("cells/")
    desk = Desk(page)
    for name, sign in (("Copy", "from formulas"), ("Link", f"http://{NAME}")):
        desk.button(name).click()
        page.wait_for_function(f"() => /copied/i.test(document.querySelector('{CELL} .cell-status').textContent)", timeout=BOOT)
        assert sign in pasted(page)
        page.evaluate(f"() => {{ document.querySelector('{CELL} .cell-status').textContent = ''; }}")
