"""Ids in the page: no two elements share one, whichever instruments are on it, and what points at one finds it."""

from collections import Counter

import pytest

from app.page import Page
from app.shell import html
from instruments.frame.discovery import home, instruments
from instruments.frame.ids import Ids
from instruments.widgets import Fragment
from tests.few import few
from tests.markup import parse

POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "data-slot")


@pytest.fixture(scope="module")
def page():
    page = Page()
    for name in instruments():
        page.visit(f"/{name}")
    return page


def having(root, attribute):
    """Values of an attribute, of every element that has it."""
    return [element.attributes[attribute] for element in root.all() if attribute in element.attributes]


def test_no_two_instruments_share_an_id(page):
    around = [name for name in having(parse(html(home())), "id") if not name.startswith(tuple(f"{each}-" for each in instruments()))]
    within = [name for view in page.views.values() for name in having(parse(view.html()), "id")]
    assert [name for name, count in Counter(around + within).items() if count > 1] == []


@pytest.mark.parametrize("name", instruments())
def test_every_id_begins_with_its_instruments(page, name):
    shown = parse(page.views[name].html())
    assert [each for each in having(shown, "id") if not each.startswith(f"{name}-")] == []
    groups = {each.attributes["name"] for each in shown.all("input", type="radio")}
    assert [each for each in groups if not each.startswith(f"{name}-")] == []


@pytest.mark.parametrize("name", few(list(instruments()), "forge", "course"))
def test_what_buttons_bring_keeps_to_it(name):
    """Comparisons, answers, texts to copy: whatever a press puts into the page."""
    page = Page()
    page.visit(f"/{name}")
    view, seen = page.views[name], 0
    buttons = [button for button in parse(view.html()).all("button") if "data-act" in button.attributes]
    for button in buttons:
        view.actions[button.attributes["data-act"]].press(button.attributes["data-argument"])
        for fragment in (each for each in view.components if isinstance(each, Fragment)):
            brought = having(parse(fragment.html), "id")
            seen += len(brought)
            assert [each for each in brought if not each.startswith(f"{name}-")] == []
    assert seen or not buttons


@pytest.mark.parametrize("name", instruments())
def test_what_points_at_an_element_finds_it(page, name):
    shown = parse(page.views[name].html())
    ids = set(having(shown, "id"))
    pointed = {target for attribute in POINTERS for value in having(shown, attribute) for target in value.split()}
    assert pointed - ids == set()


@pytest.mark.parametrize("name", instruments())
def test_what_is_bound_stands_in_the_instruments_section(page, name):
    ids = {*having(parse(page.views[name].html()), "id"), Ids(name).section}
    assert {each.target for each in page.views[name].components} - ids == set()
