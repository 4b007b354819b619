"""Where things stand: what a decision changes is in sight, what opens is in sight, nothing jumps, no sentence falls apart."""

import random

import numpy as np
import pytest

from instruments.forge import IDS
from instruments.forge.dossier import dossier
from instruments.forge.inputs import Inputs
from instruments.forge.presets import presets
from instruments.forge.verdict_html import verdict_html
from instruments.frame.discovery import instruments
from tests.browser.static_page import after_frames, open_further
from tests.few import few
from tests.instruments.forge.designs import DECISIONS, defaults, possible_values
from tests.instruments.forge.test_verdict import BREAKS

SIZES = [(1440, 900), (1024, 768), (390, 844)]
NARROWEST = [*(pytest.param(size, marks=pytest.mark.slow) for size in SIZES[:-1]), SIZES[-1]]
"""Where most can go wrong; the wider ones are slow."""
EDGES = [SIZES[0], *NARROWEST[1:]]
"""The widest and the narrowest."""
# A control of each decision, and what moves it: a key, or another option.
CONTROLS = {
    "#forge-training-compute-field": "ArrowDown",
    "#forge-architecture input": "ArrowRight",
    "#forge-overtraining-field": "ArrowDown",
    "#forge-context-field": "ArrowDown",
    "#forge-precision-field": "bf16",
    "#forge-accelerator-field": "b200",
}
# Text beside an inline element in a row or grid: each becomes a cell, and the sentence falls apart.
APART = """() => {
  const inline = "sup, sub, b, i, em, strong, span, small, code, kbd, bdi, abbr, a, var, mark, q, math";
  // A mark without words is no part of a sentence; what KaTeX typesets is its own affair.
  const flows = (e) => {
    const style = getComputedStyle(e);
    return e.textContent.trim() && style.display !== "none" && style.position !== "absolute";
  };
  return [...document.querySelectorAll("body *")].filter((e) => /flex|grid/.test(getComputedStyle(e).display) && !e.closest(".katex")
    && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())
    && [...e.children].some((c) => c.matches(inline) && flows(c))).map((e) => e.outerHTML.slice(0, 200));
}"""
IN_SIGHT = """selector => [...document.querySelectorAll(selector)].map((e) => {
  const box = e.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight && (e.contains(top) || top?.contains(e));
})"""
BOXES = """() => Object.fromEntries([
  ".verdict-text", ".verdict .keys", ".dossier", "#forge-picture-loss", ".rail", ".explore",
].map((name) => {
  const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
  return [name, [x, y, width, height].map(Math.round)];
}))"""
SHIFTS = """() => { window.shifts = [];
  // Words that are written anew flow anew within their room; that this room stays is measured.
  const words = ({ node, previousRect, currentRect }) => {
    if (node) return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".verdict-text, .repair");
    // By the time this is told they may have been replaced once more: then by where they were.
    const room = document.querySelector(".verdict-card").getBoundingClientRect();
    return [previousRect, currentRect].every(({ left, top, right, bottom }) =>
      left >= room.left && top >= room.top && right <= room.right && bottom <= room.bottom);
  };
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries()
      .filter(({ sources }) => !sources.length || sources.some((source) => !words(source))).map(({ value, sources }) => [value,
        ...sources.map(({ node, previousRect: { x, y }, currentRect }) =>
          `${node?.id || node?.className || node?.textContent}: ${x}, ${y} to ${currentRect.x}, ${currentRect.y}`)])))
    .observe({ type: "layout-shift", buffered: false }); }"""


ROOM = """verdicts => verdicts.map((html) => {
  const place = document.getElementById("forge-verdict");
  place.innerHTML = html;
  const card = place.querySelector(".verdict-card").getBoundingClientRect();
  const cut = [...place.querySelectorAll(".keys dd, .nearest li > *")].filter((e) => e.scrollWidth > e.clientWidth + 1);
  const keys = place.querySelector(".keys").getBoundingClientRect();
  return [card.height, keys.top - card.top, cut.map((e) => e.textContent).join()];
})"""
"""Height of the verdict's card, place of its figures, and what is cut off in it, for each of many verdicts."""


