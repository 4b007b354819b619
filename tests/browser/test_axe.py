"""axe-core finds nothing on any page, in any state; and what it does not look at: pointers over things, and fingers."""

import re

import pytest

from tests.browser import states
from tests.browser.static_page import until_live

INSTRUMENTS = {"forge": states.forge, "journey": states.journey}
SIZES = {1440: 900, 1024: 768, 390: 844, 600: 400}
OVERLAYS = "details.menu[open] .menu-body, :root[data-sheet] .rail, :root[data-stack] .stack"
"""What lies over the page while it is open: what it covers is no target then."""
OPEN = re.compile("menu|sheet|stack|refused|infeasible|working|attention|tokens|table")


def look(page, axe):
    """What axe finds in the present state."""
    found = axe.findings(page)
    over = page.locator(OVERLAYS).locator("visible=true")
    if not over.count():
        return found
    return [line for line in found if not line.startswith("target-size")] + axe.findings(page, rules=("target-size",), within=over.first)


def walk(page, axe, instrument, width, *, embedded=False):
    """Bring the page from state to state; what axe finds, with the first state in which it does."""
    found = {}
    for name, reach in INSTRUMENTS[instrument](width, embedded=embedded):
        reach(page)
        for finding in look(page, axe):
            found.setdefault(finding, name)
    return [f"{name}: {finding}" for finding, name in found.items()]


def often(width, dark):
    """What `make test` looks at too: the widest page in the light, the narrowest in the dark; the rest is slow."""
    return () if (width, dark) in {(1440, False), (390, True)} else pytest.mark.slow


PAGES = [
    pytest.param(width, dark, id=f"{width}-{'dark' if dark else 'light'}", marks=often(width, dark))
    for width in (1440, 1024, 390)
    for dark in (False, True)
]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize(("width", "dark"), PAGES)
def test_no_finding_in_any_state_of_the_served_page(open_page, served, axe, instrument, width, dark):
    page = open_page(served, until="forge:live", width=width, height=SIZES[width], dark=dark, has_touch=width == 390)
    assert walk(page, axe, instrument, width) == []


@pytest.mark.slow
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize(("width", "dark"), [(page.values, page.id)[0] for page in PAGES], ids=[page.id for page in PAGES])
def test_no_finding_in_any_state_of_the_static_page(open_page, site, axe, instrument, width, dark):
    page = open_page(site, until="forge:live", width=width, height=SIZES[width], dark=dark, has_touch=width == 390)
    assert walk(page, axe, instrument, width) == []


@pytest.mark.slow
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_finding_in_any_state_of_an_embed(open_page, served, axe, instrument, dark):
    page = open_page(f"{served}?embed=1", until="forge:live", width=600, height=400, dark=dark)
    assert walk(page, axe, instrument, 600, embedded=True) == []
