"""How often large machines fail: published counts, limits, and the sum of causes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.reliability import failures
from formulas.reliability.published import PARTS, causes, interruptions, runs

HOUR = 3600.0
times = st.floats(1.0, 1e9)


def test_ten_thousand_cards_of_fifty_thousand_hours():
    """Janapa Reddi et al. 2025: five hours, and fifty for a thousand cards."""
    assert float(failures.cluster_mtbf(50_000, 10_000)) == 5
    assert float(failures.cluster_mtbf(50_000, 1000)) == 50


def test_the_textbooks_chance_of_an_hour_is_a_slip():
    """It prints 0.32, where exp(-1/5) is 0.819; the card says so."""
    right = float(failures.survival(HOUR, failures.cluster_mtbf(50_000 * HOUR, 10_000)))
    assert right == pytest.approx(0.819, abs=5e-4)
    assert "0.32" in failures.survival.equation.slips


def test_node_failures_of_a_research_cluster_project_to_its_published_mean_time():
    """Kokolis et al. 2024: 6.5 failures in a thousand node-days, and 0.23 h on 131,072 cards of 8 a node."""
    node = 1000 / 6.5 * 24
    assert float(failures.cluster_mtbf(node, 131_072 / 8)) == pytest.approx(0.23, abs=0.005)


def test_llama_failed_every_three_hours():
    llama = runs()["llama-3-405b"]
    card = failures.observed_mtbf(llama.cards, llama.days * 86_400, llama.interruptions)
    assert float(failures.cluster_mtbf(card, llama.cards)) / HOUR == pytest.approx(3.09, abs=0.005)


def test_the_causes_of_llamas_interruptions_add_up_and_the_printed_share_does_not():
    """Table 5: 419 in all; 148 of them are 35.3% and not the 30.1% that stands beside them."""
    assert sum(cause.interruptions for cause in causes().values()) == runs()["llama-3-405b"].interruptions == 419
    assert {cause.part for cause in causes().values()} == set(PARTS)
    assert sum(map(interruptions, PARTS)) == 419
    assert causes()["faulty-gpu"].interruptions / 419 == pytest.approx(0.353, abs=5e-4)
    assert "35.3%" in failures.observed_mtbf.equation.slips


def test_rates_of_causes_add_up():
    parts = [54 * 24 / interruptions(part) for part in PARTS]
    assert float(failures.combined_mtbf(*parts)) == pytest.approx(54 * 24 / 419)


@given(times, times, times, times)
def test_together_they_fail_sooner_than_the_worst(a, b, c, d):
    whole = float(failures.combined_mtbf(a, b, c, d))
    assert min(a, b, c, d) / 4 * (1 - 1e-12) <= whole < min(a, b, c, d)


@given(times, st.floats(1.0, 1e6))
def test_what_was_counted_gives_the_count_again(part, components):
    mtbf = failures.cluster_mtbf(part, components)
    count = failures.expected_failures(1e6, mtbf)
    assert float(failures.observed_mtbf(components, 1e6, count)) == pytest.approx(part)


@given(times, st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_surviving_two_times_is_surviving_each(mtbf, first, second):
    both = float(failures.survival(first, mtbf)) * float(failures.survival(second, mtbf))
    assert float(failures.survival(first + second, mtbf)) == pytest.approx(both, abs=1e-12)
    assert float(failures.survival(0, mtbf)) == 1


def test_survival_is_the_chance_of_a_count_of_none():
    count = float(failures.expected_failures(7200, 3600))
    assert float(failures.survival(7200, 3600)) == pytest.approx(math.exp(-count))


def test_arguments_broadcast():
    parts, counts = np.array([[1e6], [2e6]]), np.array([1.0, 10.0, 100.0])
    assert failures.cluster_mtbf(parts, counts).shape == (2, 3)
    assert failures.survival(parts, counts).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: failures.cluster_mtbf(float("nan"), 0), "component_mtbf is nan: must be positive and finite; components is 0: must be"),
        (lambda: failures.combined_mtbf(1, 0, 1, math.inf), "hosts_mtbf is 0: must be positive and finite; software_mtbf is inf"),
        (lambda: failures.expected_failures(-1, 1), "duration is -1: must be finite and at least 0"),
        (lambda: failures.survival(1, 0), "mtbf is 0: must be positive and finite"),
        (lambda: failures.observed_mtbf(1, 1, 0), "failures is 0: must be positive and finite"),
    ],
)
def test_impossible_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text.replace("(", r"\(")):
        call()
