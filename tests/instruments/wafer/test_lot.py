"""A lot that is sampled in slices: what it measures, its picture, and the page's turns between moves of a slider."""

import json

import numpy as np
import pytest

from app.browser.wire import Link
from app.page import document
from instruments.wafer.lot import sample
from instruments.wafer.model import Wafer
from instruments.wafer.pictures_lot import lot_picture, told
from instruments.widgets import models


@pytest.mark.parametrize("model", ["poisson", "negative-binomial"])
def test_a_lot_closes_in_on_the_model(model):
    wafer = Wafer(yield_model=model, wafers=800)
    *before, last = list(sample(wafer.result))
    assert [lot.wafers for lot in before[:10]] == list(range(1, 11))
    assert (last.wafers, last.dies, last.share) == (800, 800 * int(wafer.result.chain.placed), 1.0)
    low, high = last.between
    width = high - low
    assert abs(last.measured - float(wafer.result.chain.die_yield)) < 1.2 * width
    assert width < (before[0].between[1] - before[0].between[0]) / 15


def test_shares_only_grow_and_the_end_is_the_whole():
    lots = list(sample(Wafer(wafers=50, die_area=100).result))
    shares = [lot.share for lot in lots]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(lots[-1].track) == len(lots)


def test_the_picture_draws_the_band_around_what_was_measured():
    picture = lot_picture()
    wafer = Wafer(wafers=60)
    picture.show(wafer.result)
    assert "One wafer of 66 dies" in picture.caption.html
    assert len(picture.band.data["dies"]) == 0
    picture.slices.finish()
    band, track = picture.band.data, picture.track["perfect"].data
    assert np.all((band["low"] <= track["share"]) & (track["share"] <= band["high"]))
    assert picture.slices.told.startswith("60 wafers, 3,960 dies: ")
    wafer.assign(defect_density=0.2)
    picture.show(wafer.result)
    assert (picture.slices.running, picture.slices.share) == (True, 0.0)


def test_what_is_told_has_its_interval():
    *_, lot = sample(Wafer(wafers=3).result)
    assert "between" in told(lot)
    assert "3 wafers" in told(lot)


class Browser:
    """The page's end of the wire, with nothing behind it."""

    def __init__(self):
        self.document = document("wafer")
        self.link = Link(self.document)
        self.link.json()
        (self.slices,) = self.document.select({"type": models.Slices})

    def set(self, model, **change):
        """Send one change, and return what Python answers."""
        ((name, value),) = change.items()
        event = {"kind": "ModelChanged", "model": model.ref, "attr": name, "new": value}
        answer = self.link.update(json.dumps({"events": [event]}))
        return json.loads(answer[0])["events"] if answer else []

    def control(self, name):
        """A control by its input."""
        return next(each for each in self.document.select({"type": models.Control}) if each.target.endswith(f"-{name}"))


def test_a_slider_that_moves_between_two_turns_is_answered_and_the_lot_begins_anew():
    browser = Browser()
    slices = browser.slices
    browser.set(slices, running=True)
    browser.set(slices, turn=slices.due)
    assert slices.share > 0
    late = slices.due
    density = browser.control("defect-density")
    answered = browser.set(density, value=0.3)
    assert any("html" in str(event.get("attr")) for event in answered)
    assert (slices.running, slices.share) == (True, 0.0)
    browser.set(slices, turn=late)
    assert slices.share == 0.0, "a turn of the lot before"
    for _ in range(400):
        if not slices.running:
            break
        browser.set(slices, turn=slices.due)
    assert (slices.running, slices.share) == (False, 1.0)


def test_stopped_it_stays_stopped():
    browser = Browser()
    browser.set(browser.slices, running=True)
    browser.set(browser.slices, turn=browser.slices.due)
    browser.set(browser.slices, running=False)
    share, due = browser.slices.share, browser.slices.due
    browser.set(browser.slices, turn=due)
    assert browser.slices.share == share
