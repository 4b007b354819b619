"""Numbers as people write them: the grammar, units, and that what the product prints it reads back."""

import csv
import io
import json
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from instruments.forge.explore import read_goals
from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.frame.discovery import instruments
from instruments.frame.export import as_csv, as_json
from instruments.frame.reading import read
from instruments.quantities.numbers import AnotherUnitError, Measure, read_measure, read_number, write_number
from instruments.quantities.text import power, quantity, significant

THIN, NARROW, HARD = "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
TIMES, MINUS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"
SIZES = st.floats(1e-9, 1e29)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        # Decimal mark and thousands.
        ("1,5", 1.5), ("2,50", 2.5), ("1.5", 1.5), ("1,500", 1500), ("1.500", 1.5), ("0,500", 0.5), ("0.500", 0.5), (".5", 0.5),
        (",5", 0.5), ("4.", 4), ("1500,123", 1500.123), ("1,2345", 1.2345), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
        ("1.234,567", 1234.567), ("1,234,567", 1234567), ("1.234.567", 1234567), ("1 500", 1500), ("1 500,5", 1500.5),
        (f"1{NARROW}234{NARROW}567", 1234567), (f"1{THIN}500", 1500), (f"1{HARD}500", 1500), ("1'500.50", 1500.5),
        ("1\N{RIGHT SINGLE QUOTATION MARK}500", 1500), ("1_000", 1000), ("131_072", 131072),
        # Powers of ten, and of two.
        ("3e25", 3e25), ("1E25", 1e25), ("1e+25", 1e25), ("2,5e24", 2.5e24), ("10^24", 1e24), ("10**25", 1e25), ("10^25.5", 10**25.5),
        ("2.5 x 10^24", 2.5e24), ("2.5*10**24", 2.5e24), (f"3.8 {TIMES} 10\u00b2\u2075", 3.8e25), ("3,8 \N{DOT OPERATOR} 10^25", 3.8e25),
        ("2.4 10^23", 2.4e23), ("2.4 x 10^{23}", 2.4e23), (r"2.4 \times 10^{23}", 2.4e23), ("2.4 10\u00b2\u00b3", 2.4e23),
        ("2.4 times 10^23", 2.4e23), (r"\(2.4 \cdot 10^{-3}\)", 2.4e-3), ("10^(25)", 1e25),
        ("10\u207b\u00b3", 1e-3), (f"10^{MINUS}3", 1e-3), ("2^17", 131072), ("2\u00b9\u2077", 131072),
        # Fractions.
        ("3/4", 0.75), ("1 / 3", 1 / 3), ("1\u20442", 0.5), ("\N{VULGAR FRACTION THREE QUARTERS}", 0.75), ("2,5/5", 0.5),
        ("33 1/2", 33.5), ("33\N{VULGAR FRACTION ONE HALF}", 33.5), ("1 500 1/4", 1500.25), ("2 1/2 million", 2.5e6), ("-1 1/2", -1.5),
        # Signs.
        ("-3", -3), (f"{MINUS}3", -3), ("+3", 3), ("about 3", 3), ("~3", 3),
        ("= 2.4e23", 2.4e23), ("ca. 5", 5), ("ca.5", 5), ("roughly 5", 5), ("Approx. 5", 5), ("approximately 5", 5), ("= ca. 5", 5),
        ("\N{ALMOST EQUAL TO}5", 5), ("2.4e23.", 2.4e23), ("5 %.", 0.05),
        # Prefixes, shares, ratios.
        ("30 Y", 3e25), ("30Y", 3e25), ("128k", 128_000), ("128 K", 128_000), ("128Ki", 131_072), ("1.5 M", 1.5e6), ("1,5 m", 1.5e6),
        ("405B", 405e9), ("15 T", 15e12), ("2 million", 2e6), ("3 bn", 3e9), ("45 %", 0.45), ("45%", 0.45), ("3,5 %", 0.035),
        ("4x", 4), (f"4 {TIMES}", 4), ("4 times", 4), ("18:1", 18), ("18 : 1", 18), ("18 to 1", 18),
        # Digits of other scripts.
        ("\uff11\uff12", 12), ("\u0661\u0662", 12),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(typed, value):
    assert read_number(typed) == value


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("38.0 YFLOP", "FLOP", 3.8e25), ("38 yottaflop", "FLOP", 3.8e25), ("10^25 FLOP", "FLOP", 1e25), ("1e25 FLOPs", "FLOP", 1e25),
        ("15 T tokens", "tokens", 15e12), ("15Ttokens", "tokens", 15e12), ("405 B parameters", "parameter", 405e9),
        ("80 GB", "B", 80e9), ("80 GiB", "B", 80 * 2**30), ("80 B", "B", 80), ("80 G", "B", 80e9),
        ("90 days", "days", 90), ("90d", "days", 90), ("2160 hours", "days", 90), ("2160 h", "days", 90), ("2 weeks", "days", 14),
        ("910 ms", "s", 0.91), ("12 \N{MICRO SIGN}s", "s", 12e-6), ("12 \N{GREEK SMALL LETTER MU}s", "s", 12e-6), ("2.00 min", "s", 120),
        ("0.7 kW", "W", 700), ("700 mW", "W", 0.7), ("4.81 GWh", "kWh", 4.81e6), ("3.6 MJ", "kWh", 1),
        ("250 kt CO2e", "kgCO2e", 250e6), ("250 kg CO\N{SUBSCRIPT TWO}e", "kgCO2e", 250), ("380 g CO2e per kWh", "kg CO2e per kWh", 0.38),
        ("2.50 USD", "USD per card-hour", 2.5), ("$2.50", "USD per card-hour", 2.5), ("$2,50/h", "USD per card-hour", 2.5),
        ("2.5 USD/h", "USD per card-hour", 2.5), ("2.5 USD per GPU-hour", "USD per card-hour", 2.5), ("US$ 20 M", "USD", 20e6),
        ("12.5 M USD", "USD", 12.5e6), ("6.24 M card-hours", "card-hour", 6.24e6), ("6.24 M h", "card-hour", 6.24e6),
        ("80 gflop", "FLOP", 80e9), ("38 yflop", "FLOP", 3.8e25), ("6 M GPU hours", "card-hour", 6e6),
        ("$2 per GPU hour", "USD per card-hour", 2),
        # As papers, bills and calendars have them.
        ("3640 PF-days", "FLOP", 3640 * 86_400e15), ("3640 PF/s-days", "FLOP", 3640 * 86_400e15), ("989 TF/s", "FLOP/s", 989e12),
        ("989 teraflops", "FLOP/s", 989e12), ("989 teraflops", "FLOP", 989e12), ("0.7 kw", "W", 700), ("400 KWh", "kWh", 400),
        ("3 months", "days", 91.3125), ("6 wks", "days", 42), ("10 cents", "USD", 0.1), ("10 cents per kWh", "USD per kWh", 0.1),
        ("$2.50/GPU/hr", "USD per card-hour", 2.5), ("2.5 USD/h/GPU", "USD per card-hour", 2.5),
        ("1.95 nats", "nat/token", 1.95), ("$20M", "USD", 20e6), ("20 M$", "USD", 20e6), ("US$2.5", "USD/h", 2.5),
        ("45 per cent", "", 0.45), ("45 percent", "", 0.45),
        ("1.917 nats per token", "nat/token", 1.917), ("132 K tokens/s", "token/s", 132e3),
        ("68.5 tokens per parameter", "token/parameter", 68.5), ("33.5 tok/s", "token/s", 33.5), ("12.5 million dollars", "USD", 12.5e6),
        ("412 Gbit", "GB", 51.5), ("412 Gb", "B", 51.5e9), ("3/4 GB", "B", 7.5e8), ("400 Gb/s", "B/s", 50e9), ("0.5 B", "bit", 4),
    ],
)  # fmt: skip
def test_units_are_read_and_converted(typed, unit, value):
    assert read_number(typed, unit) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        # Prefixes and numbers spelled out, or cut short.
        ("51.5 gigabytes", "GB", 51.5), ("48 gibibytes", "GB", 51.539607552), ("240 zettaflop", "FLOP", 2.4e23), ("3 Kilowatt", "W", 3000),
        ("5 megawatt-hours", "kWh", 5000), ("2 milliseconds", "s", 0.002), ("6.24 Mio. h", "card-hours", 6.24e6), ("3 Mrd", "tokens", 3e9),
        ("12.5MM", "USD", 12.5e6), ("12.5 MM USD", "USD", 12.5e6), ("12.5 millions", "USD", 12.5e6), ("1.5 million GB", "GB", 1.5e6),
        ("240 sextillion FLOP", "FLOP", 2.4e23),
        # Money.
        ("12.5 million US dollars", "USD", 12.5e6), ("$12.5 M USD", "USD", 12.5e6), ("$2.5 USD/h", "USD/h", 2.5),
        ("US$12.5M.", "USD", 12.5e6),
        # Cards by their names, and products with a time.
        ("6.24 million H100-hours", "card-hours", 6.24e6), ("6.24 M H100 GPU hours", "card-hours", 6.24e6), ("2,890 H100s", "cards", 2890),
        ("260000 MI300X days", "card-hours", 6.24e6), ("2 USD per H100-hour", "USD/card-hour", 2), ("10 GPU-days", "card-hours", 240),
        ("2778 PFLOP/s-days", "FLOP", 2778e15 * 86400), ("2778 petaflop/s days", "FLOP", 2778e15 * 86400),
        ("1 (PFLOP/s)\N{MIDDLE DOT}day", "FLOP", 86400e15), ("1 petaflop-day", "FLOP", 86400e15), ("3 kW h", "kWh", 3),
        ("3 kW\N{DOT OPERATOR}days", "kWh", 72),
        # Rates in one word, and what leaves out what is counted.
        ("33.5 tps", "tokens/s", 33.5), ("33.5 Hz", "tokens/s", 33.5), ("33.5 per second", "tokens/s", 33.5), ("33.5 /s", "tokens/s", 33.5),
        ("33.5 s^-1", "tokens/s", 33.5), ("33.5 tokens s\u207b\u00b9", "tokens/s", 33.5), ("33.5 t/s", "tokens/s", 33.5),
        ("33.5 tokens a second", "tokens/s", 33.5), ("201 TFLOPS", "TFLOP/s", 201), ("400 Gbps", "GB/s", 50),
        # A prefix alone stands for that of the unit that is asked for.
        ("51.5 G", "GB", 51.5), ("48 Gi", "GB", 51.539607552), ("4.81 M", "kWh", 4.81e6), ("2 million", "GB", 2e6),
    ],
)  # fmt: skip
def test_units_are_read_as_people_call_them(typed, unit, value):
    assert read_number(typed, unit) == pytest.approx(value, rel=1e-14)


