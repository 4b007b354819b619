"""Around the instrument on show: where it is, what it is called, its neighbours, the dock; with two instruments and with a full stack."""

import pytest

from app.navigation import SITE, crumbs_html, dock_html, neighbours_html, title
from app.page import Page
from app.stack import beside_html, stack_html
from app.statements import Statements
from formulas.registry import equations
from instruments.frame.declaration import STRATA
from instruments.frame.discovery import BESIDE, at, home, in_stack, instruments
from tests.full_stack import WANTED, many
from tests.markup import parse


def neighbours(current):
    """The route of each neighbour, by the way to it."""
    return {link.classes[1]: link.attributes["href"] for link in parse(neighbours_html(current)).all("a")}


def assert_each_leads_to_the_next():
    order = [entry.id for entry in in_stack()]
    assert all(neighbours(entry.id) == {} for entry in at(BESIDE))
    for place, name in enumerate(order):
        expected = {"above": order[place - 1]} if place else {}
        expected |= {"below": order[place + 1]} if place + 1 < len(order) else {}
        assert neighbours(name) == {way: f"#{instruments()[other].route}" for way, other in expected.items()}
        for link in parse(neighbours_html(name)).all("a"):
            (other,) = [each for each in instruments().values() if link.attributes["href"] == f"#{each.route}"]
            assert other.title in link.text
            assert STRATA[other.stratum] in link.text
            assert other.question in link.text


def test_neighbours_are_those_of_the_stack():
    assert_each_leads_to_the_next()


def test_a_full_stack_lists_everything(tmp_path):
    before = len(instruments())
    with many(tmp_path):
        assert len(instruments()) == before + sum(map(len, WANTED.values())) >= 14
        assert_each_leads_to_the_next()
        stack = parse(stack_html(home(), {}))
        assert [link.text for link in stack.all("a")] == [entry.title for entry in instruments().values()]
        assert len(stack.all("details")) == len([stratum for stratum in STRATA if at(stratum)]) == 5
    assert len(instruments()) == before


def test_what_stands_beside_the_stack_is_in_the_masthead_and_below_the_stack(tmp_path):
    with many(tmp_path):
        beside = {entry.title: f"#{entry.route}" for entry in at(BESIDE)}
        assert {"Course", "Index"} <= set(beside)
        for current in (home(), "dummy_course"):
            page = Page(home())
            for markup in (page.around["beside"].html, parse(stack_html(current, {})).one("li", "stack-beside")):
                links = (parse(markup) if isinstance(markup, str) else markup).all("a")
                assert {link.text: link.attributes["href"] for link in links} == beside
        (course,) = [link for link in parse(stack_html("dummy_course", {})).all("a") if "aria-current" in link.attributes]
        assert course.text == "Course"
        assert [item.text for item in parse(crumbs_html("dummy_course")).all("li")] == ["Course"]
        assert not parse(stack_html("dummy_course", {})).all("li", "lit")
        assert [link.text for link in parse(dock_html(home())).all("a")] == [at(BESIDE)[0].title]


@pytest.mark.parametrize("name", instruments())
def test_titles_and_breadcrumb_say_where_one_is(name):
    entry = instruments()[name]
    assert title(name) == (SITE if entry.title == SITE else f"{entry.title} - {SITE}")
    *stratum, here = parse(crumbs_html(name)).all("li")
    assert [item.text for item in stratum] == ([STRATA[entry.stratum]] if entry in in_stack() else [])
    assert here.text == entry.title
    assert here.attributes["aria-current"] == "page"


@pytest.mark.parametrize("name", instruments())
def test_the_dock_has_what_the_instrument_is_controlled_with(name):
    controls = instruments()[name].controls
    assert [button.text for button in parse(dock_html(name)).all("button")] == ["Stack", *filter(None, [controls])]


@pytest.mark.parametrize("name", instruments())
def test_a_visit_changes_everything_around(name):
    page = Page()
    page.address.fragment = instruments()[name].route
    assert page.address.title == title(name)
    assert page.around["crumbs"].html == crumbs_html(name)
    assert page.around["around"].html == neighbours_html(name)
    assert page.around["dock"].html == dock_html(name)


def test_a_visit_that_fails_leaves_everything_around_as_it_was():
    page = Page()
    back = page.checkpoint()
    page.address.fragment = "/journey"
    back()
    assert page.address.title == title(home())
    assert {target: shown.html for target, shown in page.around.items()} == {
        "crumbs": crumbs_html(home()), "around": neighbours_html(home()), "dock": dock_html(home()),
        "beside": beside_html(home()),
    }  # fmt: skip


def test_an_equation_is_stated_when_it_is_asked_for():
    statements, known = Statements(), next(iter(equations()))
    assert statements.shown.html == ""
    statements.asked.press(known)
    assert equations()[known].title in parse(statements.shown.html).text
    assert parse(statements.shown.html).one(role="math").attributes["data-tex"] == equations()[known].formula
    statements.asked.press("no.such.equation")
    assert "no such equation" in parse(statements.shown.html).one("p", "refusal").text
