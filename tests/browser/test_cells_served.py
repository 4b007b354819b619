"""Cells on a server's page: the same browser runs them, and the server hears nothing of what was typed."""

import pytest
from playwright.sync_api import expect

from tests.browser.cells import CELL, Desk, part
from tests.few import few

TYPED = "nobody_is_told_of_this"


def test_the_server_hears_nothing_of_what_is_typed(open_page, served, dist, watch):
    said = []
    page = open_page()
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: said.append(str(frame))))
    page.on("request", lambda request: said.append(f"{request.url} {request.post_data or ''}"))
    page.goto(f"{served}#/cells")
    page.wait_for_selector(f"{CELL} .cm-content", timeout=60_000)
    desk = Desk(page)
    # As a link brings it, as it is typed, and as it is run.
    desk.put(f"{TYPED} = 6 * 7\nprint({TYPED})\n")
    desk.cell.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"print('{TYPED}' * 2)")
    page.evaluate("performance.clearMarks('forge:cell')")
    page.keyboard.press("Control+Enter")
    ran = desk.ended()
    assert ran.text.split() == ["42", TYPED * 2]
    # Whatever else the page tells its server goes through the same socket.
    page.get_by_role("navigation", name="Programs").get_by_role("link", name="The loop of a token").click()
    page.wait_for_selector('.cell[data-cell="loop"] .cm-content')
    assert said
    assert [each for each in said if TYPED in each or part("", TYPED)[6:] in each] == []


@pytest.mark.slow
def test_without_a_built_site_a_cell_says_what_to_do(open_page, served, watch):
    watch.allow("404|status 404")
    page = open_page()
    page.route("**/site/**", lambda route: route.fulfill(status=404))
    page.goto(f"{served}#/cells")
    desk = Desk(page)
    desk.button("Run").click()
    trouble = desk.cell.locator(".cell-trouble")
    expect(trouble).to_contain_text("run “make build” once")
    expect(trouble).to_contain_text("Nothing that you type is run on the server")
    expect(desk.button("Run")).to_be_enabled()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "inputs", "wanted"),
    few([
        ("def area(w, h):\n    return w * h", [[2, 3], [0.5, 4]], {"values": [6, 2.0]}),
        ("def area(w, h):\n    return w / 0", [[2, 3]], {"error": {"name": "ZeroDivisionError", "line": 2}}),
        ("def size(w, h):\n    return w", [[2, 3]], {"error": {"name": "NameError", "line": None}}),
        ("import js\ndef area(w, h):\n    js.self.postMessage('{\"type\": \"answer\", \"json\": \"[7]\"}')\n    return 1", [[2, 3]],
         {"error": {"name": "Unreadable", "line": None}}),
    ]),
    ids=["right", "fails", "missing", "answers out of turn"],
)
def test_a_readers_function_is_tried(open_page, served, dist, code, inputs, wanted):
    page = open_page(served, until="forge:live")
    told = page.evaluate(
        "async ([code, inputs]) => (await import(new URL('static/js/cell/try.js', location.href.replace(/app\\/?(#.*)?$/, 'app/')).href))"
        ".tryFunction(code, 'area', inputs)",
        [code, inputs],
    )
    if "error" in told:
        assert told["error"].pop("message")
    assert told == wanted


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height", "dark"), few([(390, 844, True), (390, 844, False), (1440, 900, False)]))
def test_axe_finds_nothing_where_somebody_types(open_page, served, axe, width, height, dark):
    """Of the editor: a line that one stands on, a choice of text, a field of the search."""
    page = open_page(f"{served}?page=cells#/cells", until="forge:live", width=width, height=height, dark=dark)
    desk = Desk(page)
    for states in (["End"], ["Control+a"], ["Control+f"]):
        desk.cell.locator(".cm-content").focus()
        for key in states:
            page.keyboard.press(key)
        assert axe.findings(page) == [], states
