"""A finger on a slider: a swipe scrolls the page, a move to the side moves the slider by as much, and a touch alone does nothing."""

import pytest

from tests.browser.static_page import after_frames, until_taken_in

SLIDER = "#forge-training-compute-field"


class Finger:
    """One finger on a page, driven as the system drives it."""

    def __init__(self, page):
        self.page, self.session = page, page.context.new_cdp_session(page)

    def _send(self, kind, *points):
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def swipe(self, x, y, dx, dy, steps=10):
        """Down, away, and up."""
        self._send("touchStart", (x, y))
        for step in range(1, steps + 1):
            self._send("touchMove", (x + dx * step / steps, y + dy * step / steps))
            after_frames(self.page, 1)
        self._send("touchEnd")
        after_frames(self.page)


@pytest.fixture
def page(open_page, forge_served):
    page = open_page(forge_served, until="forge:live", width=820, height=700, has_touch=True)
    page.locator(SLIDER).scroll_into_view_if_needed()
    page.evaluate("() => { window.told = []; document.addEventListener('forge:value', ({ target }) => window.told.push(target.id)); }")
    return page


def state(page):
    """Where the slider stands, what its field says, and how far the page is scrolled."""
    return page.evaluate(f"[Number(document.querySelector('{SLIDER}').value), "
                         "document.querySelector('#forge-training-compute .entry').value, scrollY]")  # fmt: skip


def place(page):
    """A point on the track, far from where the slider stands, and the track's width."""
    box = page.locator(SLIDER).bounding_box()
    return box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2, box["width"]


def test_a_swipe_that_begins_on_a_slider_scrolls_the_page(page):
    stood, said, scrolled = state(page)
    x, y, _ = place(page)
    Finger(page).swipe(x, y, 3, -160)
    page.wait_for_function("before => scrollY > before + 60", arg=scrolled)
    assert state(page)[:2] == [stood, said]
    assert page.evaluate("window.told") == []


@pytest.mark.slow
def test_a_touch_alone_moves_nothing(page):
    before = state(page)
    x, y, _ = place(page)
    Finger(page).swipe(x, y, 2, 0, steps=1)
    assert state(page) == before
    assert page.evaluate("window.told") == []


@pytest.mark.slow
def test_a_slider_goes_as_far_as_the_finger_from_where_it_stood(page):
    stood, said, scrolled = state(page)
    low, high = page.evaluate(f"(({{ min, max }}) => [Number(min), Number(max)])(document.querySelector('{SLIDER}'))")
    x, y, width = place(page)
    Finger(page).swipe(x, y, -0.08 * width, 2)
    moved, told, still = state(page)
    assert moved == pytest.approx(stood - 0.08 * (high - low), abs=0.02 * (high - low))
    assert told != said
    assert still == scrolled
    until_taken_in(page)
    page.wait_for_function(
        "([field, position]) => Math.abs(Math.log10(document.querySelector(`[data-field=${field}]`).dataset.value) - position) < 0.3",
        arg=["training_compute", moved],
    )
