"""Cells on the static page: a program is edited, run, stopped, shown, and its errors told, in the reader's browser."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.cells import CELL, Desk, part
from tests.browser.conftest import OpenPage, Watch
from tests.browser.faulty import unhashed
from tests.browser.static_page import until_live
from tests.few import few


@pytest.fixture(scope="module")
def desk(browser, site):
    """One page for all of these; what the browser complains about fails the last."""
    watch = Watch()
    opener = OpenPage(browser, watch)
    page = opener(f"{site}cells/", until="forge:live")
    yield Desk(page)
    opener.close()
    assert watch.unexpected == []


def test_nothing_of_a_cell_is_fetched_before_one_is_approached(open_page, site, watch):
    page = open_page(f"{site}forge/", until="forge:live")
    until_live(page)
    asked = [unhashed(urlsplit(url).path.rpartition("/")[2]) for url in watch.requests]
    assert not [name for name in asked if name in {"cells.js", "codemirror.js", "cell.css", "cell.json", "frame.js"}]
    assert not [url for url in watch.requests if "numpy_further" in url]


def test_a_program_is_shown_as_it_stands_and_run(desk):
    desk.page.evaluate("performance.clearMarks('forge:cell')")
    desk.button("Run").click()
    ran = desk.ended()
    assert ran.how == "done"
    assert re.fullmatch(r"Done in [\d.]+ m?s\.", ran.status)
    assert "1.56034e+11" in ran.text


def test_what_is_printed_comes_while_it_runs_and_stop_ends_an_endless_loop(desk):
    desk.start("print('first')\nwhile True:\n    pass")
    desk.running()
    expect(desk.page.frame_locator(f"{CELL} iframe").locator("pre.out")).to_have_text("first\n")
    # The page is as quick as ever meanwhile.
    desk.page.locator("[data-theme-switch]").first.click()
    desk.page.locator("[data-theme-switch]").first.click()
    desk.button("Stop").click()
    ran = desk.ended()
    assert ran.how == "stopped"
    assert "first" in ran.text
    assert "a new one is ready" in ran.text
    assert desk.run("print(6 * 7)").text.startswith("42")


@pytest.mark.slow
def test_it_can_be_stopped_before_python_is_there(open_page, site):
    desk = Desk(open_page(f"{site}cells/", until="forge:live"))
    desk.button("Run").click()
    desk.button("Stop").click()
    expect(desk.cell.locator(".cell-status")).to_have_text("Stopped.")
    assert desk.run("print(6 * 7)").text.startswith("42")


def test_a_table_and_an_array_are_tables(desk):
    desk.run("import numpy as np\nshow([{'card': 'H100', 'memory': 80e9}])\nnp.arange(200).reshape(100, 2)")
    first, second = desk.frame.locator("table").all()
    assert first.locator("th").all_inner_texts() == ["card", "memory"]
    assert first.locator("td").all_inner_texts() == ["H100", "8e+10"]
    assert second.locator("tbody tr").count() == 50
    assert "shape (100, 2)" in second.locator("caption").inner_text()


def test_a_figure_is_drawn_in_the_frame(desk):
    desk.run("from bokeh.plotting import figure\np = figure(title='Seen', width=300, height=200)\np.line([1, 2, 3], [2, 1, 3])\np")
    desk.frame.wait_for_selector(".bk-Figure")
    height = desk.page.locator(f"{CELL} iframe").evaluate("frame => frame.clientHeight")
    assert 200 <= height <= 400
    assert desk.page.locator(".cell .bk-Figure").count() == 0


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("a = 1\n\ndef f(x):\n    return x / 0\n\nf(a)", "    return x / 0", "ZeroDivisionError in line 4"),
        ("x = 1\nif x\n    pass", "if x", "SyntaxError in line 2"),
        ("import pandas", "import pandas", "a cell has no network to bring it"),
    ],
)
def test_an_error_points_at_its_line_with_the_traceback_below(desk, code, line, words):
    assert desk.run(code).how == "error"
    frame = desk.frame
    assert words in frame.locator(".error").inner_text()
    assert desk.cell.locator(".cm-wrong").inner_text() == line
    assert not frame.locator(".error pre").is_visible()
    frame.locator(".error summary").click()
    assert "cell" in frame.locator(".error pre").inner_text()
    # A line that is being mended is not marked any more.
    desk.cell.locator(".cm-wrong").click()
    desk.page.keyboard.type(" ")
    expect(desk.cell.locator(".cm-wrong")).to_have_count(0)


@pytest.mark.slow
def test_what_the_site_ships_can_be_imported(desk):
    ran = desk.run(
        "import numpy as np, statistics, unittest, random\nfrom formulas.training import training_flop\n"
        "print(f'{training_flop(405e9, 15.6e12):.2g}', statistics.mean([1, 2, 3]), unittest.TestCase.__name__)\n"
        "print(np.random.default_rng(1).integers(100), np.fft.fft([1, 0]).real, np.polynomial.Polynomial([1, 2])(3))"
    )
    assert ran.text.strip() == "3.8e+25 2 TestCase\n47 [1. 1.] 7.0"


@pytest.mark.slow
def test_it_may_print_and_show_so_much_and_no_more(desk):
    ran = desk.run("while True:\n    print('x' * 99)")
    assert ran.how == "output"
    assert "50,000 characters and 40 tables or figures are the most" in ran.text
    assert len(ran.text) < 52_000
    assert desk.run("for i in range(100):\n    show([{'a': i}])").how == "output"
    assert desk.run("print(1)").how == "done"


def test_it_may_have_so_much_memory_and_no_more(desk):
    ran = desk.run("kept = []\nwhile True:\n    kept.append(bytearray(50_000_000))")
    assert ran.how == "error"
    assert "a cell may use 512 MB" in ran.text
    assert desk.run("kept = None\nlen(bytearray(100_000_000))").text.strip() == "100000000"


@pytest.mark.slow
def test_it_may_run_so_long_and_no_longer(open_page, site):
    page = open_page()
    page.clock.install()
    page.goto(f"{site}cells/")
    until_live(page)
    desk = Desk(page)
    desk.start("print('begun')\nwhile True:\n    pass")
    expect(page.frame_locator(f"{CELL} iframe").locator("pre.out")).to_have_text("begun\n", timeout=60_000)
    page.clock.fast_forward(61_000)
    expect(desk.cell.locator(".cell-status")).to_have_text("Stopped: it took too long.")
    assert "as long as a cell may run" in desk.frame.locator("#output").inner_text()


def test_reset_brings_back_the_text_and_a_python_that_knows_nothing(desk):
    desk.run("import builtins\nbuiltins.leaked = 1")
    assert desk.run("leaked").how == "done"
    desk.button("Reset").click()
    expect(desk.cell.locator(".cm-line").first).to_have_text("from formulas.capacity import cards_per_replica, usable_bytes")
    assert desk.run("leaked").how == "error"


@pytest.mark.slow
def test_a_link_holds_the_text_and_does_not_run_it(desk, open_page, site, watch):
    desk.page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
    desk.put("print('from a link')\n")
    desk.button("Link").click()
    desk.page.wait_for_function("() => window.copied")
    link = desk.page.evaluate("window.copied")
    assert "#" in link
    opened = open_page(link, until="forge:live")
    other = Desk(opened)
    expect(other.cell.locator(".cm-line").first).to_have_text("print('from a link')")
    assert "Read it before you run it" in other.status
    assert opened.locator("iframe").count() == 0
    assert not opened.locator(".notice").count()
    assert "cell=" not in opened.url
    version = opened.evaluate("document.documentElement.dataset.made.split('as-of=')[1]")
    assert link.endswith(f".{version}")
    assert "results may differ" not in other.status
    older = open_page(f"{link.removesuffix(version)}2025-01", until="forge:live")
    expect(older.locator(f"{CELL} .cell-status")).to_contain_text(f"numbers of 2025-01, and this page has those of {version}")


@pytest.mark.slow
@pytest.mark.parametrize("packed", few(["%3Cscript%3E", "AAAA", "x"]))
def test_a_link_that_holds_no_program_is_no_harm(open_page, site, packed):
    page = open_page(f"{site}cells/#cell=one_function.{packed}", until="forge:live")
    expect(page.locator(f"{CELL} .cm-line").first).to_have_text("from formulas.capacity import cards_per_replica, usable_bytes")


def test_the_keyboard_runs_indents_searches_and_leaves(desk):
    desk.put("x = 1\n")
    desk.cell.locator(".cm-content").click()
    page = desk.page
    page.keyboard.press("Control+End")
    page.keyboard.type("if x:")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("print('typed')")
    page.evaluate("performance.clearMarks('forge:cell')")
    page.keyboard.press("Control+Enter")
    assert desk.ended().text.strip() == "typed"
    page.keyboard.press("Control+f")
    expect(desk.cell.locator(".cm-search")).to_be_visible()
    page.keyboard.press("Escape")
    expect(desk.cell.locator(".cm-search")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(desk.button("Run")).to_be_focused()


def test_axe_finds_nothing_in_a_cell_with_output(desk, axe):
    desk.run("import numpy as np\nprint('text')\nshow(np.arange(3))\n1 / 0")
    assert axe.findings(desk.page) == []
    assert axe.findings(desk.frame) == []


def test_a_program_and_its_output_go_on_paper(desk):
    desk.run("\n".join(f"print({number})" for number in range(80)))
    desk.page.emulate_media(media="print")
    try:
        assert desk.cell.locator(".cm-content").is_visible()
        assert not desk.button("Run").is_visible()
        assert desk.page.locator(f"{CELL} iframe").evaluate("frame => frame.clientHeight") > 80 * 15
    finally:
        desk.page.emulate_media(media="screen")


@pytest.mark.slow
def test_an_instruments_program_opens_in_a_sheet_and_two_cells_share_one_place_for_python(open_page, site):
    page = open_page(f"{site}forge/", until="forge:live")
    page.get_by_role("button", name="In Python").click()
    desk = Desk(page, ".cell-sheet .cell")
    assert page.locator("dialog.cell-sheet").evaluate("dialog => dialog.open")
    page.evaluate("performance.clearMarks('forge:cell')")
    desk.button("Run").click()
    ran = desk.ended()
    assert ran.how == "done"
    assert "Predicted loss: 1.917 nats per token" in ran.text
    desk.frame.wait_for_selector(".bk-Figure")
    # The first leaves the editor, the second the sheet.
    desk.cell.locator(".cm-content").click()
    page.keyboard.press("Escape")
    expect(desk.button("Run")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="In Python")).to_be_focused()
    assert not page.locator("dialog.cell-sheet").evaluate("dialog => dialog.open")


@pytest.mark.slow
def test_another_program_stops_the_first_and_its_text_stays(desk):
    desk.start("while True:\n    pass")
    desk.running()
    page = desk.page
    page.get_by_role("navigation", name="Programs").get_by_role("link", name="The loop of a token").click()
    other = '.cell[data-cell="loop"]'
    page.wait_for_selector(f"{other} .cm-content")
    page.locator(other).get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(f"{other} .cell-status")).to_contain_text("Done", timeout=60_000)
    page.get_by_role("navigation", name="Programs").get_by_role("link", name="The Forge as one function").click()
    # What is put in goes behind the address, which has to be that of this program by then.
    expect(desk.button("Run")).to_be_visible()
    page.wait_for_function("() => !location.hash.includes('loop')")
    expect(desk.cell.locator(".cell-status")).to_have_text("Stopped: another program was run.")
    expect(desk.cell.locator(".cm-line").first).to_have_text("while True:")
    assert desk.run("print(6 * 7)").text.startswith("42")


@pytest.mark.slow
def test_on_a_phone_nothing_is_wider_than_the_page_and_a_finger_finds_its_place(open_page, site):
    url = f"{site}cells/#{part('one_function', 'print(list(range(500)))')}"
    page = open_page(url, until="forge:live", width=390, height=844, has_touch=True)
    desk = Desk(page)
    desk.button("Run").click()
    page.wait_for_function("() => performance.getEntriesByName('forge:cell').length > 0", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("Run", "Stop", "Reset", "Copy", "Link"):
        assert desk.button(name).bounding_box()["height"] >= 40
