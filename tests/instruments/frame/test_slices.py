"""Work in slices: turns that the page gives, progress, stop, a new beginning, and what fails in it."""

from dataclasses import dataclass

import pytest
from bokeh.document import Document

from instruments.frame.slices import TURN_SECONDS, Slices
from instruments.widgets import Bindings
from tests.markup import parse


@dataclass(frozen=True)
class Reached:
    """A count that goes to ten."""

    count: int

    @property
    def share(self):
        """Of ten."""
        return self.count / 10


class Clock:
    """Time that passes with every look at it."""

    def __init__(self, each):
        self.now, self.each = 0.0, each

    def __call__(self):
        self.now += self.each
        return self.now


class Bench:
    """Slices on a document, what they showed and which of their works were closed."""

    def __init__(self, clock=None, fails_at=None):
        self.shown, self.closed, self.begun = [], 0, 0
        self.fails_at = fails_at
        self.slices = Slices(self.count, self.show, starts="Count", target="x-slices", clock=clock or Clock(TURN_SECONDS))
        root, doc = Bindings(objects=[self.slices]), Document()
        root.server_doc(doc, title="test", location=False)
        self.page = next(iter(self.slices._models.values()))[0]

    def count(self):
        """Count to ten."""
        self.begun += 1
        try:
            for number in range(1, 11):
                if number == self.fails_at:
                    raise ZeroDivisionError("the work itself")
                yield Reached(number)
        finally:
            self.closed += 1

    def show(self, reached):
        """Note what is shown."""
        self.shown.append(reached.count)
        return f"{reached.count} of 10"

    def give(self, turns=1):
        """Give turns as the page does."""
        for _ in range(turns):
            self.page.turn = self.page.due


def test_nothing_is_done_before_it_is_started_and_nothing_without_a_turn():
    bench = Bench()
    bench.give()
    assert (bench.begun, bench.shown) == (0, [])
    bench.page.running = True
    assert bench.shown == []
    bench.give()
    assert bench.shown == [1]


def test_a_turn_ends_when_its_time_is_up_and_takes_one_step_at_least():
    slow, quick = Bench(Clock(2 * TURN_SECONDS)), Bench(Clock(TURN_SECONDS / 3.5))
    for bench in (slow, quick):
        bench.slices.start()
        bench.give(2)
    assert slow.shown == [1, 2]
    assert quick.shown == [4, 8]


def test_progress_goes_to_the_page_and_the_end_is_told():
    bench = Bench()
    bench.page.running = True
    bench.give(3)
    assert (bench.page.share, bench.page.told, bench.page.running) == (0.3, "3 of 10", True)
    bench.give(7)
    assert (bench.page.share, bench.page.told, bench.page.running) == (1.0, "10 of 10", False)
    due = bench.page.due
    bench.give()
    assert (bench.shown[-1], bench.page.due) == (10, due)


def test_stopped_by_the_page_it_stays_where_it_is():
    bench = Bench()
    bench.page.running = True
    bench.give(4)
    bench.page.running = False
    bench.give(4)
    assert bench.shown == [1, 2, 3, 4]
    assert bench.closed == 1
    assert (bench.page.share, bench.slices.wanted) == (0.4, False)


def test_a_turn_given_before_a_new_beginning_is_not_taken_for_one_of_its_own():
    bench = Bench()
    bench.slices.start()
    bench.give(2)
    late = bench.page.due
    bench.slices.start()
    bench.page.turn = late
    assert bench.shown == [1, 2]
    bench.give()
    assert bench.shown == [1, 2, 1]


def test_what_was_wanted_begins_anew_with_what_it_is_about():
    bench = Bench()
    bench.slices.anew("one")
    assert (bench.begun, bench.page.told) == (0, "one")
    bench.slices.finish()
    bench.slices.anew("another")
    assert (bench.page.running, bench.page.share, bench.page.told) == (True, 0.0, "another")
    bench.give()
    assert (bench.begun, bench.shown[-1]) == (2, 1)
    bench.slices.stop()
    bench.slices.anew("a third")
    assert (bench.begun, bench.page.running) == (2, False)


def test_without_motion_only_the_end_is_shown():
    bench = Bench()
    bench.page.still = True
    bench.page.running = True
    bench.give(9)
    assert (bench.shown, bench.page.share) == ([], 0.0)
    bench.give()
    assert (bench.shown, bench.page.share, bench.page.running) == ([10], 1.0, False)


def test_done_at_once_it_shows_its_end():
    bench = Bench(Clock(0.0))
    bench.slices.finish()
    assert bench.shown == [10]


def test_what_fails_stops_it_and_is_not_hidden():
    bench = Bench(fails_at=3)
    bench.page.running = True
    bench.give(2)
    with pytest.raises(ZeroDivisionError, match="the work itself"):
        bench.give()
    assert (bench.slices.running, bench.slices.wanted) == (False, False)
    assert bench.closed == 1


def test_a_step_back_stops_it():
    bench = Bench()
    back = bench.slices.checkpoint()
    bench.page.running = True
    back()
    assert not bench.page.running


def test_its_markup_has_a_button_a_progress_and_a_text():
    html = parse(Bench().slices.html())
    assert html.one("button").text == "Count"
    assert html.one("progress").attributes["aria-label"]
    assert html.one(class_="unseen", role="status").text == ""


def test_work_that_is_wanted_from_the_beginning_begins_with_the_first_change_and_rests_where_there_is_none():
    begun = []
    slices = Slices(lambda: iter(begun.append(1) or [Reached(10)]), lambda reached: "done", starts="Count", wanted=True, target="x-quiet")
    assert parse(slices.html()).one("div", "slices").attributes.keys() >= {"data-quiet"}
    slices.anew("a while")
    assert (slices.running, slices.told, begun) == (True, "a while", [1])
    slices.rest()
    assert (slices.running, slices.told, slices.share) == (False, "", 0)
    assert slices.wanted, "it is only that there is nothing to do"
    slices.anew()
    slices.turn = slices.due
    assert (slices.running, slices.told) == (False, "done")
    slices.anew()
    slices.stop()
    assert not slices.wanted, "somebody stopped it"