def test_a_letter_after_a_power_of_ten_is_a_unit_and_no_second_power():
    with pytest.raises(AnotherUnitError, match=r"'2\.4e23 B' is in B: must be in FLOP"):
        read_number("2.4e23 B", "FLOP")
    assert read_number("2.4 B", "FLOP") == 2.4e9


def test_another_prefix_alone_than_that_which_is_asked_for_is_refused_with_what_to_write():
    with pytest.raises(ValueError, match="'12,5 M' can be read in two ways: write MB behind the number, or GB and the number in full"):
        read_number("12,5 M", "GB")


@pytest.mark.parametrize("typed", ["3 quux", "3 GB GB", "12.5 furlongs per fortnight", "5 H100", "90 m"])
def test_a_unit_that_is_not_known_is_named_and_the_number_is_not_denied(typed):
    with pytest.raises(ValueError, match=r"is a number in a unit that is not known here, '[\w ]+': type for example 3 d"):
        read_number(typed, "days", example="3 d") if typed != "5 H100" else read_number("5 H1000", "days", example="3 d")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("128k", 131_072), ("128K", 131_072), ("1M", 1_048_576), ("4096", 4096), ("128k tokens", 131_072), ("128 K tokens", 131_072),
        ("131,072", 131_072), ("1 million tokens", 1_000_000), ("2^20", 1_048_576),
    ],
)  # fmt: skip
def test_a_context_is_counted_in_binary_thousands(typed, value):
    assert read_number(typed, "tokens", binary=True) == value


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("8 cards", "Cards per replica", 8), ("1 card", "Cards per replica", 1), ("8 GPUs", "Cards per replica", 8),
        ("96 layers", "Layers", 96), ("8 experts per token", "Experts per token (top-k)", 8), ("32 heads", "Query heads", 32),
        (f"4 {TIMES} optimal", "Over-training (x compute-optimal)", 4), ("4x compute-optimal", "Over-training (x compute-optimal)", 4),
    ],
)  # fmt: skip
def test_the_words_of_an_inputs_name_may_follow(typed, name, value):
    assert read_number(typed, words=name) == value


