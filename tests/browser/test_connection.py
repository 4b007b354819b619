"""A server's page whose line breaks, goes silent or never opens: nothing moves that would be lost, and the design comes back."""

import pytest

from tests.browser.conftest import serving
from tests.browser.proxy import Proxy

BROKEN = "ERR_|WebSocket|Lost websocket|Failed to (connect|load)|Could not open|not connected|Disconnected|session|status 4"
NOTICE = "#boot-failure"


@pytest.fixture(scope="module")
def own_server():
    """A server that lets the page come by a proxy's address."""
    with serving("app", BOKEH_ALLOW_WS_ORIGIN="*") as url:
        yield url


@pytest.fixture
def proxy(own_server, watch):
    watch.allow(BROKEN)
    proxy = Proxy(own_server)
    yield proxy
    proxy.close()


def entered(page):
    return page.locator("#forge-training-compute .entry").input_value()


def compute(page):
    return float(page.get_attribute("[data-field=training_compute]", "data-value"))


def again(page):
    """Wait for the page that comes after this one."""
    page.wait_for_function("() => !window.old && performance.getEntriesByName('forge:live').length > 0", timeout=60_000)


def move(page, text):
    page.fill("#forge-training-compute .entry", text)
    page.keyboard.press("Enter")


@pytest.mark.slow
def test_a_line_that_breaks_lets_the_page_rest_and_comes_back_with_the_design(open_page, proxy):
    page = open_page(f"{proxy.url}#/forge", until="forge:live")
    move(page, "3e25")
    page.wait_for_function("() => location.hash.includes('3e25')")
    page.evaluate("() => (window.old = true)")
    proxy.cut()
    page.locator(NOTICE, has_text="connection to the server is lost").wait_for()
    assert page.locator("#page:disabled").count()
    assert page.locator("#forge-context .range").is_disabled(), "a move would be lost"
    proxy.mend()
    again(page)
    assert page.locator(NOTICE).count() == 0
    assert entered(page) == "3e25"
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 3e25")
    move(page, "4e25")
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 4e25")


@pytest.mark.slow
def test_a_line_that_is_silent_is_told_and_the_last_moves_come_back_too(open_page, proxy):
    page = open_page(f"{proxy.url}#/forge", until="forge:live")
    page.evaluate("() => (window.old = true)")
    proxy.hold()
    move(page, "5e25")
    page.locator("#unanswered", has_text="has not answered yet").wait_for(timeout=6_000)
    assert compute(page) == 1e25
    proxy.cut()
    page.locator(NOTICE, has_text="connection to the server is lost").wait_for()
    assert page.locator("#unanswered").count() == 0
    proxy.mend()
    again(page)
    assert entered(page) == "5e25"
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 5e25")


@pytest.mark.slow
def test_a_server_that_was_started_anew_is_taken_up_with_the_design(open_page, watch):
    watch.allow(BROKEN)
    with serving("app", BOKEH_ALLOW_WS_ORIGIN="*") as first:
        proxy = Proxy(first)
        page = open_page(f"{proxy.url}#/forge", until="forge:live")
        move(page, "6e25")
        page.wait_for_function("() => location.hash.includes('6e25')")
        page.evaluate("() => (window.old = true)")
        proxy.cut()
    with serving("app", BOKEH_ALLOW_WS_ORIGIN="*") as second:
        proxy.leads_to(second)
        proxy.mend()
        again(page)
        assert compute(page) == 6e25
        page.context.close()
    proxy.close()


def test_a_proxy_that_passes_no_sockets_is_told_as_that(open_page, own_server, watch):
    watch.allow(BROKEN)
    proxy = Proxy(own_server, upgrades=False)
    page = open_page(f"{proxy.url}#/forge")
    page.locator(NOTICE, has_text="needs a WebSocket").wait_for()
    assert "Upgrade" in page.inner_text(NOTICE)
    assert page.locator("#page:disabled").count()
    proxy.close()
