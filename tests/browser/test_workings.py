"""Every figure of the dossier opens to its working, on the server and in the browser's own Python."""

import contextlib
import io

import pytest
from playwright.sync_api import expect

from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from tests.browser.static_page import assert_shows, open_further
from tests.few import few


@pytest.mark.slow
@pytest.mark.parametrize("mode", few(["forge_site", "forge_served"]))
def test_every_row_opens_to_equation_numbers_units_and_source(mode, request, open_page):
    page = open_page(request.getfixturevalue(mode), until="forge:live")
    open_further(page)
    for field in FIELDS:
        row = page.locator(f'[data-fold="{field}"]').first
        row.click()
        card = page.locator(f'#{row.get_attribute("aria-controls")}')
        card.locator("[data-tex]").first.wait_for(state="visible")
        text = card.inner_text()
        assert "Symbol" in text, f"{field}: no table of symbols"
        assert "Source" in text, f"{field}: no source"
        row.click()


@pytest.mark.slow
def test_the_limits_open_to_links_and_the_hours_to_their_band(open_page, forge_served):
    """The link of a source is where its claim is; the band of the hours says what published runs imply."""
    page = open_page(forge_served, until="forge:live")
    assert page.locator(".verdict-why a").first.get_attribute("href").startswith("https://")
    page.click('[data-fold="limits"]')
    page.locator("#forge-working-limits dt").first.wait_for(state="visible")
    assert page.locator("#forge-working-limits a[href^='https://']").count() >= page.locator("#forge-working-limits dt").count()
    page.click('[data-fold="training_gpu_hours"]')
    page.locator("#instrument-forge").get_by_text("a utilisation of 0.32 in the median").first.wait_for(state="visible")


LISTEN = """() => {
  window.opened = [];
  document.addEventListener("click", ({ target }) => {
    if (target.matches("[data-opens-cell]")) window.opened.push({ ...target.dataset });
  });
}"""


def printed(code):
    """What a program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {})  # noqa: S102 - what the page hands to a cell is what is tested
    return out.getvalue().splitlines()


def test_a_working_and_a_design_open_as_code_that_gives_what_the_page_shows(open_page, served):
    page = open_page(f"{served}#/forge?v1;context=4096;accelerator=b200", until="forge:live")
    page.wait_for_function("() => document.querySelector('[data-field=cards_per_replica]')?.textContent === '1'")
    page.evaluate(LISTEN)
    for press, field in enumerate(("training_cost", "time_to_first_token", "training_cost"), start=1):
        row = page.locator(f'[data-fold="{field}"]').first
        if row.get_attribute("aria-expanded") == "false":
            row.click()
        page.locator(f'#{row.get_attribute("aria-controls")} [data-act=code]').click()
        page.wait_for_function("count => window.opened.length === count", arg=press)
        code = page.evaluate("() => window.opened.at(-1).cellCode")
        shown = float(page.locator(f'[data-field="{field}"]').get_attribute("data-value"))
        assert [float(f"{float(line.split()[0]):.12g}") for line in printed(code)] == [shown, shown]
        close_whatever_opened(page)
    page.click("#instrument-forge .share > summary")
    page.click("#instrument-forge .share [data-act=code]")
    page.wait_for_function("() => window.opened.length === 4")
    lines = printed(page.evaluate("() => window.opened.at(-1).cellCode"))
    assert page.evaluate("() => window.opened.at(-1).cellTitle") == "The Forge: this design"
    told = {line[:28].rstrip(): line[30:].partition(" ")[0].removesuffix("%") for line in lines[: len(FIELDS)]}
    open_further(page)
    rows = page.locator("#instrument-forge .row-head:has(.value)").evaluate_all(
        "rows => rows.map((row) => [row.querySelector('.row-label').firstChild.textContent, row.querySelector('.value').textContent])")
    assert told == dict(rows)


def close_whatever_opened(page):
    """The sheet that a cell opens in lies over the page."""
    page.locator("dialog:modal").wait_for()
    page.evaluate("() => document.querySelector('dialog:modal').close()")


@pytest.mark.slow
def test_further_rows_come_when_they_are_asked_for_and_the_search_leads_to_them(open_page, forge_served):
    page = open_page(forge_served, until="forge:live")
    fold, row = page.locator("[data-holds~=epochs]"), page.locator("[data-field=epochs]")
    expect(row).to_have_count(0)
    fold.focus()
    page.keyboard.press("Enter")
    expect(row).to_have_text("1.00")
    page.fill("#forge-training-compute-entry", "1e28")
    page.keyboard.press("Enter")
    assert_shows(page, training_compute=1e28)
    assert float(row.get_attribute("data-value")) == Forge(training_compute=1e28).result.figures["epochs"].value > 1
    fold.click()
    expect(row).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type(f"{FIELDS['epochs'].label}, in the dossier")
    page.locator("#search-found [aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-fold=epochs][aria-expanded=true]").wait_for()
    page.wait_for_function("() => document.activeElement.dataset.fold === 'epochs'")