@pytest.mark.parametrize(
    ("typed", "unit", "said"),
    [
        ("90 GB", "days", "'90 GB' is in GB: must be in days"), ("90 days", "FLOP", "'90 days' is in days: must be in FLOP"),
        ("1e25 FLOP/s", "FLOP", "is in FLOP/s: must be in FLOP"), ("45 %", "days", "is in %: must be in days"),
        ("128 KiB", "tokens", "is in KiB: must be in tokens"), ("\N{EURO SIGN}2", "USD per card-hour", "must be in USD per card-hour"),
        ("2 USD/kWh", "USD per card-hour", "is in USD/kWh: must be in USD per card-hour"),
        ("5 days", "", "is in days: must be without a unit"),
        ("2160 card-hours", "days", "is in card-hours: must be in days"),
    ],
)  # fmt: skip
def test_a_unit_of_something_else_is_refused_by_name(typed, unit, said):
    with pytest.raises(ValueError, match="must be") as refusal:
        read_number(typed, unit)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1e", "1 e", "nan", "inf", "--1", "<script>", "1e25e3", "0x10", "1 2", "\N{INFINITY}", "12,34,567", "1,500,5",
     "1,234 567", "1_0", "1,", "1;2", "0,123,456", "5 /", "5 -", "1/0", "1/2/3",
     "1/2.5", "1 3/2", "1.5 1/2", "2 = 3", "3^2", "1.5.2", "$", "%", "x", "10^", "1 x 10e24", "4 x 10"],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="is not a number: type for example"):
        read_number(typed)


