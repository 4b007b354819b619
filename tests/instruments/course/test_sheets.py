"""Sheets on the page: made by a lecturer, worked on by a student, kept by the browser, exported, printed."""

import json
import re

import pytest

from app.page import Page
from formulas.version import VERSION as NUMBERS
from instruments.course import loading, sheet
from instruments.course.result_file import read
from instruments.course.topics import by_topic, in_order
from instruments.course.variant import Variant
from tests.few import few
from tests.markup import parse

HOSTILE = 'Week 3 <img src=x onerror="alert(1)"> & "more"'
NAME = "Ada <script>alert(1)</script> Лавлейс"


@pytest.fixture
def page():
    return Page()


def make(page, *ids, title=""):
    """The code of a sheet that a lecturer made on the page."""
    page.visit("/course?v1;section=sheet")
    view = page.views["course"]
    for each in ids:
        view.actions["pick"].press(each)
    view.actions["name"].press(json.dumps({"title": title, "seed": "k7m2"}))
    shown = parse(view.fragments["main"].html)
    return re.search(r"sheet=([^;]+)", shown.one("div", "out").attributes["data-sheet-state"])[1]


def begin(page, code, student="Ada"):
    """The view of a sheet that a student has begun."""
    page.visit(f"/course?v1;sheet={code}")
    page.views["course"].actions["begin"].press(json.dumps({"student": student}))
    return page.views["course"]


def answer(view, exercise, part, typed):
    view.model.restore(exercise=exercise)
    view.actions["answer"].press(json.dumps({"part": part, "typed": typed}))


def test_a_lecturer_picks_and_orders_and_gets_a_link(page):
    first, second, third = in_order()[:3]
    code = make(page, first, second, third, title="  Week   3 ")
    view = page.views["course"]
    view.actions["later"].press(first)
    view.actions["pick"].press(third)
    made = sheet.decode(view.model.notebook.draft.code)
    assert (made.title, made.seed, made.exercises) == ("Week 3", "k7m2", (second, first))
    assert sheet.decode(code).exercises == (first, second, third)
    pressed = [each.attributes["data-argument"] for each in parse(view.fragments["main"].html).all("button", "pick", aria_pressed="true")]
    assert sorted(pressed) == sorted([first, second])


def test_a_whole_topic_is_added_at_once_and_none_of_it_twice(page):
    topic, ids = max(by_topic().items(), key=lambda pair: len(pair[1]))
    make(page, ids[-1])
    page.views["course"].actions["pick-all"].press(topic)
    page.views["course"].actions["pick-all"].press(topic)
    assert sorted(page.views["course"].model.notebook.draft.picked) == sorted(ids)


def test_a_seed_that_is_none_is_told_and_gives_no_link(page):
    make(page, in_order()[0])
    view = page.views["course"]
    view.actions["name"].press(json.dumps({"title": "", "seed": "a b<"}))
    shown = parse(view.fragments["main"].html)
    assert "a seed is up to 16 small letters and figures" in shown.one("p", "refusal").text
    assert not shown.all("div", "out")
    view.actions["paper"].press("solutions")
    assert view.fragments["paper"].html == ""


def test_a_locked_sheet_shows_its_exercises_and_nothing_else(page):
    ids = in_order()[:2]
    view = begin(page, make(page, *ids, title=HOSTILE), NAME)
    listed = parse(view.fragments["list"].html)
    assert [link.attributes["href"].rpartition("exercise=")[2] for link in listed.all("a")] == [*ids]
    head = parse(view.fragments["head"].html)
    assert HOSTILE in head.text
    assert NAME in head.text
    assert not head.all("nav")
    page.visit(f"/course?v1;sheet={view.model.sheet};exercise={in_order()[2]}")
    assert "not one of this sheet" in page.notices.html


def test_a_student_says_who_works_and_has_values_of_their_own(page):
    (each, *_) = in_order()
    code = make(page, each)
    page.visit(f"/course?v1;sheet={code}")
    view = page.views["course"]
    view.actions["begin"].press(json.dumps({"student": "   "}))
    assert "a name or a number is needed" in parse(view.fragments["main"].html).one("div", "begin-refusal").text
    seeds = []
    for student in ("Ada", " ADA ", "Bob"):
        seeds.append(begin(page, code, student).model.work.variant(each).seed)
        view.actions["leave"].press()
        assert view.model.work is not None, "asked first"
        view.actions["left"].press()
        assert view.model.work is None
    assert seeds[0] == seeds[1] != seeds[2]


