"""The states that an instrument can be in, one after the other on the same page, as a reader brings them about.

A state is a name and what leads from the one before it to it; it ends when the page shows it.
"""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from instruments.frame.discovery import instruments
from tests.browser.static_page import open_further, until_taken_in

type State = tuple[str, Callable[[Page], None]]


def enter(page: Page, target: str, text: str) -> None:
    """Type into the field of a control, in the sheet where there is one."""
    page.locator(f"#{target} input.entry").evaluate("(field, text) => { field.value = text; }", text)
    page.locator(f"#{target} input.entry").dispatch_event("change")


def choose(page: Page, target: str, value: str) -> None:
    """Choose an option of a control."""
    page.locator(f"#{target}-field").evaluate("(field, value) => { field.value = value; }", value)
    page.locator(f"#{target}-field").dispatch_event("change")


def press(page: Page, selector: str) -> None:
    """Press a button wherever it is, without a pointer that would hover over it from then on."""
    page.locator(selector).first.dispatch_event("click")


def toggle_all(page: Page, within: str, expanded: str) -> None:
    """Open or close every fold that is not so yet."""
    page.evaluate(
        "selector => document.querySelectorAll(selector).forEach((fold) => fold.click())",
        f"{within} [data-fold][aria-expanded={expanded}]",
    )


def open_menu(page: Page, name: str) -> None:
    """Open a menu, and close every other one."""
    for menu in page.locator("details.menu").all():
        menu.evaluate("(menu, name) => { menu.open = menu.classList.contains(name); }", name)


def _refused(page: Page) -> None:
    enter(page, "forge-training-compute", "banana")
    page.locator("#forge-training-compute-refusal").filter(has_text="is not a number").wait_for(state="attached")


def _infeasible(page: Page) -> None:
    enter(page, "forge-training-compute", "1e25")
    choose(page, "forge-accelerator", "rtx-4090")
    page.locator("#forge-verdict .fails [data-act=repair]").wait_for()


def _repaired(page: Page) -> None:
    press(page, "[data-act=repair]")
    page.locator("#forge-verdict .feasible").wait_for()


def _more(page: Page) -> None:
    page.locator("details.more").evaluate("(more) => { more.open = true; }")


def _workings(page: Page) -> None:
    open_further(page)
    toggle_all(page, "#forge-dossier", "false")
    page.locator("details.signs").evaluate("(signs) => { signs.open = true; }")
    page.wait_for_function(
        """() => [...document.querySelectorAll('#forge-dossier .working')].every((card) =>
          card.childElementCount && [...card.querySelectorAll('.equation')].every(({ dataset }) => dataset.typeset))"""
    )


def _folded(page: Page) -> None:
    toggle_all(page, "#forge-dossier", "true")
    until_taken_in(page)
    page.wait_for_function("() => [...document.querySelectorAll('#forge-dossier .working')].every((card) => card.hidden)")


def _preset(page: Page) -> None:
    press(page, "[data-act=preset][data-argument='llama-3-405b']")
    page.locator("#forge-published table").wait_for()


def _corrected(page: Page) -> None:
    press(page, "[data-act=preset]")
    page.locator("#forge-published .card").wait_for()


def _shared(page: Page) -> None:
    press(page, "[data-instrument=forge] [data-act=share]")
    page.locator("#forge-shared textarea").wait_for()


def _pinned(page: Page) -> None:
    open_menu(page, "")
    press(page, "[data-act=pin]")
    page.locator("#forge-compare table").wait_for()
    enter(page, "forge-overtraining", "8")
    page.locator("#forge-compare .changed", has_text="Differs in").wait_for()


def _sought(page: Page) -> None:
    press(page, "[data-tab] >> text=Goal seek")
    page.locator("form.goals").evaluate("(form) => form.requestSubmit()")
    page.locator("#forge-goal-answer .answer").wait_for()


