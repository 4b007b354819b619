"""A student's way through a sheet: nothing shows before it may, and what is exported comes back."""

import json

import pytest

from instruments.course import result_file
from instruments.course.loading import exercises
from instruments.course.sheet import Sheet, made
from instruments.course.work import Work
from tests.markup import parse

FIRST, SECOND, SLIP, FUNCTION = "six-per-token", "cache-of-one-user", "slip-query-heads", "write-the-roofline"
NOW = "2026-11-26T10:00:00+00:00"


def at(minute):
    return f"2026-11-26T10:{minute:02}:00+00:00"


@pytest.fixture
def work():
    return Work(made("Week 3", (FIRST, SECOND, SLIP, FUNCTION), "k7m2"), "Ada", NOW)


def right(work, exercise, part):
    return f"{work.variant(exercise).key(part):.5g}"


def test_an_answer_shows_only_once_it_is_right_or_given_up(work):
    assert (work.status(FIRST, "compute"), work.reveal(FIRST, "compute"), work.last(FIRST, "compute")) == ("new", None, None)
    work.attempt(FIRST, "compute", "12", at(1))
    assert (work.status(FIRST, "compute"), work.reveal(FIRST, "compute")) == ("tried", None)
    assert work.attempt(FIRST, "compute", right(work, FIRST, "compute"), at(2)).right
    assert work.status(FIRST, "compute") == "right"
    assert work.reveal(FIRST, "compute").accepted.startswith("from ")
    assert work.typed(FIRST, "compute") == right(work, FIRST, "compute")
    work.give_up(SECOND, "cache", at(3))
    assert work.status(SECOND, "cache") == "given up"
    assert "GB" in work.reveal(SECOND, "cache").answer
    assert work.reveal(SECOND, "per-token") is None


def test_what_is_given_up_stays_so_and_what_is_right_cannot_be_given_up(work):
    work.give_up(SECOND, "cache", at(1))
    assert work.attempt(SECOND, "cache", right(work, SECOND, "cache"), at(2)).right
    assert work.status(SECOND, "cache") == "given up"
    work.attempt(FIRST, "compute", right(work, FIRST, "compute"), at(3))
    work.give_up(FIRST, "compute", at(4))
    assert work.status(FIRST, "compute") == "right"


def test_hints_are_told_one_by_one(work):
    told = [work.hint(FIRST, "compute") for _ in range(4)]
    assert [each is not None for each in told] == [True, True, True, False]
    assert work.hints(FIRST, "compute") == tuple(told[:3])


def test_a_solution_is_the_working_of_the_registered_equation(work):
    work.give_up(SECOND, "cache", at(1))
    text = parse(work.reveal(SECOND, "cache").html).text
    assert text.index("Bytes that one token adds") < text.index("Bytes of one sequence's cache")
    assert "k = 2\\,L\\,h_{\\mathrm{kv}}" in text
    assert "Ainslie" in text


def test_a_choice_and_a_function_are_kept_too(work):
    assert work.attempt(SLIP, "which", "heads", at(1)).right
    lists = work.variant(FUNCTION).parts["function"].argument_lists
    returned = [min(peak, intensity * bandwidth) for intensity, peak, bandwidth in lists]
    assert work.attempt(FUNCTION, "function", "def attainable(i, p, b):\n    return min(p, i * b)", at(2), returned).right
    again = Work.restore(work.export(at(3)))
    assert again.status(FUNCTION, "function") == "right"
    assert again.last(FUNCTION, "function").right


@pytest.mark.parametrize("returned", [[float("nan")] * 16, [None] * 16, ["x"] * 16, [10**400] * 16, 3, [[1]] * 16, [True] * 16, []])
def test_whatever_a_function_returns_is_judged_and_kept(work, returned):
    judged = work.attempt(FUNCTION, "function", "def attainable(): ...", at(1), returned)
    assert not judged.right
    assert judged.sentence.endswith(".")
    assert Work.restore(work.export(at(2))).last(FUNCTION, "function") == judged
    assert result_file.read(work.export(at(2))).changed == ()


def test_work_comes_back_as_it_was(work):
    work.attempt(FIRST, "compute", "1e3 days", at(1))
    work.hint(SECOND, "cache")
    text = work.export(at(5))
    again = Work.restore(text)
    assert again.export(at(5)) == text
    assert again.attempt(FIRST, "compute", right(again, FIRST, "compute"), at(6)).right
    assert (again.student, again.sheet) == ("Ada", work.sheet)


def test_work_on_another_version_of_an_exercise_says_so_and_loses_nothing(work):
    """A part that is asked no more is let go, and what was answered is not passed off as an answer to what is asked now."""
    work.attempt(FIRST, "compute", "1e3", at(1))
    assert not work.is_of_another_version(FIRST)
    older = json.loads(work.export(at(2)))
    del older["checksum"]
    older["answers"][FIRST]["revision"] = "000000"
    older["answers"][FIRST]["parts"]["gone"] = {"hints": 0, "given_up": None, "tries": []}
    again = Work.restore(result_file.write(older))
    assert again.typed(FIRST, "compute") == "1e3"
    assert [again.is_of_another_version(each) for each in (FIRST, SECOND)] == [True, False]
    kept = json.loads(again.export(at(3)))["answers"][FIRST]
    assert (kept["revision"], list(kept["parts"])) == ("000000", ["compute"])


def test_a_file_that_was_changed_is_not_gone_on_with(work):
    work.attempt(FIRST, "compute", "12", at(1))
    data = json.loads(work.export(at(2)))
    data["student"] = "Bob"
    with pytest.raises(ValueError, match=r"changed by hand \(student\)"):
        Work.restore(json.dumps(data))


def test_a_sheet_with_a_title_needs_a_name():
    sheet = made("Week 3", (FIRST,))
    for name in ("", "  ", "\t"):
        with pytest.raises(ValueError, match="A name or a number is needed"):
            Work(sheet, name, NOW)
    assert Work(Sheet("", "", (FIRST,)), "", NOW).variant(FIRST).key("compute") == 2.4e23


@pytest.mark.parametrize(("exercise", "part"), [("no-such", "compute"), (FIRST, "no-such"), ("tied-embeddings", "flop")])
def test_what_is_not_on_the_sheet_is_refused(work, exercise, part):
    with pytest.raises(ValueError, match=r"not on this sheet|has compute"):
        work.attempt(exercise, part, "1", at(1))


@pytest.mark.parametrize("now", ["", "yesterday", "2026-11-26T10:00:00", "2026-13-01T00:00:00+00:00"])
def test_times_have_a_zone(work, now):
    with pytest.raises(ValueError, match=r"time zone|isoformat|month"):
        work.attempt(FIRST, "compute", "1", now)


def test_every_exercise_can_be_practised_alone():
    for name in exercises():
        work = Work(Sheet("", "", (name,)), "", NOW)
        for part in work.variant(name).parts:
            assert work.status(name, part) == "new"
            work.give_up(name, part, at(1))
            assert work.reveal(name, part).html
