"""One patch in, one patch out, each property once with its last value, and arrays beside the text."""

import json

import numpy as np
import pytest
from bokeh.core.properties import Any, Float
from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import ColumnDataSource

from app.browser.wire import Link


class LinkProbe(Model):
    """Something with a value that comes in and one that goes out."""

    asked = Float(default=0.0)
    told = Any(default=None)


@pytest.fixture
def probe():
    return LinkProbe()


@pytest.fixture
def link(probe):
    document = Document()
    document.add_root(probe)
    link = Link(document)
    link.json()
    return link


def change(model, **properties):
    events = [{"kind": "ModelChanged", "model": model.ref, "attr": name, "new": value} for name, value in properties.items()]
    return json.dumps({"events": events})


def test_what_the_page_said_is_not_said_back(link, probe):
    assert link.update(change(probe, asked=2.0)) is None
    assert probe.asked == 2.0


def test_many_changes_come_back_as_the_last_of_each(link, probe):
    def answer(_attribute, _old, new):
        for step in range(5):
            probe.told = new * step

    probe.on_change("asked", answer)
    text, buffers = link.update(change(probe, asked=3.0))
    assert [(event["attr"], event["new"]) for event in json.loads(text)["events"]] == [("told", 12.0)]
    assert buffers == []


def test_arrays_travel_beside_the_text(probe):
    source = ColumnDataSource({"x": np.zeros(3)})
    document = Document()
    document.add_root(probe)
    document.add_root(source)
    link = Link(document)
    link.json()
    probe.on_change("asked", lambda _attribute, _old, _new: source.update(data={"x": np.arange(3.0)}))
    text, [(name, data)] = link.update(change(probe, asked=1.0))
    assert np.frombuffer(bytes(data)).tolist() == [0.0, 1.0, 2.0]
    assert name in text


def test_an_exception_reaches_the_page_and_the_next_update_still_works(link, probe):
    def refuse(_attribute, _old, new):
        if new < 0:
            raise ValueError("a negative value")
        probe.told = new

    probe.on_change("asked", refuse)
    with pytest.raises(ValueError, match="a negative value"):
        link.update(change(probe, asked=-1.0))
    text, _ = link.update(change(probe, asked=4.0))
    assert json.loads(text)["events"][-1]["new"] == 4.0


def test_a_change_outside_an_update_is_announced_once(link, probe):
    announced = []
    link.send = lambda: announced.append(True)
    probe.told, probe.asked = "later", 9.0
    assert announced == [True]
    text, _ = link.flush()
    assert len(json.loads(text)["events"]) == 2
    assert link.flush() is None