def _unreadable_goal(page: Page) -> None:
    page.locator("[name=value1]").fill("banana")
    page.locator("form.goals").evaluate("(form) => form.requestSubmit()")
    page.locator("#forge-goal-answer .refusal").wait_for()


def _sensitive(page: Page) -> None:
    press(page, "[data-tab] >> text=Sensitivity")
    press(page, "#forge-tornado [data-act=tornado]")
    page.locator(".tornado-row").first.wait_for()


def _notice(page: Page) -> None:
    page.evaluate("location.hash = '#/nowhere'")
    page.locator(".notice").wait_for()


def _sheet(page: Page) -> None:
    press(page, ".sheet-switch[data-sheet-switch] >> visible=true")
    page.locator("[data-instrument]:not([hidden]) .rail").wait_for()


def _no_sheet(page: Page) -> None:
    press(page, ".sheet-switch[data-sheet-switch] >> visible=true")


def _stack(page: Page) -> None:
    press(page, "[data-stack-switch] >> visible=true")
    page.locator("#stack").wait_for()


def _no_stack(page: Page) -> None:
    press(page, "[data-stack-switch]:not(.sheet-handle) >> visible=true")


def _search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#search").fill("e")
    page.locator("#search-found [aria-selected=true]").wait_for()


def _stated(page: Page) -> None:
    page.locator("#search").fill("parameters of one layer of multi-head latent")
    page.locator("#search-found [aria-selected=true]", has_text="Parameters of one layer of multi-head latent attention").wait_for()
    page.keyboard.press("Enter")
    page.locator("#statement[open] .equation[data-typeset]").wait_for()


def _no_search(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#statement").wait_for(state="hidden")


def forge(width: int, *, embedded: bool = False) -> Iterator[State]:
    """States of the Forge on a page of this width; the first is the fresh one."""
    yield "fresh", lambda page: page.locator("#forge-verdict").wait_for()
    if width < 700:
        yield "sheet", _sheet
    yield "refused value", _refused
    yield "infeasible, with its repair", _infeasible
    yield "repaired", _repaired
    yield "more", _more
    if width < 700:
        yield "sheet closed", _no_sheet
    yield "every working", _workings
    yield "folded again", _folded
    yield "presets menu", lambda page: open_menu(page, "presets")
    yield "public model", _preset
    yield "corrected preset", _corrected
    yield "share menu", lambda page: open_menu(page, "share")
    yield "dossier as text", _shared
    yield "compared with a pin", _pinned
    yield "goal-seek answer", _sought
    yield "goal refused", _unreadable_goal
    yield "sensitivity", _sensitive
    if width < 1200 and not embedded:
        yield "stack", _stack
        yield "stack closed", _no_stack
    if not embedded:
        yield "search", _search
        yield "equation by itself", _stated
        yield "search closed", _no_search
    yield "notice", _notice


# --- the Token Journey -------------------------------------------------------------------------------


def _journey(page: Page) -> None:
    page.evaluate("location.hash = '#/journey'")
    page.locator("[data-journey] [data-state]").wait_for()


def _go(page: Page, stage: int) -> None:
    page.locator(f"#journey-stages-pane [data-argument='{stage}']").dispatch_event("click")
    page.wait_for_function("stage => document.querySelector('[data-state]').dataset.stage === String(stage)", arg=stage)


def _stage(stage: int) -> Callable[[Page], None]:
    return lambda page: _go(page, stage)


def _equations(page: Page) -> None:
    press(page, "[data-fold=stage-equations][aria-expanded=false]")
    page.locator("#journey-stage-equations .equation[data-typeset]").first.wait_for()


def _numbers(page: Page) -> None:
    page.locator("details.numbers:visible").first.evaluate("(numbers) => { numbers.open = true; }")
    page.locator("details.numbers[open] table").first.wait_for()


def _costs(page: Page) -> None:
    toggle_all(page, "#journey-cost-pane", "false")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#journey-cost-pane .working')].every((card) => card.querySelector('.equation[data-typeset]'))"
    )


