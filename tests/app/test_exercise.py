"""What is done to a document on nobody's behalf leaves it as it was."""

import json

import pytest
from bokeh.model import Model

from app.browser.exercise import exercise, warming
from app.browser.wire import Link
from app.page import document
from instruments.forge import IDS
from instruments.forge.pictures import Picture
from instruments.frame.discovery import base, instruments
from instruments.journey.view_controls import Prompt
from instruments.widgets import Bindings, Choice, Control, Fragment, LinearSlider, LogSlider, NumberField, Toggle, models
from tests.few import few


@pytest.fixture
def link():
    return begun()


def told(link):
    """What a page is told; of work in slices that has stopped not the number of its last turn, which only grows."""
    found = json.loads(link.json())
    for root in found["roots"]:
        for child in root["attributes"]["children"]:
            if child["name"].endswith("Slices"):
                assert not child["attributes"].get("running")
                child["attributes"] = {"target": child["attributes"]["target"], "told": child["attributes"].get("told", "")}
    return found


def begun(start=None):
    made = Link(document(start or base()))
    made.json()
    return made


@pytest.mark.parametrize("start", few(list(instruments()), "forge", "journey"))
def test_warming_changes_nothing(start):
    link = begun(start)
    exercise(link)  # as before a snapshot
    before = told(link)
    steps = 0
    for _ in warming(link):
        steps += 1
        assert link.flush() is None
    assert told(link) == before
    assert steps == 2 * len(far(link))


def test_pictures_are_warmed_as_well(link, monkeypatch):
    drawn = []
    draw = Picture._draw

    def note(picture):
        before = picture._drawn
        draw(picture)
        if picture._drawn is not before:
            drawn.append(picture.id)

    monkeypatch.setattr(Picture, "_draw", note)
    steps = warming(link)
    for _ in far(link):
        next(steps)
    assert not drawn
    next(steps)
    assert sorted(drawn) == sorted(2 * list(set(drawn)))
    assert len(set(drawn)) == 4


@pytest.mark.parametrize("start", few(list(instruments()), "precision", "journey"))
def test_exercise_puts_everything_back(start):
    """Else the page of an instrument would begin with a design that nobody made."""
    link = begun(start)
    before = _state(link)
    exercise(link)
    assert _state(link) == before


@pytest.mark.slow
def test_exercise_moves_every_control_of_every_instrument_to_where_it_is_accepted():
    kinds, tried, refused = set(), 0, []
    for start in instruments():
        link = begun(start)
        moved, told = _noted(link)
        exercise(link)
        controls = list(Bindings.on(link.document).select(Control))
        assert {control.target for control in controls} - set(moved) == set()
        # Some values go together with others alone: what was refused on the way was tried elsewhere.
        assert [control.error for control in controls if control.error] == []
        kinds |= {type(control) for control in controls}
        tried += len(controls)
        refused += told
    assert kinds >= {LogSlider, LinearSlider, NumberField, Choice, Toggle, Prompt}
    assert len(refused) < tried / 10


@pytest.mark.slow
@pytest.mark.parametrize("start", few(list(instruments()), base()))
def test_warming_moves_every_slider_far_and_to_where_it_is_accepted(start):
    link = begun(start)
    exercise(link)
    moved, refused = _noted(link)
    assert {type(control) for control, _ in far(link)} <= {LogSlider, LinearSlider}
    for (control, value), _ in zip(far(link), warming(link), strict=False):
        # Some stand at the end of their track.
        assert moved.pop(control.target, []) == ([value, control.value] if value != control.value else [])
        assert moved == {}
    assert refused == []


@pytest.mark.slow
def test_warming_leads_to_designs_that_are_possible_and_to_designs_that_are_not(link):
    (verdict,) = (each for each in Bindings.on(link.document).select(Fragment) if each.target == IDS("verdict"))
    seen = []
    verdict.param.watch(lambda event: seen.append("fails" in event.new.partition(">")[0]), "html")
    list(warming(link))
    assert set(seen) == {True, False}


def far(link):
    """Where warming leads: every control that goes far, with each of the values."""
    return [(control, value) for control in Bindings.on(link.document).select(Control) for value in control.along()]


def _noted(link):
    """What the models behind the controls are set to from now on, by control, and what is refused."""
    moved, refused = {}, []

    def note(components):
        for control in components:
            owner, name = control._linked
            owner.param.watch(lambda event, target=control.target: moved.setdefault(target, []).append(event.new), name)
            control.param.watch(lambda event: event.new and refused.append(event.new), "error")

    root = Bindings.on(link.document)
    note(root.select(Control))
    add = root.add
    root.add = lambda components: (note([each for each in components if isinstance(each, Control)]), add(components))[1]
    return moved, refused


def _state(link):
    """Everything that the document tells the page about our own models, but for what a picture draws."""
    return {
        (type(model).__name__, getattr(model, "target", ""), getattr(model, "act", "")): {
            name: value for name, value in model.properties_with_values().items() if name not in ("id", "children", "picture", "stale")
        }
        for model in link.document.select({"type": Model})
        if type(model).__module__ == models.__name__
    }
