"""Refusals at the Forge's controls: every one is told, none outlives what it is about, and nothing typed is lost by one."""

import json

import pytest

from app.page import Page
from instruments.forge.inputs import Inputs
from instruments.forge.model import Forge
from instruments.forge.presets import preset
from instruments.forge.view import ForgeView
from instruments.widgets import NumberField
from tests.few import few
from tests.instruments.forge.designs import NUMBERS, defaults, read


@pytest.fixture
def view():
    return ForgeView(Forge())


def typed(view, name, text):
    """Type into a field."""
    control = view.controls[name]
    control.entry = [control.answered + 1, text]
    return control


@pytest.mark.parametrize("name", few(list(NUMBERS), *list(NUMBERS)[::4]))
def test_field_link_and_library_refuse_the_same_in_the_same_words(view, name):
    low, high = Inputs.param[name].bounds
    impossible = [str(low - 1), str(high * 2), "x", "12,34,567"] + ([] if Inputs.param[name].inclusive_bounds[0] else [str(low)])
    for text in impossible:
        control, before = typed(view, name, text), view.model.result
        with pytest.raises(ValueError, match=r".") as refusal:
            read({name: text})
        assert control.error == str(refusal.value)
        assert view.model.result is before
        assert (control.value, view.model.values) == (defaults()[name], defaults())
    assert isinstance(control, NumberField)


@pytest.mark.parametrize("name", NUMBERS)
def test_the_parameter_takes_what_the_rule_takes(name):
    """The rule is made from the parameter; here both are asked about either end."""
    for bound, inclusive in zip(Inputs.param[name].bounds, Inputs.param[name].inclusive_bounds, strict=True):
        if inclusive:
            assert NUMBERS[name].read(bound) == bound
            Forge(**{name: bound})
        else:
            with pytest.raises(ValueError, match="must be above"):
                NUMBERS[name].read(bound)
            with pytest.raises(ValueError, match="must be"):
                Forge(**{name: bound})


def test_a_format_that_the_card_lacks_is_forgotten_once_the_card_has_it(view):
    precision, card = view.controls["training_precision"], view.controls["training_accelerator"]
    precision.value = "fp4"
    assert "cannot multiply it" in precision.error
    assert (precision.value, view.model.training_precision) == ("bf16", "bf16")
    card.value = "b200"
    assert (precision.error, card.error, view.problem.html) == ("", "", "")
    assert (precision.value, precision.shown) == ("bf16", "bf16")
    precision.value = "fp4"
    assert (precision.error, view.model.training_precision) == ("", "fp4")


@pytest.mark.parametrize("other", [("context", "8k"), ("training_accelerator", "b200"), ("layers", "32")])
def test_any_change_that_is_taken_ends_what_was_refused_beside_other_inputs(view, other):
    typed(view, "kv_heads", "5")
    heads = typed(view, "heads", "12")
    assert "must be a multiple" in heads.error
    assert heads.value is None
    name, value = other
    if isinstance(view.controls[name], NumberField):
        typed(view, name, value)
    else:
        view.controls[name].value = value
    assert (heads.error, heads.shown, view.model.problem) == ("", "", "")


def test_what_another_control_is_refused_leaves_a_refusal_as_it_is(view):
    typed(view, "kv_heads", "5")
    heads = typed(view, "heads", "12")
    view.controls["training_precision"].value = "fp4"
    assert "must be a multiple" in heads.error
    assert "cannot multiply" in view.controls["training_precision"].error
    typed(view, "context", "8k")
    assert [control.error for control in view.controls.values() if control.error] == []


def test_what_is_impossible_in_itself_waits_to_be_mended(view):
    days = typed(view, "target_days", "0")
    typed(view, "context", "8k")
    view.controls["precision"].value = "bf16"
    assert days.error == "Training duration (days) is 0: must be above 0 and at most 36,500"
    typed(view, "target_days", "30")
    assert (days.error, view.model.target_days) == ("", 30)


def test_the_value_that_holds_ends_a_refusal_too(view):
    days = typed(view, "target_days", "0")
    typed(view, "target_days", "90 days")
    assert (days.error, days.shown, view.model.values) == ("", "90", defaults())


def _repair(view):
    view.actions["repair"].press()


def _preset(view):
    view.actions["preset"].press("llama-3-8b")


def _swap(view):
    view.actions["swap"].press()


def _apply(view):
    view.actions["seek"].press(json.dumps({"field1": "predicted_loss", "sense1": "<=", "value1": "1,95"}))
    view.actions["apply"].press()


def _restore(view):
    view.model.restore(**defaults())


def _library(view):
    view.model.assign(context="8k")


@pytest.mark.parametrize("act", [_repair, _preset, _swap, _apply, _restore, _library], ids=lambda act: act.__name__[1:])
def test_every_refusal_goes_with_a_design_that_is_put_in(view, act):
    view.actions["pin"].press()
    view.model.assign(context="1M", accelerator="rtx-4090")
    assert not view.model.result.verdict.feasible
    days, share = typed(view, "target_days", "0"), typed(view, "utilisation", "45")
    typed(view, "kv_heads", "5")
    heads = typed(view, "heads", "12")
    assert all(control.error for control in (days, share, heads))
    act(view)
    assert [control.error for control in view.controls.values() if control.error] == []
    assert (view.model.problem, view.problem.html) == ("", "")
    for name, control in view.controls.items():
        assert control.value == view.model.values[name]
        assert control.shown == control.format(control.value)


def test_a_preset_that_changes_nothing_ends_refusals_too(view):
    view.model.restore(**preset("course-default").values)
    days = typed(view, "target_days", "0")
    view.controls["training_precision"].value = "fp4"
    view.actions["preset"].press("course-default")
    assert (days.error, view.controls["training_precision"].error, view.model.problem) == ("", "", "")


def test_a_link_ends_refusals_too():
    page = Page("forge")
    view = page.views["forge"]
    days = typed(view, "target_days", "0")
    page.address.fragment = "/forge?v1;context=8192"
    assert (days.error, view.model.context) == ("", 8192)
