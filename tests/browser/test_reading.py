"""What a page's own scripts do: numbers while a slider moves, keys, forms sent early, names for every control."""

import math
import random
import re

import pytest

from instruments.quantities import text
from tests.browser.static_page import until_value
from tests.few import few


def numbers():
    rng = random.Random(7)
    values = [0, 1, 4, 16, 0.25, 131_072, 999_999, 1e6, 1e18, 1e25, 1e28, 3.14159e24, 9.995e24, 0.001, 0.000999, 60_000]
    values += [10 ** rng.uniform(-4, 30) for _ in range(200)]
    # As a slider gives them: three significant digits.
    return [float(f"{value:.3g}") for value in values]


@pytest.fixture(scope="module")
def scripts(browser, forge_served):
    """A page to run the scripts in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(forge_served)
    yield page
    context.close()


def test_a_moving_slider_shows_numbers_as_python_does(scripts):
    values = numbers()
    module = "document.querySelector('script[src*=\"js/page.js\"]').src.replace('page.js', 'numbers.js')"
    shown = scripts.evaluate(
        f"async values => {{ const n = await import({module}); return values.map((v) => [n.power(v), n.whole(v), n.significant(v)]); }}",
        values,
    )
    for value, (power, whole, significant) in zip(values, shown, strict=True):
        assert power == text.power(value, 3), value
        if value < 2**53:
            assert whole == f"{math.floor(value + 0.5):,}", value
        assert significant == pytest.approx(float(f"{value:.3g}"), rel=1e-12)


@pytest.mark.slow
def test_tabs_follow_the_arrow_keys(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.focus("role=tab[name=Compare]")
    for key, name in (("ArrowRight", "Goal seek"), ("End", "Sensitivity"), ("ArrowRight", "Compare"), ("ArrowLeft", "Sensitivity")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == name
        assert page.locator("[role=tab][aria-selected=true]").inner_text() == name
        assert page.locator("[role=tabpanel]:visible").count() == 1


@pytest.mark.slow
def test_escape_returns_to_what_opened_a_menu(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.focus("summary:has-text('Presets')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.act") == "preset"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Presets"
    assert not page.locator(".presets .menu-body").is_visible()


def test_a_working_opens_by_keyboard_and_says_so(same_page, forge_served):
    page = same_page(forge_served)
    row = page.locator("[data-fold=weight_bytes]")
    card = page.locator(f"#{row.get_attribute('aria-controls')}")
    row.focus()
    page.evaluate("""() => {
      window.answers = 0;
      document.getElementById("forge-dossier").addEventListener("forge:morphed", () => window.answers++);
    }""")
    for number, (key, opened) in enumerate((("Enter", "true"), ("Space", "false")), 1):
        page.keyboard.press(key)
        # Python hears of it too, and what it answers has to be the same.
        page.wait_for_function("(number) => window.answers >= number", arg=number)
        assert row.get_attribute("aria-expanded") == opened
        assert card.is_visible() == (opened == "true")


@pytest.mark.slow
def test_going_back_returns_to_the_design_before_a_preset(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.fill("#forge-training-compute-entry", "2e25")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("training_compute=2e"))
    page.click("summary:has-text('Presets')")
    page.click("[data-argument='llama-3-8b']")
    page.wait_for_url(re.compile("besiroglu"))
    page.go_back()
    until_value(page, "training_compute", 2e25, rel=0.002)


@pytest.mark.slow
def test_a_form_sent_before_python_listens_is_answered_later(open_page, forge_site):
    page = open_page()
    held = []
    # The scripts that link the page to Python come last.
    page.route(re.compile(r"js/models\.js"), lambda route: held.append(route))
    page.goto(forge_site, wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('forge:painted').length > 0")
    page.click("role=tab[name='Goal seek']")
    page.click("form.goals button")
    assert "still starting" in page.inner_text("#forge-goal-answer")
    for route in held:
        route.continue_()
    page.locator("#forge-goal-answer .found").wait_for()


@pytest.mark.slow
def test_a_change_of_the_verdict_is_told_politely(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    assert page.get_attribute("#spoken", "aria-live") == "polite"
    page.select_option("#forge-accelerator-field", "rtx-4090")
    page.wait_for_function("() => document.querySelector('#spoken').textContent.startsWith('Not feasible')")


NAMELESS = """() => {
  const named = (e) => e.getAttribute('aria-label') || e.title || e.textContent.trim()
    || [...(e.labels ?? [])].some((l) => l.textContent.trim())
    || (e.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => document.getElementById(id)?.textContent.trim());
  return [...document.querySelectorAll('button, input, select, textarea, a[href], summary, [role=img], [role=group], figure, section')]
    .filter((e) => !named(e) || (e.matches('input, select, textarea') && !(e.labels?.length || e.ariaLabel)))
    .map((e) => e.outerHTML.slice(0, 200));
}"""
DANGLING = """() => ['aria-controls', 'aria-labelledby', 'aria-describedby', 'for'].flatMap((name) =>
  [...document.querySelectorAll(`[${name}]`)].flatMap((e) => e.getAttribute(name).split(' ')
    .filter((id) => !document.getElementById(id)).map((id) => `${name}=${id}`)))"""
DOUBLE = """() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i); }"""


def test_everything_has_a_name_and_every_reference_a_target(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.click("[data-fold=predicted_loss]")
    page.click("role=tab[name=Sensitivity]")
    page.click("#forge-tornado [data-act=tornado]")
    page.locator(".tornado-row").first.wait_for()
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(DANGLING) == []
    assert page.evaluate(DOUBLE) == []
    assert page.locator("h1:visible").count() == 1


@pytest.mark.slow
def test_the_tab_key_meets_the_decisions_before_what_follows_from_them(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    met = []
    for _ in range(40):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.closest('[data-control], .row')?.id || document.activeElement.dataset.fold"))
    assert 0 < met.index("forge-training-compute") < met.index("forge-accelerator") < met.index("total_parameters")


@pytest.mark.slow
def test_focus_is_seen_wherever_the_tab_key_leads(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.click("summary:has-text('More')")
    page.focus(".skip")
    seen, invisible = set(), []
    for _ in range(150):
        page.keyboard.press("Tab")
        name, ring = page.evaluate("""() => {
          const e = document.activeElement;
          const shown = [e, e.closest('.segment')].filter(Boolean).map((x) => getComputedStyle(x));
          const thumb = e.matches('input.range');
          const box = e.getBoundingClientRect();
          const name = e === document.body ? 'body' : `${[...document.querySelectorAll('*')].indexOf(e)} ${e.id || e.className}`;
          return [name, box.width > 0 && (thumb || shown.some((s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2))];
        }""")
        if name in seen or name.startswith("body"):
            break
        seen.add(name)
        if not ring:
            invisible.append(name)
    assert len(seen) > 40
    assert invisible == []


def test_nothing_moves_for_who_asks_for_stillness(same_page, forge_served):
    page = same_page(forge_served)
    page.fill("#forge-training-compute-entry", "2e25")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-field=training_compute]').dataset.value.startsWith('2')")
    most = page.evaluate("""async () => {
      let most = 0;
      for (let frame = 0; frame < 20; frame++) {
        await new Promise(requestAnimationFrame);
        most = Math.max(most, document.getAnimations().filter((each) => each.effect.getTiming().duration > 1).length);
      }
      return most;
    }""")
    assert most == 0


@pytest.mark.slow
def test_a_second_instrument_is_built_when_first_visited_and_the_first_keeps_its_state(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("overtraining=8"))
    page.click("[data-fold=predicted_loss]")
    wanted = page.get_attribute("[data-field=predicted_loss]", "data-value")
    assert page.locator("#instrument-journey *").count() == 0
    page.click("#stack a[href='#/journey']")
    page.locator("#instrument-journey h1").wait_for()
    assert not page.locator("#instrument-forge").is_visible()
    page.wait_for_url(re.compile("#/journey"))
    page.click("#stack a[href='#/forge']")
    page.locator("#instrument-forge").wait_for()
    page.wait_for_url(re.compile("#/forge.*overtraining=8"))
    assert page.get_attribute("[data-field=predicted_loss]", "data-value") == wanted
    assert page.locator("#forge-working-predicted-loss").is_visible()
    assert not page.locator("#instrument-journey").is_visible()
    # By the browser's own way back as well, with what was built kept.
    page.go_back()
    page.locator("#instrument-journey h1").wait_for()


@pytest.mark.parametrize("name", few(["Goal seek", "Compare", "Sensitivity"]))
def test_what_is_explored_fits_a_phone(same_page, forge_served, name):
    page = same_page(forge_served, width=390, height=844)
    page.click(f"role=tab[name='{name}']")
    page.locator("[role=tabpanel]:visible").locator("[data-act=pin], [type=submit], [data-act=tornado]").first.click()
    page.locator("#forge-compare table, #forge-goal-answer .answer, .tornado-row").first.wait_for(state="visible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
