"""Every figure of the dossier opens to its working, on the server and in the browser's own Python."""

import pytest

from instruments.forge.fields import FIELDS


@pytest.mark.parametrize("mode", ["served", "site"])
def test_every_row_opens_to_equation_numbers_units_and_source(mode, request, open_page):
    page = open_page(request.getfixturevalue(mode), until="forge:live")
    for field in FIELDS:
        row = page.locator(f'[data-fold="{field}"]').first
        row.click()
        card = page.locator(f'#{row.get_attribute("aria-controls")}')
        card.locator("[data-tex]").first.wait_for(state="visible")
        text = card.inner_text()
        assert "Symbol" in text, f"{field}: no table of symbols"
        assert "Source" in text, f"{field}: no source"
        row.click()
