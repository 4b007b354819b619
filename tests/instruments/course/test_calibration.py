"""Predictions: scored on log error, said in words, kept as text, refused where they are none."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.course.calibration import MOST, Guess, read, summary, write

NOW = "2026-11-26T10:00:00+00:00"


def guess(guessed, truth=1e9, unit="B"):
    return Guess("Weights", guessed, truth, unit, NOW)


@pytest.mark.parametrize(
    ("guessed", "error", "said"),
    [
        (1e9, 0, "You said 1.00 GB, and it is 1.00 GB: as good as right."),
        (1.04e9, 0.017, "as good as right"),
        (2e9, 0.301, "You said 2.00 GB, and it is 1.00 GB: 2.0 times too high."),
        (1e7, -2, "You said 10.0 MB, and it is 1.00 GB: 100 times too low."),
        (1e18, 9, "10\N{SUPERSCRIPT NINE} times too high"),
    ],
)
def test_a_guess_is_scored_in_powers_of_ten(guessed, error, said):
    assert guess(guessed).log_error == pytest.approx(error, abs=1e-3)
    assert said in guess(guessed).sentence


@given(st.floats(1e-30, 1e30), st.floats(1e-30, 1e30))
def test_too_high_and_too_low_are_alike(one, other):
    assert guess(one, other).log_error == pytest.approx(-guess(other, one).log_error)


@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan])
def test_what_has_no_power_of_ten_is_refused(value):
    with pytest.raises(ValueError, match="must be positive and finite"):
        guess(value)
    with pytest.raises(ValueError, match="must be positive and finite"):
        guess(1.0, value)


def test_many_are_told_in_one_sentence():
    guesses = [guess(1e9 * factor) for factor in (1, 1.5, 3, 10, 0.9)]
    found = summary(guesses)
    assert (found.count, found.within_two) == (5, 0.6)
    assert found.typical == pytest.approx(1.5)
    assert found.sentence == (
        "5 predictions, 60% of them within a factor of two, on the whole too high. Half of them lie within a factor of 1.5."
    )
    assert summary([]).sentence == "No prediction yet."
    assert "1 prediction," in summary(guesses[:1]).sentence


def test_who_gets_better_is_told():
    guesses = [*[guess(1e11)] * 12, *[guess(1.2e9)] * 10]
    assert summary(guesses).recent == pytest.approx(1.2)
    assert summary(guesses).sentence.endswith("of the last 10 within 1.2.")


def test_they_come_back_and_of_too_many_the_latest():
    guesses = tuple(guess(1e9 + number) for number in range(MOST + 5))
    assert read(write(guesses[:7])) == guesses[:7]
    assert read(write(guesses)) == guesses[5:]


def kept(**changed):
    return json.dumps([{"what": "a", "guess": 1, "truth": 1, "unit": "B", "at": NOW} | changed])


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[3]", "[" * 99_999, '[{"what": "a"}]', "x" * 2_000_000, kept(guess=0), kept(at="never"), kept(guess="1"), kept(more=1)],
    ids=["empty", "table", "number", "deep", "fields", "long", "zero", "time", "text", "more"],
)
def test_what_was_kept_and_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r".") as refusal:
        read(text)
    assert len(str(refusal.value)) < 300
