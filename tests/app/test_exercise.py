"""What is done to a document on nobody's behalf leaves it as it was."""

import json

import pytest
from bokeh.model import Model

from app.browser.exercise import WARMED, exercise, visit, warming
from app.browser.link import Link
from app.page import document
from instruments.forge.pictures import Picture
from instruments.journey.view_controls import Prompt
from instruments.widgets import Bindings, Choice, Control, LinearSlider, LogSlider, NumberField, Toggle, models


@pytest.fixture
def link():
    made = Link(document())
    made.json()
    return made


def test_warming_changes_nothing(link):
    exercise(link)  # as before a snapshot
    before = json.loads(link.json())
    steps = 0
    for _ in warming(link):
        steps += 1
        assert link.flush() is None
    assert json.loads(link.json()) == before
    assert steps == 2 * len(WARMED)


def test_figures_are_warmed_as_well(link, monkeypatch):
    drawn = []
    draw = Picture._draw

    def note(picture):
        before = picture._drawn
        draw(picture)
        if picture._drawn is not before:
            drawn.append(picture.id)

    monkeypatch.setattr(Picture, "_draw", note)
    steps = warming(link)
    for _ in WARMED:
        next(steps)
    assert not drawn
    next(steps)
    assert sorted(drawn) == sorted(2 * list(set(drawn)))
    assert len(set(drawn)) == 4


def test_exercise_puts_everything_back(link):
    before = _state(link)
    exercise(link)
    assert _state(link) == before


def test_exercise_moves_every_control_of_every_instrument_to_where_it_is_accepted(link):
    moved, refused = _noted(link)
    visit(link)
    controls = Bindings.on(link.document).select(Control)
    assert {type(control) for control in controls} >= {LogSlider, LinearSlider, NumberField, Choice, Toggle, Prompt}
    assert {control.target for control in controls} - set(moved) == set()
    assert refused == []


def test_warming_moves_every_slider_that_it_names_to_where_it_is_accepted(link):
    exercise(link)
    moved, refused = _noted(link)
    for (target, _), _ in zip(WARMED, warming(link), strict=False):
        held = {control.target: control.value for control in Bindings.on(link.document).select(Control)}
        elsewhere, back = moved.pop(target)
        assert elsewhere != back == held[target]
        assert moved == {}
    assert refused == []


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
    """Everything that the document tells the page about our own models, but for what a figure draws."""
    return {
        (type(model).__name__, getattr(model, "target", ""), getattr(model, "act", "")): {
            name: value for name, value in model.properties_with_values().items() if name not in ("id", "children", "figure", "stale")
        }
        for model in link.document.select({"type": Model})
        if type(model).__module__ == models.__name__
    }
