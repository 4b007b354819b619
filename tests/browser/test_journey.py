"""The Token Journey as a person rides it: by pointer, by keys alone, by Auto; and its numbers worked out again."""

import numpy as np
import pytest

from formulas.tiny.sampling import Dials, sample, tempered
from formulas.tiny.tokenizer import STORY, tokenizer
from formulas.tiny.transformer import Transformer
from formulas.tiny.weights import shipped
from tests.bench import auto
from tests.browser.static_page import after_frames
from tests.few import few

SIZES = [(1440, 900), (1024, 768), (600, 400), (390, 844), (360, 740)]
STAGES = 13


class Ride:
    """A page at the journey, with the words that a test needs."""

    def __init__(self, page):
        self.page = page
        page.wait_for_selector("[data-journey] [data-state]")

    def state(self, name):
        return self.page.get_attribute("[data-state]", f"data-{name}")

    def until(self, **wanted):
        """Wait until the journey's state has these values."""
        self.page.wait_for_function(
            "wanted => Object.entries(wanted).every("
            "([name, value]) => document.querySelector('[data-state]')?.dataset[name] === String(value))",
            arg=wanted,
        )

    def ids(self):
        return [int(text) for text in self.page.eval_on_selector_all("[data-tokens] .token", "all => all.map(t => t.dataset.id)")]

    def heat(self, key):
        text = self.page.get_attribute(f"#journey-tensor-{key}", "data-heat")
        return np.array([[np.nan if word == "-" else float(word) for word in row.split()] for row in text.split(";")])

    def stage(self, index):
        self.page.click(f"[data-act=stage][data-argument='{index}']")
        self.until(stage=index)

    def prompt(self, text):
        presses = self.page.input_value("#journey-prompt-field")
        self.page.fill("#journey-prompt-field", text)
        if text != presses:
            self.page.keyboard.press("Enter")


@pytest.fixture
def ride(same_page, served):
    return Ride(same_page(f"{served}#/journey"))


def kept(ids):
    """Every tensor of a full pass over these tokens."""
    tensors = {}
    Transformer(*shipped()).forward(ids, keep=tensors.__setitem__)
    return tensors


def test_step_goes_stage_by_stage_and_then_to_the_next_token(ride):
    titles = []
    for stage in range(1, STAGES):
        ride.page.click("#journey-step")
        ride.until(stage=stage)
        titles.append(ride.page.inner_text("[data-panel] h2"))
        assert ride.page.get_attribute("[aria-current=step]", "data-argument") == str(stage)
    assert titles[:3] == ["Embed", "Attention of layer 1", "Multilayer perceptron (MLP) of layer 1"]
    assert titles[-3:] == ["Unembed", "Sample", "Append"]
    assert len(ride.ids()) == 4
    ride.page.click("#journey-step")
    ride.until(stage=1, cursor=1)


def test_presses_are_not_lost_while_python_works(ride):
    ride.page.evaluate("for (let i = 0; i < 7; i++) document.getElementById('journey-step').click()")
    ride.until(stage=7)


def test_the_numbers_on_the_page_worked_out_again(ride):
    ride.page.click("#journey-token")
    ride.until(finished="true")
    ride.page.click("#journey-token")
    ride.until(cursor=1)
    ids = ride.ids()[:-1]
    tensors = kept(ids)
    for layer in range(4):
        ride.stage(2 + 2 * layer)
        np.testing.assert_allclose(ride.heat("scores"), tensors[f"{layer}.scores"][:, -1], rtol=1e-3, atol=1e-9)
        np.testing.assert_allclose(ride.heat("weights"), tensors[f"{layer}.weights"][:, -1], rtol=1e-3, atol=1e-9)
        ride.stage(3 + 2 * layer)
        np.testing.assert_allclose(ride.heat("activation").ravel(), tensors[f"{layer}.activation"][-1], rtol=1e-3, atol=1e-9)
    ride.stage(11)
    shapings, draw = sample(tensors["logits"][-1], Dials(), 0, 1)
    for row in ride.page.query_selector_all("tr.candidate"):
        token = int(row.get_attribute("data-id"))
        assert float(row.query_selector("[data-logit]").get_attribute("data-logit")) == round(tensors["logits"][-1][token], 6)
        # No dial is in force: beside the model's own numbers stand those at two temperatures.
        columns = {"softmax": shapings[0].probabilities, **{f"tried-{t:g}": tempered(tensors["logits"][-1], t) for t in (0.5, 2.0)}}
        shown = {each.get_attribute("data-dial"): float(each.get_attribute("data-exact")) for each in row.query_selector_all("[data-dial]")}
        assert shown == {name: pytest.approx(p[token], rel=1e-6) for name, p in columns.items()}
    assert float(ride.page.get_attribute("[data-u]", "data-u")) == draw.u
    ride.stage(12)
    assert ride.page.get_attribute("[data-chosen]", "data-chosen") == str(draw.token) == str(ride.ids()[-1])