def test_letters_that_may_be_units_are_not_taken_for_prefixes():
    for typed, unit in (("90 m", "days"), ("90 k", "s")):
        with pytest.raises(ValueError, match="is a number in a unit that is not known here"):
            read_number(typed, unit)
    assert read_number("250 t", "kgCO2e") == 250_000


def test_a_comma_that_may_mean_two_things_before_a_power_is_refused_with_both():
    with pytest.raises(ValueError, match=r"'3,162e25' can be read in two ways: write 3\.162 or 3162 before the power"):
        read_number("3,162e25")
    assert read_number("3.162e25") == 3.162e25
    assert read_number("31,62e24") == 3.162e25


@pytest.mark.parametrize("typed", ["51.5 gb", "51.5gb", "400 gb/s"])
def test_a_small_b_after_a_small_prefix_is_refused_with_both_meanings(typed):
    with pytest.raises(ValueError, match="can be read in two ways: write GB for bytes or Gbit for bits"):
        read_number(typed, "B/s" if typed.endswith("s") else "B")


def test_a_measure_says_what_stood_behind_the_number():
    assert read_measure("48 GiB", "GB") == Measure(51.539607552, "GiB")
    assert read_measure("51.5", "GB") == Measure(51.5, "")
    with pytest.raises(AnotherUnitError) as refusal:
        read_measure("3 TFLOP/s", "TFLOP")
    assert (refusal.value.given.over, refusal.value.wanted.over) == ("time", "")


def test_a_refusal_does_not_repeat_a_megabyte():
    with pytest.raises(ValueError, match="is not a number") as refusal:
        read_number("x" * 1_000_000)
    assert len(str(refusal.value)) < 120


def test_what_is_too_large_for_a_number_is_infinite():
    assert read_number("1e999") == read_number("10^400.5") == math.inf


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e25)
@example(10**25.5)
@example(10**24.3)
@example(5e-324)
@example(1.7976931348623157e308)
def test_the_shortest_text_comes_back_the_same(value):
    text = write_number(value)
    assert read_number(text) == value
    assert len(text) <= len(repr(value))
    assert "e+" not in text
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e25, "1e25"), (3.3e24, "3.3e24"), (131072.0, "131072"), (131072, "131072"), (0.45, "0.45"), (10**25.5, "10^25.5"), (1.5e6, "1.5e6"),
     (2.5, "2.5"), (1e-5, "1e-5"), (0.0, "0"), (3.16e25, "3.16e25")],
)  # fmt: skip
def test_numbers_are_written_without_noise(value, text):
    assert write_number(value) == text


