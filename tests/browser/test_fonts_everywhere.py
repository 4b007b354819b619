"""What is tried elsewhere, on a machine that has one odd font: these modules only get another browser."""

import pytest

from tests.browser.test_exports import base, test_a_saved_picture_speaks_for_itself  # noqa: F401
from tests.browser.test_fonts import browser  # noqa: F401
from tests.browser.test_journey import SIZES, Ride, sized, test_the_numbers_on_the_page_worked_out_again  # noqa: F401
from tests.browser.test_page_served import (  # noqa: F401
    test_a_refusal_stands_at_its_field_and_the_design_stays,
    test_every_row_of_the_dossier_is_on_the_page,
    test_four_pictures_are_drawn_and_described,
    test_nothing_scrolls_sideways,
    test_the_theme_switch_repaints_the_pictures_in_place,
)  # fmt: skip
from tests.browser.test_reading import test_what_is_explored_fits_a_phone  # noqa: F401
from tests.browser.test_static import (  # noqa: F401
    LAYOUT_SHIFT,
    test_python_takes_over_without_a_jolt_or_a_flash,
    test_the_page_works_as_an_embed,
)  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture
def same_page(open_page):
    """A page of this browser, for each test its own."""
    return lambda address, **shape: open_page(address, until="forge:live", **shape)


@pytest.fixture
def forge(same_page, forge_served):
    return same_page(forge_served)


@pytest.fixture
def ride(same_page, served):
    return Ride(same_page(f"{served}#/journey"))
