"""Products of matrices against published counts, and tiles and arrays against a chip that is really simulated."""

import numpy as np
import pytest

from formulas.kernels.chips import TILES
from formulas.kernels.products import arithmetic_intensity, product_bytes, product_flop
from formulas.kernels.shares import tile_and_wave
from formulas.kernels.systolic import array_utilisation, array_utilisation_overlapped
from formulas.kernels.tiles import shaped_attainable, tile_count, tile_utilisation, wave_count, wave_utilisation

# Rows, columns, depth, TFLOP/s and GB/s as DeepGEMM's authors print them side by side (README of 9 April 2025, H800, FP8 in, BF16 out).
DEEPGEMM = (
    (64, 2112, 7168, 206, 1688), (64, 24576, 1536, 289, 2455), (64, 32768, 512, 219, 2143), (64, 7168, 16384, 336, 2668),
    (64, 4096, 7168, 287, 2320), (64, 7168, 2048, 295, 2470), (128, 2112, 7168, 352, 1509), (128, 24576, 1536, 535, 2448),
    (128, 32768, 512, 358, 2103), (128, 7168, 16384, 645, 2604), (128, 4096, 7168, 533, 2221), (128, 7168, 2048, 510, 2277),
    (4096, 2112, 7168, 1127, 562), (4096, 24576, 1536, 1212, 962), (4096, 32768, 512, 775, 1620), (4096, 7168, 16384, 1520, 384),
    (4096, 4096, 7168, 1410, 541), (4096, 7168, 2048, 1168, 794),
)  # fmt: skip


@pytest.mark.parametrize(("rows", "columns", "depth", "tflops", "gigabytes"), DEEPGEMM)
def test_bytes_are_those_that_others_count(rows, columns, depth, tflops, gigabytes):
    """Their two columns divided are an intensity; the printed digits leave about half a per cent."""
    intensity = arithmetic_intensity(product_flop(rows, columns, depth), product_bytes(rows, columns, depth, 1, 1, 2))
    assert intensity == pytest.approx(tflops * 1e3 / gigabytes, rel=0.005)


def test_nvidias_own_examples():
    """Matrix Multiplication Background User's Guide, section 2: 124.1 FLOP/B for 8192 x 128 x 8192, and 1 for a vector, in FP16."""
    assert arithmetic_intensity(product_flop(8192, 128, 8192), product_bytes(8192, 128, 8192, 2)) == pytest.approx(124.1, abs=0.05)
    assert arithmetic_intensity(product_flop(8192, 1, 8192), product_bytes(8192, 1, 8192, 2)) == pytest.approx(1.0, abs=0.01)


def test_a_square_product_has_a_third_of_its_side_per_byte_in_16_bits():
    side = np.array([128.0, 1024, 8192])
    np.testing.assert_allclose(arithmetic_intensity(product_flop(side, side, side), product_bytes(side, side, side, 2)), side / 3)


def test_each_expert_is_read_once_whatever_its_rows():
    assert product_bytes(64, 10, 20, 1, matrices := 2, 2, 8) - product_bytes(64, 10, 20, 1, 2, 2, 1) == 7 * 200
    assert matrices == 2


def test_impossible_shapes_are_named_together():
    with pytest.raises(ValueError, match=r"rows is 0: must be positive and finite; depth is nan: must be positive and finite"):
        product_flop(0, 1, np.nan)
    with pytest.raises(ValueError, match="moved is 0"):
        arithmetic_intensity(1, 0)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (129, 255), (4096, 4096), (300, 77)])
@pytest.mark.parametrize("tile", TILES)
def test_tiles_are_those_that_cover_the_result(rows, columns, tile):
    covered = np.zeros((rows, columns), dtype=int)
    count = 0
    for top in range(0, rows, tile[0]):
        for left in range(0, columns, tile[1]):
            covered[top : top + tile[0], left : left + tile[1]] += 1
            count += 1
    assert (covered == 1).all()
    assert tile_count(rows, columns, *tile) == count
    assert tile_utilisation(rows, columns, count, *tile) == pytest.approx(rows * columns / (count * tile[0] * tile[1]))