def test_a_result_is_exported_and_holds_what_was_typed(page):
    (each, *_) = in_order()
    view = begin(page, make(page, each, title=HOSTILE), NAME)
    part = loading.exercises()[each].parts[0].id
    answer(view, each, part, "12")
    view.actions["export"].press()
    saved = parse(view.fragments["saved"].html)
    name = saved.one("section", "saved").attributes["data-save-now"]
    assert re.fullmatch(r"result-[a-z0-9-]+\.json", name)
    found = read(saved.one("textarea").content[0])
    assert found.changed == ()
    assert found.data["student"] == NAME
    assert [each["typed"] for each in found.data["answers"][each]["parts"][part]["tries"]] == ["12"]


def test_who_comes_back_finds_what_was_done(page):
    (each, *_) = in_order()
    view = begin(page, code := make(page, each), NAME)
    part = loading.exercises()[each].parts[0].id
    answer(view, each, part, "12")
    view.actions["hint"].press(part)
    held = {slot: text for slot, text in json.loads(view.kept.kept).items() if text is not None}
    again = Page()
    again.visit(f"/course?v1;sheet={code}")
    again.views["course"].kept.held = json.dumps(held)
    shown = parse(again.views["course"].fragments["main"].html)
    assert shown.one("input", "answer-entry").attributes["value"] == "12"
    assert len(shown.one("ol", "hints").all("li")) == 1
    assert "judged" in shown.one("div", "judged").classes
    assert NAME in parse(again.views["course"].fragments["head"].html).text


@pytest.mark.parametrize(
    "held",
    ["", "{", "[]", "null", '{"a": 1}', '{"sheet/x": "{}", "practice/x": "", "guesses": "[1]", "picked": "{}"}', "[" * 99])
def test_a_browser_that_holds_anything_else_breaks_nothing(page, held):
    page.visit("/course")
    view = page.views["course"]
    view.kept.held = held
    assert view.model.notebook.texts == {}
    parse(view.html())
    if "sheet/x" in held:
        assert "could not be read" in view.fragments["notices"].html


def test_work_that_was_changed_by_hand_is_left_out_and_told(page):
    (each, *_) = in_order()
    view = begin(page, make(page, each))
    part = loading.exercises()[each].parts[0].id
    answer(view, each, part, "12")
    held = {slot: text.replace('"12"', '"13"') for slot, text in view.model.notebook.texts.items() if slot.startswith("sheet/")}
    view.kept.held = json.dumps(held)
    assert view.model.work is None
    assert "changed by hand" in view.fragments["notices"].html


@pytest.mark.parametrize(("refused", "word"), [("closed", "keeps nothing"), ("full", "no room left")])
def test_a_browser_that_keeps_nothing_is_told_and_the_work_goes_on(page, refused, word):
    (each, *_) = in_order()
    view = begin(page, make(page, each))
    view.kept.refused = refused
    assert word in view.fragments["notices"].html
    part = loading.exercises()[each].parts[0].id
    answer(view, each, part, "12")
    assert view.model.status(each) == "tried"
    view.kept.refused = ""
    assert word not in view.fragments["notices"].html


@pytest.mark.parametrize(("version", "told"), [("", False), (NUMBERS, False), ("older", True)])
def test_a_sheet_of_other_numbers_says_so(page, version, told):
    code = sheet.encode(sheet.Sheet("", "k7m2", in_order()[:1], version))
    page.visit(f"/course?v1;sheet={code}")
    assert ("The sheet was made with" in page.views["course"].fragments["notices"].html) is told


def test_a_sheet_says_in_one_line_by_how_much_its_answers_changed_and_opens_to_the_list(page):
    code = sheet.encode(sheet.Sheet("", "k7m2", ("power-bill-and-carbon", "six-per-token"), "2026-11"))
    page.visit(f"/course?v1;sheet={code}")
    told = parse(page.views["course"].fragments["notices"].html).one("details")
    line = told.one("summary").text
    assert line.startswith("3 of 4 answers changed since 2026-11, when the sheet was made: Energy, carbon and the bill, ")
    assert len(told.all("ul")[0].all("li")) == 3
    page.visit(f"/course?v1;sheet={sheet.encode(sheet.Sheet('', 'k7m2', ('six-per-token',), '2026-11'))}")
    assert not parse(page.views["course"].fragments["notices"].html).all("details")


@pytest.mark.slow
@pytest.mark.parametrize("solutions", few([False, True]))
def test_a_printed_sheet_holds_its_prompts_and_solutions_only_if_asked(page, solutions):
    ids = in_order()
    make(page, *ids, title=HOSTILE)
    view = page.views["course"]
    view.actions["paper"].press("solutions" if solutions else "plain")
    paper = parse(view.fragments["paper"].html)
    assert HOSTILE in paper.one("h1").text
    made = view.model.notebook.draft.sheet
    for each in ids:
        variant = Variant(loading.exercises()[each], sheet.seed_of(made, "", each))
        assert loading.exercises()[each].title in paper.text
        for part in variant.parts:
            assert (parse(variant.reveal(part).html).text in paper.text) is solutions
    assert bool(paper.all("div", "paper-room")) is not solutions
