"""What the pictures draw is what was drawn, and many runs come in slices."""

import numpy as np
import pytest
from bokeh.models import ColumnDataSource

from app.page import Page
from instruments.frame.discovery import instruments
from instruments.reliability import curves
from instruments.reliability.model import Reliability
from instruments.reliability.pictures.many import RUNS, Found, ManyRuns, many
from instruments.reliability.pictures.timeline import cut, row_length
from instruments.reliability.result import MOST_DRAWN
from instruments.reliability.verdict import PARTS
from tests.markup import parse


def sources(picture):
    """The columns of a picture by their names."""
    return {each.name: each.data for each in picture.mount.picture.references() if isinstance(each, ColumnDataSource)}


def drawn(name, **inputs):
    """A picture of a run, with the run."""
    (picture,) = [each for each in instruments()["reliability"].draw() if each.id == name]
    model = Reliability(**inputs)
    picture.show(model.result)
    return sources(picture), model.result, picture


def test_stretches_are_cut_at_the_ends_of_rows_and_none_of_their_length_is_lost():
    rng = np.random.default_rng(1)
    start = rng.uniform(0, 90, 200)
    end = start + rng.exponential(3, 200)
    row, left, right = cut(start, end, 7.0)
    assert (left >= 0).all()
    assert (right <= 7 + 1e-9).all()
    assert (right >= left).all()
    assert (right - left).sum() == pytest.approx((end - start).sum())
    assert row.min() >= 0
    one = cut(np.array([3.0]), np.array([17.0]), 7.0)
    assert [list(each) for each in one] == [[0, 1, 2], [3, 0, 0], [7, 7, 3]]
    assert cut(np.array([5.0]), np.array([5.0]), 7.0)[0].size == 0


@pytest.mark.parametrize("days", [0.01, 1, 20, 90, 365, 3650, 40_000])
def test_few_rows_show_all_of_it(days):
    assert 1 <= np.ceil(days * 86_400 / row_length(days * 86_400)) <= 14


def test_the_timeline_shows_every_failure_and_all_of_the_time():
    columns, result, picture = drawn("timeline", cards=16_384, spares=3)
    run = result.drawn
    assert len(columns["failures"]["day"]) == run.failures
    phases = [columns[name] for name in ("lasting work", "lost work", "restarting", "waiting")]
    shown = sum((each["right"] - each["left"]).sum() for each in phases)
    assert shown == pytest.approx(run.until / 86_400)
    assert f"fails {run.failures:,} times" in picture.caption.html
    strip, work = columns["writing"], columns["lasting work"]
    high, whole = strip["bottom"] - strip["top"], work["bottom"] - work["top"]
    assert np.allclose(high / whole, result.plan.pause / (result.plan.pause + result.plan.interval))
    assert np.array_equal(strip["left"], work["left"])
    assert "Llama 3 counted 7.76 a day" in picture.caption.html


def test_the_timeline_names_every_part_of_the_time_that_the_verdict_names():
    columns, _, _ = drawn("timeline")
    assert {name.removeprefix("_") for name in columns if name.removeprefix("_") in PARTS} == set(PARTS)
    assert [columns[f"_{name}"]["text"][0].split(" ", 1)[1] for name in PARTS] == list(PARTS.values())


def test_of_a_machine_that_fails_all_the_time_it_shows_the_beginning():
    _, result, picture = drawn("timeline", cards=1_000_000, spares=900)
    assert MOST_DRAWN <= result.drawn.failures < 2 * MOST_DRAWN
    assert result.drawn.until < result.plan.duration
    assert "In its first" in picture.caption.html


def test_published_runs_stand_beside_the_counted_failures_at_the_same_size():
    columns, result, picture = drawn("counted", cards=16_384, days=54)
    assert columns["Llama 3 405B"]["failures"][-1] == pytest.approx(419, rel=1e-6)
    assert columns["OPT-175B"]["failures"][-1] == pytest.approx(90 / 992 / 56 * 16_384 * 54)
    assert columns["drawn run"]["failures"][-1] == result.drawn.failures
    assert "of twenty" in picture.caption.html


