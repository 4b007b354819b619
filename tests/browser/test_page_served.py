"""The Forge under ``panel serve app``, as a person uses it."""

import re

import pytest

from instruments.forge.fields import FIELDS
from instruments.forge.model import Forge
from instruments.forge.presets import preset
from instruments.frame import address
from instruments.frame.discovery import home
from tests.browser.static_page import after_frames, assert_readable, open_further
from tests.few import few

SIZES = [(1440, 900), (1024, 800), (390, 844), (360, 740)]


@pytest.fixture
def forge(same_page, forge_served):
    return same_page(forge_served)


def value(page, field):
    """The SI number that a row of the dossier carries."""
    return float(page.get_attribute(f"[data-field={field}]", "data-value"))


def until_value(page, field, expected, rel=0.01):
    """Wait until a row carries about this number."""
    page.wait_for_function(
        "([field, wanted, rel]) => Math.abs(document.querySelector(`[data-field=${field}]`).dataset.value / wanted - 1) < rel",
        arg=[field, expected, rel],
    )


@pytest.mark.slow
@pytest.mark.parametrize("way", ["page=forge#", "#"])
def test_it_is_live_once_what_its_address_asks_for_is_there(open_page, served, way):
    """A server is told the state only once the page is there: with the home one, or the default design, it is not yet live."""
    page = open_page()
    page.add_init_script("""
        const mark = performance.mark.bind(performance);
        performance.mark = (name, ...rest) => {
          const [field, section] = ["forge-context-entry", "instrument-forge"].map((id) => document.getElementById(id));
          if (name === "forge:live") window.atLive = [field?.value, section.hidden];
          return mark(name, ...rest);
        };
    """)
    page.goto(f"{served}?{way}/forge?v1;context=8192".replace("?#", "#"))
    page.wait_for_function("() => window.atLive")
    assert page.evaluate("window.atLive") == ["8,192", False]


@pytest.mark.slow
def test_every_row_of_the_dossier_is_on_the_page(forge):
    assert_readable(forge)
    open_further(forge)
    for field in FIELDS:
        row = forge.locator(f"[data-field={field}]")
        assert row.is_visible()
        assert row.inner_text().strip()
    assert value(forge, "predicted_loss") == pytest.approx(1.917, abs=0.001)


@pytest.mark.slow
def test_arrow_keys_step_finely_and_page_keys_coarsely(forge):
    forge.focus("#forge-training-compute-field")
    forge.keyboard.press("ArrowRight")
    until_value(forge, "training_compute", 1.05e25)
    forge.keyboard.press("PageUp")
    until_value(forge, "training_compute", 1.05e26)
    forge.keyboard.press("Home")
    until_value(forge, "training_compute", 1e18)


def test_a_number_can_be_typed(forge):
    for typed, compute in (("3e25", 3e25), ("10^24", 1e24), ("30 Y", 3e25)):
        forge.fill("#forge-training-compute-entry", typed)
        forge.keyboard.press("Enter")
        until_value(forge, "training_compute", compute)


def test_a_refusal_stands_at_its_field_and_the_design_stays(forge):
    forge.fill("#forge-training-compute-entry", "<b>banana</b>")
    forge.keyboard.press("Enter")
    refusal = forge.locator("#forge-training-compute-refusal")
    refusal.wait_for(state="visible")
    assert "is not a number" in refusal.inner_text()
    assert forge.get_attribute("#forge-training-compute-entry", "aria-invalid") == "true"
    assert value(forge, "training_compute") == 1e25
    forge.fill("#forge-training-compute-entry", "2e25")
    forge.keyboard.press("Enter")
    until_value(forge, "training_compute", 2e25)
    refusal.wait_for(state="hidden")


@pytest.mark.slow
def test_a_landmark_is_a_place_to_go(forge):
    forge.click("#forge-context .landmark >> text=1M")
    forge.wait_for_function("() => document.querySelector('#forge-context-entry').value === '1,048,576'")


def test_the_working_opens_below_its_row_and_stays_open_through_updates(forge):
    forge.click("[data-fold=predicted_loss]")
    card = forge.locator("#forge-working-predicted-loss")
    card.locator(".katex").first.wait_for()
    assert "Besiroglu" in card.inner_text()
    forge.select_option("#forge-precision-field", "bf16")
    until_value(forge, "weight_bytes", 2 * 156e9)
    assert card.is_visible()
    assert card.locator(".katex").first.is_visible()


