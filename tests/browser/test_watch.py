"""The watch over all: where controls and figures differ and no answer is under way the page says so, whatever the reason."""

import pytest

from instruments.frame.discovery import instruments
from tests.browser.static_page import after_frames, until_taken_in, value
from tests.few import few

NOTICE = "#apart"
MOVE = """([target, at]) => {
  const slider = document.getElementById(`${target}-field`);
  slider.value = at;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
# Reasons that nothing in the page knows of.
REASONS = {
    "the move never reaches the page": "addEventListener('input', (event) => event.stopImmediatePropagation(), { capture: true })",
    "what was moved is not told": "document.addEventListener('forge:value', (event) => event.stopImmediatePropagation(), true)",
    "an answer is not taken": "Bokeh.documents[0].apply_json_patch = () => {}",
    "the figures are written over": """{
      const dossier = document.getElementById("forge-dossier");
      const kept = dossier.innerHTML;
      new MutationObserver((_, observer) => { observer.disconnect(); dossier.innerHTML = kept; })
        .observe(dossier, { subtree: true, childList: true, attributes: true, characterData: true });
    }""",
}


@pytest.mark.parametrize("way", few(["forge_served", "forge_site"]))
@pytest.mark.parametrize("reason", few(list(REASONS), "what was moved is not told"))
def test_controls_and_figures_that_differ_are_told_whatever_the_reason(open_page, request, way, reason):
    page = open_page(request.getfixturevalue(way), until="forge:live")
    page.evaluate(REASONS[reason])
    page.evaluate(MOVE, ["forge-training-compute", 26])
    page.locator(NOTICE, has_text="do not agree").wait_for()
    assert page.locator(NOTICE).get_attribute("role") == "alert"
    assert page.locator("#unanswered").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forge_served", "forge_site"])
def test_the_notice_names_both_and_goes_when_they_agree_again(open_page, request, way):
    page = open_page(request.getfixturevalue(way), until="forge:live")
    page.evaluate("window.deaf = (event) => event.stopImmediatePropagation(); document.addEventListener('forge:value', window.deaf, true)")
    page.evaluate(MOVE, ["forge-training-compute", 26])
    page.locator(NOTICE, has_text="Training compute says 1e26, but the figures are those of 1e25.").wait_for()
    page.evaluate("document.removeEventListener('forge:value', window.deaf, true)")
    page.evaluate(MOVE, ["forge-training-compute", 25])
    page.locator(NOTICE).wait_for(state="detached")


@pytest.mark.slow
@pytest.mark.parametrize("way", ["forge_served", "forge_site"])
def test_the_page_comes_back_with_what_its_controls_say(open_page, request, way):
    page = open_page(request.getfixturevalue(way), until="forge:live")
    page.evaluate(REASONS["what was moved is not told"])
    page.evaluate(MOVE, ["forge-training-compute", 26])
    page.evaluate("() => (window.old = true)")
    page.locator(NOTICE).get_by_role("button", name="Open the page anew").click()
    page.wait_for_function("() => !window.old && performance.getEntriesByName('forge:live').length > 0", timeout=60_000)
    page.wait_for_function("() => Number(document.querySelector('[data-field=training_compute]').dataset.value) === 1e26")
    assert page.input_value("#forge-training-compute-entry") == "1e26"


NUDGE = """(name) => {
  const within = `#instrument-${name}`;
  for (const slider of document.querySelectorAll(`${within} .range:enabled`)) {
    slider.value = Number(slider.value) - 3 * Number(slider.step);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
CHOOSE = """([name, place]) => {
  const field = document.querySelectorAll(`#instrument-${name} [data-control=choice] select`)[place];
  field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}"""
TIMERS = """
const after = window.setTimeout;
window.looks = 0;
window.setTimeout = (done, wait, ...rest) => after(() => { if (wait >= 1900 && wait <= 2000) window.looks++; done(...rest); }, wait);
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", list(instruments()))
def test_a_page_that_works_is_left_in_peace(open_page, served, name):
    """Every slider moved and every choice made: the watch looks, and says nothing."""
    page = open_page()
    page.add_init_script(TIMERS)
    page.goto(f"{served}?page={name}#/{name}")
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=60_000)
    page.evaluate("window.told = 0; new MutationObserver(() => (window.told += document.querySelectorAll('#apart').length))"
                  ".observe(document.body, { childList: true })")  # fmt: skip
    looked = page.evaluate("window.looks")
    page.evaluate(NUDGE, name)
    until_taken_in(page)
    for place in range(page.locator(f"#instrument-{name} [data-control=choice] select").count()):
        looked = page.evaluate("window.looks")
        page.evaluate(CHOOSE, [name, place])
        until_taken_in(page)
    page.wait_for_function("looked => window.looks > looked", arg=looked)
    after_frames(page)
    assert page.evaluate("window.told") == 0


@pytest.mark.slow
def test_nothing_ticks_while_nothing_moves(open_page, forge_served):
    page = open_page()
    page.add_init_script(TIMERS)
    page.goto(forge_served)
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=60_000)
    page.wait_for_function("() => window.looks > 0")
    looked = page.evaluate("window.looks")
    page.evaluate("() => new Promise((done) => { let left = 300; const on = () => (left-- ? requestAnimationFrame(on) : done()); on(); })")
    assert page.evaluate("window.looks") <= looked + 1
    assert value(page, "training_compute") == 1e25
