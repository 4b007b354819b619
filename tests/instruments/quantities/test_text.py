"""Numbers as they are shown."""

import math

import pytest

from instruments.quantities.text import power, quantity, significant, stated, tex


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1.56e11, "parameter", "156 B parameters"),
        (1.0684e13, "token", "10.7 T tokens"),
        (1e25, "FLOP", "10.0 YFLOP"),
        (5.154e10, "B", "51.5 GB"),
        (12.5e6, "USD", "12.5 M USD"),
        (6.24e6, "card-hour", "6.24 M card-hours"),
        (4.81e6, "kWh", "4.81 GWh"),
        (250, "kgCO2e", "250 kg CO2e"),
        (1.78e6, "kgCO2e", "1.78 kt CO2e"),
        (1.91742, "nat/token", "1.917 nats per token"), (0.0385, "nat/token", "0.038 nats per token"),
        (0.00172, "nat/token", "0.00172 nats per token"),
        (0.0356, "%", "3.56%"),
        (0.91, "s", "910 ms"),
        (7200, "s", "2.00 h"),
        (1, "user", "1 user"),
        (2890, "card", "2,890 cards"),
        (0, "B", "0 B"),
    ],
)
def test_a_quantity_is_told_in_three_digits_with_its_unit(value, unit, shown):
    assert str(quantity(value, unit)) == shown


@pytest.mark.parametrize(
    ("value", "unit", "parts"),
    [
        (1.56e11, "parameter", ("156", "B", "parameters")),
        (1, "user", ("1", "", "user")),
        (5.154e10, "B", ("51.5", "G", "B")),
        (12.5e6, "USD", ("12.5", "M", "USD")),
        (1.78e6, "kgCO2e", ("1.78", "k", "t CO2e")),
        (4.81e6, "kWh", ("4.81", "G", "Wh")),
        (2.5e6, "token/parameter", ("2.50", "M", "tokens per parameter")),
        (0.91, "s", ("910", "m", "s")),
        (7200, "s", ("2.00", "", "h")),
        (2.5e-20, "B", ("2.5e-20", "", "B")),
        (None, "B", ("\N{EM DASH}", "", "")),
    ],
)
def test_number_prefix_and_noun_stand_apart_so_that_nobody_cuts_the_text_up(value, unit, parts):
    shown = quantity(value, unit)
    assert (shown.number, shown.prefix, shown.noun) == parts


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (16.2e9, "parameter", "16.2 B parameters"), (5e9, "token", "5 B tokens"), (1e15, "token", "1,000 T tokens"),
        (200_000, "card", "200,000 cards"), (4096, "token", "4,096 tokens"), (2_000_000, "card", "2 M cards"),
        (300e6, "W", "300 MW"), (5e26, "FLOP", "500 YFLOP"), (60_000, "token/parameter", "60,000 tokens per parameter"),
        (0.3478, "1", "0.3478"),
    ],
)  # fmt: skip
def test_what_somebody_stated_keeps_its_digits_and_gets_no_more(value, unit, shown):
    assert str(stated(value, unit)) == shown


def test_a_value_that_rounds_up_takes_the_next_prefix():
    assert str(quantity(999.96e9, "B")) == "1.00 TB"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_has_no_finite_value_is_a_dash(value):
    assert quantity(value, "B").number == "\N{EM DASH}"


def test_the_full_value_stays_at_hand():
    assert quantity(155_987_654_321, "parameter").full == "155,987,654,321 parameter"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1e25, "1e25"), (3.14159e24, "3.14e24"), (4, "4"), (131072, "131072"), (0.25, "0.25"), (1e-5, "1e-5"),
     (12345.6, "12300"), (999_999.5, "1e6")],
)  # fmt: skip
def test_powers_are_shown_as_they_are_typed(value, shown):
    assert power(value) == shown


def test_latex_of_numbers():
    assert tex(1.559e11) == r"1.56\times 10^{11}"
    assert tex(1e25) == "10^{25}"
    assert tex(math.inf) == r"\infty"
    assert tex(131072) == r"1.31\times 10^{5}"


def test_significant_digits():
    assert [significant(v) for v in (0.0123456, 21, 999.9, 1559.4)] == ["0.0123", "21.0", "1,000", "1,560"]
