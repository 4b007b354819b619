"""Figures are drawn when the page asks for them, and then show the design as it is at that moment."""

import pytest
from bokeh.models import ColumnDataSource

from instruments.forge.model import Forge
from instruments.forge.view import ForgeView


@pytest.fixture
def view():
    return ForgeView(Forge())


def state(view):
    """All that the page draws and says of the figures, as text: missing numbers are equal too."""
    sources = [source for picture in view.pictures for source in picture.mount.figure.select(ColumnDataSource)]
    drawn = {source.name: {key: list(column) for key, column in source.data.items()} for source in sources}
    return repr(([picture.caption.html for picture in view.pictures], sorted(drawn.items())))


def draw(view):
    for picture in view.pictures:
        picture.mount.stale = False


def test_the_first_design_is_drawn_at_once(view):
    assert all(picture.caption.html and not picture.mount.stale for picture in view.pictures)


def test_a_move_only_says_that_the_figures_are_behind(view):
    before = state(view)
    view.model.training_compute = 3e24
    assert all(picture.mount.stale for picture in view.pictures)
    assert state(view) == before


def test_a_figure_that_is_asked_for_shows_the_latest_design(view):
    for compute in (3e24, 5e24, 7e23):
        view.model.training_compute = compute
    draw(view)
    assert not any(picture.mount.stale for picture in view.pictures)
    assert state(view) == state(ForgeView(Forge(training_compute=7e23)))


def test_coming_back_to_what_is_drawn_needs_no_drawing(view):
    view.model.training_compute = 3e24
    view.model.training_compute = 1e25
    assert not any(picture.mount.stale for picture in view.pictures)
    assert state(view) == state(ForgeView(Forge()))
