"""By keyboard alone: whatever is pressed, the focus is somewhere afterwards, and where it makes sense."""


import pytest

from tests.browser.static_page import SETTLES, after_frames, until_taken_in

# What is in sight first: a tab hides its neighbours' panels, and what stands around an instrument leads away from it.
BUTTONS = (
    "#instrument-{} :is(button, summary):not(:disabled):not([data-tried]):not([data-tab])",
    "#instrument-{} [data-tab]:not([data-tried])",
    ".masthead button:not([data-tried])",
    ".dock button:not([data-tried])",
    "#strata :is(a, summary, button):not([data-tried])",
    ".neighbour:not([data-tried])",
)
# Focuses the next button that can be seen, takes the focus and is of a kind that is not done with; tells its kind, which stands
# for all buttons that do the same, its name, and whether Python answers it.
NEXT = """([buttons, enough, tried]) => {
  for (const button of buttons.flatMap((each) => [...document.querySelectorAll(each)])) {
    if (!button.checkVisibility({ visibilityProperty: true })) continue;
    const { act, argument, fold } = button.dataset;
    const kind = act || (fold ? "fold" : button.className || button.localName);
    const name = `${act ?? ""} ${argument ?? ""} ${button.className} ${button.textContent.trim().slice(0, 40)}`;
    button.dataset.tried = "";
    if ((tried[kind] ?? 0) >= (enough[kind] ?? 8)) continue;
    button.focus();
    if (document.activeElement !== button) continue;
    return { kind, asks: Boolean(act || fold), opens: button.matches("[data-opens-cell], [data-act=code]"), name };
  }
  return null;
}"""
LOST = "() => document.activeElement === document.body || document.activeElement.closest('[hidden]') !== null"
# Of buttons that differ only in what they hand over, a few stand for all.
ENOUGH = {"preset": 2, "prompt": 2, "look": 2, "layer": 2, "head": 2, "stage": 13, "fold": 4, "landmark": 0}
# What has to be among them.
OWN = {
    "forge": {"preset", "forget", "pin", "unpin", "swap", "share", "tornado", "fold", "tab"},
    "journey": {"prompt", "token", "back", "step", "reset", "stage", "look", "layer", "head"},
}


def leave_the_sheet(page):
    """Wait until a program has opened in its sheet, with the focus in its text, and leave both."""
    page.wait_for_function("() => document.activeElement.matches('dialog[open] .cm-content')", timeout=SETTLES)
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('dialog[open] button')")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog[open]')")


def press_everything(page, instrument):
    """Press every button with Enter, those too that come with a press; the ones after which the focus is nowhere."""
    lost, tried = [], {}
    buttons = [each.format(instrument) for each in BUTTONS]
    while button := page.evaluate(NEXT, [buttons, ENOUGH, tried]):
        tried[button["kind"]] = tried.get(button["kind"], 0) + 1
        page.keyboard.press("Enter")
        after_frames(page)
        if button["asks"]:
            until_taken_in(page)
        if button["opens"]:
            leave_the_sheet(page)
        if page.evaluate(LOST):
            lost.append(button["name"])
    return lost, tried


@pytest.mark.slow
@pytest.mark.parametrize(
    ("instrument", "width"),
    [("forge", 1440), *(pytest.param(*each, marks=pytest.mark.slow) for each in (("forge", 390), ("journey", 1440), ("journey", 390)))],
)
def test_no_button_leaves_the_focus_nowhere(same_page, served, instrument, width):
    page = same_page(f"{served}#/{instrument}", width=width, height=900)
    page.locator(f"#instrument-{instrument} h1").wait_for()
    lost, tried = press_everything(page, instrument)
    assert lost == []
    assert tried.keys() >= OWN[instrument], tried


@pytest.fixture
def forge(same_page, forge_served):
    return same_page(forge_served)


def focused(page):
    """Id, name or words of what has the focus."""
    return page.evaluate("(({ id, dataset, textContent }) => id || dataset.act || textContent.trim())(document.activeElement)")


def until_focused(page, name):
    page.wait_for_function(
        "name => (({ id, dataset, textContent }) => id || dataset.act || textContent.trim())(document.activeElement) === name", arg=name
    )


def test_after_the_repair_the_focus_is_on_the_verdict(forge):
    forge.select_option("#forge-accelerator-field", "rtx-4090")
    forge.fill("#forge-context-entry", "1M")
    forge.keyboard.press("Enter")
    forge.locator("#forge-verdict .fails").wait_for()
    forge.focus("[data-act=repair]")
    forge.keyboard.press("Enter")
    forge.locator("#forge-verdict .feasible").wait_for()
    until_focused(forge, "forge-verdict")


def test_after_a_preset_the_focus_is_on_its_menu_and_after_its_card_too(forge):
    forge.focus("summary:has-text('Presets')")
    forge.keyboard.press("Enter")
    forge.focus("[data-argument='llama-3-405b']")
    forge.keyboard.press("Enter")
    forge.locator("#forge-published table").wait_for()
    assert focused(forge) == "Presets"
    forge.focus("#forge-published [data-act=forget]")
    forge.keyboard.press("Enter")
    until_focused(forge, "Presets")


@pytest.mark.slow
def test_pinning_and_unpinning_keep_the_focus_on_pinning(forge):
    forge.focus("#forge-compare [data-act=pin]")
    forge.keyboard.press("Enter")
    forge.locator("#forge-compare table").wait_for()
    until_focused(forge, "pin")
    forge.focus("[data-act=unpin]")
    forge.keyboard.press("Enter")
    forge.locator("#forge-compare table").wait_for(state="detached")
    until_focused(forge, "pin")


@pytest.mark.parametrize("instrument", ["forge", "journey"])
def test_a_sheet_takes_the_focus_and_gives_it_back(same_page, served, instrument):
    page = same_page(f"{served}#/{instrument}", width=390, height=844)
    switch = page.locator(".dock [data-sheet-switch]")
    for leave in ("Enter", "Escape"):
        switch.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('.sheet-handle')")
        page.keyboard.press(leave)
        assert switch.evaluate("(e) => e === document.activeElement")


@pytest.mark.slow
def test_a_link_of_the_stack_leads_to_the_heading_of_its_instrument(open_page, forge_served):
    page = open_page(forge_served, until="forge:live", width=1024, height=768)
    for name in ("forge", "journey", "forge"):
        page.focus(".masthead [data-stack-switch]")
        page.keyboard.press("Enter")
        page.focus(f"#stack a[href='#/{name}']")
        page.keyboard.press("Enter")
        page.wait_for_function(f"() => document.activeElement.matches('#instrument-{name} h1')")
