"""Precision as a visitor meets it: bits are pressed, the line is turned, dragged and picked from, and all of it by keyboard."""

import pytest

BECOMES = "document.querySelector('[data-chosen] .becomes').textContent"
NUMBER = "document.getElementById('precision-number-field').value"


@pytest.fixture
def precision(same_page, served):
    """The instrument, live."""
    return same_page(f"{served}?page=precision#/precision", width=1440, height=1000)


def until(page, script, expected):
    """Wait until something on the page is what it should be."""
    page.wait_for_function(f"wanted => ({script}) === wanted", arg=expected)


def strip(page, name):
    box = page.locator(f"[data-line] [data-strip='{name}']").bounding_box()
    return lambda share: (box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def test_a_bit_is_turned_over_and_back(precision):
    until(precision, BECOMES, "0.1015625")
    bit = precision.get_by_role("button", name="Bit 6, exponent, is 0")
    bit.click()
    until(precision, NUMBER, "26")
    until(precision, BECOMES, "26")
    precision.get_by_role("button", name="Bit 6, exponent, is 1").press("Enter")
    until(precision, NUMBER, "0.1015625")


def test_a_number_is_typed_and_every_row_follows(precision):
    field = precision.get_by_label("Number", exact=True)
    field.fill("70000")
    field.press("Enter")
    until(precision, "document.querySelector('[data-key=fp16] .lost').textContent", "overflows")
    field.fill("seventy")
    field.press("Enter")
    precision.locator("#precision-number-refusal", has_text="is not a number").wait_for()
    until(precision, BECOMES, "NaN")


@pytest.mark.slow
def test_a_wheel_zooms_only_where_the_line_was_taken_hold_of(precision):
    at = strip(precision, "fp16")
    precision.mouse.move(*at(0.5))
    precision.mouse.wheel(0, 200)
    precision.wait_for_function("() => scrollY > 0")
    assert "zoom" not in precision.evaluate("location.hash")
    precision.evaluate("scrollTo(0, 0)")
    precision.mouse.click(*at(0.5))
    until(precision, "document.querySelector('[data-chosen] .format-name').textContent", "FP16")
    precision.mouse.wheel(0, -600)
    precision.wait_for_function("() => location.hash.includes('zoom=')")
    assert precision.evaluate("scrollY") == 0


def test_a_drag_moves_the_window_and_a_press_picks_a_number(precision):
    at = strip(precision, "e2m1")
    precision.mouse.move(*at(0.6))
    precision.mouse.down()
    precision.mouse.move(*at(0.4), steps=6)
    precision.mouse.up()
    precision.wait_for_function("() => location.hash.includes('at=')")
    assert precision.evaluate(NUMBER) == "0.1", "a drag picks nothing"
    precision.mouse.click(*at(0.5))
    until(precision, "document.querySelector('[data-chosen] .format-name').textContent", "FP4 E2M1")
    assert precision.evaluate("document.querySelector('[data-chosen] .lost').textContent") == "exact"


@pytest.mark.slow
def test_the_line_is_moved_by_keys(precision):
    precision.get_by_role("button", name="BF16", exact=True).focus()
    precision.keyboard.press("+")
    precision.wait_for_function("() => location.hash.includes('zoom=5.75')")
    precision.keyboard.press("ArrowRight")
    precision.wait_for_function("() => location.hash.includes('at=')")
    precision.keyboard.press("Enter")
    until(precision, "document.querySelector('[data-chosen] .format-name').textContent", "BF16")


@pytest.mark.slow
def test_nothing_moves_away_from_under_the_pointer(precision):
    """Whatever format is chosen, bits and rows keep their places."""
    where = "[...document.querySelectorAll('[data-line] tr')].map((each) => Math.round(each.getBoundingClientRect().top + scrollY)).join()"
    before = precision.evaluate(where)
    for name in ("FP32", "MXFP4", "INT4", "INT8 scaled"):
        precision.get_by_role("button", name=name, exact=True).click()
        until(precision, "document.querySelector('[data-chosen] .format-name').textContent", name)
        assert precision.evaluate(where) == before, name
