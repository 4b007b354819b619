"""Sheets: one short code, the same back, other values for each student, and a sentence for whatever is no sheet."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.course.loading import exercises
from instruments.course.sheet import LONGEST_TITLE, Sheet, decode, encode, fresh_seed, made, same_student, seed_of
from instruments.course.variant import Variant

FIRST, SECOND = "six-per-token", "cache-of-one-user"
SHEET = Sheet("Week 3", "k7m2", (FIRST, SECOND), "2026-11.2")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=LONGEST_TITLE),
    st.from_regex(r"[a-z0-9]{0,16}", fullmatch=True),
    st.lists(st.sampled_from(sorted(exercises())), min_size=1, max_size=12, unique=True),
)
def test_a_sheet_comes_back_from_its_code_which_no_address_escapes(title, seed, picked):
    sheet = Sheet(title, seed, tuple(picked), "2026-11.2")
    code = encode(sheet)
    assert decode(code) == sheet
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", code)


def test_the_code_of_ten_exercises_is_short():
    sheet = made("Week 3: serving", tuple(exercises())[:10])
    assert len(encode(sheet)) < 90
    assert decode(encode(sheet)) == sheet


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda code: code[:-1] + ("a" if code[-1] != "a" else "b"), "changed on its way"),
        (lambda code: code.replace("k7m2", "k7m3"), "changed on its way"),
        (lambda code: code.rpartition(".")[0], "not whole"),
        (lambda code: "s9" + code[2:], "begins with 's9'"),
        (lambda code: "", "begins with ''"),
        (lambda code: code * 100, "not whole"),
        (lambda code: "javascript:alert(1)", "begins with"),
        (lambda code: "s1.\x00\n.a.b.c.d", "changed on its way"),
    ],
    ids=["check", "seed", "cut", "version", "empty", "long", "another address", "controls"],
)
def test_a_damaged_code_is_refused_with_a_sentence(damage, said):
    with pytest.raises(ValueError, match=re.escape(said)) as refusal:
        decode(damage(encode(SHEET)))
    assert len(str(refusal.value)) < 160


def test_exercises_that_are_not_here_are_counted():
    from instruments.course.sheet import _check

    body = encode(SHEET).rpartition(".")[0].replace(exercises()[FIRST].code, "zzzz")
    with pytest.raises(ValueError, match="1 of 2 exercises that are not here"):
        decode(f"{body}.{_check(body)}")


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading_of_a_code(text):
    with pytest.raises(ValueError, match=r"sheet's link|sheet holds"):
        decode(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"exercises": ("no-such",)}, "there is no exercise called 'no-such'"),
        ({"exercises": ()}, "a sheet has one to 200 exercises, not 0"),
        ({"exercises": (FIRST, FIRST)}, "stands on it twice"),
        ({"seed": "K7 M2"}, "a seed is up to 16 small letters and figures"),
        ({"title": "x" * 81}, "a title has at most 80 characters"),
        ({"numbers": "a b"}, "the version of the numbers"),
    ],
)
def test_what_can_be_no_sheet_is_refused(change, said):
    fields = {"title": "t", "seed": "s", "exercises": (FIRST,), "numbers": ""}
    with pytest.raises(ValueError, match=re.escape(said)):
        Sheet(**fields | change)


def test_students_have_values_of_their_own_and_the_same_again():
    exercise = exercises()[SECOND]
    drawn = {name: Variant(exercise, seed_of(SHEET, name, SECOND)).prompt.plain() for name in map(str, range(40))}
    assert len(set(drawn.values())) > 30
    assert Variant(exercise, seed_of(SHEET, "7", SECOND)).prompt.plain() == drawn["7"]
    other = Sheet("Week 3", "another", SHEET.exercises)
    assert [seed_of(other, name, SECOND) for name in drawn] != [seed_of(SHEET, name, SECOND) for name in drawn]


@pytest.mark.parametrize("typed", ["Ada Lovelace", "ada lovelace ", "  ADA\tLOVELACE", "Ada\N{NO-BREAK SPACE}Lovelace"])
def test_a_name_counts_as_it_is_meant(typed):
    assert same_student(typed) == "ada lovelace"
    assert same_student("Z\N{LATIN SMALL LETTER E WITH ACUTE}") == same_student("Ze\N{COMBINING ACUTE ACCENT}")


def test_without_a_seed_and_a_name_the_stated_values_are_drawn():
    plain = Sheet("", "", (FIRST,))
    assert seed_of(plain, "", FIRST) == ""
    assert Variant(exercises()[FIRST], "").key("compute") == 2.4e23


def test_a_fresh_seed_is_one_that_a_sheet_may_have():
    assert len({fresh_seed() for _ in range(50)}) == 50
    assert made("t", (FIRST,)).seed
