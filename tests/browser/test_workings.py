"""Every figure of the dossier opens to its working, on the server and in the browser's own Python."""

import pytest

from instruments.forge.fields import FIELDS


@pytest.mark.parametrize("mode", ["forge_served", "forge_site"])
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


def test_the_limits_open_to_links_and_the_hours_to_their_band(open_page, forge_served):
    """The link of a source is where its claim is; the band of the hours says what published runs imply."""
    page = open_page(forge_served, until="forge:live")
    assert page.locator(".verdict-why a").first.get_attribute("href").startswith("https://")
    page.click('[data-fold="limits"]')
    page.locator("#forge-working-limits dt").first.wait_for(state="visible")
    assert page.locator("#forge-working-limits a[href^='https://']").count() >= page.locator("#forge-working-limits dt").count()
    page.click('[data-fold="training_gpu_hours"]')
    page.get_by_text("a utilisation of 0.33 in the median").first.wait_for(state="visible")
