"""The course as its page shows it: answers said back and judged, hints, giving up, and nothing of a key before it may show."""

import json

import pytest

from app.page import Page
from instruments.course import loading
from instruments.course.topics import by_topic, in_order
from instruments.prose.speech import speech
from tests.few import few
from tests.markup import parse

FLOP = "six-per-token"
PARTS = "hours-and-bill"


@pytest.fixture
def page():
    page = Page()
    page.visit("/course")
    return page


@pytest.fixture
def view(page):
    return page.views["course"]


def go(page, exercise):
    """The view with an exercise on show."""
    page.visit(f"/course?v1;exercise={exercise}")
    return page.views["course"]


def main(view):
    """What is on show, as a tree."""
    return parse(view.fragments["main"].html)


def answer(view, part, typed, act="answer"):
    """Send the form of a part."""
    view.actions[act].press(json.dumps({"part": part, "typed": typed}))


def part_of(exercise):
    """The id of the only part of an exercise."""
    (part,) = loading.exercises()[exercise].parts
    return part.id


def told(view):
    """Everything that stands on the page; the chip with the present design of another page shows that one's own figures."""
    return " ".join(each.html for each in view.fragments.values())


@pytest.mark.slow
def test_every_exercise_is_listed_under_its_topic_and_can_be_shown(page, view):
    listed = parse(view.fragments["list"].html)
    assert [len(topic.all("a")) for topic in listed.all("section", "topic")] == [len(ids) for ids in by_topic().values()]
    for each in in_order():
        shown = main(go(page, each))
        exercise = loading.exercises()[each]
        assert exercise.title in shown.one("h2").text
        assert len(shown.all("section", "part")) == len(exercise.parts)
        assert exercise.title in parse(view.fragments["list"].html).one("a", aria_current="true").text


def test_prompts_can_be_read_without_a_script(view):
    assert not parse(view.html()).all("section", "unscripted-list"), "a page that opens it within itself runs scripts"
    listed = parse(Page("course").views["course"].html()).one("section", "unscripted-list")
    assert [item.one("h3").text for item in listed.all("li")] == [loading.exercises()[each].title for each in in_order()]
    assert all(len(item.one("p").text) > 40 for item in listed.all("li"))


@pytest.mark.parametrize("exercise", few(in_order(), *in_order()[::6]))
def test_every_term_is_marked_where_the_card_says_it_first(page, exercise):
    shown = main(go(page, exercise))
    marks = [each.attributes.get("href") or each.attributes["data-term"] for each in shown.all("", "term")]
    assert len(marks) == len(set(marks)), "once is enough"
    variant = page.views["course"].model.work.variant(exercise)
    texts = [variant.prompt, variant.passage, *(each.prompt for each in variant.parts.values())]
    texts += [option for each in variant.parts.values() for _, option in each.options]
    pieces = [piece.text for text in texts for pieces in text.paragraphs for piece in pieces if piece.kind != "maths"]
    said = {term for text in pieces for _, _, term in speech().spoken(text)}
    assert {mark.rpartition("=")[2] for mark in marks} >= said
    assert all(label.all("a") == [] for label in shown.all("label")), "a link in a label would choose nothing"


def test_a_worked_solution_tells_its_symbols_and_opens_each_step_in_a_cell(page):
    view = go(page, FLOP)
    view.actions["code"].press("compute")
    assert view.fragments["code"].html == "", "not before the solution shows"
    view.actions["giveup"].press(part_of(FLOP))
    worked = main(view).one("details", "worked")
    rows = worked.one("table", "symbols").one("tbody").all("tr")
    step = view.model.work.reveal(FLOP, part_of(FLOP)).steps
    assert len(rows) == sum(len(each.arguments) + 1 for each in step.values())
    assert all(row.all("a", "term") for row in rows)
    name = next(iter(step))
    assert worked.one("button", data_argument=name).attributes["data-act"] == "code"
    view.actions["code"].press(name)
    button = parse(view.fragments["code"].html).one("button")
    assert f"from formulas.{step[name].equation.id.rpartition('.')[0]} import" in button.attributes["data-cell-code"]
    view.actions["code"].press("no-such-step")


@pytest.mark.parametrize("typed", ["4.2e22", "42 ZFLOP", "4,2 × 10²²", "42 * 10^21 FLOP"])
def test_an_answer_is_said_back_before_it_is_judged(page, typed):
    view = go(page, FLOP)
    key = view.model.work.variant(FLOP).key(part_of(FLOP))
    answer(view, part_of(FLOP), typed, act="read")
    assert main(view).one("p", "understood").text == "Read as 4.2 × 10²² FLOP"
    assert view.model.status(FLOP) == "new", "reading is no try"
    answer(view, part_of(FLOP), f"{key:.6g}")
    judged = main(view).one("div", "judged")
    assert "right" in judged.classes
    assert "accepted" in judged.text
    assert view.model.status(FLOP) == "right"
    assert "data-spoken>Right" in view.fragments["head"].html


def test_what_cannot_be_read_is_no_try_and_says_what_can_be_typed(page):
    view = go(page, FLOP)
    for typed in ("many", "  ", "<b>1</b>"):
        answer(view, part_of(FLOP), typed)
    shown = main(view)
    assert "is not a number" in shown.one("div", "judged").text
    assert not shown.all("b", text="1")
    assert view.model.status(FLOP) == "new"
    assert view.model.notebook.texts == {}


