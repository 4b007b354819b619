"""The Forge from a model that exists: chosen by name, pasted as a configuration, kept in a link, and left for a budget again."""

import json

import pytest

from formulas.model.public import public
from tests.few import few

QWEN = public()["qwen2.5-7b"].configuration
UNTIL = """([row, least, most]) => {
  const value = Number(document.querySelector(`[data-field=${row}]`)?.dataset.value);
  return least < value && value < most;
}"""


def until(page, row, about):
    page.wait_for_function(UNTIL, arg=[row, 0.999 * about, 1.001 * about])


@pytest.fixture(params=few(["forge_site", "forge_served"]))
def page(request, open_page):
    return open_page(request.getfixturevalue(request.param), until="forge:live")


def test_from_a_model_to_a_configuration_and_back(page, open_page):
    page.locator("#forge-start .segment", has_text="Model").click()
    until(page, "weight_bytes", 65.2e9)
    assert "gpt-oss-120b" in page.inner_text("#forge-origin")
    page.locator("#instrument-forge .row", has=page.locator("[data-field=predicted_loss]")).get_by_text("not published").wait_for()
    page.select_option("#forge-model-field", "deepseek-v3")
    page.locator("#forge-origin", has_text="DeepSeek-V3").wait_for()
    # Its memory part by part stands in the working of the weights.
    page.click("[data-fold=weight_bytes]")
    page.locator("#forge-working-weight-bytes td, #forge-working-weight-bytes th", has_text="experts").first.wait_for()
    page.locator("#forge-start .segment", has_text="Configuration").click()
    page.fill("#forge-configuration-field", QWEN)
    page.locator("#forge-configuration-field").dispatch_event("change")
    until(page, "total_parameters", 7.616e9)
    # A link carries it, and what is no configuration is refused and loses nothing.
    page.wait_for_function("() => location.href.includes('configuration=')")
    again = open_page(page.evaluate("location.href"), until="forge:live")
    until(again, "total_parameters", 7.616e9)
    page.fill("#forge-configuration-field", json.dumps({"peft_type": "LORA"}))
    page.locator("#forge-configuration-field").dispatch_event("change")
    page.locator("#forge-configuration-refusal", has_text="adapter").wait_for()
    until(page, "total_parameters", 7.616e9)
    page.click("#forge-origin [data-act=budget]")
    until(page, "total_parameters", 156.03e9)
    assert page.locator("#forge-origin").inner_text() == ""