def _parts(page: Page) -> None:
    press(page, "[data-part-pick] >> nth=1")


def _looked_from(page: Page) -> None:
    press(page, "[data-tokens] .token:nth-child(2)")
    page.locator("[data-tokens] .token.masked").first.wait_for()


def generated(page: Page) -> None:
    for count in range(1, 4):
        press(page, "#journey-token")
        page.wait_for_function("count => document.querySelectorAll('.token.generated, .token.new').length >= count", arg=count)


def _automatic(page: Page) -> None:
    enter(page, "journey-limit", "9")
    page.locator("[data-pace]").evaluate("(pace) => { pace.value = '0'; }")
    page.locator("[data-until]").evaluate("(until) => { until.value = 'limit'; }")
    press(page, "[data-run]")
    page.locator("[data-state][data-stop=limit][data-finished=true]").wait_for()
    page.locator("[data-run][aria-pressed=false]").wait_for()


def _dialled(page: Page) -> None:
    enter(page, "journey-top-k", "5")
    enter(page, "journey-min-p", "0.1")
    page.locator("[data-state]").wait_for()


def _dial_refused(page: Page) -> None:
    enter(page, "journey-top-p", "banana")
    page.locator("#journey-top-p-refusal").filter(has_text="is not a number").wait_for(state="attached")


def _noticed(page: Page) -> None:
    prompt = page.locator("#journey-prompt textarea")
    prompt.evaluate("(field) => { field.value = 'once \\u200b upon   a time '.repeat(9); }")
    prompt.dispatch_event("change")
    page.locator(".aside-notice").first.wait_for()
    _go(page, 0)


def _table(page: Page) -> None:
    page.locator("#journey-model input:not(:checked)").first.evaluate("(radio) => { radio.checked = true; }")
    page.locator("#journey-model input:checked").dispatch_event("change")
    page.locator(".panel.of-table").wait_for()


def _guided(page: Page) -> None:
    press(page, "[data-act=guide][data-argument=start]")
    page.locator("[data-guide-step='1'] [data-act=answer]").first.wait_for()


def _answered(page: Page) -> None:
    press(page, "[data-act=answer] >> nth=2")
    page.locator("[data-guide-told=true] .guide-option.taken").wait_for()


def _onward(step: int) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        while not page.locator(f"[data-guide-step='{step}']").count():
            now = page.locator("[data-guide-step]").get_attribute("data-guide-step")
            press(page, "[data-act=guide][data-argument=next]")
            page.wait_for_function("now => document.querySelector('[data-guide-step]').dataset.guideStep !== now", arg=now)

    return reach


def _left(page: Page) -> None:
    press(page, "[data-act=guide][data-argument=leave]")
    page.locator("[data-act=guide][data-argument=resume].primary").wait_for()


NAMES = ("tokenize", "embed", "attention", "mlp")


def journey(width: int, *, embedded: bool = False) -> Iterator[State]:
    """States of the Token Journey on a page of this width."""
    yield "journey", _journey
    if width < 700:
        yield "dials in a sheet", _sheet
    yield "dial refused", _dial_refused
    yield "dials", _dialled
    if width < 700:
        yield "sheet closed", _no_sheet
    yield "guided ride", _guided
    yield "guided ride, answered", _answered
    yield "guided ride, to be brought about", _onward(9)
    yield "guided ride, its end", _onward(11)
    yield "guided ride, left", _left
    yield "prompts menu", lambda page: open_menu(page, "prompts")
    yield "prompts closed", lambda page: open_menu(page, "")
    for stage, name in enumerate(NAMES):
        yield name, _stage(stage)
    yield "attention", _stage(2)
    yield "second part", _parts
    if not embedded:  # low frames have no room for the tables
        yield "numbers", _numbers
    yield "equations", _equations
    yield "looked from another token", _looked_from
    yield "unembed", _stage(10)
    yield "sample", _stage(11)
    yield "append", _stage(12)
    yield "costs", _costs
    yield "tokens", generated
    yield "after Auto", _automatic
    yield "text with a notice", _noticed
    yield "table of successors", _table


