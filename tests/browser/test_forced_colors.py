"""A reader whose system allows few colours of its own: what tells something by its ground is seen all the same."""

import pytest

from tests.browser.static_page import after_frames, until_taken_in
from tests.few import few

# A thing, the ground that it is to be told from, and which of their styles differ.
TOLD = {
    "forge": [
        ("#forge-training-compute .track", "::before", "background-color", ".rail", ""),
        ("#forge-training-compute .track", "::after", "background-color", ".rail", ""),
        ("#forge-training-compute .track", "::after", "height", "#forge-training-compute .track", "::before"),
        (".meter .bar", "", "background-color", ".meter", ""),
        (".segment:has(:checked)", "", "background-color", ".segment:not(:has(:checked))", ""),
        (".segment:has(:checked)", "", "color", ".segment:not(:has(:checked))", ""),
        (".stack a[aria-current]", "", "background-color", ".stack a:not([aria-current])", ""),
        ("select.entry", "", "border-top-color", ".rail", "background-color"),
        (".tab[aria-selected=true]", "", "border-bottom-color", ".explore", "background-color"),
    ],
    "journey": [
        (".token.here", "", "background-color", ".context", ""),
        (".pick[aria-pressed=true]", "", "background-color", ".pick[aria-pressed=false]", ""),
        (".stage.now", "", "background-color", ".stage:not(.now)", ""),
        (".bar-track i", "", "background-color", ".outlook", ""),
    ],
    "energy": [
        ("[data-share=useful]", "", "background-color", "[data-share=waiting]", ""),
        (".shares > [data-share=hosts]", "", "background-color", ".shares", ""),
    ],
}  # fmt: skip
STYLE = """([name, selector, part, property]) => {
  const found = document.querySelector(`#instrument-${name} ${selector}`) ?? document.querySelector(selector);
  return getComputedStyle(found, part || null).getPropertyValue(property);
}"""
DRAWN = {"journey": [".heat-key i"], "forge": [".nearest .bar-track", "select.entry"]}
"""What is drawn by a gradient, which a browser takes away by itself."""


@pytest.mark.parametrize("dark", few([False, True]), ids=lambda dark: "dark" if dark else "light")
@pytest.mark.parametrize("name", few(list(TOLD)))
def test_what_a_ground_tells_is_seen_in_forced_colours(same_page, served, name, dark):
    page = same_page(f"{served}#/{name}", width=1440, height=900, dark=dark)
    page.emulate_media(forced_colors="active", color_scheme="dark" if dark else "light", reduced_motion="reduce")
    try:
        if name == "journey":
            page.evaluate("location.hash = '#/journey?v1;stage=2'")
            until_taken_in(page)
        after_frames(page)
        for selector, part, style, ground, other in TOLD[name]:
            # Another part of it, or another of its styles.
            grounds = (other, style) if other.startswith("::") or not other else ("", other)
            seen = page.evaluate(STYLE, [name, selector, part, style])
            assert seen != page.evaluate(STYLE, [name, ground, *grounds]), (selector, part, style, seen)
            assert seen not in {"", "rgba(0, 0, 0, 0)"}, selector
        for selector in DRAWN.get(name, ()):
            assert "gradient" in page.evaluate(STYLE, [name, selector, "", "background-image"]), selector
    finally:
        page.emulate_media(forced_colors="none")


@pytest.mark.slow
def test_the_focus_is_seen_and_a_choice_of_theme_gives_way(open_page, forge_served):
    page = open_page(forge_served, forced_colors="active")
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=60_000)
    assert page.locator("[data-theme-switch]").is_hidden()
    for selector in (".presets > summary", "#forge-precision-field", "#forge-context-entry", ".tab"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate("() => ['outlineStyle', 'outlineWidth'].map((name) => getComputedStyle(document.activeElement)[name])")
        assert outline[0] != "none", selector
        assert outline[1] != "0px", selector
    page.evaluate("localStorage.setItem('forge:theme', 'dark')")
    page.reload()
    assert page.get_attribute("html", "data-theme") is None
