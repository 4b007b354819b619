"""The README's pictures, taken of the built site: ``make screenshots``.  Not a test by name, so never run by itself."""

import pytest

from instruments.course.sheet import encode, made
from tests.browser.static_page import after_frames, until_drawn

STAGE = "#/journey?v1;cursor=3;stage=3"
"""In the middle of the fourth token: attention in the first layer."""

LOWER = ("network", "reliability", "chip", "precision", "wafer", "energy")


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
        *((name, f"{name}/", {}) for name in LOWER),
    ],
    ids=["map", "map dark", "light", "dark", "narrow", "journey", "journey dark", *LOWER],
)
def test_take(open_page, site, root, name, address, options):
    page = open_page(f"{site}{address}", until="forge:live", **options)
    page.evaluate("document.fonts.ready")
    # What is in sight is drawn in the page's idle moments.
    until_drawn(page)
    after_frames(page)
    (root / "docs").mkdir(exist_ok=True)
    page.screenshot(path=root / "docs" / f"{name}.png")


# Pictures of docs/teaching.md: what stands on the page once somebody has done something.


def making(page):
    """A lecturer who has picked three exercises."""
    for each in ("six-per-token", "hours-and-bill", "cache-of-one-user"):
        page.click(f".pick[data-argument='{each}']")
        page.locator(f".draft-order [data-argument='{each}']").first.wait_for()
    page.fill("#course-sheet-seed", "k7m2")
    page.fill("#course-sheet-title", "Week 3: what a model costs")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('[data-sheet-link]')?.value.includes('Week_3')")
    page.evaluate("document.activeElement.blur()")


def working(page):
    """A student who has given an answer that is not right."""
    page.fill("#course-student", "Ada Lovelace")
    page.keyboard.press("Enter")
    page.locator("[data-read-back]").first.wait_for()
    page.fill("[data-read-back]", "4.2 × 10²⁰")
    page.keyboard.press("Enter")
    page.locator(".judged.wrong").wait_for()


def predicting(page):
    """A room that has guessed a few times."""
    for number, guess in enumerate(("200 B", "3e12", "500 B", "150 B"), 1):
        page.fill("#course-predict-guess", guess)
        page.keyboard.press("Enter")
        page.locator(".calibration circle").nth(number - 1).wait_for()
    page.evaluate("document.activeElement.blur()")


def sheet():
    """The state of a sheet that a lecturer handed out."""
    return f"v1;sheet={encode(made('Week 3: what a model costs', ('six-per-token', 'hours-and-bill', 'cache-of-one-user'), 'k7m2'))}"


@pytest.mark.parametrize(
    ("name", "state", "does", "options"),
    [
        ("teaching-sheet", "v1;section=sheet", making, {"height": 860}),
        ("teaching-student", sheet(), working, {"width": 390, "height": 844}),
        ("teaching-predictions", "v1;section=guesses", predicting, {}),
    ],
    ids=["sheet", "student", "predictions"],
)
def test_take_of_the_course(open_page, site, root, name, state, does, options):
    page = open_page(f"{site}course/#{state}", until="forge:live", **options)
    page.evaluate("document.fonts.ready")
    does(page)
    after_frames(page)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=root / "docs" / f"{name}.png")
