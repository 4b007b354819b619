"""The figures while a control moves and after it rests."""

import pytest

from tests.browser.static_page import until_live

# What Bokeh paints on, below its shadow roots, as one string that changes with any pixel.
PICTURE = """(id) => {
  const canvases = (root) => [...root.querySelectorAll("*")].flatMap((each) => [
    ...(each.localName === "canvas" ? [each] : []), ...(each.shadowRoot ? canvases(each.shadowRoot) : []),
  ]);
  return canvases(document.getElementById(id)).map((canvas) => canvas.toDataURL()).join();
}"""
STEADY = """(id) => {
  const before = window.seenBefore;
  window.seenBefore = (PICTURE)(id);
  return before === window.seenBefore && [...document.querySelectorAll(".slot")].every(({ forgeSlot }) => !forgeSlot?.mount.stale);
}""".replace("PICTURE", PICTURE)
"""True once no figure is behind its numbers and one has been the same for a frame."""
DRAG = """async ([target, id, moves]) => {
  const picture = PICTURE;
  const slider = document.querySelector(`#${target} .range`);
  const seen = new Set();
  for (let move = 1; move <= moves; move++) {
    slider.value = Number(slider.min) + ((slider.max - slider.min) * move) / moves;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    if (move % 10 === 0) seen.add(picture(id));
  }
  return seen.size;
}""".replace("PICTURE", PICTURE)


@pytest.fixture
def page(open_page, site):
    page = open_page(site)
    until_live(page)
    page.wait_for_function(f"() => ({PICTURE})('figure-loss')")
    return page


def test_what_is_in_sight_moves_with_the_hand(page):
    assert page.evaluate(DRAG, ["training-compute", "figure-loss", 240]) > 2


def test_what_is_out_of_sight_is_right_once_the_hand_rests(page):
    """A picture of the whole page, or a glance after a fast scroll, finds figures and sentences that agree."""
    below = "figure-context"
    assert page.locator(f"#{below}").bounding_box()["y"] > 900
    pictures = []
    for share in (0.25, 0.75):
        page.evaluate(
            """(share) => {
              const slider = document.querySelector("#context .range");
              slider.value = Number(slider.min) + share * (slider.max - slider.min);
              slider.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            share,
        )
        page.wait_for_function(
            f"([id, before]) => {{ const now = ({PICTURE})(id); return now && now !== before; }}",
            arg=[below, pictures[-1] if pictures else ""],
        )
        page.wait_for_function(STEADY, arg=below)
        pictures.append(page.evaluate(PICTURE, below))
    assert pictures[0] != pictures[1]
    assert page.evaluate("scrollY") == 0