def test_glow_is_the_attention_of_the_token_that_was_clicked(ride):
    ride.prompt('the robot sang "bip zap la mo", so the cat sang "bip')
    ride.page.wait_for_function("() => document.querySelectorAll('[data-tokens] .token').length > 15")
    ids = ride.ids()
    tensors = kept(ids)
    ride.page.click("[data-tokens] [data-argument='9']")
    ride.page.wait_for_selector("[data-here='9']", state="attached")
    ride.page.click("[data-act=layer][data-argument='2']")
    ride.page.click("[data-act=head][data-argument='3']")
    ride.page.wait_for_selector("[data-act=head][data-argument='3'][aria-pressed=true]")
    glow = [float(text) for text in ride.page.get_attribute("[data-glow]", "data-glow").split()]
    np.testing.assert_allclose(glow[:10], tensors["2.weights"][3, 9, :10], rtol=1e-3, atol=1e-9)
    assert set(glow[10:]) == {0.0}
    assert ride.page.locator("[data-tokens] .here").get_attribute("aria-pressed") == "true"
    assert ride.page.locator("[data-tokens] .masked").count() == len(ids) - 10


def test_keys_alone_do_everything(ride):
    page = ride.page
    page.keyboard.press("Space")
    ride.until(stage=1)
    page.keyboard.press("t")
    ride.until(finished="true")
    page.keyboard.press("t")
    ride.until(cursor=1)
    page.keyboard.press("ArrowLeft")
    ride.until(cursor=0, finished="true")
    page.keyboard.press("ArrowRight")
    ride.until(cursor=1)
    page.keyboard.press("a")
    ride.until(stop="period")
    page.wait_for_selector("[data-run][aria-pressed=false]")
    page.keyboard.press("r")
    ride.until(cursor=0, stage=0)
    # Tokens and tensors are one stop each; arrows lead along them.
    page.focus("[data-tokens] .token[tabindex='0']")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-here='0']", state="attached")
    ride.stage(2)
    page.focus("#journey-tensor-scores")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("[data-key=tensor-scores] output").startswith("Head 2, “¶” (position 0): ")
    assert ride.state("stage") == "2"


def test_keys_in_a_text_field_are_text(ride):
    ride.page.focus("#journey-prompt-field")
    ride.page.keyboard.press("Control+End")
    ride.page.keyboard.type(" a rat")
    assert ride.page.input_value("#journey-prompt-field").endswith(" a rat")
    ride.page.keyboard.press("Enter")
    ride.page.wait_for_function("() => document.querySelectorAll('[data-tokens] .token').length > 4")
    assert (ride.state("cursor"), ride.state("stage")) == ("0", "0")


def test_auto_stops_at_once_when_told(ride):
    ride.page.select_option("[data-pace]", "0")
    ride.page.select_option("[data-until]", "limit")
    ride.page.click("[data-run]")
    ride.page.wait_for_function("() => Number(document.querySelector('[data-state]').dataset.cursor) >= 10")
    ride.page.click("[data-run]")
    cursor = int(ride.state("cursor"))
    # One token may have been under way.
    for layer in (2, 0, 3):  # presses that stop nothing wait their turn among those of Auto
        ride.page.click(f"[data-act=layer][data-argument='{layer}']")
        ride.page.wait_for_selector(f"[data-act=layer][data-argument='{layer}'][aria-pressed=true]")
    assert int(ride.state("cursor")) <= cursor + 1
    assert ride.page.inner_text("[data-run]").strip() == "Auto"


