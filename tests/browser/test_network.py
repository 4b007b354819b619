"""The operation step by step as a person plays it: by pointer, by keys, to its end; with motion and without."""

import pytest

from tests.few import few

SUMS = """() => {
  const numbers = row => [...row.querySelectorAll('td')].map(td => Number(td.textContent));
  const [rows, [sums]] = ['tbody', 'tfoot'].map(part => [...document.querySelectorAll(`#network-held-pane ${part} tr`)].map(numbers));
  return { rows, sums };
}"""
AT = "step => document.querySelector('[data-stepper] [data-step]')?.dataset.step === String(step)"
STILL = "() => document.querySelector('[data-instrument=network] [data-play]').getAttribute('aria-pressed') === 'false'"
DOTS = """() => {
  window.dots = 0;
  new MutationObserver(all => all.forEach(({ addedNodes }) => addedNodes.forEach(node => {
    if (node.getAttribute?.('class') === 'travels') window.dots += 1;
  }))).observe(document.querySelector('[data-instrument=network] [data-stage]'), { childList: true, subtree: true });
}"""


@pytest.fixture
def stepper(same_page, served):
    page = same_page(f"{served}#/network")
    page.wait_for_function(AT, arg=0)
    return page


def test_the_sums_on_the_screen_are_those_of_the_numbers(stepper):
    begun = stepper.evaluate(SUMS)
    assert [sum(column) for column in zip(*begun["rows"], strict=True)] == begun["sums"]
    stepper.select_option("[data-instrument=network] [data-pace]", "250")
    stepper.click("[data-instrument=network] [data-play]")
    stepper.wait_for_function(AT, arg=14)
    ended = stepper.evaluate(SUMS)
    assert ended["rows"] == [begun["sums"]] * 8
    stepper.wait_for_function(STILL)


def test_keys_alone_lead_through_it(stepper):
    stepper.emulate_media(reduced_motion="no-preference")
    stepper.evaluate(DOTS)
    stepper.keyboard.press(" ")
    stepper.wait_for_function(AT, arg=1)
    stepper.wait_for_function("() => window.dots === 8")
    stepper.keyboard.press("ArrowRight")
    stepper.wait_for_function(AT, arg=2)
    stepper.keyboard.press("ArrowLeft")
    stepper.wait_for_function(AT, arg=1)
    stepper.keyboard.press("r")
    stepper.wait_for_function(AT, arg=0)
    stepper.keyboard.press("a")
    stepper.wait_for_function(AT, arg=2)
    stepper.keyboard.press("a")
    stepper.wait_for_function(STILL)


@pytest.mark.slow
def test_another_way_is_a_choice_away_and_stops_what_plays(stepper):
    stepper.click("[data-instrument=network] [data-play]")
    stepper.select_option("#network-algorithm-field", "tree")
    stepper.wait_for_function("() => document.querySelector('[data-stepper] [data-steps]')?.dataset.steps === '6'")
    stepper.wait_for_function(STILL)
    stepper.select_option("#network-operation-field", "all-gather")
    stepper.wait_for_function("() => document.querySelector('#network-algorithm-field').value === 'ring'")
    stepper.select_option("#network-algorithm-field", "two-trees")
    stepper.wait_for_function("() => document.querySelector('#network-operation-field').value === 'all-reduce'")
    stepper.wait_for_function("() => document.querySelector('[data-stepper] [data-steps]')?.dataset.steps === '21'")


HELD = """() => ['.stage .holds', '#network-held-pane tbody td'].map(
  part => [...document.querySelectorAll(part)].map(each => each.textContent.trim()))"""


def test_the_cards_hold_the_numbers_of_the_table(stepper):
    for step in range(1, 4):
        stepper.keyboard.press(" ")
        stepper.wait_for_function(AT, arg=step)
    cards, table = stepper.evaluate(HELD)
    assert len(cards) == 64
    assert cards == table


@pytest.mark.slow
def test_nothing_travels_where_motion_is_not_wanted(open_page, served):
    page = open_page(f"{served}#/network", until="forge:live")
    page.wait_for_function(AT, arg=0)
    page.evaluate(DOTS)
    page.keyboard.press(" ")
    page.wait_for_function(AT, arg=1)
    assert page.evaluate("() => window.dots") == 0
    assert page.locator("[data-instrument=network] [data-stage] path.sends").count() == 8


@pytest.mark.parametrize(("width", "height"), few([(390, 844), (1440, 900), (1024, 768), (600, 400)]))
def test_it_fits_and_comes_first(same_page, served, width, height):
    page = same_page(f"{served}#/network", width=width, height=height)
    page.wait_for_function(AT, arg=0)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    network = page.locator("[data-instrument=network]")
    stage, rows = (network.locator(each).first.bounding_box() for each in ("[data-stage]", ".dossier"))
    assert stage["y"] < max(rows["y"], 520)
    inside = "each => each.every(part => part.getBoundingClientRect().right <= innerWidth)"
    assert page.locator(".stepper select, .stepper .moves button").evaluate_all(inside)
