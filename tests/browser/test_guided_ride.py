"""The flow picture and the guided ride as a person meets them: by keyboard alone, left and taken up, with motion and without."""

import re

import pytest
from playwright.sync_api import expect

from instruments.journey.guide import script
from tests.few import few

STEPS = script()["steps"]
STEP = "() => document.querySelector('[data-guide-step]')?.dataset.guideStep"
MOVES = "() => document.querySelector('[data-traveller]').getAnimations({ subtree: true }).length"


@pytest.fixture
def page(same_page, served):
    page = same_page(f"{served}#/journey")
    page.locator("[data-journey] [data-state]").wait_for(state="attached")
    return page


def until_step(page, number):
    page.wait_for_function("number => document.querySelector('[data-guide-step]')?.dataset.guideStep === String(number)", arg=number)


def tab_to(page, selector):
    """Press Tab until the focus is on what a selector finds; a person would do no less."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {selector}")


def test_all_of_the_ride_by_keyboard_alone(page):
    page.focus("[data-act=guide][data-argument=start]")
    page.keyboard.press("Enter")
    for number, step in enumerate(STEPS, 1):
        until_step(page, number)
        # From the heading on the new step is read; the place of a screen reader is where the focus is.
        page.wait_for_function("() => document.activeElement.id === 'journey-guide-title'")
        expect(page.locator("#journey-heard-pane")).to_contain_text(step["title"])
        if "question" in step:
            tab_to(page, "[data-act=answer]")
            page.keyboard.press("Enter")
            page.locator("[data-guide-told=true] .guide-option.right").wait_for()
            # The buttons that could be pressed are gone, and the focus is on what leads on.
            page.wait_for_function("() => document.activeElement.dataset.argument === 'next'")
        else:
            tab_to(page, "[data-argument=offer]")
            page.keyboard.press("Enter")
            page.locator("[data-guide-told=true]").wait_for()
            page.wait_for_function("() => document.querySelector('#journey-temperature-entry').value === '2'")
            page.wait_for_function("() => document.activeElement.dataset.argument === 'next'")
        expect(page.locator("#journey-heard-pane")).to_contain_text(re.search(r"[^\[\]{}]{12,}", step["see"])[0].strip()[:30])
        page.keyboard.press("Enter")
    until_step(page, len(STEPS) + 1)
    expect(page.locator(".guide-step")).to_contain_text("You predicted 9 times")


@pytest.mark.slow
def test_the_ride_is_left_and_taken_up_again(page, open_page):
    page.click("[data-argument=start]")
    until_step(page, 1)
    page.click("[data-act=answer] >> nth=5")
    page.locator("[data-guide-told=true]").wait_for()
    page.click("[data-argument=next]")
    until_step(page, 2)
    page.click("[data-argument=leave]")
    expect(page.locator(".guide-line")).to_contain_text("You left the guided ride at step 2 of 10")
    # The journey goes its own way meanwhile, and so does its visitor.
    page.click("#journey-token")
    page.wait_for_function("() => document.querySelector('[data-state]').dataset.finished === 'true'")
    page.click("#strata a[href='#/forge']")
    page.locator("#instrument-forge h1").wait_for()
    page.click("#strata a[href='#/journey']")
    page.locator(".guide-line [data-argument=resume]").click()
    until_step(page, 2)
    page.wait_for_function("() => document.querySelector('[data-state]').dataset.stage === '1'")
    # The address alone brings it back too, with what came of the steps before.
    page.wait_for_function("() => /guide=2[rw](;|$)/.test(location.hash)")
    again = open_page(page.url, until="forge:live")
    again.locator("[data-guide-step='2'] [data-act=answer]").first.wait_for()
    again.click("[data-argument=leave]")
    expect(again.locator(".guide-line")).to_contain_text("1 prediction")


@pytest.mark.slow
def test_a_dial_that_is_set_by_hand_is_noticed(page):
    page.goto(f"{page.url.partition('#')[0]}#/journey?v1;prompt=the%20robot;stage=11;guide=9")
    until_step(page, 9)
    page.fill("#journey-temperature-entry", "2")
    page.keyboard.press("Enter")
    expect(page.locator(".guide-answer")).to_contain_text("At temperature 2")


def test_the_picture_follows_the_token_and_its_parts_lead_there(page):
    spot = page.locator("[data-spot]")
    seen = set()
    for stage in range(1, 4):
        page.keyboard.press("Space")
        page.wait_for_function("stage => document.querySelector('.flow-picture .now')?.dataset.station === String(stage)", arg=stage)
        seen.add(spot.get_attribute("x"))
    assert len(seen) == 3
    assert page.evaluate(MOVES) == 0  # reduced motion
    # The picture of a stage is its button.
    box = page.locator(".flow-picture [data-station='10']").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    page.wait_for_function("() => document.querySelector('[data-state]').dataset.stage === '10'")
    expect(page.locator("[data-text=says-3]")).to_have_text("that")
    page.locator("[data-act=stage][data-argument='11']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.flow-picture .now').dataset.station === '11'")
    expect(page.locator("[data-text=traveller]")).to_have_text("said")


def test_the_token_glides_where_motion_is_welcome(page):
    page.emulate_media(reduced_motion="no-preference")
    # Every animation that is begun, with how long it takes.
    page.evaluate(
        """() => { window.glided = []; const animate = Element.prototype.animate;
        Element.prototype.animate = function (frames, options) {
          if (this.matches("[data-traveller]")) window.glided.push(options.duration);
          return animate.call(this, frames, options);
        }; }"""
    )
    page.keyboard.press("Space")
    page.wait_for_function("() => window.glided.length === 1")
    assert 120 <= page.evaluate("window.glided[0]") <= 200
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.flow-picture .now').dataset.station === '2'")
    assert page.evaluate("window.glided.length") == 1


@pytest.mark.slow
@pytest.mark.parametrize("width", few([700, 390, 1440]))
def test_the_picture_stays_in_sight_and_hides_nothing_that_has_the_focus(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("document.querySelector('#journey-cost-pane').scrollIntoView({ block: 'start' })")
    place = page.locator("#journey-picture-pane").bounding_box()
    assert 0 <= place["y"] < 120
    pane = page.locator("#journey-cost-pane").bounding_box()
    assert pane["y"] >= place["y"] + place["height"]


@pytest.mark.slow
def test_the_ride_in_a_frame(open_page, served):
    page = open_page(f"{served}?embed=1#/journey", until="forge:live", width=600, height=400)
    page.click("[data-argument=start]")
    until_step(page, 1)
    assert page.locator("#journey-guide-title").evaluate("(e) => e.getBoundingClientRect().top") < 200
    page.click("[data-act=answer] >> nth=5")
    page.locator("[data-guide-told=true]").wait_for()
    assert not page.locator("#journey-picture-pane").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


OPTIONS = """() => [...document.querySelectorAll(".guide-option")].map((each) => {
  const { x, width, height } = each.getBoundingClientRect();
  return [x, width, height].map(Math.round);
})"""
SEEN = """(selector) => {
  const found = document.querySelector(selector);
  if (!found) return false;
  const { top, bottom } = found.getBoundingClientRect();
  return top >= 0 && top < innerHeight && Math.min(bottom, innerHeight) - top >= Math.min(bottom - top, 60);
}"""


def test_options_keep_their_place_and_size_once_one_is_taken(page):
    page.click("[data-argument=start]")
    for number in range(1, 5):
        until_step(page, number)
        before = page.evaluate(OPTIONS)
        page.click("[data-act=answer] >> nth=0")
        page.locator("[data-guide-told=true]").wait_for()
        assert page.evaluate(OPTIONS) == before
        page.click("[data-argument=next]")


@pytest.mark.slow
def test_what_a_step_speaks_of_is_in_sight_beside_its_question(open_page, served):
    at = "prompt=the%20robots%20that%20the%20cat%20chased;stage=1;guide=3"
    page = open_page(f"{served}#/journey?v1;{at}", until="forge:live", width=1440, height=900)
    until_step(page, 3)
    page.click("[data-argument=next]")
    until_step(page, 4)
    for selector in ("#journey-tensor-weights", ".guide-ask", "[data-act=answer]"):
        page.wait_for_function(SEEN, arg=selector)
    ride, stage = (page.locator(each).bounding_box() for each in (".guide-step", "#journey-stage-pane"))
    assert stage["x"] + stage["width"] <= ride["x"]


@pytest.mark.parametrize(("width", "height"), few([(390, 844), (1024, 768)]))
def test_below_a_wide_page_the_step_and_the_way_on_stay_in_sight_while_one_looks_at_the_stage(same_page, served, width, height):
    page = same_page(f"{served}#/journey", width=width, height=height)
    page.locator("[data-act=guide][data-argument=start]").click()
    until_step(page, 1)
    page.locator("[data-act=answer]").first.click()
    page.locator("[data-guide-told=true]").wait_for()
    expect(page.locator(".guide-answer")).to_be_in_viewport()
    page.evaluate("document.querySelector('.journey').scrollIntoView({ block: 'end' })")
    expect(page.locator(".guide-answer")).not_to_be_in_viewport()
    for each in (".guide-where", "[data-act=guide][data-argument=next]", "[data-argument=leave]"):
        expect(page.locator(each)).to_be_in_viewport(ratio=1)
    page.locator(".guide-where").click()
    expect(page.locator("#journey-guide-title")).to_be_in_viewport()
    page.wait_for_function("() => document.activeElement.id === 'journey-guide-title'")
    page.evaluate("document.querySelector('.journey').scrollIntoView({ block: 'end' })")
    page.locator("[data-act=guide][data-argument=next]").click()
    until_step(page, 2)
    expect(page.locator("#journey-guide-title")).to_be_in_viewport()


@pytest.mark.slow
def test_on_a_wide_page_the_card_itself_stays_and_needs_no_bar(page):
    page.locator("[data-act=guide][data-argument=start]").click()
    until_step(page, 1)
    expect(page.locator(".guide-where")).to_be_hidden()
