"""The matrix quantised in many ways: what may be waited for at once, the rest in slices, and what is kept."""

import numpy as np
import pytest

from formulas.formats.layout import integer
from formulas.formats.matrix import quantise
from instruments.forge.model import Forge
from instruments.precision import sweeps
from instruments.precision.model import Precision
from instruments.precision.view import PrecisionView

LARGE = {"rows": 256, "columns": 512}


@pytest.fixture
def view():
    return PrecisionView(Precision(), forge=Forge())


def look(view):
    """Have every picture drawn, as the page asks for it after a move."""
    for picture in view.pictures:
        picture.mount.stale = False


def drawn(view):
    return {each.id: each.sweep for each in view.pictures if hasattr(each, "sweep")}


def test_a_small_matrix_is_measured_while_somebody_waits(view):
    view.model.assign(clip=0.5)
    look(view)
    assert all(sweep.is_whole for sweep in drawn(view).values())
    assert not view.rest.running


def test_no_move_measures_more_than_may_be_waited_for(view):
    view.model.assign(**LARGE)
    look(view)
    size = LARGE["rows"] * LARGE["columns"]
    assert [len(sweep.rows) for sweep in drawn(view).values()] == [sweeps.AT_ONCE // size] * 3
    assert view.rest.running
    assert "1 of 17 ranges are measured so far" in view.pictures[2].caption.html


def test_the_rest_comes_in_slices_and_shows_in_the_pictures(view):
    view.model.assign(rows=96, columns=512)
    look(view)
    view.rest.finish()
    assert view.rest.told == "35 of 35 points of the curves are measured."
    assert not any("so far" in each.caption.html for each in view.pictures)
    matrix = view.model.result.study.weights
    found = drawn(view)["bits"].columns["measured"]
    for bits, error in zip(sweeps.BITS.tolist(), found, strict=True):
        recipe = view.model.result.study.changed(layout=integer(bits)).recipe
        assert error == pytest.approx(np.linalg.norm(quantise(matrix, recipe).held - matrix), rel=1e-12)


def test_who_stops_it_is_not_measured_for_again(view):
    view.model.assign(**LARGE)
    view.rest.turn = view.rest.due
    view.rest.stop()
    view.model.assign(clip=0.6)
    assert not view.rest.running
    view.rest.start()
    assert view.rest.running


def test_it_is_wanted_again_after_a_matrix_that_needs_no_slices(view):
    view.model.assign(**LARGE)
    assert view.rest.running
    view.model.assign(rows=8)
    assert not view.rest.running
    assert view.rest.told == ""
    view.model.assign(rows=512)
    assert view.rest.running


@pytest.mark.parametrize(
    ("moved", "kept"),
    [
        ({"clip": 0.5}, {"clip", "formats"}),
        ({"stored": "int8"}, {"bits", "formats"}),
        ({"granularity": "channel"}, {"formats"}),
        ({"number": "3"}, {"bits", "clip", "formats"}),
        ({"seed": 2}, set()),
    ],
)
def test_what_a_move_leaves_as_it_is_is_not_measured_again(view, moved, kept):
    look(view)
    before = {name: sweep.rows for name, sweep in drawn(view).items()}
    view.model.assign(**moved)
    assert {name for name, sweep in drawn(view).items() if sweep.rows is before[name]} == kept
