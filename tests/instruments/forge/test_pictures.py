"""Figures are drawn when the page asks for them, and then show the design as it is at that moment."""

import re

import pytest
from bokeh.models import ColumnDataSource

from formulas.catalogue import models
from formulas.scaling import LAWS, loss
from instruments.forge.model import Forge
from instruments.forge.pictures import beside
from instruments.forge.view import ForgeView


@pytest.fixture
def view():
    return ForgeView(Forge())


def state(view):
    """All that the page draws and says of the figures, as text: missing numbers are equal too."""
    sources = [source for picture in view.pictures for source in picture.mount.picture.select(ColumnDataSource)]
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


def test_names_are_placed_anew_for_another_breadth(view):
    loss = view.pictures[0].mount
    before = state(view)
    wide, loss.breadth = loss.breadth, 280
    assert not loss.stale
    narrow = state(view)
    assert narrow != before
    loss.breadth = wide
    assert state(view) == before


@pytest.mark.parametrize(
    ("start", "end", "width", "expected"),
    [(0.1, 0.3, 0.4, (0.1, "left")), (0.7, 0.9, 0.4, (0.9, "right")), (0.7, 0.8, 0.9, (0.9, "right")), (0.5, 0.6, 1.2, (1.0, "right"))],
)
def test_a_text_below_the_bar_stays_within_the_frame(start, end, width, expected):
    assert beside(start, end, width) == expected


def test_every_figure_names_its_sources(view):
    for picture in view.pictures:
        assert re.search(r"<cite hidden>Sources: [^<]+ \d{4}\.</cite>$", picture.caption.html)
    other = ForgeView(Forge(law="hoffmann2022"))
    assert "Hoffmann et al. 2022" in other.pictures[0].caption.html


def test_columns_name_their_units(view):
    """A table of a figure says what its numbers are; what only draws begins with an underscore."""
    for picture in view.pictures:
        sources = [source for source in picture.mount.picture.select(ColumnDataSource) if not source.name.startswith("_")]
        units = {name for source in sources for tag in source.tags for name in tag["units"]}
        assert units
        assert units <= {name for source in sources for name in source.data}


@pytest.mark.parametrize("law", LAWS)
def test_public_models_are_marked_as_placed_by_the_law(law):
    """A dot that stands at a law's own loss does not confirm the law: it is open, and both name and sentence say who put it there."""
    picture = ForgeView(Forge(law=law)).pictures[0]
    (dots,) = [each for each in picture.mount.picture.renderers if each.data_source.name == "published models, placed by the law"]
    assert dots.glyph.fill_color != dots.glyph.line_color
    assert f"where this law puts them ({LAWS[law].name}), not their published losses." in picture.caption.html
    data = dots.data_source.data
    row = models()["chinchilla-70b"]
    place = data["name"].index(row.name)
    expected = loss(row.total_parameters, row.training_tokens, **LAWS[law].coefficients)
    assert data["loss"][place] == pytest.approx(float(expected))