@pytest.mark.parametrize("tiles", [1, 107, 108, 109, 500])
def test_waves_are_those_that_a_scheduler_needs(tiles):
    units, done, waves = 108, 0, 0
    while done < tiles:
        done += min(units, tiles - done)
        waves += 1
    assert wave_count(tiles, units) == waves
    assert wave_utilisation(tiles, waves, units) == pytest.approx(tiles / (units * waves))


def test_one_tile_more_than_the_multiprocessors_halves_the_speed():
    """NVIDIA's guide, section 3.2: a wave that is nearly empty costs a whole one."""
    peak, bandwidth = 312e12, 2e12
    full = shaped_attainable(1e6, peak, bandwidth, 1.0, wave_utilisation(108, 1, 108))
    assert shaped_attainable(1e6, peak, bandwidth, 1.0, wave_utilisation(109, 2, 108)) == pytest.approx(full * 109 / 216)


def test_the_best_tile_is_the_best_of_all():
    shares = [tile_and_wave(1000, 3000, 1, 132, tile).share for tile in TILES]
    assert tile_and_wave(1000, 3000, 1, 132).share == pytest.approx(max(shares))


def test_measured_steps_are_where_waves_end():
    """On our H100, 33 rows of tiles fill whole waves, 32 and 34 do not: the same library was fastest there."""
    share = {rows: tile_and_wave(rows, 4096, 1, 132, (128, 256)).wave for rows in (4096, 4224, 4352)}
    assert share[4224] == 1.0
    assert share[4224] > share[4096] > share[4352]


def simulated(left, weights):
    """Run a systolic array cycle by cycle: weights stand still, rows enter askew from the left, sums run down."""
    rows, side = left.shape
    cells, sums, moving = np.zeros((side, side)), np.zeros((side, side)), np.zeros((side, side))
    cycles = 0
    for row in range(side):  # weights are shifted in from the top, one row in a cycle
        cells = np.roll(cells, 1, axis=0)
        cells[0] = weights[side - 1 - row]
        cycles += 1
    result, arrived, cycle = np.zeros((rows, side)), 0, 0
    while arrived < rows * side:
        entering = np.array([left[cycle - k, k] if 0 <= cycle - k < rows else 0.0 for k in range(side)])
        moving = np.concatenate([entering[:, None], moving[:, :-1]], axis=1)
        sums = np.concatenate([np.zeros((1, side)), sums[:-1]], axis=0) + cells * moving
        for column in range(side):
            row = cycle - (side - 1) - column
            if 0 <= row < rows:
                result[row, column] = sums[-1, column]
                arrived += 1
        cycle += 1
    return result, cycles + cycle


@pytest.mark.parametrize(("rows", "side"), [(1, 4), (7, 4), (16, 8), (3, 8)])
def test_an_array_takes_as_long_as_one_that_is_run(rows, side):
    rng = np.random.default_rng(rows * side)
    left, weights = rng.normal(size=(rows, side)), rng.normal(size=(side, side))
    result, cycles = simulated(left, weights)
    np.testing.assert_allclose(result, left @ weights)
    assert array_utilisation(rows, side, side, side) == pytest.approx(rows * side * side / (side * side * cycles))


def test_loading_behind_the_present_rows_is_never_slower_and_tends_to_all():
    rows = np.array([1.0, 8, 128, 1000, 1e6])
    both = array_utilisation(rows, 1000, 3000, 128), array_utilisation_overlapped(rows, 1000, 3000, 128)
    assert (both[0] <= both[1]).all()
    assert array_utilisation_overlapped(1e6, 4096, 4096, 128) == pytest.approx(1, abs=1e-3)
    with pytest.raises(ValueError, match=r"rows is 0.5: must be at least 1"):
        array_utilisation(0.5, 1, 1, 1)
