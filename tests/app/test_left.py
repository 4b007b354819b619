"""The design as it was left: kept with every change, taken up by a later visit that begins at the map and brings no design."""

import json

import pytest

from app.left import SLOT
from app.page import Page
from instruments.frame.discovery import base, home
from instruments.widgets import Kept

LEFT = "v1;training_compute=1e24;context=8192"


def kept(page):
    return [each for each in page.root.objects if isinstance(each, Kept) and each.target == f"instrument-{base()}"]


def holds(page, state):
    """What the browser tells of an earlier visit."""
    (place,) = kept(page)
    place.held = json.dumps({SLOT: state}) if not isinstance(state, bytes) else state.decode()


def test_the_forge_brings_nothing_for_it_before_something_is_changed():
    page = Page(base())
    assert kept(page) == []
    page.models[base()].assign(context=8192)
    (place,) = kept(page)
    assert json.loads(place.kept) == {SLOT: "v1;context=8192"}
    page.models[base()].reset()
    assert json.loads(place.kept) == {SLOT: None}


def test_the_map_takes_up_what_was_left():
    page = Page(home())
    holds(page, LEFT)
    assert page.models[base()].context == 8192
    assert "training_compute%3D1e24" in page.views[home()].state.html
    page.visit(f"/{base()}")
    assert page.address.fragment == f"/{base()}?{LEFT}"


def test_what_is_decided_here_is_not_undone_by_what_was_left():
    page = Page(home())
    page.models[base()].assign(context=4096)
    holds(page, LEFT)
    assert page.models[base()].context == 4096


def test_what_another_tab_leaves_later_changes_nothing_here():
    page = Page(home())
    holds(page, LEFT)
    holds(page, "v1;context=4096")
    assert page.models[base()].context == 8192


@pytest.mark.parametrize("held", ["v1;context=-3", "nonsense", 7, ["v1"], b"{", b"[1]", b'{"other": "v1;context=4096"}'])
def test_whatever_a_browser_holds_the_page_opens_as_it_comes(held):
    page = Page(home())
    holds(page, held)
    assert page.models[base()].is_default
    assert page.notices.html == ""


def test_other_pages_begin_with_the_design_as_it_comes():
    # Their links say what was set; what follows the design is to be the same for whoever opens one.
    page = Page("energy")
    assert kept(page) == []


def test_a_link_of_the_map_brings_its_design_whatever_was_left():
    page = Page(home())
    page.visit("/life?v1;opened=serve;design=v1%3Bcontext%3D4096")
    holds(page, LEFT)
    assert page.models[base()].context == 4096
    assert page.address.fragment == "/life?v1;opened=serve"
    page.models[base()].assign(context=8192)
    page.visit("/life?v1;design=v1%3Bcontext%3D4096")
    assert page.models[base()].context == 4096, "the same link once more"
    page.visit("/life?v1;opened=serve")
    assert page.models[base()].context == 4096, "without a design the map shows the one that is there"
    page.visit("/life?v1;design=v1")
    assert page.models[base()].is_default


def test_a_link_of_the_map_with_a_damaged_design_is_refused():
    page = Page(home())
    page.visit("/life?v1;design=v1%3Bcontext%3D-4")
    assert "the map opens with no box open" in page.notices.html
    assert page.models[base()].is_default


def test_a_step_that_fails_takes_nothing_up():
    page = Page(home())
    back = page.checkpoint()
    holds(page, LEFT)
    back()
    assert page.models[base()].is_default
    page.models[base()].assign(context=4096)
    assert page.models[base()].context == 4096
