"""What is done to a document on nobody's behalf leaves it as it was."""

import json

import pytest

from app.browser.exercise import WARMED, exercise, warming
from app.browser.link import Link
from app.page import document
from instruments.forge.figures import Picture


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
    before = [each["attributes"].get("value") for each in _models(json.loads(link.json()))]
    exercise(link)
    assert [each["attributes"].get("value") for each in _models(json.loads(link.json()))] == before


def _models(document):
    """Our own models in a serialised document."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            if value.get("type") == "object" and str(value.get("name", "")).startswith("instruments."):
                found.append(value)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(document)
    return found
