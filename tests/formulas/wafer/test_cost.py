"""Costs: what comes to a whole, limits, and what published figures say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.wafer import cost, memory_stacks, packaging, pareto
from formulas.wafer.catalogue import STATUSES, dies, failures, faults, older_dies, processes, stacks
from formulas.wafer.catalogue import packaging as assumed


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
    assert found == pytest.approx({"hbm2": 256, "hbm2e": 460.8, "hbm3": 819.2, "hbm3e": 1177.6, "hbm4": 2048})


def test_a_stack_costs_what_analysts_say_of_a_card():
    """1,350 USD for the 80 GB of an H100 and 2,900 USD for the 192 GB of a B200 (Silicon Analysts 2026)."""
    for card, told in (("h100", 1350), ("b200", 2900)):
        die = dies()[card]
        each = packaging.stack_price(die.stack_gb * 1e9, stacks()[die.memory].price_usd_per_gb / 1e9)
        assert die.stacks * each == pytest.approx(told, rel=0.002)
        assert die.stack_gb in stacks()[die.memory].gb_per_stack


def test_packaging_comes_to_what_analysts_say_of_two_cards():
    """750 USD for an H100, which its parts were taken from, and 1,100 USD for a B200, which they were not (Silicon Analysts 2026)."""
    found = {}
    for card in ("h100", "b200"):
        die = dies()[card]
        area = packaging.interposer_area(
            die.package_dies, die.die_area_mm2, die.stacks, assumed()["stack"].value, assumed()["margin"].value,
        )  # fmt: skip
        found[card] = float(packaging.packaging_cost(area, assumed()["interposer"].value, assumed()["assembly"].value))
    assert found == pytest.approx({"h100": 750, "b200": 1100}, rel=0.01)


def test_an_interposer_costs_what_a_wafer_of_them_does():
    """12,000 USD over 28 packages of an H100."""
    area = packaging.interposer_area(1, 814, 5, assumed()["stack"].value, assumed()["margin"].value)
    assert packaging.packaging_cost(area, assumed()["interposer"].value, 0) == pytest.approx(12_000 / 28, rel=0.005)


def test_memory_beside_a_core_of_a_whole_wafer():
    whole = dies()["wse3"]
    assert (whole.die_area_mm2, whole.needed_cores, whole.on_die_gb) == (46_225, 900_000, 44)
    assert packaging.core_memory(whole.on_die_gb * 1e9, whole.needed_cores) == pytest.approx(48.9e3, rel=1e-3)


def test_failures_are_in_order_and_come_to_all():
    counts = np.array([kind.wafers for kind in failures().values()], np.float64)
    assert counts.sum() == 25_519
    assert np.all(np.diff(counts) < 0)
    together = [pareto.share_of_first(counts, number) for number in range(len(counts) + 1)]
    assert (together[0], together[-1]) == (0, 1)
    assert together[3] == pytest.approx((9680 + 5189 + 4294) / 25_519)
    with pytest.raises(ValueError, match="must fall"):
        pareto.share_of_first([1, 2], 1)


def test_a_density_that_is_published_says_where_and_when():
    known = {key: row for key, row in processes().items() if row.defects_per_cm2 is not None}
    assert {"7nm", "5nm", "3nm"} <= known.keys()
    assert all(row.defects_source and row.defects_status and row.defects_date >= "2019" for row in known.values())
    assert {die.process for die in dies().values()} <= known.keys(), "a chip brings its density"


def test_a_finer_process_is_dearer_and_denser():
    rows = list(processes().values())
    assert [row.nanometres for row in rows] == sorted((row.nanometres for row in rows), reverse=True)
    prices = [row.wafer_price_usd for row in rows]
    assert prices == sorted(prices)
    every = older_dies() | dies()
    density = {key: every[key].transistors / every[key].die_area_mm2 for key in ("g80", "gf100", "gk104", "v100", "a100", "h100", "a17")}
    assert list(density.values()) == sorted(density.values())


def test_every_row_says_where_it_is_from():
    catalogues = (processes(), older_dies(), dies(), stacks(), assumed(), failures())
    for row in (row for catalogue in catalogues for row in catalogue.values()):
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
