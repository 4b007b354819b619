"""The journey's view without a browser: what it writes is what was computed, escaped, small, and built once."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from app.page import Page
from formulas.tiny.sampling import Dials, reshape
from instruments.frame import address
from instruments.frame.inputs import inputs
from instruments.frame.reading import defaults
from instruments.journey.model import PROMPTS, Journey
from tests.markup import parse

HOSTILE = "<script>alert(1)</script>\"'&\x00\x1b\u202e\ud800 {{x}} \N{ROBOT FACE}"
VOID = {"input", "br", "img", "path", "circle", "col", "link", "meta"}


@pytest.fixture
def page():
    page = Page()
    page.visit("/journey")
    return page


@pytest.fixture
def view(page):
    return page.views["journey"]


class Tags(HTMLParser):
    """All tags and attributes; an unbalanced tag is an error."""

    def __init__(self, html):
        super().__init__()
        self.found, self.open = [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def stages(view):
    """Stand on every stage of one token, one after the other."""
    for index in range(len(view.model.result.stages)):
        view.actions["stage"].press(str(index))
        yield view.model.result.stages[index], view.fragments["stage"].html


def heat(html, key):
    """The numbers that a tensor on the page carries."""
    text = re.search(rf'id="journey-tensor-{key}".*?data-heat="([^"]*)"', html)[1]
    return np.array([[np.nan if word == "-" else float(word) for word in row.split()] for row in text.split(";")])


@pytest.mark.parametrize("model", ["tiny", "bigram"])
@pytest.mark.parametrize("prompt", ["", "the robot", HOSTILE, "x" * 5000], ids=["empty", "plain", "hostile", "long"])
def test_every_stage_is_well_formed_and_holds_no_foreign_tag(view, model, prompt):
    view.model.param.update(model=model, prompt=prompt)
    for _ in stages(view):
        found = Tags(view.html()).found
        assert not [tag for tag, attributes in found if tag == "script" or any(name.startswith("on") for name in attributes)]
    assert "\x00" not in view.fragments["context"].html


@pytest.mark.parametrize("prompt", PROMPTS)
def test_tensors_on_the_page_are_those_of_the_model(view, prompt):
    view.model.prompt = prompt
    for stage, html in stages(view):
        tensors = view.model.result.tensors
        if stage.name == "attention":
            for key in ("query", "scores", "weights", "heads"):
                np.testing.assert_allclose(heat(html, key), tensors[f"{stage.layer}.{key}"], rtol=1e-3, atol=1e-12)
            np.testing.assert_allclose(heat(html, "weights").sum(axis=1), 1, atol=1e-3)
        elif stage.name == "mlp":
            np.testing.assert_allclose(heat(html, "activation").ravel(), tensors[f"{stage.layer}.activation"], rtol=1e-3, atol=1e-12)
        elif stage.name == "embed":
            numbers, row = heat(html, "int8"), heat(html, "row")
            assert (numbers == numbers.round()).all()
            scale = float(re.search(r"scale of ([\d.e-]+)", html)[1])
            np.testing.assert_allclose(numbers * scale, row, rtol=1e-3, atol=1e-4)


def test_what_the_mask_hides_is_marked(view):
    view.actions["stage"].press("2")
    view.actions["look"].press("1")
    weights = heat(view.fragments["stage"].html, "weights")
    assert np.isnan(weights[:, 2:]).all()
    assert "behind the causal mask" in parse(view.fragments["stage"].html).text


def test_the_dials_reshape_what_the_table_shows(view):
    dials = Dials(temperature=1.7, top_k=12, top_p=0.9, min_p=0.05)
    view.model.param.update(temperature=1.7, top_k=12, top_p=0.9, min_p=0.05)
    html = {stage.name: html for stage, html in stages(view)}["sample"]
    shapings = reshape(view.model.result.here["logits"], dials)
    rows = re.findall(r'<tr class="candidate.*?</tr>', html)
    assert len(rows) == 8
    for row in rows:
        token = int(re.search(r'data-id="(\d+)"', row)[1])
        shown = dict(re.findall(r'data-dial="(\w+)" data-exact="([^"]+)"', row))
        for shaping in shapings:
            assert float(shown[shaping.dial]) == shaping.probabilities[token]


def test_greedy_leaves_one_token(view):
    view.model.greedy = True
    html = {stage.name: html for stage, html in stages(view)}["sample"]
    assert "likeliest" in html
    assert "The dials leave 1 token." in html


def test_a_step_sends_little(view):
    """Bytes of the fragments that change with one step, at forty tokens; the attention of a full window is the most there is."""
    view.model.param.update(limit=10_000, cursor=38)

    def changed(act, argument=""):
        before = {name: fragment.html for name, fragment in view.fragments.items()}
        view.actions[act].press(argument)
        return sum(len(fragment.html.encode()) for name, fragment in view.fragments.items() if fragment.html != before[name])

    assert max(changed("step") for _ in range(20)) < 32_000
    assert changed("token") < 32_000
    view.model.cursor = 300
    assert changed("stage", "4") < 90_000


def test_everything_is_built_once(view):
    before = [id(component) for component in view.components]
    for act in ("step", "token", "token", "back", "forward", "reset"):
        view.actions[act].press()
    view.model.model = "bigram"
    view.actions["token"].press()
    assert [id(component) for component in view.components] == before


def test_every_press_is_answered_even_when_nothing_changes(view):
    view.model.limit = 1
    view.actions["token"].press()
    for _ in range(2):
        before = view.fragments["state"].html
        view.actions["token"].press()
        assert view.fragments["state"].html != before
    assert "limit is 1" in view.fragments["problem"].html


@pytest.mark.parametrize("argument", ["-1", "999", "x", "\N{SUPERSCRIPT TWO}", "1e3", "9" * 30, "<b>"])
@pytest.mark.parametrize("act", ["look", "stage", "layer", "head"])
def test_arguments_are_not_trusted(view, act, argument):
    view.actions[act].press(argument)
    assert "<b>" not in view.fragments["problem"].html
    assert view.model.result.stage in (0, 999)


def test_the_cost_follows_the_forges_design(page, view):
    before = view.fragments["cost"].html
    page.models["forge"].accelerator = "b200"
    assert view.fragments["cost"].html != before
    assert "B200" in view.fragments["cost"].html


def test_the_cost_is_not_followed_out_of_sight(page, view):
    page.visit("/forge")
    before = view.fragments["cost"].html
    page.views["forge"].model.training_compute = 1e24
    assert view.fragments["cost"].html == before
    page.visit("/journey")
    assert view.fragments["cost"].html != before


def test_the_working_of_a_stage_opens_in_its_row(view):
    assert "data-tex" not in view.fragments["cost"].html
    view.opened.opened = ["cost-mlp"]
    html = view.fragments["cost"].html
    assert html.count("The same with numbers") == 2
    assert "Shazeer" in html


def test_a_link_without_a_state_comes_back_to_what_was_left(page, view):
    page.models["forge"].training_compute = 3e24
    view.actions["token"].press()
    page.visit("/forge")
    assert page.views["forge"].model.training_compute == 3e24
    page.visit("/journey")
    assert view.model.result.finished


def test_the_address_leads_back(page, view):
    view.model.param.update(prompt=HOSTILE, seed=9, temperature=0.4, top_k=5, greedy=False)
    for _ in range(6):
        view.actions["token"].press()
    view.actions["look"].press("2")
    told = page.address.fragment
    assert told.isascii()
    other = Page()
    other.visit(told)
    assert other.notices.html == ""
    assert other.views["journey"].model.result.tokens == view.model.result.tokens
    assert other.views["journey"].model.position == 2


@pytest.mark.parametrize(
    ("fragment", "notice"),
    [
        ("v2;seed=1", "version"),
        ("v1;banana=1", "is no input"),
        ("v1;seed", "has no value"),
        ("v1;temperature=9", "Temperature is 9: must be at least 0.1 and at most 2.5"),
        ("v1;temperature=nan", "'nan' is not a number"),
        ("v1;cursor=9999", "leads further than"),
        ("v1;greedy=maybe", "must be on or off"),
        ("v1;prompt=%FF", "could not be used"),
        ("v1;model=gpt", "must be one of"),
    ],
)
def test_a_damaged_link_is_told_about(fragment, notice):
    values, told = address.decode(Journey, fragment)
    assert notice in told
    assert set(values) == set(inputs(Journey))


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("top_p", "0", "Top p is 0: must be above 0 and at most 1"),
        ("temperature", "9", "Temperature is 9: must be at least 0.1 and at most 2.5"),
        ("seed", "1,5", "Seed is 1.5: must be a whole number"),
        ("top_k", "90 days", "Top k (tokens): '90 days' is in days: must be in tokens"),
    ],
)
def test_a_refused_dial_says_why_until_another_journey_is_put_in(view, name, typed, said):
    control, before = view.controls[name], view.model.values
    control.entry = [1, typed]
    assert (control.error, view.model.values) == (said, before)
    view.model.step_token()
    assert control.error == said
    view.model.restore(**defaults(Journey))
    assert control.error == ""


@pytest.mark.parametrize("prompt", ["x" * 100_000, "\N{ROBOT FACE}" * 1000])
def test_a_prompt_too_long_for_an_address_is_left_out_and_told(page, view, prompt):
    view.model.prompt = prompt
    view.actions["token"].press()
    assert len(page.address.fragment) < 100
    assert "too long for an address" in view.fragments["notices"].html


def test_defaults_need_no_words():
    assert address.encode(Journey, Journey().values) == "v1"
