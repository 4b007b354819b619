"""Dies of a wafer: the formulas against what was printed, the placement against counting one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.wafer import dies, exposures, panels
from formulas.wafer.fields import expose
from formulas.wafer.placement import counted as counted_on
from formulas.wafer.placement import lay, offsets
from formulas.wafer.substrates import Panel, Round, clear_of_notch

SIZE = st.floats(3, 60)


def counted(wafer, width, height, scribe, offset_x, offset_y):
    """Whole dies, by looking at all four corners of each and at its distance from the notch."""
    radius, total = wafer.usable / 2, 0
    reach = math.ceil(wafer.usable / min(width, height)) + 2
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            x, y = offset_x + i * (width + scribe), offset_y + j * (height + scribe)
            corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
            inside = all(a * a + b * b <= radius * radius for a, b in corners) and y >= wafer.keep_out - radius
            total += inside and from_notch(wafer, x, y, width) >= wafer.edge
    return total


def from_notch(wafer, x, y, width):
    """How far the lower side of a die is from a notch of a right angle: from points along its flanks, the nearest of the side."""
    below = np.linspace(0, 2 * wafer.edge + 1, 400)
    rise = y + wafer.tip
    if wafer.edge == 0 or rise > wafer.edge:
        return 0 if rise < -max(0, x, -x - width) else rise
    aside = np.stack([below, -below])
    nearest = np.clip(aside, x, x + width)
    return 0 if rise < -max(0, x, -x - width) else np.hypot(aside - nearest, rise + below).min()


@settings(max_examples=60, deadline=None)
@given(st.floats(60, 300), SIZE, SIZE, st.floats(0, 2), st.floats(0, 20), st.floats(-1, 1), st.floats(-1, 1))
def test_placed_dies_are_those_whose_corners_are_all_on_the_wafer(usable, width, height, scribe, keep_out, right, up):
    wafer = Round(usable, keep_out)
    at = (wafer, width, height, scribe, right * width, up * height)
    assert counted_on(*at) == counted(*at)


@settings(max_examples=40, deadline=None)
@given(st.floats(100, 300), SIZE, SIZE, st.floats(0, 1), st.floats(0, 10), st.floats(0, 4), st.floats(0, 6))
def test_what_is_laid_is_what_is_counted_and_a_search_is_never_worse(usable, width, height, scribe, keep_out, edge, notch):
    wafer = Round(usable, keep_out, edge, notch)
    found = {way: lay(wafer, width, height, scribe, way) for way in ("best", "die", "crossing")}
    sums = {way: int(grid.sites()[2].sum()) for way, grid in found.items()}
    for way, grid in found.items():
        assert sums[way] == counted_on(wafer, width, height, scribe, grid.offset_x, grid.offset_y)
    assert sums["best"] >= max(sums["die"], sums["crossing"])


@given(st.floats(0, 8), st.floats(0.5, 6))
def test_clear_of_the_notch_is_an_edge_away_from_its_nearest_point(aside, edge):
    """Against points all along both flanks of a right angle."""
    rise, below = float(clear_of_notch(aside, edge)), np.linspace(0, aside + 2 * edge, 20_001)
    assert np.hypot(np.concatenate([aside - below, aside + below]), np.tile(rise + below, 2)).min() == pytest.approx(edge, rel=1e-4)


def test_a_notch_costs_the_die_that_stands_over_it():
    """A row that just clears the rim: the notch of a wafer of 300 mm takes the one die in the middle of it."""
    low = -math.sqrt(147**2 - 5**2) + 1e-6
    at = (10, 10, 0.1, -5, low)
    none, standard = (counted_on(Round(294, 0, 3, notch), *at) for notch in (0, 1))
    assert none - standard == 1
    assert counted_on(Round(294, 0, 3, 1), 10, 10, 0.1, -5, low + 1.1) == counted_on(Round(294, 0, 3, 0), 10, 10, 0.1, -5, low + 1.1)


def test_the_outline_has_the_notch_that_the_standard_says():
    x, y = Round(294, 0, 3, 1).rim()
    assert (x[-2], y[-2]) == (0, -149)
    assert np.hypot(x[:-2], y[:-2]) == pytest.approx(150)
    mouth = x[0] - x[-3]
    assert mouth == pytest.approx(2, abs=0.02), "twice as broad as it is deep, for its angle is a right one"


def test_sites_are_all_that_touch_the_wafer_and_overlap_nowhere():
    grid = lay(Round(294), 25, 31, 0.1)
    left, low, whole = grid.sites()
    assert len(set(zip(np.round(left, 6), np.round(low, 6), strict=True))) == len(left)
    assert 0 < whole.sum() < len(left)
    x, y = np.random.default_rng(0).uniform(-1, 1, (2, 5000)) * 147
    inside = np.hypot(x, y) < 147
    across, along = grid.pitch
    points = zip(x[inside], y[inside], strict=True)
    on_site = [bool(np.any((left <= a) & (a <= left + across) & (low <= b) & (b <= low + along))) for a, b in points]
    # What is on no site lies on the scribe line before the first column or row.
    assert np.mean(on_site) > 0.99


def test_what_is_kept_free_takes_dies_away_from_below_only():
    without, with_marks, hardly = (counted_on(Round(294, keep_out), 10, 10, 0.1, -5, -5) for keep_out in (0, 15, 1e-9))
    assert with_marks < without == hardly


def test_small_dies_come_to_area_over_area():
    """In the limit the rim counts for nothing, whichever formula is taken."""
    side, area = 1.0, math.pi / 4 * 300**2
    found = [dies.gross_dies(300, side**2), dies.flynn_dies(300, side**2), counted_on(Round(300), side, side, 0, 0, 0)]
    assert np.allclose(np.array(found) / area, 1, atol=0.02)


def test_a_field_prints_what_fits_it_upright_or_turned():
    assert dies.dies_per_shot(26, 33, 32, 25, 0.1) == 1
    assert dies.dies_per_shot(26, 33, 25, 32, 0.1) == 1
    assert dies.dies_per_shot(26, 16.5, 25, 32, 0.1) == 0
    # Three of 8.6 with two lines are 26.0; three of 8.7 are not, but turned there is room for three by three.
    assert [dies.dies_per_shot(26, 33, width, 8, 0.1) for width in (8.6, 8.7)] == [3 * 4, 3 * 3]


@settings(max_examples=40, deadline=None)
@given(st.floats(100, 300), st.floats(3, 33), st.floats(3, 33), st.floats(0, 1), st.sampled_from([(26, 33), (26, 16.5)]))
def test_fields_have_every_whole_die_on_exactly_one_of_them(usable, width, height, scribe, field):
    grid = lay(Round(usable, 0, 3, 1), width, height, scribe)
    fields = expose(grid, *field)
    left, low, whole = grid.sites()
    middle_x, middle_y = left[whole] + width / 2, low[whole] + height / 2
    on = (fields.left <= middle_x[:, None]) & (middle_x[:, None] <= fields.left + fields.width)
    on &= (fields.low <= middle_y[:, None]) & (middle_y[:, None] <= fields.low + fields.height)
    if fields.per_field:
        assert fields.per_field == dies.dies_per_shot(*field, width, height, scribe)
        assert np.all(on.sum(axis=1) == 1)
        assert np.array_equal(on.sum(axis=0), fields.dies)
        assert exposures.exposures(fields.dies, 1) >= dies.fewest_shots(whole.sum(), fields.per_field)
        assert min(fields.width, fields.height) <= min(field) + 1e-9
        assert max(fields.width, fields.height) <= max(field) + 1e-9
    else:
        assert len(fields.left) == exposures.stitched_exposures(whole.sum(), exposures.exposures_of_die(width, height, *field))


@given(st.floats(100, 300), st.floats(3, 12), st.floats(3, 12))
@settings(max_examples=15, deadline=None)
def test_no_other_block_needs_fewer_exposures(usable, width, height):
    """Against every place where the first block may begin, counted with a dictionary."""
    grid = lay(Round(usable), width, height, 0.1)
    fields = expose(grid, 26, 16.5)
    left, low, whole = grid.sites()
    column, row = (np.rint((edge[whole] - start) / pitch).astype(int) for edge, start, pitch in (
        (left, grid.offset_x, grid.pitch[0]), (low, grid.offset_y, grid.pitch[1]),
    ))  # fmt: skip
    ways = []
    for columns in range(1, 10):
        rows, left_over = divmod(fields.per_field, columns)
        fits = any(columns * grid.pitch[0] <= wide + 0.1 and rows * grid.pitch[1] <= high + 0.1 for wide, high in ((26, 16.5), (16.5, 26)))
        if not left_over and fits:
            ways += [
                len(set(zip((column + at) // columns, (row + up) // rows, strict=True))) for at in range(columns) for up in range(rows)
            ]
    found = exposures.exposures(fields.dies, 1)
    assert min(ways) <= found <= min(ways) + (2 if fields.per_field > 36 else 0)


def test_a_die_of_the_field_is_an_exposure_of_its_own():
    fields = expose(lay(Round(294, 0, 3, 1), 25.5, 31.9, 0.1), 26, 33)
    assert fields.per_field == 1
    assert exposures.exposures(fields.dies, 1) == exposures.exposures(fields.dies, fields.per_field) == fields.dies.sum()
    assert np.any(fields.dies == 0), "fields of which the rim takes the only die are there and are not exposed"


def test_the_largest_die_of_a_shape_fits_and_a_larger_one_does_not():
    for aspect in (0.5, 1.0, 1.25, 33 / 26, 2.0):
        area = float(exposures.largest_die(26, 33, aspect))
        for factor, needed in ((1 - 1e-9, 1), (1 + 1e-6, 2)):
            width = math.sqrt(factor * area / aspect)
            assert exposures.exposures_of_die(width, width * aspect, 26, 33) == needed
    assert exposures.exposures_of_die(215, 215, 26, 33) == 63, "a square wafer-scale chip"


@given(st.floats(3, 300), st.floats(3, 300), st.floats(0, 2), st.floats(0, 10))
def test_dies_of_a_panel_are_those_that_are_laid(width, height, scribe, edge):
    panel = Panel(510, 515, edge)
    assert panels.panel_dies(510, 515, edge, width, height, scribe) == lay(panel, width, height, scribe).sites()[2].sum()


def test_a_panel_holds_more_large_packages_for_its_area_than_a_wafer():
    """The point of panels: squares leave less at a straight rim than at a round one."""
    panel, wafer = Panel(600, 600, 3), Round(294, 0, 3, 1)
    share = [grid.sites()[2].sum() * 70 * 70 / grid.substrate.area for grid in (lay(panel, 70, 70, 0.1), lay(wafer, 70, 70, 0.1))]
    assert share[0] > 1.2 * share[1]


def test_a_price_goes_with_the_area():
    assert panels.price_by_area(16_988, Round(294, 0, 3).area, math.pi / 4 * 300**2) == pytest.approx(16_988)
    assert panels.price_by_area(100, 600 * 600, 300 * 600) == 200


@pytest.mark.parametrize(
    ("formula", "arguments"),
    [
        (dies.usable_diameter, (300, 150,)),
        (dies.gross_dies, (0, 1,)),
        (dies.flynn_dies, (10, 200,)),
        (dies.placed_dies, (300, 0, 1, 0, 0, 0, 0, 150, 0,)),
        (exposures.exposures, ([-1], 1,)),
        (exposures.exposures_of_die, (0, 1, 26, 33,)),
        (panels.panel_dies, (510, 515, 300, 10, 10, 0,)),
        (dies.fewest_shots, (10, 0,)),
        (dies.die_width, (-1, 1,)),
    ],
)
def test_what_is_impossible_is_refused(formula, arguments):
    with pytest.raises(ValueError, match=r"must"):
        formula(*arguments)


def test_ways_that_are_named_are_one_offset_each():
    assert [len(each) for each in offsets(10, 20, 0.1, "die")] == [1, 1]
    assert len(offsets(10, 20, 0.1, "best")[0]) > 4