def test_a_wrong_unit_and_a_power_of_ten_have_sentences_of_their_own(page):
    view = go(page, FLOP)
    key = view.model.work.variant(FLOP).key(part_of(FLOP))
    said = []
    for typed in ("5 GB", f"{1000 * key:.6g}", f"{1.7 * key:.6g}"):
        answer(view, part_of(FLOP), typed)
        judged = main(view).one("div", "judged")
        assert "wrong" in judged.classes
        said.append(judged.text)
    assert len(set(said)) == 3
    assert "answer in FLOP" in said[0]
    assert "power of ten" in said[1] or "1,000" in said[1] or "thousand" in said[1], said[1]
    assert view.model.status(FLOP) == "tried"


@pytest.fixture(scope="module")
def long_page():
    """A page on which nothing is ever answered."""
    page = Page()
    page.visit("/course")
    return page


@pytest.mark.parametrize("exercise", few(in_order(), *in_order()[::5]))
def test_nothing_of_a_key_is_sent_before_it_may_show(long_page, exercise):
    view = go(long_page, exercise)
    variant = view.model.work.variant(exercise)
    before = told(view)
    for part in variant.parts:
        answer(view, part, "1e-30", act="read")
        for _ in variant.parts[part].hints:
            view.actions["hint"].press(part)
        before += told(view)
    for part, shown in variant.parts.items():
        revealed = variant.reveal(part)
        assert str(revealed.html) not in before
        assert "solution-answer" not in before
        if shown.kind == "number":
            # The answer itself may be a number that the prompt has too; between what it is accepted stands nowhere.
            assert revealed.accepted not in parse(before).text


def test_hints_come_one_by_one_and_giving_up_is_asked_for_twice(page):
    view, part = go(page, FLOP), part_of(FLOP)
    hints = view.model.work.variant(FLOP).parts[part].hints
    for count in range(1, len(hints) + 1):
        view.actions["hint"].press(part)
        assert len(main(view).one("ol", "hints").all("li")) == count
    assert not main(view).all("button", data_act="hint")
    view.actions["sure"].press(part)
    assert not main(view).all("details", "worked")
    view.actions["keep"].press()
    view.actions["sure"].press(part)
    view.actions["giveup"].press(part)
    shown = main(view)
    assert "open" in shown.one("details", "worked").attributes
    assert view.model.status(FLOP) == "given up"
    assert shown.one("input", "answer-entry").attributes.get("readonly", "no") is None
    answer(view, part, "1")
    assert view.model.work.typed(FLOP, part) is None, "nothing counts after that"


def test_a_guess_before_the_answer_is_scored_once_it_shows(page):
    view, part = go(page, FLOP), part_of(FLOP)
    view.actions["guess"].press(part)
    assert main(view).one("form", "guess-first")
    for typed in ("", "many", "-1"):
        view.actions["first"].press(json.dumps({"part": part, "guess": typed}))
        assert view.model.notebook.guesses == ()
    view.actions["first"].press(json.dumps({"part": part, "guess": "1e22 FLOP"}))
    assert "Your guess" in main(view).one("div", "helps").text
    assert view.model.status(FLOP) == "new"
    key = view.model.work.variant(FLOP).key(part)
    answer(view, part, f"{key:.8g}")
    (guess,) = view.model.notebook.guesses
    assert guess.guess == 1e22
    assert abs(guess.truth / key - 1) < 0.01
    answer(view, part, f"{key:.8g}")
    assert len(view.model.notebook.guesses) == 1, "once"


def test_an_exercise_is_right_once_all_its_parts_are(page):
    view = go(page, PARTS)
    variant = view.model.work.variant(PARTS)
    for done, part in enumerate(variant.parts):
        assert view.model.status(PARTS) == ("tried" if done else "new")
        answer(view, part, f"{variant.key(part):.8g}")
    assert view.model.status(PARTS) == "right"
    assert parse(view.fragments["list"].html).one("a", aria_current="true").one("span", "mark").text == "✓ (right)"


def test_other_values_are_another_variant_of_the_same_exercise(page):
    view = go(page, FLOP)
    before = view.model.work.variant(FLOP)
    answer(view, part_of(FLOP), f"{before.key(part_of(FLOP)):.8g}")
    view.actions["again"].press()
    after = view.model.work.variant(FLOP)
    assert after.key(part_of(FLOP)) != before.key(part_of(FLOP))
    assert view.model.status(FLOP) == "new"
    assert main(view).one("input", "answer-entry").attributes["value"] == ""


@pytest.mark.parametrize("text", ["", "[]", "{", '{"part": "x"}', '{"part": ["a"], "typed": {}}', "[" * 50, "\x00", "<img>"])
def test_a_form_that_is_none_changes_nothing(page, text):
    view = go(page, FLOP)
    before = told(view)
    for act in ("read", "answer", "hint", "giveup", "begin", "pick", "pick-all", "earlier", "later", "export", "left", "paper"):
        view.actions[act].press(text)
    assert told(view) == before


def test_a_step_that_fails_leaves_everything_as_it_was(page):
    view, part = go(page, FLOP), part_of(FLOP)
    answer(view, part, "1")
    before, kept = told(view), view.model.notebook.texts
    back = page.checkpoint()
    answer(view, part, "2")
    view.actions["hint"].press(part)
    assert told(view) != before
    back()
    assert told(view) == before
    assert view.model.notebook.texts == kept
    assert view.model.work.typed(FLOP, part) == "1"


@pytest.mark.parametrize(("state", "why"), [
    ("v1;exercise=nothing", "there is none of this name"),
    ("v1;sheet=s1.x", "not whole"),
    ("v1;section=attic", "must be one of"),
])  # fmt: skip
def test_a_link_that_leads_nowhere_is_told_and_shows_all_exercises(page, state, why):
    page.visit(f"/course?{state}")
    assert why in page.notices.html
    assert page.views["course"].model.is_default