def test_an_impossible_design_says_why_and_repairs_itself(forge):
    forge.select_option("#forge-accelerator-field", "rtx-4090")
    forge.fill("#forge-context-entry", "1M")
    forge.keyboard.press("Enter")
    forge.locator("#forge-verdict .fails").wait_for()
    assert "Not feasible" in forge.inner_text("#forge-verdict")
    forge.click("[data-act=repair]")
    forge.locator("#forge-verdict .feasible").wait_for()


def test_the_design_lives_in_the_address(forge, open_page):
    forge.fill("#forge-overtraining-entry", "8")
    forge.keyboard.press("Enter")
    forge.wait_for_url(re.compile(r"#/forge\?.*overtraining=8"))
    again = open_page(forge.url, until="forge:live")
    until_value(again, "tokens_per_parameter", value(forge, "tokens_per_parameter"))


@pytest.mark.parametrize(
    "fragment",
    few([
        "#/forge?v1;training_compute=%3Cscript%3Ealert(1)%3C/script%3E",
        "#/forge?v9;x",
        "#/%00%ff",
        "#/forge?v1;training_compute=nan",
        "#/" + "a" * 100_000,
    ]),
    ids=["script", "version", "bytes", "nan", "long"],
)  # fmt: skip
def test_a_hostile_address_gives_the_default_design_and_one_notice(same_page, served, fragment):
    page = same_page(served + fragment)
    page.locator(".notice").wait_for()
    assert page.locator(".notice").count() == 1
    assert page.locator("#notices script").count() == 0
    # What names no instrument leads to the home one.
    page.evaluate("location.hash = '#/forge'")
    page.locator("#instrument-forge h1").wait_for()
    assert value(page, "training_compute") == 1e25


def test_a_preset_shows_its_published_figures(forge):
    forge.click("summary:has-text('Presets')")
    forge.click("[data-argument='llama-3-405b']")
    forge.locator("#forge-published table").wait_for()
    assert value(forge, "total_parameters") == pytest.approx(4.06e11, rel=0.01)


def test_two_designs_stand_side_by_side(forge):
    forge.click("#forge-compare [data-act=pin]")
    forge.locator("#forge-compare table").wait_for()
    forge.fill("#forge-training-compute-entry", "1e24")
    forge.keyboard.press("Enter")
    forge.locator("#forge-compare tr[data-key=training_compute] >> text=0.100").wait_for()


def test_goal_seek_finds_and_applies(forge):
    forge.click("role=tab[name='Goal seek']")
    forge.click("form.goals button")
    forge.locator("#forge-goal-answer .found").wait_for()
    forge.click("[data-act=apply]")
    forge.wait_for_function("() => Number(document.querySelector('[data-field=predicted_loss]').dataset.value) <= 1.95001")


@pytest.mark.slow
def test_sensitivity_is_drawn(forge):
    forge.click("role=tab[name=Sensitivity]")
    forge.click("#forge-tornado [data-act=tornado]")
    forge.locator(".tornado-row").first.wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("dark", few([True, False]), ids=["dark", "light"])
