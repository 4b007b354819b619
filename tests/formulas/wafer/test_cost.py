"""Costs: what comes to a whole, limits, and what published figures say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.wafer import cost, memory_stacks
from formulas.wafer.catalogue import STATUSES, dies, faults, processes, stacks


@given(st.floats(100, 30_000), st.floats(1, 700), st.floats(0.01, 1))
def test_what_the_good_dies_cost_together_is_the_wafer(price, number, share):
    good = cost.good_dies(number, share)
    assert cost.good_die_cost(price, good) * good == pytest.approx(price)


def test_a_package_of_one_part_that_always_bonds_costs_its_parts():
    assert cost.packaged_cost(2, 300, 6, 250, 700, 1) == 2 * 300 + 6 * 250 + 700
    assert cost.packaged_cost(2, 300, 6, 250, 700, 0.5) == 2 * (2 * 300 + 6 * 250 + 700)


@given(st.floats(10, 900), st.integers(1, 16))
def test_chiplets_without_links_are_the_die(area, number):
    assert cost.chiplet_area(area, number, 0) * number == pytest.approx(area)
    assert cost.chiplets_cost(number, 50 / number, 0, 1) == pytest.approx(50)


def test_bonds_multiply():
    assert cost.assembly_yield(0.99, cost.package_parts(1, 5)) == pytest.approx(0.99**6)
    assert cost.chiplets_cost(3, 0, 10, 0.5) == 3 * 10 / 0.5**3


@pytest.mark.parametrize(("card", "bandwidth"), [
    ("v100", 900e9), ("a100", 2.039e12), ("h100", 3.35e12), ("h200", 4.8e12), ("b200", 8e12), ("mi300x", 5.3e12),
])  # fmt: skip
def test_stacks_of_a_card_deliver_what_its_data_sheet_says(card, bandwidth):
    die = dies()[card]
    found = memory_stacks.stacks_bandwidth(die.stacks, die.pins, die.pin_rate_gbit_per_s * 1e9)
    assert found == pytest.approx(bandwidth, rel=0.005)


def test_stacks_by_generation():
    found = {key: memory_stacks.stacks_bandwidth(1, row.pins, row.pin_rate_gbit_per_s * 1e9) / 1e9 for key, row in stacks().items()}
    assert found == pytest.approx({"hbm2": 256, "hbm2e": 460.8, "hbm3": 819.2, "hbm4": 2048})


def test_a_finer_process_is_dearer_and_denser():
    rows = list(processes().values())
    assert [row.nanometres for row in rows] == sorted((row.nanometres for row in rows), reverse=True)
    prices = [row.wafer_price_usd for row in rows]
    assert prices == sorted(prices)
    density = {key: dies()[key].transistors / dies()[key].die_area_mm2 for key in ("v100", "a100", "h100", "a17")}
    assert list(density.values()) == sorted(density.values())


def test_every_row_says_where_it_is_from():
    for row in (*processes().values(), *dies().values(), *stacks().values()):
        assert row.status in STATUSES
        assert row.date[:2] in {"19", "20"}
    assert {die.process for die in dies().values()} <= processes().keys()
    assert all(die.needed_cores <= die.cores for die in dies().values() if die.cores)


def test_a_bad_row_is_told():
    told = faults("x", {"source": "nobody", "status": "sure", "die_area_mm2": -1, "transistors": None})
    assert len(told) == 3
    assert "must be positive" in told[-1]


def test_what_is_impossible_is_refused():
    with pytest.raises(ValueError, match=r"good is 0: must be positive"):
        cost.good_die_cost(1, 0)
    with pytest.raises(ValueError, match=r"bond_yield is 2"):
        cost.assembly_yield(2, 1)
    assert np.isfinite(cost.transistor_density(1, 1))
