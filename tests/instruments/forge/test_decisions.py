"""The rail: six decisions in order, everything else behind "more", each control set up from its parameter."""

import pytest

from formulas.catalogue import accelerators, models
from formulas.scaling import LAWS
from instruments.forge.inputs import Inputs
from instruments.forge.model import Forge
from instruments.forge.pasted import Pasted
from instruments.forge.view import ForgeView
from instruments.frame.controls import controls, rail_html
from instruments.widgets import Choice, LogSlider, NumberField
from tests.instruments.forge.designs import DECISIONS, NAMES
from tests.markup import parse


@pytest.fixture(scope="module")
def made():
    return controls(Forge(), **ForgeView.kinds)


def test_the_six_decisions_come_first_and_in_order(made):
    page = parse(rail_html(Forge(), made))
    start, *items = page.one("ol", "decisions").all("li", "decision")
    assert len(items) == 6
    controls_of_start = [control.attributes["id"] for control in start.all(class_="control")]
    assert controls_of_start == ["forge-start", "forge-model", "forge-configuration", "forge-checkpoint-format"]
    first = [item.all(class_="control")[0].attributes["id"].removeprefix("forge-").replace("-", "_") for item in items]
    assert first == [name if name != "total_to_active" else "architecture" for name in DECISIONS]


def test_every_input_stands_once(made):
    page = parse(rail_html(Forge(), made))
    ids = [control.attributes["id"].removeprefix("forge-").replace("-", "_") for control in page.all(class_="control")]
    assert sorted(ids) == sorted(NAMES)
    assert set(made) == set(NAMES)


def test_the_rest_is_folded_away_in_named_groups(made):
    more = parse(rail_html(Forge(), made)).one("details", "more")
    assert "open" not in more.attributes
    for group in more.all("fieldset"):
        assert group.one("legend").text
        assert group.all(class_="control")
    behind = {control.attributes["id"].removeprefix("forge-").replace("-", "_") for control in more.all(class_="control")}
    assert behind == set(NAMES) - {*DECISIONS, "architecture", "experts", "top_k", "start", "model", "configuration", "checkpoint_format"}


@pytest.mark.parametrize("name", NAMES)
def test_a_control_is_of_its_parameters_kind(made, name):
    declared, control = Inputs.param[name], made[name]
    if hasattr(declared, "objects"):
        assert type(control) is Choice
        assert list(control.options.values() if hasattr(control.options, "values") else control.options) == list(declared.objects)
        return
    if name == "configuration":
        assert type(control) is Pasted
        return
    assert isinstance(control, NumberField)
    rule = control.rule
    assert (rule.low, rule.high) == tuple(declared.bounds)
    assert (rule.whole, rule.optional) == (type(declared).__name__ == "Count", bool(declared.allow_None))
    assert control.placeholder == ("auto" if declared.allow_None else "")
    assert rule.binary == (name in ("context", "prompt", "window"))
    if isinstance(control, LogSlider):
        assert (control.start, control.end) == tuple(declared.softbounds)
        assert control.landmarks
        assert all(control.start <= mark.value <= control.end for mark in control.landmarks)


def test_sliders_are_the_numeric_decisions(made):
    sliders = {name for name, control in made.items() if isinstance(control, LogSlider)}
    assert sliders == {"training_compute", "total_to_active", "overtraining", "context"}
    assert {made[name].base for name in sliders - {"context"}} == {10}
    assert made["context"].base == 2


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_compute_shows_the_range_that_the_law_was_fitted_on(law):
    slider = controls(Forge(law=law.id), **ForgeView.kinds)["training_compute"]
    low, high = slider.fitted
    assert low == pytest.approx(6 * law.fitted_parameters[0] * law.fitted_tokens[0])
    assert high == pytest.approx(6 * law.fitted_parameters[1] * law.fitted_tokens[1])
    made = controls(Forge(), **ForgeView.kinds).values()
    others = [control for control in made if isinstance(control, LogSlider) and control.target != slider.target]
    assert {control.fitted for control in others} == {(None, None)}


def test_landmarks_stand_where_they_were_published(made):
    """Of models in the catalogue, at what the catalogue says of them; of plain numbers, at the number."""
    known = models()
    gpt3, llama, mixtral, deepseek = (known[name] for name in ("gpt-3-175b", "llama-3-405b", "mixtral-8x7b", "deepseek-v3"))
    published = {
        "training_compute": {"GPT-3": gpt3.training_flop, "Llama 3 405B": llama.training_flop},
        "overtraining": {"optimal": 1, "16x": 16},
        "context": {"GPT-3": gpt3.context, "128K": 128 * 1024, "1M": 1024 * 1024},
        "total_to_active": {row.name: row.total_parameters / row.active_parameters for row in (mixtral, deepseek)},
    }
    for name, expected in published.items():
        marks = [mark.value for mark in made[name].landmarks]
        assert marks == pytest.approx(sorted(expected.values()), rel=0.01)


def test_arrow_keys_make_fine_steps(made):
    """A fiftieth of a decade, and an eighth of a doubling of the context."""
    for name, fine in {"training_compute": 0.02, "overtraining": 0.02, "total_to_active": 0.02, "context": 0.125}.items():
        assert made[name].fine == fine


def test_cards_are_grouped_by_their_makers(made):
    for name in ("accelerator", "training_accelerator"):
        groups = made[name].groups
        assert sorted(card for cards in groups.values() for card in cards) == sorted(Inputs.param[name].objects)
        for maker, cards in groups.items():
            assert {accelerators()[card].vendor for card in cards} == {maker}
    assert not made["grid"].groups


def test_only_start_and_architecture_are_segmented(made):
    assert [name for name, control in made.items() if isinstance(control, Choice) and control.segmented] == ["start", "architecture"]
