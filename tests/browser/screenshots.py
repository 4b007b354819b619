"""The README's pictures, taken of the built site: ``make screenshots``.  Not a test by name, so never run by itself."""

import pytest

from tests.browser.static_page import after_frames, until_drawn

STAGE = "#/journey?v1;cursor=3;stage=3"
"""In the middle of the fourth token: attention in the first layer."""


@pytest.mark.parametrize(
    ("name", "address", "options"),
    [
        ("life", "", {}),
        ("life-dark", "", {"dark": True}),
        ("forge", "#/forge", {}),
        ("forge-dark", "#/forge", {"dark": True}),
        ("forge-narrow", "#/forge", {"width": 390, "height": 844}),
        ("journey", STAGE, {}),
        ("journey-dark", STAGE, {"dark": True}),
    ],
    ids=["map", "map dark", "light", "dark", "narrow", "journey", "journey dark"],
)
def test_take(open_page, site, root, name, address, options):
    page = open_page(f"{site}{address}", until="forge:live", **options)
    page.evaluate("document.fonts.ready")
    # What is in sight is drawn in the page's idle moments.
    until_drawn(page)
    after_frames(page)
    (root / "docs").mkdir(exist_ok=True)
    page.screenshot(path=root / "docs" / f"{name}.png")