def test_the_curves_go_through_the_run():
    for inputs in ({}, {"storage": "local"}, {"storage": "peer", "cards": 20_000}, {"rule": "own", "interval": 300}):
        result = Reliability(**inputs).result
        own = float(result.chain.goodput)
        over = curves.over_cards(result)
        at = np.interp(np.log(result.values["cards"]), np.log(over["cards"]), over["goodput"])
        assert at == pytest.approx(own, abs=0.01)
        over = curves.over_interval(result)
        at = np.interp(np.log(result.plan.interval / 60), np.log(over["interval"]), over["wasted"])
        assert 1 - at == pytest.approx(float(result.chain.goodput_running), abs=0.01)
        over = curves.over_spares(result)
        assert np.interp(result.values["spares"], over["spares"], over["goodput"]) == pytest.approx(own, abs=1e-9)


def test_writing_and_lost_work_are_what_the_curve_is_made_of():
    over = curves.over_interval(Reliability(restart=0).result)
    assert over["writing"] + over["lost"] == pytest.approx(over["wasted"])


def test_many_runs_come_step_by_step_and_agree_with_the_formula():
    result = Reliability(cards=8192, spares=20, days=30).result
    steps = list(many(result.plan, 1, runs=80))
    assert [each.share for each in steps] == sorted(each.share for each in steps)
    assert steps[-1].share == 1
    assert len(steps[-1].goodputs) == 80
    assert abs(steps[-1].mean - float(result.chain.goodput)) < 2 * steps[-1].margin


def test_a_step_is_short_however_many_failures_there_are():
    plan = Reliability(cards=1_000_000, spares=900).result.plan
    steps = many(plan, 1)
    first = [next(steps) for _ in range(5)]
    assert all(each.share < 1 / RUNS for each in first)


def test_the_histogram_holds_every_run():
    columns, result, picture = drawn("many")
    assert sum(columns["runs"]["runs"]) == 0
    assert "Draw 200 runs" in picture.caption.html
    goodputs = tuple(np.random.default_rng(1).normal(float(result.chain.goodput), 0.01, 50).clip(0, 1))
    assert picture.tell(Found(0.25, goodputs)) == f"50 of {RUNS} runs"
    assert sum(sources(picture)["runs"]["runs"]) == 50
    assert "50 runs have a goodput of" in picture.caption.html
    picture.show(Reliability(cards=999).result)
    picture.mount.stale = False
    assert sum(sources(picture)["runs"]["runs"]) == 0, "those were of another run"


def test_on_the_page_they_are_drawn_in_turns_stopped_and_begun_anew():
    page = Page()
    page.visit("/reliability")
    view = page.views["reliability"]
    view.runs.start()
    view.runs.turn = view.runs.due
    assert view.runs.running
    assert 0 < view.runs.share < 1
    assert "of 200 runs" in view.runs.told
    view.model.assign(cards=5000)
    assert view.runs.running, "what was wanted goes on, of the new run"
    assert view.runs.share == 0
    view.runs.stop()
    view.model.assign(cards=6000)
    assert not view.runs.running
    view.model.assign(days=2)
    view.runs.finish()
    assert view.runs.told == "200 of 200 runs"
    (picture,) = [each for each in view.pictures if isinstance(each, ManyRuns)]
    assert "200 runs have a goodput of" in picture.caption.html


def test_another_run_and_a_preset_are_one_press_away():
    page = Page()
    page.visit("/reliability")
    view = page.views["reliability"]
    view.actions["draw"].press("")
    assert view.model.draw == 2
    view.actions["preset"].press("opt-175b")
    assert (view.model.cards, view.model.days) == (992, 56)
    view.actions["preset"].press("nothing of the kind")
    assert view.model.cards == 992


def test_the_verdict_says_what_takes_the_most_and_its_bar_is_all_of_the_time():
    page = Page()
    page.visit("/reliability")
    view = page.views["reliability"]
    view.model.assign(cards=16_384)
    shown = parse(view.verdict.html)
    assert "waiting for a server" in shown.one("p", "verdict-why").text
    pieces = [each.attributes["style"] for each in shown.one("div", "shares").all("span")]
    assert sum(float(each.removeprefix("--share:")) for each in pieces) == pytest.approx(1, abs=1e-3)
    assert len(shown.one("dl", "keys").all("dt")) == 4
