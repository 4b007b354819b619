"""The static page says to the last digit what the command line says, and nothing that can be chosen in it makes Python complain."""

import contextlib
import io
import json

import pytest

from app import cli
from instruments.forge.fields import FIELDS, GROUPS
from instruments.forge.model import Forge
from instruments.forge.presets import presets
from instruments.forge.published import published_html
from instruments.forge.rows import dossier_html
from instruments.frame.discovery import instruments
from tests.browser.static_page import WITNESS, open_further, until_live, until_quiet
from tests.few import few

ROWS = """() => Object.fromEntries([...document.querySelectorAll("#forge-dossier [data-field]")].map(
  ({ dataset }) => [dataset.field, dataset.value]))"""
# As a browser reads markup: what stands between the tags, and no working, which is filled when it is opened.
TEXT = """(html) => {
  const place = document.createElement("div");
  place.innerHTML = html;
  for (const working of place.querySelectorAll(".working")) working.remove();
  return place.textContent.replace(/\\s+/g, " ").trim();
}"""
CHOOSE = "(field, value) => { field.value = value; field.dispatchEvent(new Event('change', { bubbles: true })) }"
# Selectors that find the same buttons again, whatever has been written anew by then.
BUTTONS = """(all) => all.map((button) => `#${button.closest("[id^=instrument-]").id} button`
  + ["data-act", "data-argument", "popovertarget"].filter((name) => button.hasAttribute(name))
    .map((name) => `[${name}=${JSON.stringify(button.getAttribute(name))}]`).join(""))"""
OPTIONS = "(field) => [...field.options].map(({ value }) => value)"


@pytest.fixture
def page(open_page, forge_site):
    """A live page whose messages are counted."""
    page = open_page()
    page.add_init_script(WITNESS)
    page.goto(forge_site)
    until_live(page)
    until_quiet(page)
    return page