@pytest.mark.slow
def test_auto_stops_at_the_limit(ride):
    ride.page.fill("#journey-limit-field", "12")
    ride.page.keyboard.press("Enter")
    ride.page.select_option("[data-pace]", "0")
    ride.page.select_option("[data-until]", "limit")
    ride.page.click("[data-run]")
    ride.until(cursor=11, stop="limit")
    ride.page.wait_for_selector("[data-run][aria-pressed=false]")


def written_here(count, seed):
    """The tokens of the start, the prompt and ``count`` more, by this interpreter and the bare formulas."""
    model, ids = Transformer(*shipped()), [STORY, *tokenizer().encode("the robot")]
    cache, new = model.new_cache(), ids
    for index in range(count):
        new = [sample(model.forward(new, cache)[-1], Dials(), seed, index)[1].token]
        ids += new
    return ids


@pytest.mark.slow
@pytest.mark.parametrize("way", few(["site", "served"]))
def test_two_hundred_tokens_are_the_same_everywhere(open_page, request, way):
    """A link to the last of them: the page draws all of them when it opens."""
    page = open_page(f"{request.getfixturevalue(way)}#/journey?v1;limit=200;seed=3;cursor=199;stage=12", until="forge:live")
    ride = Ride(page)
    ride.until(cursor=199, finished="true")
    assert ride.ids() == written_here(200, 3)


@pytest.mark.slow
@pytest.mark.parametrize("way", few(["site", "served"]))
def test_two_hundred_tokens_by_auto(open_page, request, way):
    """Token by token as Auto goes; slow because each is painted: up to a minute on a busy machine."""
    page = open_page(f"{request.getfixturevalue(way)}#/journey?v1;limit=200;seed=3", until="forge:live")
    ride = Ride(page)
    page.select_option("[data-pace]", "0")
    page.select_option("[data-until]", "limit")
    page.keyboard.press("a")
    ride.page.wait_for_selector("[data-run][aria-pressed=true]")
    ride.page.wait_for_selector("[data-run][aria-pressed=false]", timeout=120_000)
    assert ride.state("cursor") == "199"
    assert ride.ids() == written_here(200, 3)


@pytest.mark.parametrize(
    ("text", "notice"),
    few([
        ("", "The prompt is empty"),
        ("the robot saw " * 7200, "were dropped"),
        ("\N{ROBOT FACE} saw \N{CAT FACE}\u200d\u2b1b \u202e\u05d4\u05e8\u05d5\u05d1\u05d5\u05d8 \x07", "shown as signs"),
        ("<img src=x onerror=alert(1)>", ""),
    ], ("<img src=x onerror=alert(1)>", "")),
    ids=["empty", "100 kB", "emoji and right to left", "markup"],
)
def test_any_prompt_is_shown_and_none_breaks(ride, text, notice):
    ride.prompt(text)
    if notice:
        ride.page.wait_for_selector(f"#journey-notices-pane >> text={notice}")
    else:
        ride.page.wait_for_function("() => document.querySelectorAll('[data-tokens] .token').length > 5")
    for _ in range(3):
        presses = int(ride.state("presses"))
        ride.page.keyboard.press("Escape")
        ride.page.click("#journey-token")
        ride.until(presses=presses + 1)
    assert ride.page.locator("[data-journey] img").count() == 0
    assert ride.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_the_bigram_table_of_the_course(ride):
    ride.page.click("#journey-model .segment >> text=Bigram table")
    ride.page.wait_for_function("() => document.querySelectorAll('.stage').length === 4")
    ride.stage(2)
    words = ride.page.eval_on_selector_all("tr.candidate th", "all => all.map(th => th.textContent)")
    assert words == ["picked", "saw", "dropped"]
    shown = [float(text) for text in ride.page.eval_on_selector_all("[data-dial=softmax]", "all => all.map(e => e.dataset.exact)")]
    scores = np.exp([2.0, 1.0, 0.6])
    np.testing.assert_allclose(shown, scores / scores.sum(), rtol=1e-6)


