"""The message loop between page and worker: nothing is lost or doubled, nothing grows, and a worker that dies comes back."""

import random

import pytest

from tests.browser.static_page import WITNESS, assert_readable, assert_shows, forget_live, until_live, until_quiet, until_value

# Lets a test look into the worker.
WINDOW = "\nself.look = () => ({ module: wire.pyodide._module, python: (text) => wire.pyodide.runPython(text) });\n"
KILL = "() => { setTimeout(() => { throw new Error('killed by a test') }) }"
DYING = "\nself.postMessage({ type: 'bytes', bytes: 0 }); setTimeout(() => { throw new Error('killed by a test') });\n"
# Before it answers, what it was told to is done.
THINKS = """
const answer = Wire.prototype.update;
Wire.prototype.update = function (message) {
  self.postMessage({ type: "begun", sequence: message.sequence });
  for (const until = performance.now() + (self.thinks ?? 0); performance.now() < until; );
  answer.call(this, message);
};
"""
TOLD = """() => {
  window.ends = performance.now();
  const look = () => {
    if (!document.querySelector(".boot-line, #unanswered")) return;
    window.toldAfter ??= Math.round(performance.now() - window.ends);
  };
  new MutationObserver(look).observe(document.body, { childList: true });
}"""
BACK = "Math.round(performance.getEntriesByName('forge:live').at(-1).startTime - window.ends)"
SLIDERS = {"training-compute": (18.0, 28.0), "overtraining": (0.0, 2.0), "context": (10.0, 20.0)}
CHOICES = {"precision": ["bf16", "fp8", "int4"], "accelerator": ["h100-sxm", "a100-80gb", "rtx-4090"]}


@pytest.fixture
def watched(open_page, host):
    """A live page whose messages are counted, and its host."""
    made = host()
    made.add(r"^assets/js/worker\.", WINDOW)
    page = open_page()
    page.add_init_script(WITNESS)
    page.goto(made.forge)
    until_live(page)
    until_quiet(page)
    page.evaluate("window.crossed.length = 0")
    return page, made


def slide(page, name, position):
    """Put a slider where a pointer would, and tell the page as a browser does."""
    page.eval_on_selector(
        f"#forge-{name}-field",
        "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input', { bubbles: true })) }",
        position,
    )


INPUTS = """async (inputs) => {
  const values = [];
  for (const { name, kind, value, pause } of inputs) {
    const field = document.getElementById(kind === "entry" ? `forge-${name}-entry` : `forge-${name}-field`);
    field.value = value;
    values.push(field.value); // a slider has steps
    field.dispatchEvent(new Event(kind === "slider" ? "input" : "change", { bubbles: true }));
    if (pause === 1) await new Promise(requestAnimationFrame);
    if (pause === 2) await new Promise((done) => setTimeout(done));
  }
  return values;
}"""


def draw(random, options):
    """One random input."""
    kind = random.choice(["slider", "slider", "slider", "choice", "entry"])
    if kind == "choice":
        name = random.choice(list(options))
        return {"name": name, "kind": kind, "value": random.choice(options[name]), "pause": random.choice([0, 1, 2])}
    name = random.choice(list(SLIDERS))
    position = round(random.uniform(*SLIDERS[name]), 2)
    if kind == "entry":
        value = str(2 ** round(position)) if name == "context" else f"{10**position:.3g}"
        return {"name": name, "kind": kind, "value": value, "pause": random.choice([0, 1, 2])}
    return {"name": name, "kind": kind, "value": position, "pause": random.choice([0, 1, 2])}


