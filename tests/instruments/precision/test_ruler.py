"""The ruler: places and back, the window, and that a window shows every value of a format that has room in it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.formats.codes import decode
from formulas.formats.layout import layouts
from instruments.precision.held import scale_of, shown
from instruments.precision.ruler import DEEPEST, END, WIDTH, Window, divisions, marks, number_at, place

NUMBERS = st.floats(-3.4e38, 3.4e38)
ZOOMS = st.floats(0, DEEPEST)


@given(number=st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_places_are_the_order_of_fp32s_codes(number):
    code = int(np.float32(number).view(np.uint32)) % 2**31
    assert float(place(number)) == math.copysign(code, number)
    assert float(number_at(place(number))) == number


@given(one=NUMBERS, other=NUMBERS)
def test_larger_numbers_lie_further_right(one, other):
    low, high = sorted((one, other))
    assert place(low) <= place(high)


@given(share=st.floats(-1, 1))
def test_every_place_has_a_number(share):
    assert float(place(number_at(share * END))) == pytest.approx(share * END, abs=1e-3)


@given(number=NUMBERS, zoom=ZOOMS, even=st.booleans())
def test_a_window_lies_on_the_ruler_and_sees_what_it_is_about(number, zoom, even):
    window = Window.around(number, zoom, even=even)
    assert -END <= window.start < window.end <= END
    assert window.sees(number)
    assert -1e-9 <= float(window.share(number)) <= 1 + 1e-9
    assert float(window.share(window.number(0.25))) == pytest.approx(0.25, abs=1e-3)


def test_zoomed_out_it_is_all_of_it_and_zoomed_in_neighbours_in_fp32():
    assert Window.around(0.0, 0).ends == pytest.approx((-float(np.finfo(np.float32).max), float(np.finfo(np.float32).max)), rel=1e-6)
    found = marks(layouts()["fp32"], 1.0, Window.around(0.1, DEEPEST))
    assert len(found.bands) == 0
    assert 3 <= len(found.values) <= 6
    assert np.array_equal(found.values, np.float32(found.values))
    assert np.diff(found.values) == pytest.approx(2.0**-27)


@pytest.mark.parametrize("even", [False, True])
@pytest.mark.parametrize("name", ["e5m2", "e4m3", "e3m2", "e2m3", "e2m1", "int8", "int4", "mxfp4", "mxint8", "nvfp4"])
@pytest.mark.parametrize(("about", "zoom"), [(0.1, 5), (3.0, 7), (0.0, 6), (-2.0, 8), (0.0, 0), (100.0, 9)])
def test_a_window_shows_every_value_with_room_and_no_other(name, even, about, zoom):
    layout, window = shown()[name], Window.around(about, zoom, even=even)
    scale = scale_of(layout, 1.0)[0]
    element = layout.element_layout()
    every = np.unique(decode(element, np.arange(2**element.bits))) * scale
    every = every[np.isfinite(every)]
    points = window.share(every) * WIDTH
    found = marks(layout, scale, window)
    assert np.isin(found.values, every).all()
    # Those that are further than the width of a point from what is next to them, and from the edges.
    apart = np.minimum(np.diff(points, prepend=-np.inf), np.diff(points, append=np.inf)) > 6
    roomy = every[apart & (points > 2) & (points < WIDTH - 2)]
    covered = np.isin(roomy, found.values)
    assert covered.all()
    assert (np.diff(found.bands, axis=1) > 0).all()


@given(number=st.floats(-1e6, 1e6), zoom=st.floats(5, 20), about=st.floats(0, 1), factor=st.sampled_from([0.5, 2.0, 1.1]))
def test_what_is_zoomed_about_stays_where_it_is(number, zoom, about, factor):
    window = Window.around(number, zoom)
    pinned = float(window.number(about))
    at, closer = window.moved(0.0, factor, about)
    assert float(Window.around(at, closer).share(pinned)) == pytest.approx(about, abs=1e-3)


def test_a_move_ends_at_the_ends():
    window = Window.around(3e38, 3)
    assert Window.around(*window.moved(2.0, 1.0)).end == pytest.approx(END)
    assert window.moved(0.0, 2.0**-40)[1] == 0
    assert window.moved(0.0, 2.0**40)[1] == DEEPEST


@given(number=NUMBERS, zoom=ZOOMS, even=st.booleans())
def test_there_are_round_numbers_to_write_but_not_too_many(number, zoom, even):
    window = Window.around(number, zoom, even=even)
    written = divisions(window)
    assert len(written) <= 30
    assert all(window.sees(each) for each in written)
