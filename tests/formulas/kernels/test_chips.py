"""What is on a chip against its data sheet, and measured kernels against their roofs."""

import json
from pathlib import Path

import numpy as np
import pytest

from formulas.catalogue import accelerators, precisions
from formulas.kernels.chips import memories_beside, memory_levels, multiplied, processors
from formulas.kernels.levels import energy_efficiency, on_chip_bandwidth, read_time
from formulas.kernels.measured import REASONS, measured_kernels
from formulas.kernels.whole import layer_time, layers_ceiling, memory_bound_share
from formulas.steps import Chain
from tests.every import every

OURS = [json.loads(line) for line in (Path(__file__).parents[2] / "chip" / "measured.jsonl").read_text("utf-8").splitlines()][1:]
# Multiply-adds of one tensor core or matrix core in a cycle, and cores of a multiprocessor (Bekman 2025, theoretical peaks).
CORES = {"h100-sxm": 512 * 4, "a100-80gb": 256 * 4, "mi300x": 256 * 4, "mi250x": 128 * 4, "mi355x": 512 * 4}


@pytest.mark.parametrize("name", processors())
def test_every_processor_is_a_card_of_the_catalogue(name):
    assert name in accelerators()


@pytest.mark.parametrize("name", [key for key, row in processors().items() if row.array_side])
def test_arrays_at_their_clock_give_the_peak(name):
    row = processors()[name]
    assert 2 * row.units * row.array_side**2 * row.clock_hz == pytest.approx(accelerators()[name].peak_bf16_flop_per_s, rel=0.01)


@pytest.mark.parametrize("name", CORES)
def test_multiprocessors_at_their_clock_give_the_peak(name):
    row = processors()[name]
    assert 2 * row.units * CORES[name] * row.clock_hz == pytest.approx(accelerators()[name].peak_bf16_flop_per_s, rel=0.01)


@pytest.mark.parametrize("name", processors())
def test_each_level_is_larger_and_slower_than_the_one_above(name):
    levels = [level for level in memory_levels(accelerators()[name], Chain()) if np.isfinite(level.bandwidth)]
    assert len(levels) >= 2
    below_chip = [level.bandwidth for level in levels if level.name != "Solid-state drive"]
    assert below_chip == sorted(below_chip, reverse=True)
    assert levels[-1].bandwidth == memories_beside()["ssd"].bandwidth_bytes_per_s


def test_shared_memory_of_an_a100_is_what_nvidia_prints():
    """19.5 TB/s: 108 multiprocessors, 128 bytes a cycle, 1.41 GHz (Jia et al. measure the same 128 bytes on Volta)."""
    assert on_chip_bandwidth(108, 128, 1.41e9) == pytest.approx(19.5e12, rel=0.002)


def test_what_a_card_lacks_is_unpacked_to_the_narrowest_wider_format():
    cards = accelerators()
    assert multiplied(cards["a100-80gb"], "fp8") == multiplied(cards["a100-80gb"], "bf16").__class__("bf16", 312e12, 2.0, True)
    assert multiplied(cards["v100"], "bf16").kind == "fp16"
    assert multiplied(cards["h100-sxm"], "w4a16").operand_bytes == 2.0
    assert np.isnan(multiplied(cards["wse-3"], "bf16").peak)
    assert all(multiplied(card, form).operand_bytes for card in cards.values() for form in precisions())


def test_at_least_thirty_kernels_are_held_with_a_source_and_a_day():
    rows = measured_kernels()
    assert len(rows) >= 30
    assert all(row.standing("flop_per_s") == "measured" and row.measured[:2] == "20" and row.locator for row in rows.values())
    assert {row.kernel for row in rows.values()} == {"product", "attention", "pointwise"}
    assert any(row.rows == 1 for row in rows.values()), "one of a vector and a matrix, as in decoding"


@every("name", measured_kernels())
def test_no_measured_kernel_is_above_its_roof_and_every_miss_is_explained(name):
    row = measured_kernels()[name]
    assert 0 < row.share <= 1
    assert row.why


@every("name", measured_kernels())
def test_what_the_formulas_explain_of_a_miss_is_among_its_reasons(name):
    """Too few tiles for the multiprocessors, of a kernel that waits for memory; and traffic that is partly hidden behind arithmetic."""
    row = measured_kernels()[name]
    card = accelerators()[row.accelerator]
    waits_for_memory = row.intensity < row.peak / card.bandwidth_bytes_per_s
    if row.tiled is not None:
        assert ("idle" in row.reasons) == (waits_for_memory and row.tiled.wave <= 0.5)
    if "hidden" in row.reasons:
        assert row.apart < row.share < 1


def test_every_reason_is_given_for_something():
    assert {reason for row in measured_kernels().values() for reason in row.reasons} == set(REASONS)


@pytest.mark.parametrize("line", [each for each in OURS if each["kernel"] in ("product", "attention")], ids=str)
def test_what_we_measured_stands_in_the_data_as_it_was_printed(line):
    ours = [row for row in measured_kernels().values() if row.source("flop_per_s") == "forge-measured"]
    names = ("rows", "columns", "depth", "sequences", "heads", "tokens", "algorithm")
    (row,) = [
        row for row in ours if row.precision == line["precision"] and row.causal == line.get("causal", False)
        and all(getattr(row, each) == line.get(each, "" if each == "algorithm" else None) for each in names)
    ]  # fmt: skip
    assert row.flop_per_s == int(line["flop_per_s"])
    assert row.compute / line["seconds"] == pytest.approx(row.flop_per_s, rel=1e-6)


def test_the_batch_is_free_up_to_the_ridge_on_a_real_card():
    """128 rows took 4% longer than one on our H100, and 4,096 took 16 times as long."""
    seconds = {each["rows"]: each["seconds"] for each in OURS if each.get("columns") == 28672 and each["precision"] == "bf16"}
    assert seconds[128] / seconds[1] < 1.1
    assert seconds[4096] / seconds[1] > 10


def test_the_cache_was_measured_as_the_data_says():
    lines = [json.loads(line) for line in (Path(__file__).parents[2] / "chip" / "cache.jsonl").read_text("utf-8").splitlines()]
    within = [line["bytes_per_s"] for line in lines if 24 <= line["read_mib"] <= 40]
    row = processors()["h100-sxm"]
    assert row.cache_bandwidth_bytes_per_s == pytest.approx(np.mean(within), rel=0.01)
    assert row.standing("cache_bandwidth_bytes_per_s") == "measured"


def test_shipping_boards_are_two_to_three_orders_below_what_the_source_course_asks():
    """More than 1,000 TOPS per watt of INT8, it says; with the board's power the catalogue's best has a few."""
    best = max(
        float(energy_efficiency(card.peak_int8_flop_per_s, card.power_w)) for card in accelerators().values()
        if card.peak_int8_flop_per_s and card.power_w
    )  # fmt: skip
    assert 1e12 < best < 10e12


def test_times_add_up():
    assert read_time(3.35e12, 3.35e12) == 1
    assert layer_time(1, 2) == 3
    assert memory_bound_share(1, 3) == 0.25
    assert layers_ceiling(8, 4, 0.5) == 4
    with pytest.raises(ValueError, match="must not be nothing"):
        memory_bound_share(0, 0)