@pytest.mark.slow
def test_a_thousand_rapid_inputs_end_where_the_last_ones_lead(watched):
    page, _ = watched
    options = {
        name: page.eval_on_selector(f"#forge-{name}-field", "(field) => [...field.options].map((option) => option.value)")
        for name in CHOICES
    }
    source = random.Random(314)
    inputs = [draw(source, options) for _ in range(1000)]
    values = page.evaluate(INPUTS, inputs)
    until_quiet(page)
    last = {each["name"]: each | {"value": value} for each, value in zip(inputs, values, strict=True)}
    wanted = {}
    for name, each in last.items():
        value = each["value"]
        if each["kind"] == "slider":
            value = round(2 ** float(value)) if name == "context" else float(f"{10 ** float(value):.3g}")
        elif each["kind"] == "entry":
            value = int(value) if name == "context" else float(value)
        wanted[name.replace("-", "_")] = value
    assert_shows(page, **wanted)
    for name in CHOICES:
        assert page.input_value(f"#forge-{name}-field") == wanted[name]
    # The worker is told once that the start is over, which a slow machine comes to while the first inputs are under way.
    crossed = [message for message in page.evaluate("window.crossed") if message["type"] not in ("rest", "begun")]
    assert {message["type"] for message in crossed} == {"update"}
    assert [message["to"] for message in crossed] == ["worker", "page"] * (len(crossed) // 2), "more than one was in flight"
    sequences = [message["sequence"] for message in crossed]
    assert sequences == [first + place // 2 for first in sequences[:1] for place in range(len(sequences))]
    assert not [message for message in crossed if message.get("mistake")]
    assert len(crossed) // 2 <= len(inputs)
    print(f"1000 inputs, {len(crossed) // 2} updates")


def test_a_worker_that_dies_comes_back_with_the_state(watched, watch):
    page, _ = watched
    watch.allow("The model is started again")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    until_value(page, "tokens_per_parameter", 160, rel=0.5)
    forget_live(page)
    page.workers[0].evaluate(KILL)
    slide(page, "training-compute", 26)
    page.locator(".boot-line").wait_for()
    assert_readable(page)
    # Changed while there is nobody to answer.
    page.select_option("#forge-precision-field", "bf16")
    until_live(page)
    assert_shows(page, overtraining=8.0, training_compute=1e26, precision="bf16")
    assert page.input_value("#forge-precision-field") == "bf16"
    page.focus("#forge-training-compute-field")
    page.keyboard.press("PageDown")
    assert_shows(page, overtraining=8.0, training_compute=1e25, precision="bf16")
    assert len(page.workers) == 1


@pytest.mark.slow
def test_a_worker_that_dies_twice_loses_nothing_either_time(watched, watch):
    page, _ = watched
    watch.allow("The model is started again")
    page.click("#forge-compare [data-act=pin]")
    page.locator("#forge-compare table").wait_for()
    for field, value in (("overtraining", "8"), ("training-compute", "1e26")):
        page.fill(f"#forge-{field}-entry", value)
        page.keyboard.press("Enter")
        until_quiet(page)
        forget_live(page)
        page.workers[0].evaluate(KILL)
        until_live(page)
    assert_shows(page, overtraining=8.0, training_compute=1e26)
    assert page.locator("#forge-compare table").count() == 1


def vanished(page):
    """The page's worker is ended from outside: nothing is thrown, and nobody says so."""
    page.evaluate("window.ended()")


def closed(page):
    """It ends by itself, as one that a browser ends for want of memory: without a word."""
    page.workers[0].evaluate("() => self.close()")


@pytest.mark.slow
@pytest.mark.parametrize("end", [vanished, closed])
def test_a_worker_that_vanishes_is_told_at_once_and_comes_back_with_the_last_move(watched, watch, end):
    watch.allow("The model is started again")
    page, _ = watched
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    until_quiet(page)
    page.evaluate(TOLD)
    forget_live(page)
    end(page)
    slide(page, "training-compute", 26)
    page.wait_for_function("() => window.toldAfter !== undefined")
    until_live(page)
    assert_shows(page, overtraining=8.0, training_compute=1e26)
    assert page.locator(".boot-line, #unanswered, #apart").count() == 0
    assert page.evaluate("window.made") == 2
    print("told after", page.evaluate("window.toldAfter"), "ms, back after", page.evaluate(BACK), "ms")


@pytest.mark.slow
def test_a_worker_that_answers_no_more_is_told_and_replaced(watched, watch):
    """Its messages come to nothing: it is there, and hears nothing."""
    watch.allow("The model is started again")
    page, _ = watched
    page.evaluate(TOLD)
    forget_live(page)
    page.evaluate("window.deafen()")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.locator("#unanswered", has_text="has not answered yet").wait_for()
    assert_readable(page)
    until_live(page)
    assert_shows(page, overtraining=8.0)
    assert page.locator(".boot-line, #unanswered, #apart").count() == 0
    assert page.evaluate("window.made") == 2
    print("told after", page.evaluate("window.toldAfter"), "ms, back after", page.evaluate(BACK), "ms")


@pytest.mark.slow
def test_a_worker_that_thinks_long_is_waited_for(open_page, host, watch):
    """It has said that it begins: that it takes long is told, and nothing else happens."""
    watch.allow("The model is started again")
    made = host()
    made.add("assets/js/worker.js", THINKS)
    page = open_page()
    page.add_init_script(WITNESS)
    page.goto(made.forge)
    until_live(page)
    page.workers[0].evaluate("() => (self.thinks = 5_000)")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.locator("#unanswered").wait_for()
    page.locator("#unanswered").wait_for(state="detached")
    assert_shows(page, overtraining=8.0)
    assert page.evaluate("window.made") == 1


@pytest.mark.slow
def test_a_machine_that_was_asleep_does_not_take_its_worker_for_dead(open_page, host, watch):
    watch.allow("The model is started again")
    page = open_page()
    page.clock.install()
    page.add_init_script(WITNESS)
    page.goto(host().forge)
    until_live(page)
    page.evaluate("window.deafen()")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    page.clock.fast_forward(31_000)
    assert page.evaluate("window.made") == 1
    forget_live(page)
    page.clock.run_for(10_000)
    page.wait_for_function("() => window.made > 1")
    until_live(page)
    assert_shows(page, overtraining=8.0)


@pytest.mark.slow
def test_a_worker_whose_python_is_broken_comes_back(watched, watch):
    page, _ = watched
    watch.allow("The model is started again|Pyodide|wasm|memory")
    forget_live(page)
    page.workers[0].evaluate("() => { const { module } = self.look(); module.HEAPU8.fill(255, 1 << 20) }")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    until_live(page)
    assert_shows(page, overtraining=8.0)


@pytest.mark.slow
def test_a_worker_that_cannot_come_back_is_told_and_its_state_survives(watched, watch):
    page, made = watched
    watch.allow("The model is started again|did not start|404|Failed to load")
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    until_quiet(page)
    made.fault(r"worker\.js", "missing")
    forget_live(page)
    page.workers[0].evaluate(KILL)
    notice = page.locator("#boot-failure")
    notice.wait_for()
    assert "missing" in notice.inner_text()
    assert page.locator(".boot-line").count() == 0
    assert_shows(page, overtraining=8.0)
    made.mend()
    notice.get_by_role("button").click()
    until_live(page)
    assert_shows(page, overtraining=8.0)


@pytest.mark.slow
def test_a_worker_that_dies_again_and_again_is_not_started_for_ever(watched, watch):
    page, made = watched
    watch.allow("The model is started again|did not start")
    made.add(r"^assets/js/worker\.", DYING)
    page.workers[0].evaluate(KILL)
    notice = page.locator("#boot-failure")
    notice.wait_for()
    assert "The model stopped" in notice.inner_text()
    assert_readable(page)


@pytest.mark.slow
def test_what_was_visited_and_pressed_survives_the_worker(watched, watch):
    page, _ = watched
    watch.allow("The model is started again")
    page.click("#forge-compare [data-act=pin]")
    page.locator("#forge-compare table").wait_for()
    page.evaluate("location.hash = '#/journey'")
    page.click("[data-act=stage][data-argument='4']")
    page.wait_for_function("() => document.querySelector('[data-state]')?.dataset.stage === '4'")
    page.evaluate("location.hash = '#/forge'")
    page.locator("#forge-verdict").wait_for()
    page.fill("#forge-overtraining-entry", "8")
    page.keyboard.press("Enter")
    until_quiet(page)
    forget_live(page)
    page.workers[0].evaluate(KILL)
    until_live(page)
    assert_shows(page, overtraining=8.0)
    assert page.locator("#forge-compare table").count() == 1
    page.evaluate("location.hash = '#/journey'")
    page.wait_for_function("() => document.querySelector('[data-state]')?.dataset.stage === '4'")


PRESS = """async ([act, times]) => {
  const presses = () => Number(document.querySelector("[data-state]").dataset.presses);
  for (let press = 0; press < times; press++) {
    const before = presses();
    document.querySelector(`[data-act=${act}]`).click();
    while (presses() === before) await new Promise((done) => setTimeout(done));
  }
}"""


@pytest.mark.slow
def test_a_long_way_is_not_gone_again(watched, watch):
    """After hundreds of tokens a new worker is told where they led, and not each press."""
    page, _ = watched
    watch.allow("The model is started again")
    page.evaluate("location.hash = '#/journey'")
    page.locator("[data-state]").wait_for()
    page.evaluate(PRESS, ["token", 150])
    page.fill("#journey-temperature-entry", "0.5")
    page.keyboard.press("Enter")
    page.evaluate(PRESS, ["token", 90])
    until_quiet(page)
    words = page.inner_text("#journey-context-pane")
    forget_live(page)
    page.workers[0].evaluate(KILL)
    until_live(page)
    assert len(page.evaluate("window.order.steps")) < 100
    assert page.inner_text("#journey-context-pane") == words
    page.evaluate(PRESS, ["back", 100])
    assert page.input_value("#journey-temperature-entry") == "1"
    page.evaluate(PRESS, ["forward", 100])
    assert page.inner_text("#journey-context-pane") == words


def measure(page):
    """What must not grow, in page and worker."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    worker = page.workers[0].evaluate("""() => {
      const { module, python } = self.look();
      return { memory: module.HEAPU8.length, models:
        python("import gc; gc.collect(); len(link.document.models)") };
    }""")
    return {"heap": heap, "page_models": page.evaluate("Bokeh.documents[0]._all_models.size"), **worker}


def drag(page, moves):
    """Move a slider to and fro, one place for each frame."""
    page.evaluate(
        """async (moves) => {
          const slider = document.getElementById("forge-training-compute-field");
          for (let move = 0; move < moves; move++) {
            slider.value = 23 + 2 * Math.sin(move / 20);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise(requestAnimationFrame);
          }
        }""",
        moves,
    )
    until_quiet(page)


@pytest.mark.slow
def test_two_thousand_moves_leave_nothing_behind(watched):
    page, _ = watched
    drag(page, 200)
    before = measure(page)
    drag(page, 2000)
    after = measure(page)
    print("before", before)
    print("after ", after)
    assert after["memory"] == before["memory"]
    assert after["models"] == before["models"]
    assert after["page_models"] == before["page_models"]
    assert after["heap"] < before["heap"] + 2_000_000