# --- the life of a model -------------------------------------------------------------------------------


def _life(page: Page) -> None:
    page.evaluate("location.hash = '#/life'")
    page.locator("[data-life]").wait_for()


def _panel(stop: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        press(page, f".stop[data-key='{stop}'] .stop-opens")
        page.locator(f"#life-panel-{stop}").wait_for()
        page.evaluate("document.querySelectorAll(':popover-open details').forEach((each) => { each.open = true; })")
        page.wait_for_function("() => [...document.querySelectorAll(':popover-open [data-tex]')].every((each) => each.dataset.typeset)")

    return reach


def _no_panel(page: Page) -> None:
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector(':popover-open')")


def life(width: int, *, embedded: bool = False) -> Iterator[State]:
    """States of the map on a page of this width."""
    del width, embedded
    yield "map", _life
    for stop in ("serve", "diffusion", "return"):
        yield f"panel of {stop}", _panel(stop)
    yield "panel closed", _no_panel
    yield "share menu", lambda page: open_menu(page, "share")
    yield "menu closed", lambda page: open_menu(page, "")


# --- what the frame shows ------------------------------------------------------------------------------


def framed(name: str, width: int, *, embedded: bool = False) -> Iterator[State]:
    """States of any instrument that the frame shows, on a page of this width."""
    section, has = f"#instrument-{name}", instruments()[name]

    def fresh(page: Page) -> None:
        page.locator(f"{section}:not([hidden]) h1").wait_for()

    def refused(page: Page) -> None:
        field = page.locator(f"{section} .rail input.entry").first
        field.evaluate("(field) => { field.value = 'banana'; }")
        field.dispatch_event("change")
        page.locator(f"{section} .refusal", has_text="is not a number").first.wait_for(state="attached")

    def chosen(page: Page) -> None:
        control = page.locator(f"{section} .rail [data-control=choice]").first
        before = control.locator("select").input_value()
        control.locator("select").evaluate("(field) => { field.selectedIndex = field.options.length - 1; }")
        control.locator("select").dispatch_event("change")
        page.wait_for_function("before => !location.hash.includes(before)", arg=before)

    def workings(page: Page) -> None:
        toggle_all(page, f"#{name}-dossier", "false")
        page.wait_for_function(
            """(within) => [...document.querySelectorAll(`${within} .working`)].every((card) =>
              card.childElementCount && [...card.querySelectorAll('.equation')].every(({ dataset }) => dataset.typeset))""",
            arg=f"#{name}-dossier",
        )

    def preset(page: Page) -> None:
        open_menu(page, "presets")
        press(page, f"{section} [data-act=preset]")
        page.wait_for_function("() => location.hash.includes('=')")

    def shared(page: Page) -> None:
        open_menu(page, "share")
        press(page, f"{section} [data-act=share]")
        page.locator(f"#{name}-shared textarea").wait_for()

    def pinned(page: Page) -> None:
        open_menu(page, "")
        press(page, f"{section} [data-act=pin]")
        page.locator(f"#{name}-compare table").wait_for(state="attached")

    def tabbed(page: Page) -> None:
        for tab in page.locator(f"{section} [data-tab]").all():
            tab.dispatch_event("click")

    yield "fresh", fresh
    if width < 700:
        yield "sheet", _sheet
    yield "refused value", refused
    yield "another choice", chosen
    yield "more", lambda page: page.eval_on_selector_all(f"{section} details.more", "(all) => all.forEach((more) => { more.open = true; })")
    if width < 700:
        yield "sheet closed", _no_sheet
    if has.presets:
        yield "preset", preset
    yield "result as text", shared
    yield "compared with a pin", pinned
    yield "last tab", tabbed
    if width < 1200 and not embedded:
        yield "stack", _stack
        yield "stack closed", _no_stack
    # Last: ten times the elements that the others are looked for among.
    yield "every working", workings
