"""A simulation in slices, in a real browser: it runs, stops, lets a slider through, and shows only its end where no motion is wanted."""

import pytest

SWITCH = "[data-slices-switch]"
ENDED = "() => document.querySelector('[data-slices-said]').textContent.startsWith('400 wafers')"
IN_USE = "() => document.querySelector('[data-slices-switch]')?.disabled === false"
RUNS = "() => document.querySelector('.slices').hasAttribute('data-running')"
RESTS = "() => !document.querySelector('.slices').hasAttribute('data-running')"


@pytest.fixture
def page(open_page, served):
    page = open_page(f"{served}?page=wafer#/wafer", until="forge:live")
    page.wait_for_function(IN_USE)
    return page


@pytest.mark.slow
def test_it_runs_to_its_end_and_tells_it_once(page):
    page.click(SWITCH)
    page.wait_for_function(ENDED)
    assert page.evaluate("document.querySelector('.slices progress').value") == 1
    assert page.inner_text(SWITCH) == "Sample a lot of wafers"


@pytest.mark.slow
def test_it_is_started_and_stopped_by_the_keyboard(page):
    page.evaluate("() => document.querySelector('#wafer-wafers').closest('details').open = true")
    page.fill("#wafer-wafers input", "10000")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#wafer-caption-lot').textContent.includes('Sample 10000')")
    page.focus(SWITCH)
    page.keyboard.press("Enter")
    page.wait_for_function(RUNS)
    page.keyboard.press("Enter")
    page.wait_for_function(RESTS)


@pytest.mark.slow
def test_a_slider_is_answered_while_it_runs_and_what_ran_begins_anew(page):
    page.click(SWITCH)
    page.wait_for_function(RUNS)
    before = page.inner_text("#wafer-verdict")
    slider = page.locator("#wafer-defect-density input[type=range]")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    page.wait_for_function("before => document.querySelector('#wafer-verdict').innerText !== before", arg=before)
    page.wait_for_function(ENDED)


@pytest.mark.slow
def test_the_curves_of_a_large_matrix_come_of_themselves_and_nothing_is_said_of_a_small_one(open_page, served):
    page = open_page(f"{served}?page=precision#/precision", until="forge:live", width=1440, height=900)
    assert page.locator("#precision-rest").is_hidden()
    page.evaluate("location.hash = '#/precision?v1;rows=256;columns=512'")
    page.locator("#precision-rest").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#precision-rest [data-slices-told]').textContent.startsWith('35 of 35')")
    assert page.locator("#precision-rest .button").is_hidden()
    page.wait_for_function("() => !document.querySelector('#precision-caption-clip').textContent.includes('so far')")