def test_the_dials_reshape_and_the_seed_redraws(ride):
    ride.stage(11)
    needle = ride.page.get_attribute("[data-u]", "data-u")
    ride.page.fill("#journey-top-k-entry", "3")
    ride.page.keyboard.press("Enter")
    ride.page.wait_for_selector("text=The dials leave 3 tokens.")
    ride.page.focus("#journey-temperature-field")
    ride.page.keyboard.press("Home")
    ride.page.wait_for_function("() => document.querySelector('#journey-temperature-entry').value === '0.1'")
    ride.page.fill("#journey-seed-field", "8")
    ride.page.keyboard.press("Enter")
    ride.page.wait_for_function("u => document.querySelector('[data-u]').dataset.u !== u", arg=needle)


@pytest.mark.slow
def test_the_cost_is_that_of_the_forges_design(same_page, served):
    page = same_page(f"{served}#/forge")
    page.select_option("#forge-accelerator-field", "b200")
    page.wait_for_function("() => location.hash.includes('accelerator=b200')")
    page.click("#strata a[href='#/journey']")
    page.wait_for_selector(".cost >> text=B200")
    page.click("[data-fold=cost-mlp]")
    page.wait_for_selector("#journey-working-cost-mlp .katex")
    page.click("#strata a[href='#/forge']")
    page.wait_for_function("() => location.hash.includes('accelerator=b200')")


def test_all_numbers_of_a_tensor_are_a_table_when_asked_for(ride):
    ride.stage(2)
    ride.page.click("[data-key=tensor-scores] .numbers summary")
    ride.page.wait_for_selector("[data-key=tensor-scores] .numbers td")
    texts = ride.page.eval_on_selector_all("[data-key=tensor-scores] .numbers td", "all => all.map(td => td.textContent)")
    cells = [float(text.replace("\N{MINUS SIGN}", "-")) for text in texts]
    np.testing.assert_allclose(np.reshape(cells, (3, 6)).T, ride.heat("scores"), rtol=1e-3)


def test_what_happens_is_spoken(ride):
    ride.page.click("#journey-step")
    ride.page.wait_for_function("() => document.getElementById('spoken').textContent.includes('embedding matrix')")


SMALL = """() => [...document.querySelectorAll('[data-journey] *')].filter((e) => e.children.length === 0 && e.textContent.trim()
  && e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 12.9 && !e.closest('.unseen, .trust'))
  .map((e) => e.outerHTML.slice(0, 80))"""
TOP = "() => document.getElementById('journey-stage-pane').getBoundingClientRect().top + scrollY"
FRAME = (600, 400)


def sized(page, sizes):
    """The page in one size after the other."""
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        after_frames(page)
        yield width


@pytest.mark.slow
@pytest.mark.parametrize("dark", few([False, True]), ids=["light", "dark"])
@pytest.mark.parametrize("model", few(["tiny", "bigram"]))
@pytest.mark.parametrize("embedded", [False, True], ids=["page", "embed"])
def test_every_stage_fits_every_width_and_nothing_jumps_between_them(open_page, served, embedded, model, dark):
    sizes = [FRAME] if embedded else [size for size in SIZES if size != FRAME]
    page = open_page(
        f"{served}{'?embed=1' if embedded else ''}#/journey?v1;model={model}",
        until="forge:live", width=sizes[0][0], height=sizes[0][1], dark=dark,
    )  # fmt: skip
    ride, places = Ride(page), {}
    for stage in range(STAGES if model == "tiny" else 4):
        page.evaluate("index => document.querySelector(`[data-act=stage][data-argument='${index}']`).click()", stage)
        ride.until(stage=stage)
        for width in sized(page, sizes):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (stage, width)
            assert page.evaluate(SMALL) == [], (stage, width)
            # A stage is as high as it needs to be: what follows it is out of sight when it changes.
            places.setdefault(width, set()).add(round(page.evaluate(TOP)))
    assert {width: len(found) for width, found in places.items()} == dict.fromkeys(places, 1), places