def command_line(preset):
    """What ``python -m app dossier --preset NAME --json`` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert cli.main(["dossier", "--preset", preset, "--json"]) == 0
    return json.loads(printed.getvalue())


def text(page, html):
    return page.evaluate(TEXT, html)


def shown(page, target):
    return text(page, page.inner_html(f"#{target}"))


def press(page, selector):
    """Press a button wherever it is, and wait until all that comes of it has come."""
    page.eval_on_selector(selector, "(button) => button.click()")
    until_quiet(page)


@pytest.mark.parametrize("nth", few([5, 1]))
def test_every_preset_is_to_the_last_digit_what_the_command_line_prints(page, nth):
    """Of all that are offered every one, or every fifth."""
    different = []
    open_further(page)
    page.click("summary:has-text('Presets')")
    offered = page.eval_on_selector_all("[data-act=preset]", "(all) => all.map(({ dataset }) => dataset.argument)")
    assert offered == list(presets())
    for name, preset in list(presets().items())[::nth]:
        press(page, f"[data-act=preset][data-argument='{name}']")
        rows = page.evaluate(ROWS)
        assert rows.keys() == FIELDS.keys()
        for field, told in command_line(name)["fields"].items():
            wanted = "" if told["value"] is None else repr(told["value"])
            if rows[field] != wanted:
                different.append(f"{name}: {field} is {rows[field]} and not {wanted}")
        result = Forge(**preset.values).result
        rows_html = dossier_html(result, [f"further-{group}" for group in GROUPS])
        for target, html in (("forge-dossier", rows_html), ("forge-published", published_html(preset))):
            if (found := shown(page, target)) != text(page, html):
                different.append(f"{name}: {target} says {found!r} and not {text(page, html)!r}")
    print(f"{len(offered[::nth])} presets, {len(FIELDS)} rows each")
    assert not different, "\n".join(different)


MANY = 40


def choose_everything(page, instrument):
    """Every option of every choice, some of a long list, and every switch, of one instrument; each goes back to what it was."""
    section = page.locator(f"#instrument-{instrument}")
    chosen = 0
    for control in section.locator("[data-control=choice] select").element_handles():
        before = control.input_value()
        offered = control.evaluate(OPTIONS)
        # Of a list of models or of formats some: what each of them gives is tried without a browser.
        for option in [*offered[:: len(offered) // MANY + 1], before]:
            control.evaluate(CHOOSE, option)
            until_quiet(page)
            chosen += 1
    for button in section.locator("[data-control=radio] input, [data-control=toggle] input").element_handles():
        button.evaluate("(input) => input.click()")
        until_quiet(page)
        chosen += 1
    return chosen


@pytest.mark.slow
def test_everything_that_can_be_chosen_in_the_forge(page):
    assert choose_everything(page, "forge") > 100
    # What a design starts from was chosen too; only one from a budget has something to seek.
    press(page, "#forge-origin [data-act=budget]")
    for act in ("pin", "swap", "unpin"):
        press(page, f"#forge-compare [data-act={act}]")
    for kind in ("json", "markdown", "tsv", "sheet"):
        press(page, f"[data-act=share][data-argument={kind}]")
    open_further(page)
    for name in FIELDS:
        press(page, f"[data-fold='{name}']")
        page.locator(f"[data-fold='{name}']").evaluate("(button) => button.click()")
    press(page, "#forge-tornado [data-act=tornado]")
    for name in FIELDS:
        page.eval_on_selector("#forge-tornado select", CHOOSE, name)
        until_quiet(page)
        page.locator(".tornado-row").first.wait_for(state="attached")
    press(page, "form.goals button")
    page.locator("#forge-goal-answer .found").wait_for(state="attached")
    press(page, "[data-act=apply]")
    assert page.locator("#mistake").count() == 0


@pytest.mark.slow
def test_everything_that_can_be_chosen_in_the_journey(page):
    page.evaluate("() => { location.hash = '#/journey' }")
    page.locator("[data-journey] [data-state]").wait_for()
    until_quiet(page)
    assert choose_everything(page, "journey") >= 3
    for prompt in range(page.locator(".prompts [data-act=prompt]").count()):
        page.evaluate("(index) => document.querySelectorAll('.prompts [data-act=prompt]')[index].click()", prompt)
        until_quiet(page)
        for model in ("tiny", "bigram"):
            page.eval_on_selector(f"#journey-model input[value={model}]", "(input) => input.click()")
            until_quiet(page)
            for stage in range(page.locator("[data-act=stage]").count()):
                press(page, f"[data-act=stage][data-argument='{stage}']")
            for act in ("token", "token", "back", "forward", "step", "reset"):
                press(page, f"#journey-{act}")
    page.eval_on_selector("#journey-model input[value=tiny]", "(input) => input.click()")
    until_quiet(page)
    press(page, "[data-act=stage][data-argument='4']")
    for act in ("look", "layer", "head"):
        arguments = page.eval_on_selector_all(f"[data-act={act}]", "(all) => all.map(({ dataset }) => dataset.argument)")
        for argument in dict.fromkeys(arguments):
            press(page, f"[data-act={act}][data-argument='{argument}']:not(:disabled)")
    assert page.locator("#mistake").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", few([name for name in instruments() if name not in {"forge", "journey"}], "life", "reliability"))
def test_everything_that_can_be_chosen_and_pressed_in_any_other(page, name):
    page.evaluate("name => { location.hash = `#/${name}` }", name)
    page.locator(f"#instrument-{name}:not([hidden]) h1").wait_for()
    until_quiet(page)
    choose_everything(page, name)
    offered = page.eval_on_selector_all(f"#instrument-{name} button:is([data-act], [popovertarget]):enabled", BUTTONS)
    for button in dict.fromkeys(offered):
        # Some are gone once another has been pressed.
        if page.locator(button).count():
            press(page, button)
    print(f"{len(offered)} buttons")
    assert page.locator("#mistake").count() == 0
