"""Dies of a wafer: the formulas against what was printed, the placement against counting one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formulas.wafer import dies
from formulas.wafer.placement import lay, offsets

SIZE = st.floats(3, 60)


def counted(usable, width, height, scribe, keep_out, offset_x, offset_y):
    """Whole dies, by looking at all four corners of each."""
    radius, total = usable / 2, 0
    reach = math.ceil(usable / min(width, height)) + 2
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            x, y = offset_x + i * (width + scribe), offset_y + j * (height + scribe)
            corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
            total += all(a * a + b * b <= radius * radius for a, b in corners) and y >= keep_out - radius
    return total


@settings(max_examples=60, deadline=None)
@given(st.floats(60, 300), SIZE, SIZE, st.floats(0, 2), st.floats(0, 20), st.floats(-1, 1), st.floats(-1, 1))
def test_placed_dies_are_those_whose_corners_are_all_on_the_wafer(usable, width, height, scribe, keep_out, right, up):
    at = (usable, width, height, scribe, keep_out, right * width, up * height)
    assert dies.placed_dies(*at) == counted(*at)


@settings(max_examples=40, deadline=None)
@given(st.floats(100, 300), SIZE, SIZE, st.floats(0, 1), st.floats(0, 10))
def test_what_is_laid_is_what_is_counted_and_a_search_is_never_worse(usable, width, height, scribe, keep_out):
    found = {way: lay(usable, width, height, scribe, keep_out, way) for way in ("best", "die", "crossing")}
    sums = {way: int(grid.sites()[2].sum()) for way, grid in found.items()}
    for way, grid in found.items():
        assert sums[way] == dies.placed_dies(usable, width, height, scribe, keep_out, grid.offset_x, grid.offset_y)
    assert sums["best"] >= max(sums["die"], sums["crossing"])


def test_sites_are_all_that_touch_the_wafer_and_overlap_nowhere():
    grid = lay(294, 25, 31, 0.1, 0, "best")
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


def test_the_notch_takes_dies_away_from_below_only():
    without, with_notch = (dies.placed_dies(294, 10, 10, 0.1, keep_out, -5, -5) for keep_out in (0, 15))
    assert with_notch < without
    assert dies.placed_dies(294, 10, 10, 0.1, 1e-9, -5, -5) == without


def test_small_dies_come_to_area_over_area():
    """In the limit the rim counts for nothing, whichever formula is taken."""
    side, area = 1.0, math.pi / 4 * 300**2
    found = [dies.gross_dies(300, side**2), dies.flynn_dies(300, side**2), dies.placed_dies(300, side, side, 0, 0, 0, 0)]
    assert np.allclose(np.array(found) / area, 1, atol=0.02)


def test_a_field_prints_what_fits_it_upright_or_turned():
    assert dies.dies_per_shot(26, 33, 32, 25, 0.1) == 1
    assert dies.dies_per_shot(26, 33, 25, 32, 0.1) == 1
    assert dies.dies_per_shot(26, 16.5, 25, 32, 0.1) == 0
    # Three of 8.6 with two lines are 26.0; three of 8.7 are not, but turned there is room for three by three.
    assert [dies.dies_per_shot(26, 33, width, 8, 0.1) for width in (8.6, 8.7)] == [3 * 4, 3 * 3]


@pytest.mark.parametrize(
    ("formula", "arguments"),
    [
        (dies.usable_diameter, (300, 150,)),
        (dies.gross_dies, (0, 1,)),
        (dies.flynn_dies, (10, 200,)),
        (dies.placed_dies, (300, 0, 1, 0, 0, 0, 0,)),
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
