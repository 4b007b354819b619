"""Answers as people write them: what is understood, said back, and what is said to a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.course.answer import interval, read, said
from instruments.course.exercise import Key, NumberPart, Tolerance
from instruments.course.judging import Keyed, judge_number

TIMES = "\N{MULTIPLICATION SIGN}"


@pytest.mark.parametrize(
    ("typed", "unit", "value", "understood"),
    [
        ("12.5 M", "USD", 12.5e6, "12.5 M USD"),
        ("1.25e7 USD", "USD", 12.5e6, "12.5 M USD"),
        ("12.5 million dollars", "USD", 12.5e6, "12.5 M USD"),
        ("$12.5M", "USD", 12.5e6, "12.5 M USD"),
        ("51,5 GB", "GB", 51.5, "51.5 GB"),
        ("48 GiB", "GB", 51.539607552, "48 GiB, which is 51.5396 GB"),
        (f"2.4 {TIMES} 10\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}", "FLOP", 2.4e23, f"2.4 {TIMES} 10\u00b2\u00b3 FLOP"),
        ("240 ZFLOP", "FLOP", 2.4e23, f"2.4 {TIMES} 10\u00b2\u00b3 FLOP"),
        ("10**25", "FLOP", 1e25, "10\u00b2\u2075 FLOP"),
        ("6,24e6 h", "card-hours", 6.24e6, "6.24 M card-hours"),
        ("6.24 million GPU hours", "card-hours", 6.24e6, "6.24 M card-hours"),
        ("33.5 tok/s", "tokens/s", 33.5, "33.5 tokens/s"),
        ("33.5 tokens per second", "tokens/s", 33.5, "33.5 tokens/s"),
        ("393216 bytes", "B/token", 393216, "393.216 kB/token"),
        ("0.4 MB", "B/token", 4e5, "400 kB/token"),
        ("45 %", "%", 45, "45%"),
        ("45 %", "1", 0.45, "0.45"),
        ("3/4", "1", 0.75, "0.75"),
        ("412 Gbit", "GB", 51.5, "51.5 GB"),
        ("0.0515 TB", "GB", 51.5, "51.5 GB"),
        ("4.8 GWh", "MWh", 4800, "4.80 GWh"),
        ("1,78 kt", "tCO2e", 1780, "1.78 kt CO2e"),
        ("312 ms", "s", 0.312, "0.312 s"),
        ("120 GB", "GB/card", 120, "120 GB/card"),
        ("18.4", "tokens/parameter", 18.4, "18.4 tokens per parameter"),
        ("4.25 bits", "bits/parameter", 4.25, "4.25 bits per parameter"),
        ("8 times", "1", 8, "8"),
    ],
)  # fmt: skip
def test_answers_are_understood_and_said_back(typed, unit, value, understood):
    found = read(typed, unit)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.understood == understood


@pytest.mark.parametrize(
    "typed", ["", "x", "a lot", "1e999", "nan", "twelve", "<b>3</b>", "3; drop table", "3 GB GB", "\N{INFINITY}", "1/0", "9" * 300]
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(typed):
    with pytest.raises(ValueError, match=r"is not a number|is too large|in a unit that is not known here") as refusal:
        read(typed, "GB")
    assert len(str(refusal.value)) < 200


def keyed(key, unit, within=0.02, scale="log"):
    tolerance = Tolerance(scale, within)
    part = NumberPart(id="a", kind="number", prompt=(), hints=(), answer=Key("a"), unit=unit, tolerance=tolerance, range=(0, 1))
    return Keyed(part, key)


@pytest.mark.parametrize(
    ("typed", "key", "unit", "verdict", "said_so"),
    [
        ("48 GB", 51.54, "GB", "unit", "GB and GiB are mixed up"),
        ("55.3 GB", 51.54, "GB", "unit", "1.07 times too large: GB and GiB"),
        ("412 GB", 51.54, "GB", "unit", "bits and bytes are mixed up"),
        ("6.44", 51.54, "GB", "unit", "8 times too small: bits and bytes"),
        ("2.25e10", 6.24e6, "card-hours", "unit", "3,600 times too large: it mixes up hours with seconds"),
        ("260000 h", 6.24e6, "card-hours", "unit", "24 times too small: it mixes up days with hours"),
        ("2.89e6 tokens/s", 33.5, "tokens/s", "unit", "86,400 times too large: it mixes up days with seconds"),
        ("0.45", 45, "%", "percent", "100 times too small: a per cent is a hundredth"),
        ("45", 0.45, "1", "percent", "100 times too large: a per cent is a hundredth"),
        ("51.5 TB", 51.54, "GB", "power", "the power of ten is not: that is 1,000 times too large"),
        ("2.4e22", 2.4e23, "FLOP", "power", "that is 10 times too small. It was written without a unit, so it was read in FLOP"),
        ("2.4e10 FLOP", 2.4e23, "FLOP", "power", "10\u00b9\u00b3 times too small"),
        ("12.5", 12.5e6, "USD", "power", "10\u2076 times too small"),
        ("201 TFLOP", 201, "TFLOP/s", "unit", "That is an amount, and what is asked for is how much of it per second"),
        ("2.4e23 FLOP/s", 2.4e23, "FLOP", "unit", "That is a rate, so much per something"),
        ("5 days", 51.54, "GB", "unit", "That is a number of something else: answer in GB"),
        ("12.5 M\N{EURO SIGN}", 12.5e6, "USD", "unit", "That is a number of something else"),
        ("5 s/token", 33.5, "tokens/s", "unit", "That is upside down"),
        ("5.15e10", 51.54, "GB", "unit", "That is the number of bytes, and a bare number is read in GB"),
        ("2.01e14", 201, "TFLOP/s", "unit", "That is the number of FLOP/s"),
        ("2.4e23 B", 2.4e23, "FLOP", "unit", "That is a number of something else: answer in FLOP"),
        ("3 quux", 51.54, "GB", "unread", "'3 quux' is a number in a unit that is not known here, 'quux': type for example"),
        ("12,5 M", 51.54, "GB", "unread", "can be read in two ways: write MB behind the number"),
        ("51.5 gb", 51.54, "GB", "unread", "can be read in two ways: write GB for bytes or Gbit for bits"),
        ("hm", 51.54, "GB", "unread", "'hm' is not a number"),
        ("40 GB", 51.54, "GB", "wrong", "Not right yet."),
        ("-51.5 GB", 51.54, "GB", "wrong", "off by more than a factor of ten"),
        ("0", 51.54, "GB", "wrong", "off by more than a factor of ten"),
    ],
)  # fmt: skip
def test_slips_of_unit_and_size_have_a_sentence_of_their_own(typed, key, unit, verdict, said_so):
    judged = judge_number(keyed(key, unit), typed)
    assert (judged.verdict, judged.right, judged.accepted) == (verdict, False, "")
    assert said_so in judged.sentence


def test_what_is_right_is_told_with_what_is_accepted():
    judged = judge_number(keyed(51.54, "GB"), "51,5")
    assert judged.right
    assert judged.accepted == "from 50.53 GB to 52.57 GB"
    assert judged.sentence == "Right: accepted from 50.53 GB to 52.57 GB."


@pytest.mark.parametrize(("typed", "right"), [("3", True), ("3 cards", True), ("3.0", True), ("2", False), ("4", False), ("3.01", False)])
def test_a_count_is_exact(typed, right):
    assert judge_number(keyed(3.0, "cards", 0, "linear"), typed).right == right


@pytest.mark.parametrize("share", [0.97, 0.985, 1, 1.015, 1.03])
def test_the_interval_is_what_is_accepted(share):
    low, high = Tolerance("log", 0.02).interval(51.54)
    assert judge_number(keyed(51.54, "GB"), repr(51.54 * share)).right == (low <= 51.54 * share <= high)


def test_an_exact_interval_is_told_as_one_number():
    assert interval(3, 3, "cards") == "exactly 3 cards"


UNITS = ["GB", "FLOP", "USD", "tokens", "card-hours", "%", "1", "s", "ms", "MWh", "tCO2e", "TFLOP/s", "FLOP/B", "B/token"]


@given(st.floats(1e-6, 1e27), st.sampled_from(UNITS))
def test_what_is_said_back_is_read_as_the_same(value, unit):
    shown = said(float(f"{value:.3g}"), unit, 4)
    assert read(shown, unit).value == pytest.approx(float(f"{value:.3g}"), rel=1e-9, abs=1e-12)


@given(st.text(max_size=60), st.sampled_from(["GB", "1", "%", "USD", "tokens/s", "card-hours"]))
def test_no_text_breaks_the_judge(text, unit):
    judged = judge_number(keyed(51.54, unit), text)
    assert judged.sentence.endswith(".")
    assert len(judged.sentence) < 400