def forge_at(same_page, served, size):
    """The live Forge with its fonts, of a size."""
    width, height = size
    page = same_page(served, width=width, height=height)
    page.evaluate("document.fonts.ready")
    return page


def open_sheet(page):
    """On a narrow page the decisions come from below."""
    if page.viewport_size["width"] < 700:
        page.click(".sheet-switch:visible")
        page.wait_for_function("() => document.querySelector('#forge-decisions').getAnimations().length === 0")


def keys(page):
    """The four figures as they are shown."""
    return page.locator("#forge-verdict .keys dd").all_inner_texts()


# --- sentences ---------------------------------------------------------------------------------------


def apart(page):
    """Sentences that fall apart, on the screen and on paper."""
    found = []
    for media in ("print", "screen"):
        page.emulate_media(media=media)
        found += page.evaluate(APART)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("size", NARROWEST)
def test_no_sentence_falls_apart_in_a_row_or_grid(open_page, forge_served, size):
    page = open_page(forge_served, until="forge:live", width=size[0], height=size[1])
    page.evaluate("document.querySelectorAll('details').forEach((e) => (e.open = true))")
    for press, answer in (
        ("[data-argument=course-default]", "#forge-published sup"),
        ("[data-act=pin]", "#forge-compare table"),
        ("[data-act=tornado]", ".tornado-row"),
        ("[data-act=share][data-argument=json]", "#forge-shared-text"),
        ("form.goals [type=submit]", "#forge-goal-answer .answer"),
    ):
        page.evaluate("press => document.querySelector(press).click()", press)
        page.locator(answer).first.wait_for(state="attached")
    open_further(page)
    page.evaluate("document.querySelectorAll('[data-fold][aria-expanded=false]').forEach((e) => e.click())")
    page.wait_for_function("[...document.querySelectorAll('.row .working')].every((e) => e.childElementCount)")
    assert apart(page) == []
    page.evaluate("location.hash = '#/journey?v1;cursor=2'")
    page.locator("#instrument-journey h1").wait_for(state="attached")
    for stage in (0, 1, 2, 3, 10, 11, 12):
        page.evaluate("stage => document.querySelector(`[data-act=stage][data-argument='${stage}']`).click()", stage)
        page.locator(f"[data-act=stage][data-argument='{stage}'][aria-current=step]").wait_for(state="attached")
        page.evaluate("document.querySelectorAll('#instrument-journey details').forEach((e) => (e.open = true))")
        assert apart(page) == []


