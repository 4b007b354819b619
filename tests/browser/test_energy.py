"""The flow of power under ``panel serve app``: drawn where it is looked at, once for each change, told to who does not see it."""

import json

import pytest

from tests.few import few

DRAWN = "() => document.querySelector('.flow.drawn > .slot > svg')"
COUNTED = """() => {
  window.drawings = 0;
  new MutationObserver((changes) => (window.drawings += changes.filter(({ addedNodes }) => addedNodes.length).length))
    .observe(document.querySelector('.flow > .slot'), { childList: true });
}"""
LIBRARY = "vendor/d3-sankey/d3-sankey.js"


def fetched(page):
    return page.evaluate("() => performance.getEntriesByType('resource').map(({ name }) => name)")


@pytest.fixture
def energy(same_page, served):
    page = same_page(f"{served}#/energy")
    page.wait_for_function(DRAWN)
    return page


def until_row(page, row, wanted):
    page.wait_for_function(
        "([row, wanted]) => "
        "Math.abs(document.querySelector(`[data-instrument=energy] [data-field=${row}]`).dataset.value / wanted - 1) < 0.01",
        arg=[row, wanted],
    )


def words(page):
    return page.locator(".flow > .slot > svg").text_content()


@pytest.mark.slow
def test_the_library_comes_with_the_picture_and_not_before(open_page, served):
    page = open_page(f"{served}?page=forge#/forge", until="forge:live")
    assert not any(LIBRARY in name for name in fetched(page))
    page.evaluate("() => (location.hash = '#/energy')")
    page.wait_for_function(DRAWN)
    assert sum(LIBRARY in name for name in fetched(page)) == 1


def test_a_change_is_drawn_once_and_says_what_the_rows_say(energy):
    assert "910 kW" in words(energy)
    energy.evaluate(COUNTED)
    energy.fill("#energy-utilisation-entry", "0.9")
    energy.keyboard.press("Enter")
    until_row(energy, "useful_power", 2 * 910_350)
    energy.wait_for_function("() => document.querySelector('.flow > .slot > svg').textContent.includes('1.82 MW')")
    assert energy.evaluate("() => window.drawings") == 1


def test_the_list_says_the_same_to_who_does_not_see_it(energy):
    assert energy.get_attribute(".flow > .slot > svg", "aria-hidden") == "true"
    told = energy.locator(".flow-ends").text_content()
    data = json.loads(energy.get_attribute("[data-flow]", "data-flow"))
    ends = [node for node in data["nodes"] if node["kind"] != "trunk"]
    assert len(ends) == energy.locator(".flow-end").count() == 6
    assert all(node["shown"] in told and node["band"] in told for node in ends)


@pytest.mark.slow
def test_each_band_is_on_the_screen(energy):
    """Drawn beside its part where there is room, in the list where there is none."""
    bands = [node["band"] for node in json.loads(energy.get_attribute("[data-flow]", "data-flow"))["nodes"]]
    assert all(band in words(energy) for band in bands)
    energy.set_viewport_size({"width": 390, "height": 844})
    energy.wait_for_selector(".flow.narrow.drawn")
    listed = energy.locator(".flow-end .flow-band")
    assert listed.count() == 6
    assert all(listed.nth(i).bounding_box()["height"] > 10 for i in range(6))


@pytest.mark.slow
def test_the_name_of_the_boards_stands_on_what_comes_to_them(energy):
    """Not on the green that leaves them, whose figure it would be taken for."""
    end, start = energy.evaluate("""() => [
      [...document.querySelectorAll('.flow svg text')].find((text) => text.textContent.startsWith('Boards2')).getBoundingClientRect().right,
      document.querySelector('.flow rect[data-row=board_power]').getBoundingClientRect().left,
    ]""")
    assert end < start


@pytest.mark.parametrize(("width", "height"), few([(390, 844), (1440, 900), (1000, 900)]))
def test_another_grid_moves_a_figure_in_sight(same_page, served, width, height):
    page = same_page(f"{served}?page=energy#/energy", width=width, height=height)
    carbon = page.locator("[data-instrument=energy] .keys > div:nth-child(4) .value")
    before = carbon.text_content()
    page.evaluate("() => (location.hash = '#/energy?v1;grid=fra')")
    page.wait_for_function("([each, before]) => each.textContent !== before", arg=[carbon.element_handle(), before])
    box = carbon.bounding_box()
    assert 0 <= box["y"] < height


def test_a_part_of_the_flow_opens_the_working_of_its_number(energy):
    energy.locator(".flow rect[data-row=host_power]").click()
    energy.wait_for_function("() => document.querySelector('[data-fold=host_power]').getAttribute('aria-expanded') === 'true'")


def test_a_narrow_page_has_all_of_it(energy):
    energy.set_viewport_size({"width": 390, "height": 844})
    energy.wait_for_function("() => Number(document.querySelector('.flow > .slot > svg')?.getAttribute('width')) < 390")
    assert energy.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    boxes = energy.evaluate("""() => [...document.querySelectorAll('.flow svg text')].map((text) => text.getBoundingClientRect().right)""")
    assert max(boxes) <= 390


@pytest.mark.slow
def test_it_is_saved_as_a_drawing_that_stands_by_itself(energy):
    energy.hover("#energy-picture-flow")
    with energy.expect_download() as saved:
        energy.locator("#energy-picture-flow [data-export=svg]").click()
    text = saved.value.path().read_text("utf-8")
    assert saved.value.suggested_filename == "energy-flow.svg"
    assert "Useful arithmetic" in text
    assert "var(--" not in text.partition("</style>")[2]
    with energy.expect_download() as saved:
        energy.locator("#energy-picture-flow [data-export=csv]").click()
    assert "Boards that wait" in saved.value.path().read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("width", few([1280, 1440, 1800]))
def test_the_table_of_places_is_as_wide_as_there_is_room_and_its_rows_are_low(open_page, served, width):
    """In one column of three, two of eleven columns showed, in rows six lines high."""
    page = open_page(f"{served}?page=energy#/energy", until="forge:live", width=width, height=900)
    table = page.locator(".wide-table:visible").first
    table.scroll_into_view_if_needed()
    shown = table.evaluate(
        "at => [...at.querySelectorAll('thead th')]"
        ".filter(th => th.getBoundingClientRect().right <= at.getBoundingClientRect().right).length"
    )
    assert shown >= 5
    heights = table.evaluate("at => [...at.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)")
    line = table.evaluate("at => parseFloat(getComputedStyle(at.querySelector('td')).lineHeight)")
    assert max(heights) <= 3 * line + 12