@given(SIZES)
def test_powers_and_significant_digits_are_read_back(value):
    for digits in (3, 4, 6):
        assert read_number(power(value, digits)) == pytest.approx(value, rel=10.0 ** (1 - digits))
        if value > 1e-3:
            assert read_number(significant(value, digits)) == pytest.approx(value, rel=10.0 ** (1 - digits))


@given(st.sampled_from(sorted(FIELDS)), SIZES)
@example("training_cost", 12.5e6)
@example("training_energy", 4.81e6)
@example("time_to_first_token", 7200.0)
@example("time_to_first_token", 5e-7)
@example("training_tokens", 3e20)
def test_every_figure_is_read_back_as_the_page_prints_it(field, value):
    """With its unit, in three digits and in full, in the form in which goals are stated."""
    for unit in {FIELDS[field].unit, FIELDS[field].spoken_unit}:
        shown = quantity(value, unit)
        (goal,) = read_goals({"field1": field, "value1": str(shown)})
        # A share far below one in a thousand, or a loss below one, has fewer digits than three.
        assert goal.value == pytest.approx(value, rel=0.5e-2, abs=0.5e-3 if unit == "nat/token" else 0)
        (goal,) = read_goals({"field1": field, "value1": shown.full})
        assert goal.value == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize("field", FIELDS)
def test_a_dossier_is_read_back_from_its_exports(field):
    result = Forge(architecture="moe", training_compute=10**25.5).result
    value = result.figures[field].value
    stated = json.loads(as_json(result))["fields"][field]["value"]
    row = next(row for row in csv.DictReader(io.StringIO(as_csv(result))) if row["field"] == field)
    for text in (json.dumps(stated), row["value"], f"{row['value']} {row['unit'] if row['unit'] != '1' else ''}"):
        (goal,) = read_goals({"field1": field, "value1": text})
        assert goal.value == value


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"field1": "training_cost", "value1": "20 M days"}, "Training cost: '20 M days' is in M days: must be in USD"),
        ({"field1": "predicted_loss", "value1": "low"}, "Predicted loss: 'low' is not a number"),
    ],
)
def test_goals_refuse_by_the_name_of_their_figure(form, said):
    with pytest.raises(ValueError, match=": ") as refusal:
        read_goals(form)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "field", "typed", "value"),
    [
        ("wafer", "die_area", "609 mm\N{SUPERSCRIPT TWO}", 609), ("wafer", "die_area", "6.09 cm2", 609), ("wafer", "die_area", "609", 609),
        ("wafer", "defect_density", "0.1 defects/cm\N{SUPERSCRIPT TWO}", 0.1), ("forge", "cards", "8 GPUs", 8),
    ],
)  # fmt: skip
def test_a_field_reads_its_own_unit(name, field, typed, value):
    assert read(instruments()[name].model_class(), {field: typed}) == {field: pytest.approx(value)}


@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        ("energy", "pue", "1200 mW"), ("energy", "cap", "1 W"), ("forge", "draw", "500 mW"), ("wafer", "critical_share", "1.0 mm2"),
        ("wafer", "die_area", "8e8mm2"),
    ],
)  # fmt: skip
def test_what_has_no_unit_takes_none(name, field, typed):
    """A power, an area or a time is not read as a bare number because the field's name has that word in it."""
    with pytest.raises(ValueError, match="must be"):
        read(instruments()[name].model_class(), {field: typed})


@pytest.mark.parametrize(("typed", "unit"), [("400G", "B/s"), ("400 G", "GB/s"), ("1.6T", "B/s")])
def test_a_prefix_alone_of_a_rate_is_of_bits_or_of_bytes(typed, unit):
    with pytest.raises(ValueError, match=r"can be read in two ways: write [GT]B/s for bytes or [GT]bit/s for bits"):
        read_number(typed, unit)


@pytest.mark.parametrize(("typed", "unit"), [("3 F", "FLOP"), ("100 mw", "W"), ("3640 pf-days", "FLOP")])
def test_letters_that_might_mean_another_unit_are_no_unit(typed, unit):
    with pytest.raises(ValueError, match="unit that is not known here"):
        read_number(typed, unit)
