"""The figures while a control moves and after it rests."""

import pytest

from tests.browser.static_page import SETTLES, until_answered, until_drawn, until_live, until_value
from tests.few import few

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
def page(open_page, forge_site):
    page = open_page(forge_site)
    until_live(page)
    page.wait_for_function(f"() => ({PICTURE})('forge-slot-loss')")
    return page


@pytest.mark.slow
def test_what_is_in_sight_moves_with_the_hand(page):
    assert page.evaluate(DRAG, ["forge-training-compute", "forge-slot-loss", 240]) > 2


@pytest.mark.slow
def test_what_is_out_of_sight_is_right_once_the_hand_rests(page):
    """A picture of the whole page, or a glance after a fast scroll, finds figures and sentences that agree."""
    below = "forge-slot-context"
    assert page.locator(f"#{below}").bounding_box()["y"] > 900
    pictures = []
    for share in (0.25, 0.75):
        page.evaluate(
            """(share) => {
              const slider = document.querySelector("#forge-context .range");
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


# Where the mark of the design is in a figure, in pixels of the window.
MARK = """([id, series, across, up]) => {
  const { view } = document.getElementById(id).forgeSlot;
  const { data } = [...view.model.references()].find(({ name }) => name === series);
  const [x, y] = [across, up].map((name) => (data.get?.(name) ?? data[name])[0]);
  const { left, top } = view.el.getBoundingClientRect();
  return [left + view.frame.x_scale.compute(x), top + view.frame.y_scale.compute(y)];
}"""
TOLD = """() => [...document.querySelectorAll(".bk-Tooltip")].map((tip) => {
  const part = (name) => [...tip.shadowRoot.querySelectorAll(`[part=${name}]`)];
  const { left, right } = tip.getBoundingClientRect();
  return {
    text: part("tip").map(({ innerText }) => innerText.replace(/\\s+/g, " ")).join(" "), left, right,
    title: part("tip-title").map(({ textContent }) => textContent).join(),
    ground: getComputedStyle(tip).backgroundColor, opacity: getComputedStyle(tip).opacity, font: getComputedStyle(tip).fontFamily,
    colours: ["tip-title", "tip-name", "tip-value"].map((name) => getComputedStyle(part(name)[0]).color),
  };
})"""
TIPS = [
    ("loss", "this design", "parameters", "loss", "this design", "nats per token"),
    ("roofline", "work", "intensity", "speed", "decode, one user", "FLOP per byte"),
    ("context", "this design", "context", "users", "131,072 tokens of context", "users per replica 1"),
]


def rgb(page, name):
    """A token as the browser writes computed colours."""
    return page.evaluate(
        """(name) => {
          const probe = document.body.appendChild(document.createElement("i"));
          probe.style.color = `var(--${name})`;
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        }""",
        name,
    )


@pytest.mark.parametrize(
    ("width", "dark", "touch"), few([(390, True, True), (1440, False, False), (1440, True, False), (390, False, True)])
)
def test_what_is_below_pointer_or_finger_is_told_in_the_page_s_own_colours(open_page, forge_served, width, dark, touch):
    page = open_page(forge_served, until="forge:live", width=width, dark=dark, has_touch=touch)
    for name, series, across, up, title, said in TIPS:
        figure = page.locator(f"#forge-slot-{name}")
        figure.scroll_into_view_if_needed()
        page.wait_for_function(f"() => document.querySelector('#forge-slot-{name}').forgeSlot?.view?.frame?.bbox.width > 100")
        # The verdict keeps the top of a narrow page, the way to the decisions its end.
        figure.evaluate("slot => slot.scrollIntoView({ block: 'center' })")
        x, y = page.evaluate(MARK, [f"forge-slot-{name}", series, across, up])
        # A finger is not exact.
        (page.touchscreen.tap(x + 9, y - 5) if touch else page.mouse.move(x, y))
        page.wait_for_function("() => document.querySelectorAll('.bk-Tooltip').length === 1")
        (tip,) = page.evaluate(TOLD)
        assert tip["title"] == title
        assert said in tip["text"]
        assert tip["ground"] == rgb(page, "surface")
        assert tip["opacity"] == "1"
        assert tip["colours"] == [rgb(page, "text"), rgb(page, "muted"), rgb(page, "text")]
        assert "Source Sans 3" in tip["font"]
        assert tip["left"] >= 0
        assert tip["right"] <= width
        (page.touchscreen.tap(x, y - 90) if touch else page.mouse.move(2, 2))
        page.wait_for_function("() => document.querySelectorAll('.bk-Tooltip').length === 0")


# Texts of the figures, as they are now, that are not whole within what Bokeh draws on; nothing before names are placed for its width.
CUT_OFF = """async () => {
  const cut = [];
  for (const slot of document.querySelectorAll(".picture .slot")) {
    const { view } = slot.forgeSlot ?? {};
    if (!view) return null;
    const { width, height } = view.el.getBoundingClientRect();
    const text = await (await view.export("svg", true).to_blob()).text();
    const drawn = document.body.appendChild(new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
    const origin = drawn.getBoundingClientRect();
    for (const words of drawn.querySelectorAll("text")) {
      const { left, top, right, bottom } = words.getBoundingClientRect();
      const room = [left - origin.left, top - origin.top, origin.left + width - right, origin.top + height - bottom];
      if (words.textContent.trim() && Math.min(...room) < -1) cut.push(`${slot.id}: ${words.textContent}`);
    }
    drawn.remove();
  }
  return cut;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", few([360, 390, 1024, 1440]))
def test_no_text_of_a_figure_is_cut_off(open_page, forge_served, width):
    """Axis titles, their units, ticks and names."""
    page = open_page(forge_served, until="forge:live", width=width, height=4200)
    for compute, more in ((1e25, ""), (1e21, ""), (1e27, ";context=1024")):
        page.evaluate("(hash) => { location.hash = hash }", f"#/forge?v1;training_compute={compute}{more}")
        until_value(page, "training_compute", compute)
        until_drawn(page)
        # Python hears of the width after the page is live.
        until_answered(page, CUT_OFF, [], SETTLES / 1000)


@pytest.mark.slow
def test_pictures_of_an_instrument_opened_within_the_page_come_when_they_are_looked_at(open_page, forge_served, tmp_path):
    page = open_page(forge_served, until="forge:live")
    page.evaluate("location.hash = '#/chip'")
    page.locator("#instrument-chip:not([hidden]) h1").wait_for()
    page.wait_for_function("() => document.getElementById('chip-slot-roof').forgeSlot?.view")
    page.locator("#chip-caption-roof", has_text="FLOP").wait_for()
    # One that was never in sight can be taken away all the same.
    with page.expect_download() as download:
        page.evaluate("document.querySelector('[data-export=csv][data-slot=chip-slot-fusion]').click()")
    download.value.save_as(tmp_path / "fusion.csv")
    assert len((tmp_path / "fusion.csv").read_text("utf-8").splitlines()) > 2
