"""The README's pictures, taken of the built site: ``make screenshots``.  Not a test by name, so never run by itself."""

import pytest


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("forge", {}),
        ("forge-dark", {"dark": True}),
        ("forge-narrow", {"width": 390, "height": 844}),
    ],
    ids=["light", "dark", "narrow"],
)
def test_take(open_page, site, root, name, options):
    page = open_page(f"{site}#/forge", until="forge:live", **options)
    page.evaluate("document.fonts.ready")
    (root / "docs").mkdir(exist_ok=True)
    page.screenshot(path=root / "docs" / f"{name}.png")
