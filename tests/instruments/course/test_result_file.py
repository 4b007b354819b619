"""Result files: every change is told by its field, and whatever else comes is refused with a sentence."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.course import result_file
from instruments.course.sheet import made
from instruments.course.work import Work

FIRST, SECOND = "six-per-token", "cache-of-one-user"


def exported():
    work = Work(made("Week 3", (FIRST, SECOND), "k7m2"), "Ada", "2026-11-26T10:00:00+00:00")
    work.attempt(FIRST, "compute", "12", "2026-11-26T10:01:00+00:00")
    work.attempt(FIRST, "compute", "13", "2026-11-26T10:02:00+00:00")
    work.hint(SECOND, "cache")
    work.give_up(SECOND, "cache", "2026-11-26T10:03:00+00:00")
    return work.export("2026-11-26T10:04:00+00:00")


TEXT = exported()


def changed(change):
    data = json.loads(TEXT)
    change(data)
    return result_file.read(json.dumps(data)).changed


def put(*path, value):
    def change(data):
        for each in path[:-1]:
            data = data[each]
        data[path[-1]] = value

    return change


def without(*path):
    def change(data):
        for each in path[:-1]:
            data = data[each]
        del data[path[-1]]

    return change


TRIES = ("answers", FIRST, "parts", "compute", "tries")


def test_a_file_as_it_was_exported_has_no_change():
    assert result_file.read(TEXT).changed == ()
    assert result_file.read(TEXT.encode()).changed == ()
    assert result_file.read(b"\xef\xbb\xbf" + TEXT.encode()).changed == ()
    # Another program may lay it out anew, and write 1 as 1.0.
    assert result_file.read(json.dumps(json.loads(TEXT), separators=(",", ":"), ensure_ascii=False)).changed == ()
    assert changed(put("answers", SECOND, "parts", "cache", "hints", value=1)) == ()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (put("student", value="Bob"), ("student",)),
        (put(*TRIES, 0, "typed", value="2.4e23"), (f"answers.{FIRST}.parts.compute.tries.0.typed",)),
        (put(*TRIES, 1, "verdict", value="right"), (f"answers.{FIRST}.parts.compute.tries.1.verdict",)),
        (put(*TRIES, 1, "at", value="2026-11-25T10:01:00+00:00"), (f"answers.{FIRST}.parts.compute.tries.1.at",)),
        (put("answers", SECOND, "parts", "cache", "hints", value=0), (f"answers.{SECOND}.parts.cache.hints",)),
        (put("answers", SECOND, "parts", "cache", "given_up", value=None), (f"answers.{SECOND}.parts.cache.given_up",)),
        (without(*TRIES, 1), tuple(f"answers.{FIRST}.parts.compute.tries.1.{each} (taken away)" for each in ("typed", "at", "verdict"))),
        (put("work", value="00000000"), ("work (the checksums belong to another file)",)),
        (put("checksum", "whole", value="0" * 16), ("checksum",)),
        (put("checksum", "fields", value={}), ("work (the checksums belong to another file)",)),
    ],
)  # fmt: skip
def test_every_change_by_hand_is_told_by_its_field(change, fields):
    assert changed(change) == fields


def test_a_field_that_is_made_anew_with_its_own_checksum_is_still_found():
    """Who makes one field's digest as we do has still the digest of all of them against him."""
    data = json.loads(TEXT)
    where = f"answers.{FIRST}.parts.compute.tries.0.typed"
    data["answers"][FIRST]["parts"]["compute"]["tries"][0]["typed"] = "14"
    data["checksum"]["fields"][where] = result_file._digest(data["work"], where, "14")
    assert result_file.read(json.dumps(data)).changed == ("checksum",)


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "it is no JSON"),
        ("{", "it is no JSON"),
        (b"\xff\xfe\x00", "it is no text in UTF-8"),
        (b"PK\x03\x04 a zip", "it is no JSON"),
        ("[]", "it is a list: must be a table"),
        ("3", "it is 3: must be a table"),
        ("null", "it is null: must be a table"),
        ('"text"', "it is 'text': must be a table"),
        ("{}", "format is missing; work is missing"),
        (DEEP, "nested deeper than 20 levels"),
        ('{"format": NaN}', "NaN is no number"),
        ('{"format": Infinity}', "Infinity is no number"),
        ('{"a": 1, "a": 2}', "a field stands there twice"),
        ("[" + "9" * 10_000 + "]", "it is no JSON"),
        (b" " * (result_file.LARGEST + 1), "2,000,001 bytes, and a result file has at most 2,000,000"),
        (TEXT.replace('"hints": 1', '"hints": -1'), "hints is -1: must be a whole number from 0 to 100"),
        (TEXT.replace('"hints": 1', '"hints": 1e400'), "hints is Infinity"),
        (TEXT.replace('"hints": 1', '"hints": true'), "hints is true"),
        (TEXT.replace('"hints": 1', '"hints": [1]'), "hints is a list"),
        (TEXT.replace('"typed": "12"', '"typed": 12'), "typed is 12: must be text"),
        (TEXT.replace('"typed": "12"', '"typed": null'), "typed is null: must be text"),
        (TEXT.replace('"verdict": "wrong"', '"verdict": "splendid"'), "verdict is 'splendid': must be one of right, unread"),
        (TEXT.replace("2026-11-26T10:01", "never"), "must be a time with its zone"),
        (TEXT.replace('"format": "forge-course-result-1"', '"format": "forge-course-result-9"'), "must be one of forge-course-result-1"),
        (TEXT.replace('"typed": "12"', f'"typed": "{"x" * 30_000}"'), "30,000 characters: at most 20,000"),
        (TEXT.replace('"student"', '"\\u202estudent"'), "student is missing; \\u202estudent is no field"),
        ("<!doctype html><script>alert(1)</script>", "it is no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_result_file_is_refused_with_a_sentence(content, said):
    with pytest.raises(ValueError, match=r".") as refusal:
        result_file.read(content)
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 1000
    assert str(refusal.value).isprintable()


def test_of_many_faults_the_first_few_are_told():
    with pytest.raises(ValueError, match="and 494 more faults"):
        result_file.read(TEXT.replace('"tries": []', '"tries": [' + ",".join(["3"] * 500) + "]"))


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN, st.sampled_from(["student", "answers", "checksum", "sheet", "started", "numbers"]))
def test_no_value_in_any_field_breaks_the_reading(value, field):
    data = json.loads(TEXT)
    data[field] = value
    found = None
    with contextlib.suppress(ValueError):
        found = result_file.read(json.dumps(data))
    assert found is None or found.changed or data == json.loads(TEXT)
