"""Entries that are refused, as a person meets them: told at the field, kept to be mended, and gone when they are moot."""

import pytest

from tests.browser.static_page import assert_shows
from tests.few import few

REFUSED = "[...document.querySelectorAll('.refusal')].filter((place) => place.checkVisibility()).map((place) => place.textContent)"


@pytest.fixture
def forge(open_page, forge_served):
    return opened(open_page, forge_served)


def opened(open_page, url):
    page = open_page(url, until="forge:live")
    page.click("details.more > summary")
    return page


def enter(page, control, text):
    page.fill(f"#forge-{control}", text)
    page.keyboard.press("Enter")


def until_shown(page, field, text):
    page.wait_for_function("([field, text]) => document.getElementById(`forge-${field}`).value === text", arg=[field, text])


def until_nothing_is_refused(page):
    page.wait_for_function(f"() => {REFUSED}.length === 0 && !document.querySelector('[aria-invalid]')")


def refusal(page, control):
    place = page.locator(f"#forge-{control}-refusal")
    place.wait_for(state="visible")
    return place.inner_text()


@pytest.mark.parametrize("way", few(["forge_site", "forge_served"]))
def test_a_refusal_is_told_kept_taken_back_and_told_again(open_page, request, way):
    page = opened(open_page, request.getfixturevalue(way))
    for _ in range(2):
        enter(page, "target-days-field", "0")
        assert refusal(page, "target-days") == "Training duration (days) is 0: must be above 0 and at most 36,500"
        assert page.input_value("#forge-target-days-field") == "0"
        assert page.get_attribute("#forge-target-days-field", "aria-invalid") == "true"
        assert_shows(page)
        page.keyboard.press("Escape")
        until_nothing_is_refused(page)
        assert page.input_value("#forge-target-days-field") == "90"
        assert page.evaluate("document.activeElement.id") == "forge-target-days-field"
    enter(page, "target-days-field", "2160 hours")
    until_shown(page, "target-days-field", "90")
    enter(page, "utilisation-field", "30 %")
    until_shown(page, "utilisation-field", "0.3")
    assert_shows(page, utilisation=0.3)
    # What a format needs is a card that has it: then nobody refuses anything.
    page.select_option("#forge-training-precision-field", "fp4")
    assert "cannot multiply it" in refusal(page, "training-precision")
    assert page.input_value("#forge-training-precision-field") == "bf16"
    page.select_option("#forge-training-accelerator-field", "b200")
    until_nothing_is_refused(page)
    assert_shows(page, utilisation=0.3, training_accelerator="b200")
    # A whole design puts an end to everything that was refused before it.
    enter(page, "target-days-field", "0")
    refusal(page, "target-days")
    page.evaluate("document.querySelector('[data-argument=course-default]').click()")
    until_nothing_is_refused(page)
    assert page.input_value("#forge-target-days-field") == "90"
    assert_shows(page)


@pytest.mark.slow
def test_an_entry_stays_through_other_changes_until_it_is_mended(forge):
    enter(forge, "utilisation-field", "45")
    assert "for 45 per cent type 45%" in refusal(forge, "utilisation")
    forge.select_option("#forge-precision-field", "bf16")
    assert_shows(forge, precision="bf16")
    assert forge.input_value("#forge-utilisation-field") == "45"
    assert forge.locator("#forge-utilisation-refusal").is_visible()
    forge.focus("#forge-utilisation-field")
    forge.keyboard.press("End")
    forge.keyboard.type(" %")
    forge.keyboard.press("Enter")
    until_nothing_is_refused(forge)
    until_shown(forge, "utilisation-field", "0.45")


@pytest.mark.slow
def test_what_is_refused_beside_other_inputs_stays_in_its_field(forge):
    enter(forge, "kv-heads-field", "5")
    assert_shows(forge, kv_heads=5)
    enter(forge, "heads-field", "12")
    assert "must be a multiple" in refusal(forge, "heads")
    assert forge.input_value("#forge-heads-field") == "12"
    enter(forge, "context-entry", "8k")
    until_nothing_is_refused(forge)
    assert forge.input_value("#forge-heads-field") == ""
    assert_shows(forge, kv_heads=5, context=8192)


@pytest.mark.slow
def test_an_entry_that_changes_nothing_is_shown_as_it_was_understood(forge):
    enter(forge, "training-compute-entry", "10 YFLOP")
    until_shown(forge, "training-compute-entry", "1e25")
    enter(forge, "context-entry", "128k tokens")
    until_shown(forge, "context-entry", "131,072")


@pytest.mark.slow
def test_a_landmark_where_the_design_stands_ends_a_refusal_and_the_next_is_told(forge):
    for _ in range(2):
        enter(forge, "context-entry", "banana")
        assert "'banana' is not a number" in refusal(forge, "context")
        forge.click("#forge-context .landmark >> text=128K")
        until_nothing_is_refused(forge)
        until_shown(forge, "context-entry", "131,072")


@pytest.mark.slow
def test_escape_takes_back_what_is_typed_before_it_closes_anything(same_page, forge_served):
    page = same_page(forge_served, width=390, height=844)
    page.click(".sheet-switch:visible")
    page.fill("#forge-training-compute-entry", "2e2")
    page.keyboard.press("Escape")
    assert page.input_value("#forge-training-compute-entry") == "1e25"
    assert page.locator("#forge-decisions").is_visible()
    assert_shows(page)
    page.keyboard.press("Escape")
    page.locator("#forge-decisions").wait_for(state="hidden")


@pytest.mark.parametrize(
    ("name", "field", "first", "last", "step", "ends"),
    few([
        ("overtraining", "overtraining", "0.25", "64", "0.262", (0.25, 64.0)),
        ("context", "context", "1,024", "10,485,760", "1,117", (1024, 10_485_760)),
        ("total_to_active", "total-to-active", "1", "64", "1.05", (1.0, 64.0)),
    ]),
)
def test_a_slider_reaches_its_ends_and_goes_on_in_fine_steps(forge, name, field, first, last, step, ends):
    changed = {}
    if name == "total_to_active":
        forge.click("#forge-architecture label:has(input[value=moe])")
        # With fewer experts a ratio of 64 would be refused.
        enter(forge, "experts-field", "1024")
        changed = {"architecture": "moe", "experts": 1024}
        assert_shows(forge, **changed)
    forge.focus(f"#forge-{field}-field")
    forge.keyboard.press("End")
    until_shown(forge, f"{field}-entry", last)
    assert_shows(forge, **changed, **{name: ends[1]})
    forge.keyboard.press("Home")
    until_shown(forge, f"{field}-entry", first)
    assert_shows(forge, **changed, **{name: ends[0]})
    forge.keyboard.press("ArrowRight")
    until_shown(forge, f"{field}-entry", step)


@pytest.mark.slow
def test_the_address_holds_the_number_that_the_field_shows(forge):
    forge.focus("#forge-training-compute-field")
    forge.keyboard.press("ArrowRight")
    until_shown(forge, "training-compute-entry", "1.05e25")
    forge.wait_for_function("() => location.hash === '#/forge?v1;training_compute=1.05e25'")