@pytest.mark.slow
def test_a_stage_fits_a_frame_of_600_by_400(open_page, served):
    page = open_page(f"{served}?embed=1#/journey?v1;cursor=12", until="forge:live", width=600, height=400)
    ride = Ride(page)
    for stage in range(1, STAGES):
        page.evaluate("index => document.querySelector(`[data-act=stage][data-argument='${index}']`).click()", stage)
        ride.until(stage=stage)
        for pick in page.locator("[data-part-pick]").all() or [None]:
            if pick:
                pick.click()
            pane = page.evaluate(
                "() => { const pane = document.getElementById('journey-stage-pane'); "
                "return [pane.scrollHeight - pane.clientHeight, innerHeight - pane.getBoundingClientRect().bottom]; }"
            )
            assert min(pane[1], -pane[0]) >= 0, (stage, pane)


@pytest.mark.slow
def test_a_part_that_was_chosen_stays_chosen(open_page, served):
    ride = Ride(open_page(f"{served}#/journey", until="forge:live", width=390, height=844))
    ride.stage(2)
    assert ride.page.is_hidden("#journey-tensor-scores")
    ride.page.click("[data-part-pick=looked]")
    ride.page.wait_for_selector("#journey-tensor-scores")
    ride.stage(3)
    ride.stage(4)
    assert ride.page.is_visible("#journey-tensor-scores")
    assert ride.page.is_hidden("#journey-tensor-query")


@pytest.mark.slow
def test_the_equations_of_a_stage(ride):
    ride.stage(2)
    ride.page.click("[data-fold=stage-equations]")
    ride.page.wait_for_selector("#journey-stage-equations .katex")
    assert "Vaswani et al. 2017" in ride.page.inner_text("#journey-stage-equations")
    ride.stage(3)
    ride.page.wait_for_selector("#journey-stage-equations >> text=Shazeer 2020")


@pytest.mark.slow
def test_what_was_dropped_is_said(ride):
    """The window is full after 254 more tokens; a quarter goes at a time, and the link no longer leads here."""
    ride.page.goto(f"{ride.page.url.partition('#')[0]}#/journey?v1;limit=1000;cursor=256;stage=12")
    ride.until(cursor=256)
    assert "256 tokens: the oldest 64 were dropped" in ride.page.inner_text("#journey-notices-pane")
    assert ride.page.inner_text(".dropped") == "\N{HORIZONTAL ELLIPSIS}64 dropped"
    top = ride.page.evaluate(TOP)
    ride.page.click("#journey-token")
    ride.until(cursor=257)
    assert "link leads to the prompt" in ride.page.inner_text("#journey-state-pane")
    assert ride.page.evaluate(TOP) == top


@pytest.mark.slow
def test_the_text_is_heard_when_auto_ends(ride):
    ride.page.select_option("[data-pace]", "0")
    ride.page.keyboard.press("a")
    ride.until(stop="period")
    ride.page.wait_for_function("() => document.getElementById('spoken').textContent.includes('The end of the text is now: the robot ')")


@pytest.mark.slow
def test_auto_keeps_its_memory_and_its_pace(browser, site):
    """Two thousand tokens in the built page; ``tests/bench/auto.py`` goes on to ten thousand, which takes a quarter of an hour."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    marks = auto.ride(context.new_page(), site, 2000)
    context.close()
    # Python's memory grows by a fifth at once: where in the first thousand that happens says nothing.
    first, last = next(mark for mark in marks if mark["token"] >= 1000), marks[-1]
    for name in ("python_MB", "page_heap_MB", "worker_heap_MB"):
        assert last[name] < 1.15 * first[name] + 2, name
    assert last["bokeh_models"] == first["bokeh_models"]
    work = auto.milliseconds(marks, "cpu_seconds")
    assert work["end"] < 1.5 * work["start"]