def test_nothing_scrolls_sideways(open_page, forge_served, dark):
    page = open_page(forge_served, until="forge:live", dark=dark)
    for fold in page.locator("[data-fold]").all()[:6]:
        fold.click()
    page.locator("[data-fold] >> nth=5").and_(page.locator("[aria-expanded=true]")).wait_for()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        after_frames(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_on_a_narrow_page_decisions_come_from_below_and_leave_the_verdict_in_sight(same_page, forge_served):
    page = same_page(forge_served, width=390, height=844)
    page.click(".sheet-switch:visible")
    sheet = page.locator("#forge-decisions")
    sheet.wait_for(state="visible")
    assert sheet.bounding_box()["y"] >= 844 / 2
    assert page.locator("#forge-verdict").bounding_box()["y"] < 200
    page.focus("#forge-training-compute-field")
    page.keyboard.press("ArrowLeft")
    until_value(page, "training_compute", 9.55e24)


@pytest.mark.slow
def test_four_pictures_are_drawn_and_described(forge):
    for name in ("loss", "memory", "roofline", "context"):
        forge.locator(f"#forge-slot-{name} > div").wait_for(state="attached")
        assert len(forge.inner_text(f"#forge-caption-{name}")) > 40


def test_the_theme_switch_repaints_the_pictures_in_place(forge):
    colour = "document.querySelector('#forge-slot-loss').forgeSlot.picture.below[0].axis_label_text_color"
    before = forge.evaluate(colour)
    forge.click("[data-theme-switch]")
    forge.wait_for_function(f"before => {colour} !== before", arg=before)


def more(page):
    """Open what is folded away."""
    page.click("details.more > summary")


@pytest.mark.slow
def test_a_sites_own_carbon_takes_the_place_of_the_grid(forge):
    """30 g/kWh moves the carbon row; the list of grids, which then does nothing, is put away, and comes back."""
    more(forge)
    energy = value(forge, "training_energy")
    assert forge.locator("#forge-grid").is_visible()
    forge.fill("#forge-carbon-intensity-field", "30")
    forge.keyboard.press("Enter")
    until_value(forge, "training_carbon", 0.03 * energy)
    assert forge.locator("#forge-grid").is_hidden()
    forge.fill("#forge-carbon-intensity-field", "")
    forge.keyboard.press("Enter")
    until_value(forge, "training_carbon", 0.369473 * energy)
    assert forge.locator("#forge-grid").is_visible()


@pytest.mark.slow
def test_the_price_of_power_makes_the_bill(forge):
    more(forge)
    energy = value(forge, "training_energy")
    until_value(forge, "electricity_cost", 0.0804 * energy)
    forge.fill("#forge-electricity-price-field", "0.2")
    forge.keyboard.press("Enter")
    until_value(forge, "electricity_cost", 0.2 * energy)
    forge.wait_for_function("() => location.hash.includes('electricity_price=0.2')")


@pytest.mark.slow
def test_inputs_without_effect_are_put_away(forge):
    """Key-value heads count under grouped queries, and not where every head has its own."""
    more(forge)
    assert forge.locator("#forge-kv-heads").is_visible()
    for kind, shown in {"mha": [], "mqa": [], "mla": ["latent-width"], "sliding": ["window", "full-attention-share", "kv-heads"]}.items():
        forge.select_option("#forge-attention select", kind)
        for name in ("latent-width", "window", "full-attention-share", "kv-heads"):
            forge.locator(f"#forge-{name}").wait_for(state="visible" if name in shown else "hidden")


@pytest.mark.slow
def test_a_link_that_sets_what_does_nothing_is_told(open_page, served):
    page = open_page(f"{served}#/forge?v1;window=100;attention=mla", until="forge:live")
    page.get_by_text("Window: no effect with Latent (MLA), only with Sliding window.").wait_for(state="visible")


def test_a_model_that_exists_is_repaired_by_its_serving(same_page, served):
    values = preset("llama-3-405b").values | {"accelerator": "rtx-4090"}
    page = same_page(f"{served}#/forge?{address.encode(Forge, values)}")
    page.get_by_text("The shape of the model is given, so that it stays as it is.").wait_for(state="visible")
    compute = value(page, "training_compute")
    page.click("[data-act=repair]")
    page.locator(".verdict-card.feasible").wait_for()
    assert value(page, "training_compute") == compute


@pytest.mark.parametrize(
    ("asked", "shown"), few([("?page=journey", "journey"), ("", home()), ("?page=forge", "forge"), ("?page=%3Cb%3E&page=x", home())])
)
def test_a_server_paints_the_page_that_the_address_asks_for(open_page, served, asked, shown):
    page = open_page(served + asked, java_script_enabled=False)
    assert [each.get_attribute("data-instrument") for each in page.locator("[data-instrument]:not([hidden])").all()] == [shown]
    assert page.locator(f"#instrument-{shown} h1").is_visible()


@pytest.mark.parametrize(
    ("asked", "shown"), few([("?page=journey#/forge?v1", "forge"), ("#/forge", "forge"), (f"#/{home()}", home()), ("#/nowhere", home())])
)
def test_a_server_paints_what_stands_behind_the_number_sign(open_page, served, asked, shown):
    """The first thing that is painted, not what comes once the page is live."""
    page = open_page()
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => (window.painted = "
        "document.querySelector('[data-instrument]:not([hidden])').dataset.instrument))"
    )
    page.goto(served + asked)
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0")
    assert page.evaluate("painted") == shown