@pytest.mark.slow
def test_a_sentence_that_falls_apart_is_found(same_page, forge_served):
    page = forge_at(same_page, forge_served, SIZES[0])
    page.evaluate("document.querySelector('[data-argument=course-default]').innerHTML = '10<sup>25</sup>, four times over-trained'")
    assert len(page.evaluate(APART)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("size", NARROWEST)
def test_a_name_with_a_power_stands_on_one_line_of_the_menu(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    page.click("summary:has-text('Presets')")
    label = page.locator("[data-argument=course-default] > span").first
    assert label.inner_text() == "Course default: 1025, four times over-trained"
    assert label.bounding_box()["height"] < 30
    raised, whole = label.locator("sup").bounding_box(), label.bounding_box()
    assert whole["x"] < raised["x"] < whole["x"] + whole["width"]
    assert raised["y"] < whole["y"] + whole["height"] / 2


# --- four figures beside the verdict -------------------------------------------------------------------


@pytest.mark.parametrize("size", EDGES)
def test_four_figures_stay_in_sight_whatever_decision_is_touched(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    open_sheet(page)
    for selector, step in CONTROLS.items():
        page.locator(selector).first.scroll_into_view_if_needed()
        page.locator(selector).first.focus()
        assert page.evaluate(IN_SIGHT, "#forge-verdict .keys dd") == [True] * 4, selector
        before = keys(page)
        if step.startswith("Arrow"):
            page.keyboard.press(step)
        else:
            page.select_option(selector, step)
        page.wait_for_function(
            "before => [...document.querySelectorAll('#forge-verdict .keys dd')].some((e, i) => e.innerText !== before[i])", arg=before
        )
        assert page.evaluate(IN_SIGHT, "#forge-verdict .keys dd") == [True] * 4, selector


@pytest.mark.parametrize("size", NARROWEST)
def test_what_has_focus_does_not_lie_below_the_verdict(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    below = page.evaluate("""() => [...document.querySelectorAll(".dossier [data-fold], .explore [data-tab]")].reverse().filter((e) => {
      if (!e.checkVisibility()) return false;
      e.focus();
      const [own, verdict] = [e, document.querySelector(".verdict-card")].map((each) => each.getBoundingClientRect());
      return own.left < verdict.right && own.right > verdict.left && own.top < verdict.bottom - 1;
    }).map((e) => e.dataset.fold ?? e.textContent)""")
    assert below == []


# --- nothing jumps -------------------------------------------------------------------------------------


def designs():
    """Designs that hold and that fail, each constraint and each decision from end to end."""
    rng = random.Random(11)
    found = [defaults() | change for change in BREAKS.values()] + [preset.values for preset in presets().values()]
    for start in (defaults(), defaults() | {"architecture": "moe"}):
        for name in DECISIONS:
            declared = Inputs.param[name]
            if hasattr(declared, "objects"):
                steps = list(declared.get_range().values())
            else:
                steps = [type(start[name])(value) for value in np.geomspace(*declared.softbounds, 9)]
            found += [start | {name: step} for step in steps]
    # The longest that follows from a verdict: of a model that exists, on a card that lacks more than one change mends.
    given = defaults() | {"layers": 126, "d_model": 16_384, "context": 10_485_760}
    found += [given | {"accelerator": "mi250x"}, given | {"accelerator": "rtx-4090", "cards": 8}]
    found += [possible_values(rng) for _ in range(60)]
    return found


@pytest.fixture(scope="module")
def verdicts():
    """Verdicts as HTML: of every length that occurs."""
    made = []
    for values in designs():
        try:
            made.append(verdict_html(dossier(values)))
        except ValueError:
            continue  # a combination that contradicts itself has no verdict
    assert len(made) > 150
    return made


@pytest.mark.slow
@pytest.mark.parametrize("touch", few([True, False]), ids=["touch", "mouse"])
def test_the_verdict_keeps_its_room_whatever_it_says(open_page, forge_served, verdicts, touch):
    page = open_page(forge_served, until="forge:live", has_touch=touch)
    page.evaluate("document.fonts.ready")
    for width, height in [*SIZES, (1600, 900), (1200, 800), (900, 800), (760, 900), (600, 400), (360, 740)]:
        page.set_viewport_size({"width": width, "height": height})
        after_frames(page)
        measured = page.evaluate(ROOM, verdicts)
        heights, tops, cut = zip(*measured, strict=True)
        assert max(heights) - min(heights) < 1, (width, verdicts[heights.index(max(heights))])
        assert max(tops) - min(tops) < 1, width
        assert set(cut) == {""}, width


@pytest.mark.parametrize("size", NARROWEST)
def test_nothing_jumps_when_a_design_turns_infeasible_and_back(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    page.locator("#forge-slot-loss > div").wait_for(state="attached")
    before = page.evaluate(BOXES)
    page.evaluate(SHIFTS)
    # By a script, so that no shift is excused as the reader's own doing.
    for card, state in (("rtx-4090", "fails"), ("h100-sxm", "feasible")):
        page.evaluate(
            "card => { const e = document.querySelector('#forge-accelerator-field'); e.value = card;"
            " e.dispatchEvent(new Event('change', { bubbles: true })); }", card,
        )  # fmt: skip
        page.evaluate(
            "deep => { const e = document.querySelector('#forge-context-entry'); e.value = deep;"
            " e.dispatchEvent(new Event('change', { bubbles: true })); }", "1M" if state == "fails" else "128K",
        )  # fmt: skip
        page.locator(f"#forge-verdict .{state}").wait_for()
        page.wait_for_function("() => !document.querySelector('#forge-slot-memory').forgeSlot?.mount.stale")
        assert page.evaluate(BOXES) == before
    shifts = page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.shifts))))")
    assert sum(value for value, *_ in shifts) < 0.001, shifts


@pytest.mark.slow
def test_at_middle_width_no_column_ends_in_an_empty_place(same_page, forge_served):
    page = forge_at(same_page, forge_served, (1024, 768))
    bottoms = {
        name: page.locator(name).bounding_box()
        for name in ("#forge-dossier", "#forge-picture-memory", "#forge-picture-roofline", ".explore")
    }
    bottom = {name: box["y"] + box["height"] for name, box in bottoms.items()}
    assert bottoms["#forge-picture-roofline"]["y"] - bottom["#forge-dossier"] < 40
    assert abs(bottom["#forge-dossier"] - bottom["#forge-picture-memory"]) < 160
    assert bottoms[".explore"]["y"] - bottom["#forge-picture-roofline"] < 40


# The longest stretch of the column beside the rows that holds nothing.
EMPTY = """name => {
  const found = (selector) => [...document.querySelectorAll(`[data-instrument='${name}'] ${selector}`)];
  const boxes = (selector) => found(selector).map((e) => e.getBoundingClientRect());
  const [rows] = boxes(".dossier");
  const beside = boxes(".picture").filter((box) => box.left >= rows.right && box.top < rows.bottom);
  beside.sort((a, b) => a.top - b.top);
  const ends = [rows.top, ...beside.map((box) => box.bottom)], starts = [...beside.map((box) => box.top), rows.bottom];
  return Math.max(...starts.map((start, place) => start - ends[place]));
}"""


@pytest.mark.slow
@pytest.mark.parametrize("name", few(["forge", "energy", "wafer"], "forge"))
def test_an_open_working_at_middle_width_leaves_no_empty_place_beside_it(open_page, served, name):
    page = open_page(f"{served}#/{name}", until="forge:live", width=1024, height=768)
    section = page.locator(f"[data-instrument={name}]")
    section.locator(".row-head").nth(3).click()
    working = section.locator("[data-card]").nth(3)
    working.locator(".katex").first.wait_for()
    assert page.evaluate(EMPTY, name) < working.bounding_box()["height"] * 0.75


# --- what opens is in sight ----------------------------------------------------------------------------

OPENED = """([opener, opened]) => {
  const [a, b] = [opener, opened].map((name) => document.querySelector(name).getBoundingClientRect());
  const shown = (box) => Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  // The opener stays, and of what opened as much as there is room for, at least six lines.
  return a.top >= 0 && a.bottom <= innerHeight && shown(b) >= Math.min(b.height, 140);
}"""


@pytest.mark.parametrize("size", EDGES)
def test_more_opens_in_sight_and_the_tab_key_leads_into_it(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    open_sheet(page)
    page.evaluate("document.querySelector('.more > summary').focus({ preventScroll: true })")
    page.evaluate("document.querySelector('.more > summary').click()")
    page.wait_for_function(OPENED, arg=[".more > summary", "#forge-law"])
    assert page.evaluate(IN_SIGHT, "#forge-law-field") == [True]
    assert page.evaluate("document.activeElement.matches('.more > summary')")
    page.keyboard.press("Tab")
    # A label is a term that can be asked about; the field is next.
    if page.evaluate("document.activeElement.matches('.term')"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "forge-law-field"
    assert page.evaluate(IN_SIGHT, "#forge-verdict .keys dd") == [True] * 4


@pytest.mark.parametrize("size", NARROWEST)
def test_a_working_opens_in_sight(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    for name in ("training_cost", "cost_per_million_tokens"):
        # As low as it can stand and still be pressed.
        page.evaluate("name => document.querySelector(`[data-fold=${name}]`).scrollIntoView({ block: 'end' })", name)
        page.evaluate("name => document.querySelector(`[data-fold=${name}]`).click()", name)
        card = f"#{IDS('working', name)}"
        page.locator(f"{card} .katex").first.wait_for(state="attached")
        page.wait_for_function(OPENED, arg=[f"[data-fold={name}]", card])


@pytest.mark.parametrize("size", NARROWEST)
def test_an_answer_appears_in_sight(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    for tab, press, opened in (
        ("compare", "#forge-compare [data-act=pin]", "#forge-compare table"),
        ("goals", "form.goals [type=submit]", "#forge-goal-answer .answer"),
        ("sensitivity", "#forge-tornado [data-act=tornado]", ".tornado"),
    ):
        page.evaluate("document.querySelector('.tabs').scrollIntoView({ block: 'end' })")
        page.click(f"[aria-controls=forge-tab-{tab}]")
        page.wait_for_function(OPENED, arg=[f"[aria-controls=forge-tab-{tab}]", press])
        page.click(press)
        page.locator(opened).wait_for()
        page.wait_for_function(OPENED, arg=[opened, opened] if tab == "goals" else [f"{opened} :first-child", opened])


@pytest.mark.slow
@pytest.mark.parametrize("size", [*NARROWEST, pytest.param((600, 400), marks=pytest.mark.slow)])
def test_a_menu_opens_in_sight(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    for menu in ("presets", "share"):
        page.click(f".{menu} > summary")
        box = page.locator(f".{menu} .menu-body").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]
        if menu == "presets":
            page.keyboard.press("Escape")
            page.locator(f".{menu} .menu-body").wait_for(state="hidden")
    page.click(".share [data-argument=markdown]")
    page.locator("#forge-shared-text").wait_for()
    page.wait_for_function(OPENED, arg=["#forge-shared-text", "#forge-shared-text"])


@pytest.mark.slow
@pytest.mark.parametrize("size", NARROWEST)
def test_what_a_preset_is_stands_in_sight(same_page, forge_served, size):
    page = forge_at(same_page, forge_served, size)
    page.click(".presets > summary")
    page.click("[data-argument=course-frontier]")
    page.locator("#forge-published .correction").wait_for()
    assert page.evaluate(IN_SIGHT, "#forge-published h3") == [True]


# Text that is read and is smaller than thirteen pixels.  Pictures are Bokeh's own, whose exponents are set as such; text in a drawing
# counts as its sheet says.
SMALL = """() => {
  const says = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  return [...document.querySelectorAll("main *")].filter((e) => says(e)
    && e.checkVisibility({ visibilityProperty: true }) && parseFloat(getComputedStyle(e).fontSize) < 12.9
    && !e.closest(".unseen, .slot, .katex, math")).map((e) => e.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("name", few(list(instruments()), "forge"))
def test_nothing_that_is_read_is_smaller_than_thirteen_pixels(same_page, served, name):
    page = same_page(f"{served}?page={name}#/{name}", width=1440, height=900)
    for width, height in (SIZES[0], SIZES[-1]):
        page.set_viewport_size({"width": width, "height": height})
        after_frames(page)
        assert page.evaluate(SMALL) == [], width


@pytest.mark.parametrize("name", few(["energy", "chip", "wafer", "reliability"]))
def test_on_a_phone_the_picture_comes_before_the_rows(same_page, served, name):
    """What an instrument is about is seen before forty rows of what follows from it."""
    page = same_page(f"{served}?page={name}#/{name}", width=390, height=844)
    tops = page.evaluate(
        "() => ['.picture', '.dossier'].map(each => Math.min(...[...document.querySelectorAll(`[data-instrument]:not([hidden]) ${each}`)]"
        ".map(at => at.getBoundingClientRect().top)))"
    )
    assert tops[0] < tops[1]
    assert tops[0] < 844
