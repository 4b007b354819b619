"""The names on a slider as the browser writes them: none touches another, at any width."""

import pytest

from tests.browser.conftest import BOOT
from tests.few import few

# Widths of a phone, of both sides of the change to two and three columns, and of a screen.
WIDTHS = (360, 390, 700, 1199, 1200, 1440)
# Scales with the most names, or the nearest to each other.
SLIDERS = {"network": "#network-cards", "wafer": "#wafer-die-area", "reliability": "#reliability-cards"}
BOXES = """([slider]) => [...document.querySelectorAll(`${slider} .landmark span`)].map((name) => {
  const box = name.getBoundingClientRect();
  return { name: name.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom };
})"""


@pytest.mark.slow
@pytest.mark.parametrize(("instrument", "slider"), few(list(SLIDERS.items())), ids=SLIDERS)
def test_names_on_a_slider_do_not_touch(served, open_page, instrument, slider):
    page = open_page(f"{served}?page={instrument}#/{instrument}")
    page.wait_for_selector(f"{slider} .landmark", state="attached", timeout=BOOT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # On a phone the decisions wait in a sheet.
        if not page.is_visible(slider):
            page.click(".dock [data-key='controls']")
        page.wait_for_selector(f"{slider} .landmark", state="visible")
        boxes = page.evaluate(BOXES, [slider])
        assert len(boxes) > 2
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                apart = one["right"] < other["left"] or other["right"] < one["left"]
                assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"], (width, one["name"], other["name"])
